-- The walk through a ward as people would take it, and as the ward has arranged it by hand.

-- ---------------------------------------------------------------- the natural order

-- '48A' gives '000048a', 'Châu Long' gives 'chau-long': numbers sort as numbers, nothing sorts below a space.
CREATE FUNCTION walk_words(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$
  SELECT regexp_replace(regexp_replace(regexp_replace(fold_vietnamese(value),
    '[^a-z0-9]+', '-', 'g'), '([0-9]+)', '00000\1', 'g'), '0{0,5}([0-9]{6,})', '\1', 'g')
$$;

-- An alley begins after the door of its number, so on the way back before it.
CREATE FUNCTION walk_position(number text, is_back boolean, is_alley boolean) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
$$
DECLARE
  found text[] := regexp_match(fold_vietnamese(number), '^(?:(sau|canh) )?0*([0-9]{1,6})(?![0-9])(.*)$');
  rest text;
BEGIN
  IF found IS NULL THEN
    RETURN '~ ' || coalesce(nullif(walk_words(number), ''), '~') || CASE WHEN is_alley THEN ' 1' ELSE ' 0' END;
  END IF;
  rest := walk_words(found[3]) || CASE WHEN found[1] IS NULL THEN '' ELSE '-sau' END;
  IF is_back THEN
    RETURN lpad((999999 - found[2]::integer)::text, 6, '0') || ' '
      || translate(rest, '-0123456789abcdefghijklmnopqrstuvwxyz', 'zyxwvutsrqponmlkjihgfedcba9876543210-')
      || CASE WHEN is_alley THEN '~ 0' ELSE '~ 1' END;
  END IF;
  RETURN lpad(found[2], 6, '0') || ' ' || rest || CASE WHEN is_alley THEN ' 1' ELSE ' 0' END;
END
$$;

-- The blocks a door stands in, outermost first, and last its own place in them: the same as walkPath() in
-- src/shared/walk-order.ts (a test compares the two).
CREATE FUNCTION walk_order_path(house_number text, hem text, ngach text, ngo text, street text, building text, floor text, room text) RETURNS text[]
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
$$
DECLARE
  is_named constant boolean := ngo <> '' AND fold_vietnamese(ngo) !~ '^[a-z]{0,2}[0-9]';
  plate text;
  outer_plate text := '';
  number text;
  numbers text[] := '{}';
  is_back boolean := false;
  side text;
  at text;
  inside text;
  path text[];
BEGIN
  path := ARRAY[coalesce(nullif(walk_words(
    CASE WHEN street <> '' THEN street WHEN is_named THEN ngo ELSE regexp_replace(building, '^.*tập thể ', '') END), ''), '~') || ' '];
  FOREACH plate IN ARRAY ARRAY[ngo, ngach, hem] LOOP
    CONTINUE WHEN plate = '';
    number := CASE WHEN outer_plate <> '' AND starts_with(plate, outer_plate || '/') THEN substr(plate, length(outer_plate) + 2) ELSE plate END;
    outer_plate := plate;
    numbers := numbers || number;
  END LOOP;
  IF is_named THEN
    path := path || ('3 ' || walk_words(ngo) || ' ');
    numbers := numbers[2:];
  ELSE
    side := (regexp_match(fold_vietnamese(coalesce(numbers[1], house_number)), '^(?:(?:sau|canh) )?0*([0-9]{1,6})(?![0-9])'))[1];
    is_back := coalesce(side::integer % 2 = 1, false);
    path := path || CASE WHEN side IS NULL THEN '2 ' WHEN is_back THEN '1 ' ELSE '0 ' END;
  END IF;
  FOREACH number IN ARRAY numbers LOOP
    path := path || (walk_position(number, is_back, true) || ' ');
    is_back := false;
  END LOOP;
  at := walk_position(house_number, is_back, false);
  inside := CASE walk_words(floor) WHEN 'ham' THEN '000000' WHEN 'tret' THEN '000001' WHEN 'lung' THEN '000001-lung' ELSE walk_words(floor) END
    || ' ' || walk_words(room);
  IF building <> '' THEN
    RETURN path || (at || ' ' || walk_words(building) || ' ') || inside;
  END IF;
  RETURN path || (at || '  ' || inside);
END
$$;

-- ---------------------------------------------------------------- the order by hand

-- A block of the walk (a street, its side, an alley with all inside it) that somebody has put elsewhere, or whose
-- doors and alleys somebody has arranged. lane_path is the block's place in the natural order; '' is the ward.
CREATE TABLE lane_order (
  ward_id uuid NOT NULL REFERENCES ward (id),
  lane_path text COLLATE "C" NOT NULL,
  -- Its place among what lies beside it; null where the natural one holds.
  hand_order text COLLATE "C" CHECK (hand_order ~ ' $'),
  -- Counts how often what lies directly in it was arranged.
  version integer NOT NULL DEFAULT 0,
  PRIMARY KEY (ward_id, lane_path)
);

-- A door's place in its lane, when somebody has put it elsewhere; null where the natural one holds.
ALTER TABLE household ADD COLUMN hand_order text COLLATE "C";

-- Where the blocks of a path begin in the walk of the ward, as arranged by hand.
CREATE FUNCTION walk_blocks_begin(of_ward uuid, blocks text[]) RETURNS text
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS
$$
DECLARE
  block text;
  natural_path text := '';
  begins text := '';
  by_hand text;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM lane_order o WHERE o.ward_id = of_ward AND o.hand_order IS NOT NULL) THEN
    RETURN array_to_string(blocks, '');
  END IF;
  FOREACH block IN ARRAY blocks LOOP
    natural_path := natural_path || block;
    SELECT o.hand_order INTO by_hand FROM lane_order o WHERE o.ward_id = of_ward AND o.lane_path = natural_path;
    begins := begins || coalesce(by_hand, block);
  END LOOP;
  RETURN begins;
END
$$;

-- walk_order is always made here, so that nothing that writes an address can lose what was arranged by hand. A door that
-- gets into another lane takes its natural place there.
CREATE FUNCTION household_take_place() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
  path text[] := walk_order_path(NEW.house_number, NEW.hem, NEW.ngach, NEW.ngo, NEW.street, NEW.building, NEW.floor, NEW.room);
  blocks text[] := trim_array(path, 1);
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.hand_order IS NOT NULL
    AND blocks <> trim_array(walk_order_path(OLD.house_number, OLD.hem, OLD.ngach, OLD.ngo, OLD.street, OLD.building, OLD.floor, OLD.room), 1) THEN
    NEW.hand_order := NULL;
  END IF;
  NEW.walk_order := walk_blocks_begin(NEW.ward_id, blocks) || coalesce(NEW.hand_order, path[cardinality(path)]);
  RETURN NEW;
END
$$;
CREATE TRIGGER household_take_place
  BEFORE INSERT OR UPDATE OF house_number, hem, ngach, ngo, street, building, floor, room, walk_order, hand_order ON household
  FOR EACH ROW EXECUTE FUNCTION household_take_place();

UPDATE household SET walk_order = walk_order;
