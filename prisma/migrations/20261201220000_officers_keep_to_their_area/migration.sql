-- A ward may let its officers open files of their area and of their rounds only; another file opens with a reason, which is an
-- event of the log.
ALTER TABLE ward ADD COLUMN officers_keep_to_area boolean NOT NULL DEFAULT false;
-- Ids of residential groups, and lanes (household.lane_key).
ALTER TABLE user_account ADD COLUMN area text[] NOT NULL DEFAULT '{}';
