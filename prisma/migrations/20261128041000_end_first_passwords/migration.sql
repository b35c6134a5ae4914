-- A first password ends 72 hours after it was given. Those given before count from this update.
ALTER TABLE user_account ADD COLUMN first_password_at timestamptz;
UPDATE user_account SET first_password_at = now() WHERE must_change_password;
