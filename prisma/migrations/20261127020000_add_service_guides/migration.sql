-- How a public service is taught, or what is said about a topic. Every saving is a new version; a version never changes,
-- because visits and printed cards refer to its steps.
CREATE TABLE service_guide (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  public_service_id uuid NOT NULL REFERENCES public_service,
  number integer NOT NULL CHECK (number > 0),
  -- The service in the words of whoever learns it; '' for its name in the catalogue.
  title text NOT NULL DEFAULT '',
  is_draft boolean NOT NULL,
  -- What somebody needs beforehand, one a line.
  prerequisites text[] NOT NULL DEFAULT '{}',
  -- The service to help with first when somebody has no VNeID level 2; none if the service does not need that level.
  first_task_id uuid REFERENCES public_service,
  source text NOT NULL DEFAULT '',
  -- None for the versions that the program brings along.
  saved_by uuid REFERENCES user_account,
  saved_at timestamptz NOT NULL,
  CONSTRAINT service_guide_number UNIQUE (public_service_id, number)
);
CREATE INDEX service_guide_ward ON service_guide (ward_id);

-- One step to press, with what explains it; of a topic, one paragraph to read aloud.
CREATE TABLE guide_step (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  service_guide_id uuid NOT NULL REFERENCES service_guide,
  position integer NOT NULL CHECK (position > 0),
  action text NOT NULL CHECK (action <> ''),
  detail text NOT NULL DEFAULT '',
  CONSTRAINT guide_step_position UNIQUE (service_guide_id, position)
);

CREATE FUNCTION refuse_guide_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a version of a guide never changes' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER service_guide_unchanged BEFORE UPDATE ON service_guide FOR EACH ROW EXECUTE FUNCTION refuse_guide_change();
CREATE TRIGGER guide_step_unchanged BEFORE UPDATE ON guide_step FOR EACH ROW EXECUTE FUNCTION refuse_guide_change();

-- What a ward wrote into the two texts of its catalogue becomes its first version.
INSERT INTO service_guide (id, ward_id, public_service_id, number, is_draft, prerequisites, source, saved_at)
SELECT gen_random_uuid(), ward_id, id, 1, false,
  (SELECT coalesce(array_agg(btrim(line) ORDER BY place), '{}') FROM regexp_split_to_table(prerequisites, E'\n') WITH ORDINALITY AS lines (line, place) WHERE btrim(line) <> ''),
  'Chuyển từ ô “Các bước” của danh mục', now()
FROM public_service WHERE btrim(taught_steps, E' \n') <> '' OR btrim(prerequisites, E' \n') <> '';
INSERT INTO guide_step (id, ward_id, service_guide_id, position, action)
SELECT gen_random_uuid(), guide.ward_id, guide.id, row_number() OVER (PARTITION BY guide.id ORDER BY place), btrim(line)
FROM service_guide guide JOIN public_service service ON service.id = guide.public_service_id,
  regexp_split_to_table(service.taught_steps, E'\n') WITH ORDINALITY AS lines (line, place)
WHERE btrim(line) <> '';
ALTER TABLE public_service DROP COLUMN prerequisites, DROP COLUMN taught_steps, DROP COLUMN taught_steps_version;
