-- The chairman confirms that a month was closed, and that it was reopened.
ALTER TABLE month_closing
  ADD COLUMN confirmed_by uuid,
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN reopening_confirmed_by uuid,
  ADD COLUMN reopening_confirmed_at timestamptz,
  ADD CONSTRAINT month_closing_confirmed CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL)),
  ADD CONSTRAINT month_closing_reopening_confirmed CHECK (
    (reopening_confirmed_at IS NULL) = (reopening_confirmed_by IS NULL) AND (reopening_confirmed_at IS NULL OR reopened_at IS NOT NULL)),
  ADD CONSTRAINT month_closing_confirmed_by_fkey FOREIGN KEY (ward_id, confirmed_by) REFERENCES user_account (ward_id, id),
  ADD CONSTRAINT month_closing_reopening_confirmed_by_fkey FOREIGN KEY (ward_id, reopening_confirmed_by) REFERENCES user_account (ward_id, id);
