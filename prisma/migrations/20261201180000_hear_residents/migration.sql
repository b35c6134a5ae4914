-- What residents say about the team, without an account: a face, an answer to the question of safety and a sentence are rows
-- of their own, which nothing ties together. No row leads to a person, door, visit, round or account, nor to a moment: its
-- day is kept, and its id tells no time.
CREATE TYPE voice_source AS ENUM ('phone', 'slip');
-- asked, not_asked: whether anybody asked for money, a password or a one-time code.
CREATE TYPE voice_said AS ENUM ('glad', 'fair', 'sad', 'asked', 'not_asked', 'sentence');
CREATE TABLE voice (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  answered_on date NOT NULL,
  source voice_source NOT NULL,
  said voice_said NOT NULL,
  -- '' once the office has removed it.
  sentence text NOT NULL DEFAULT '',
  is_checked boolean NOT NULL,
  -- Written anew at night, in another order: what one sender says is not told by rows side by side.
  is_mixed boolean NOT NULL DEFAULT false,
  CONSTRAINT voice_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT voice_words CHECK (said = 'sentence' OR sentence = '')
);
CREATE INDEX voice_ward ON voice (ward_id, answered_on);

-- A complaint about the team, or a demand for money or a code, is kept beside what people ask about their data: it has a due
-- day of the ward's own, and no account recorded it if it came from a telephone.
ALTER TYPE data_request_kind ADD VALUE 'complaint';
ALTER TYPE data_request_kind ADD VALUE 'demand';
ALTER TABLE data_request
  ALTER COLUMN recorded_by DROP NOT NULL,
  ALTER COLUMN recorded_at DROP NOT NULL,
  -- Working days until it is answered.
  ADD COLUMN due_days integer,
  ADD CONSTRAINT data_request_recorded CHECK (num_nonnulls(recorded_by, recorded_at) = 2 OR (recorded_by IS NULL AND recorded_at IS NULL AND due_days IS NOT NULL)),
  ADD CONSTRAINT data_request_of_nobody CHECK ((due_days IS NOT NULL) = (kind::text IN ('complaint', 'demand')) AND (due_days IS NULL OR resident_id IS NULL));

-- The ward's own, no law's.
UPDATE ward SET outreach_policy = outreach_policy || '{"complaintDays": 5}' WHERE outreach_policy ? 'windows';
