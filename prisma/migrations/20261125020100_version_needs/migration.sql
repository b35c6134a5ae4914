-- Two people who correct one fact both keep their words; a fact that never was is taken back with a reason.

ALTER TABLE priority_fact
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  -- Of a fact written down by mistake: it holds on no day, so that nothing counts it.
  ADD COLUMN withdrawn_reason text NOT NULL DEFAULT '',
  ADD CONSTRAINT priority_fact_withdrawn CHECK (withdrawn_reason = '' OR (valid_to = valid_from AND ended_at IS NOT NULL));

ALTER TABLE digital_helper
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN ended_by uuid REFERENCES user_account (id),
  ADD COLUMN ended_at timestamptz,
  ADD CONSTRAINT digital_helper_ended CHECK ((ended_by IS NULL) = (ended_at IS NULL));
