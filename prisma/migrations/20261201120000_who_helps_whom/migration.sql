-- A digital helper is a tie between two people: whom a resident or an outsider helps, with what, since when; both agreed;
-- one word of either ends it. Helpers of a household from before stay ties to the household: whom they help is not known.
CREATE TYPE helper_purpose AS ENUM ('portal', 'vneid', 'payment');
CREATE TYPE helper_side AS ENUM ('helped', 'helper');
ALTER TABLE digital_helper
  ALTER COLUMN household_id DROP NOT NULL,
  ADD COLUMN helped_id uuid,
  -- Empty is not known.
  ADD COLUMN purposes helper_purpose[] NOT NULL DEFAULT '{}',
  -- Both said yes on this day, heard by this account; null is not asked yet.
  ADD COLUMN agreed_on date,
  ADD COLUMN agreed_heard_by uuid,
  -- Whose word ended it; null for a death, and for what ended before this was asked.
  ADD COLUMN ended_word helper_side,
  ADD CONSTRAINT digital_helper_of_one CHECK ((household_id IS NULL) <> (helped_id IS NULL)),
  ADD CONSTRAINT digital_helper_of_another CHECK (helped_id <> resident_id),
  ADD CONSTRAINT digital_helper_agreed CHECK ((agreed_on IS NULL) = (agreed_heard_by IS NULL)),
  ADD CONSTRAINT digital_helper_ended_word CHECK ((ended_word IS NULL) OR (valid_to IS NOT NULL)),
  ADD CONSTRAINT digital_helper_helped_id_fkey FOREIGN KEY (ward_id, helped_id) REFERENCES resident (ward_id, id),
  ADD CONSTRAINT digital_helper_agreed_heard_by_fkey FOREIGN KEY (ward_id, agreed_heard_by) REFERENCES user_account (ward_id, id);
CREATE INDEX digital_helper_helped ON digital_helper (helped_id) WHERE helped_id IS NOT NULL;
CREATE UNIQUE INDEX digital_helper_once_of_person ON digital_helper (helped_id, resident_id) WHERE ((valid_to IS NULL) AND (helped_id IS NOT NULL) AND (resident_id IS NOT NULL));

-- The helper did it with the resident, the team only watched: from then on it is theirs.
ALTER TYPE help_level ADD VALUE 'handed_over' AFTER 'by_relative';

-- Whether the resident had to pay who did it with them; null is not asked.
ALTER TABLE check_back
  ADD COLUMN paid boolean,
  ADD CONSTRAINT check_back_paid CHECK ((paid IS NULL) OR (helper IS NOT NULL));
