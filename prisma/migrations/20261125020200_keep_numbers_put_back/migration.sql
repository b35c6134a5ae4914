-- A number that was taken away and is put back: before there was none.

ALTER TABLE national_number_change
  ALTER COLUMN before_cipher DROP NOT NULL,
  ALTER COLUMN before_last4 DROP NOT NULL,
  ADD CONSTRAINT national_number_change_before CHECK ((before_cipher IS NULL) = (before_last4 IS NULL)),
  ADD CONSTRAINT national_number_change_something CHECK (before_cipher IS NOT NULL OR after_cipher IS NOT NULL);
-- One putting back of a change.
CREATE UNIQUE INDEX national_number_change_reverses ON national_number_change (reverses_id) WHERE reverses_id IS NOT NULL;
