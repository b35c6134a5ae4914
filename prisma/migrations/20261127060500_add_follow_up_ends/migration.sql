-- Follow-ups are derived from facts; only how somebody ended one is stored: docs/adr/0027.
CREATE TYPE follow_up_kind AS ENUM (
  'papers', 'payment', 'to_submit', 'barrier', 'result', 'no_news', 'promise', 'next_try', 'vneid', 'job_notice', 'referral'
);
CREATE TYPE follow_up_outcome AS ENUM ('done', 'not_reached', 'not_needed');

CREATE TABLE follow_up_end (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  kind follow_up_kind NOT NULL,
  -- The file, visit or referral that the follow-up hangs on. No foreign key: an end outlives what it ended.
  subject_id uuid NOT NULL,
  -- Which of the subject's follow-ups of this kind: the day or promise it was derived from. Another fact is another one.
  fact_key text NOT NULL,
  outcome follow_up_outcome NOT NULL,
  note text NOT NULL DEFAULT '',
  -- All ends of one press; they are undone together.
  press_id uuid NOT NULL,
  ended_on date NOT NULL,
  ended_by uuid NOT NULL REFERENCES user_account,
  ended_at timestamptz NOT NULL,
  undone_by uuid REFERENCES user_account,
  undone_at timestamptz,
  CONSTRAINT follow_up_end_undone CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
-- Two people may end one at the same moment: the first counts. Somebody not reached may be called on another day.
CREATE UNIQUE INDEX follow_up_end_once ON follow_up_end (subject_id, kind, fact_key, ended_on) WHERE undone_at IS NULL;
CREATE INDEX follow_up_end_press ON follow_up_end (press_id);
CREATE INDEX follow_up_end_by ON follow_up_end (ended_by, ended_on);
