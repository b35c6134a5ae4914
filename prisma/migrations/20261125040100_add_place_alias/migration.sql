-- The names people still say: a street, an alley or a former ward that is called otherwise today.

CREATE TYPE place_kind AS ENUM ('street', 'alley', 'former_ward');

CREATE TABLE place_alias (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  kind place_kind NOT NULL,
  -- As the register has it today.
  name text NOT NULL,
  name_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold_vietnamese(name)) STORED CHECK (name_folded <> ''),
  -- As people say it.
  alias text NOT NULL,
  alias_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold_vietnamese(alias)) STORED CHECK (alias_folded <> ''),
  -- Since when and from where it is known.
  note text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  CHECK (alias_folded <> name_folded),
  CONSTRAINT place_alias_once UNIQUE (ward_id, kind, name_folded, alias_folded)
);

-- ---------------------------------------------------------------- doors are found by those names too

-- Every way to ask for a door: each word suffix of its address, and of its address with an old name of the street or alley;
-- the address and the street with the former ward behind them; the former ward by itself.
CREATE FUNCTION household_search_keys(of_ward uuid, address_folded text, street text, ngo text, former_ward text) RETURNS SETOF text
  LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$
DECLARE
  street_folded constant text := fold_vietnamese(street);
  ngo_folded constant text := fold_vietnamese(ngo);
  ward_folded constant text := fold_vietnamese(former_ward);
  ward_names text[] := array_remove(ARRAY[ward_folded], '');
  told text;
  ward_name text;
BEGIN
  RETURN QUERY SELECT word_suffixes(address_folded);
  FOR told IN
    SELECT CASE a.kind
      WHEN 'street' THEN left(address_folded, -length(street_folded)) || a.alias_folded
      ELSE replace(address_folded, 'ngo ' || ngo_folded, 'ngo ' || a.alias_folded) END
    FROM place_alias a
    WHERE a.ward_id = of_ward AND (
      a.kind = 'street' AND a.name_folded = street_folded AND street_folded <> '' AND right(address_folded, length(street_folded)) = street_folded
      OR a.kind = 'alley' AND a.name_folded = ngo_folded AND ngo_folded <> '')
  LOOP
    RETURN QUERY SELECT word_suffixes(told);
  END LOOP;
  IF ward_folded = '' THEN RETURN; END IF;
  ward_names := ward_names || ARRAY(
    SELECT a.alias_folded FROM place_alias a WHERE a.ward_id = of_ward AND a.kind = 'former_ward' AND a.name_folded = ward_folded);
  FOREACH ward_name IN ARRAY ward_names LOOP
    RETURN NEXT address_folded || ' ' || ward_name;
    IF street_folded <> '' AND street_folded <> address_folded THEN RETURN NEXT street_folded || ' ' || ward_name; END IF;
    RETURN NEXT 'phuong ' || ward_name;
  END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION household_search_key_insert() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO household_search_key (ward_id, key, household_id)
    SELECT DISTINCT h.ward_id, k.key, h.id
    FROM inserted AS h, LATERAL household_search_keys(h.ward_id, h.address_folded, h.street, h.ngo, h.former_ward) AS k (key);
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION household_search_key_update() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  DELETE FROM household_search_key WHERE household_id = NEW.id;
  INSERT INTO household_search_key (ward_id, key, household_id)
    SELECT DISTINCT NEW.ward_id, k.key, NEW.id
    FROM household_search_keys(NEW.ward_id, NEW.address_folded, NEW.street, NEW.ngo, NEW.former_ward) AS k (key);
  RETURN NULL;
END
$$;
DROP TRIGGER household_search_key_update ON household;
CREATE TRIGGER household_search_key_update AFTER UPDATE OF address_line, street, ngo, former_ward ON household
  FOR EACH ROW EXECUTE FUNCTION household_search_key_update();

-- A name that comes, changes or goes: the keys of the doors it is about are made anew.
CREATE FUNCTION place_alias_rebuild_keys() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
  doors uuid[];
BEGIN
  SELECT array_agg(h.id) INTO doors
  FROM household h, (SELECT DISTINCT ward_id, kind, name_folded FROM changed) AS c
  WHERE h.ward_id = c.ward_id
    AND CASE c.kind WHEN 'street' THEN fold_vietnamese(h.street) WHEN 'alley' THEN fold_vietnamese(h.ngo) ELSE fold_vietnamese(h.former_ward) END = c.name_folded;
  DELETE FROM household_search_key WHERE household_id = ANY (doors);
  INSERT INTO household_search_key (ward_id, key, household_id)
    SELECT DISTINCT h.ward_id, k.key, h.id
    FROM household h, LATERAL household_search_keys(h.ward_id, h.address_folded, h.street, h.ngo, h.former_ward) AS k (key)
    WHERE h.id = ANY (doors);
  RETURN NULL;
END
$$;
CREATE TRIGGER place_alias_insert AFTER INSERT ON place_alias
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_alias_rebuild_keys();
CREATE TRIGGER place_alias_delete AFTER DELETE ON place_alias
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_alias_rebuild_keys();
-- A place keeps its name in the list: another name of the place is another row.
CREATE TRIGGER place_alias_update AFTER UPDATE ON place_alias
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_alias_rebuild_keys();

-- Doors whose former ward is known are found by it from now on.
INSERT INTO household_search_key (ward_id, key, household_id)
  SELECT DISTINCT h.ward_id, k.key, h.id
  FROM household h, LATERAL household_search_keys(h.ward_id, h.address_folded, h.street, h.ngo, h.former_ward) AS k (key)
  WHERE h.former_ward <> ''
  ON CONFLICT DO NOTHING;
