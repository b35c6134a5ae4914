-- The secret address under which a phone's calendar reads an officer's rounds. Only the hash of its token is kept: who
-- reads the database cannot read the calendar. At most one address of an officer is in force.
CREATE TABLE calendar_feed (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL REFERENCES user_account (id),
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_hash);
CREATE UNIQUE INDEX calendar_feed_one_in_force ON calendar_feed (user_id) WHERE revoked_at IS NULL;
