-- A round that an officer took along on a laptop, encrypted there: docs/adr/0025.
CREATE TABLE carried_round (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  round_id uuid NOT NULL REFERENCES round,
  officer_id uuid NOT NULL REFERENCES user_account,
  laptop_name text NOT NULL CHECK (laptop_name <> ''),
  carried_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > carried_at),
  revoked_at timestamptz,
  revoked_by uuid REFERENCES user_account,
  -- When the laptop said that it holds nothing of it any more.
  removed_at timestamptz,
  CONSTRAINT carried_round_revoked CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX carried_round_ward ON carried_round (ward_id, carried_at DESC, id);
