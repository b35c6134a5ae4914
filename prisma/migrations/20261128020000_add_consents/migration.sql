-- What the ward tells residents about their data, each text a version of its own; hash is the SHA-256 of the text in UTF-8.
CREATE TABLE privacy_notice (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  version integer NOT NULL CHECK (version > 0),
  body text NOT NULL CHECK (body <> ''),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  written_by uuid NOT NULL REFERENCES user_account,
  written_at timestamptz NOT NULL,
  CONSTRAINT privacy_notice_version UNIQUE (ward_id, version)
);
CREATE UNIQUE INDEX privacy_notice_ward_id_id_key ON privacy_notice (ward_id, id);

CREATE TYPE consent_giver AS ENUM ('self', 'representative');
CREATE TYPE consent_channel AS ENUM ('spoken', 'signed', 'fingerprint', 'telephone');

CREATE UNIQUE INDEX IF NOT EXISTS resident_ward_id_id_key ON resident (ward_id, id);
CREATE UNIQUE INDEX IF NOT EXISTS visit_ward_id_id_key ON visit (ward_id, id);

-- What one resident was told and said at one time. Of each purpose the latest answer stands; null says nothing about it.
CREATE TABLE consent (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  resident_id uuid NOT NULL,
  -- The notice that was current then; null if the ward had none.
  notice_id uuid,
  visit_id uuid,
  -- Null if nobody asked about the notice, as when somebody only withdraws.
  read_aloud boolean,
  -- May the team visit and call? Needs no consent; false is an objection.
  contact boolean,
  survey boolean,
  photo boolean,
  given_by consent_giver,
  representative_name text NOT NULL DEFAULT '',
  representative_relation text NOT NULL DEFAULT '',
  channel consent_channel,
  said_at timestamptz NOT NULL,
  recorded_by uuid NOT NULL REFERENCES user_account,
  recorded_at timestamptz NOT NULL,
  undone_at timestamptz,
  undone_by uuid REFERENCES user_account,
  CONSTRAINT consent_resident FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT consent_notice FOREIGN KEY (ward_id, notice_id) REFERENCES privacy_notice (ward_id, id),
  CONSTRAINT consent_visit FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE SET NULL (visit_id),
  CONSTRAINT consent_says_something CHECK (num_nonnulls(read_aloud, contact, survey, photo) > 0),
  -- Whoever holds the data bears the burden of proof: who agreed, how, to which text.
  CONSTRAINT consent_is_proven CHECK (NOT (coalesce(survey, false) OR coalesce(photo, false)) OR (given_by IS NOT NULL AND channel IS NOT NULL AND notice_id IS NOT NULL)),
  CONSTRAINT consent_representative CHECK (given_by IS NOT DISTINCT FROM 'representative' OR (representative_name = '' AND representative_relation = '')),
  CONSTRAINT consent_undone CHECK ((undone_at IS NULL) = (undone_by IS NULL))
);
CREATE INDEX consent_of_resident ON consent (resident_id, said_at DESC);
CREATE INDEX consent_visit_id ON consent (visit_id);
-- Few people object: every plan and list asks whether somebody did.
CREATE INDEX consent_objection ON consent (resident_id) WHERE NOT contact AND undone_at IS NULL;
