-- A stored national number that was changed or taken away, with both numbers whole, sealed: a wrong change can be put back.

CREATE TABLE national_number_change (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  resident_id uuid NOT NULL REFERENCES resident (id),
  before_cipher bytea NOT NULL,
  before_last4 text NOT NULL,
  -- Null: the number was taken away.
  after_cipher bytea,
  after_last4 text,
  changed_by uuid NOT NULL REFERENCES user_account (id),
  changed_at timestamptz NOT NULL,
  -- The change that this one put back.
  reverses_id uuid REFERENCES national_number_change (id),
  CHECK ((after_cipher IS NULL) = (after_last4 IS NULL))
);
CREATE INDEX national_number_change_resident ON national_number_change (resident_id, changed_at DESC);
