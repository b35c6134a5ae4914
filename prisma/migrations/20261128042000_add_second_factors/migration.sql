-- A second step of signing in: codes of an authenticator application, and single-use recovery codes.
CREATE UNIQUE INDEX IF NOT EXISTS user_account_of_ward ON user_account (ward_id, id);

CREATE TABLE second_factor (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  user_id uuid NOT NULL,
  secret_cipher bytea NOT NULL,
  -- Null until its owner has typed a code.
  confirmed_at timestamptz,
  -- The time step of the last code that was used: no code is used twice.
  last_step integer NOT NULL DEFAULT 0,
  FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX second_factor_of_user ON second_factor (user_id);

CREATE TABLE recovery_code (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  user_id uuid NOT NULL,
  code_hash text NOT NULL,
  used_at timestamptz,
  FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE INDEX recovery_code_of_user ON recovery_code (user_id);

-- Administrators and office staff of a real ward need it; a demo ward has published passwords.
ALTER TABLE ward ADD COLUMN requires_second_factor boolean NOT NULL DEFAULT false;
UPDATE ward SET requires_second_factor = NOT is_demo;
