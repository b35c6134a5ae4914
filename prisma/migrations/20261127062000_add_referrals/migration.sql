-- Somebody whom the team sent on to another body, with a slip: what for, and what was answered.
CREATE TYPE referral_recipient AS ENUM ('police', 'insurance', 'land', 'employment', 'other');

CREATE TABLE referral (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  resident_id uuid NOT NULL REFERENCES resident,
  visit_id uuid REFERENCES visit ON DELETE SET NULL,
  recipient referral_recipient NOT NULL,
  -- The body itself, as it stands on the slip; needed when it is none of the four.
  recipient_name text NOT NULL DEFAULT '',
  purpose text NOT NULL CHECK (purpose <> ''),
  referred_on date NOT NULL,
  -- The day on which somebody asks what became of it.
  answer_by date NOT NULL,
  referred_by uuid NOT NULL REFERENCES user_account,
  created_at timestamptz NOT NULL,
  answered_on date,
  answer text NOT NULL DEFAULT '',
  answered_by uuid REFERENCES user_account,
  CONSTRAINT referral_dates CHECK (answer_by >= referred_on AND answered_on >= referred_on),
  CONSTRAINT referral_other CHECK (recipient <> 'other' OR recipient_name <> ''),
  CONSTRAINT referral_answered CHECK ((answered_on IS NULL) = (answered_by IS NULL) AND (answered_on IS NULL) = (answer = ''))
);
CREATE INDEX referral_resident ON referral (resident_id, referred_on DESC);
CREATE INDEX referral_visit ON referral (visit_id);
CREATE INDEX referral_awaited ON referral (ward_id, answer_by) WHERE answered_on IS NULL;
