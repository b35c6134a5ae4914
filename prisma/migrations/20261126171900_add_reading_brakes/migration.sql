-- When an account was last refused a page because it had read more than any work needs.
ALTER TABLE user_account ADD COLUMN reading_braked_at timestamptz;
