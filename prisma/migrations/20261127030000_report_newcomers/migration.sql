-- Somebody the register did not know, met at a door and helped at once: docs/adr/0026.
CREATE TYPE newcomer_relation AS ENUM ('tenant', 'relative', 'guest');

CREATE TABLE newcomer (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  resident_id uuid NOT NULL REFERENCES resident,
  visit_id uuid NOT NULL REFERENCES visit,
  -- What was said at the door, whatever the register says since.
  full_name text NOT NULL CHECK (full_name <> ''),
  birth_year integer CHECK (birth_year BETWEEN 1880 AND 2200),
  relation newcomer_relation NOT NULL,
  phone text,
  reported_by uuid NOT NULL REFERENCES user_account,
  reported_at timestamptz NOT NULL,
  -- Until the office confirms that this is a person of the ward, or merges the record with one it knows.
  is_waiting boolean NOT NULL DEFAULT true,
  confirmed_by uuid REFERENCES user_account,
  confirmed_at timestamptz,
  CONSTRAINT newcomer_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
);
CREATE INDEX newcomer_visit ON newcomer (visit_id);
CREATE INDEX newcomer_resident ON newcomer (resident_id);
CREATE INDEX newcomer_waiting ON newcomer (ward_id, reported_at, id) WHERE is_waiting;
