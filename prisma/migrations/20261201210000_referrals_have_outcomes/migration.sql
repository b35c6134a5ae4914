-- What became of a referral, so that it can be counted. Earlier answers are only words: their outcome stays unknown.
CREATE TYPE referral_outcome AS ENUM ('accepted', 'done', 'refused', 'none');

-- A referral made by mistake is withdrawn: the row stays, and counts nowhere.
ALTER TABLE referral
  ADD COLUMN outcome referral_outcome,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN withdrawn_at timestamptz,
  ADD COLUMN withdrawn_by uuid,
  ADD COLUMN withdrawn_reason text NOT NULL DEFAULT '',
  DROP CONSTRAINT referral_answered,
  ADD CONSTRAINT referral_answered CHECK (((answered_on IS NULL) = (answered_by IS NULL)) AND ((answered_on IS NULL) = (answer = '' AND outcome IS NULL))),
  ADD CONSTRAINT referral_withdrawn CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL)) AND ((withdrawn_at IS NULL) = (withdrawn_reason = '')) AND (withdrawn_at IS NULL OR answered_on IS NULL)),
  ADD CONSTRAINT referral_withdrawn_by_fkey FOREIGN KEY (ward_id, withdrawn_by) REFERENCES user_account (ward_id, id);

DROP INDEX referral_awaited;
CREATE INDEX referral_awaited ON referral (ward_id, answer_by) WHERE withdrawn_at IS NULL AND (answered_on IS NULL OR outcome = 'accepted');
CREATE INDEX referral_list ON referral (ward_id, referred_on DESC, id DESC);
