-- An account that is enabled again counts as used from then on, or the next night would close it again.
ALTER TABLE user_account ADD COLUMN reopened_at timestamptz;
