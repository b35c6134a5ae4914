-- Passkeys, the other second step of signing in (docs/adr/0044). A public key opens nothing, so it is not sealed.
CREATE TABLE passkey (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  user_id uuid NOT NULL,
  name text NOT NULL,
  credential_id text NOT NULL,
  public_key bytea NOT NULL,
  -- How often the device says it has signed; stays 0 for keys that are kept on several devices.
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  -- The challenge of the last sign-in: no answer is used twice.
  last_challenge text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
CREATE UNIQUE INDEX passkey_credential ON passkey (credential_id);
CREATE INDEX passkey_of_user ON passkey (user_id);

-- The application of a new phone is set up while the old one still counts.
DROP INDEX second_factor_of_user;
CREATE UNIQUE INDEX second_factor_of_user ON second_factor (user_id) WHERE confirmed_at IS NOT NULL;
CREATE UNIQUE INDEX second_factor_pending ON second_factor (user_id) WHERE confirmed_at IS NULL;
