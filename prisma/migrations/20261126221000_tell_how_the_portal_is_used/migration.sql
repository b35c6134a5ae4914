-- Who held the phone, and how the ward knows: docs/adr/0023.

-- Did it alone while the team watched. The other levels keep their meaning.
ALTER TYPE help_level ADD VALUE 'watched' BEFORE 'guided';

-- Every portal use comes from something that a page records: a visit, an answer, a check-back or a random sample. Uses
-- of a list or said by nobody in particular existed in demo wards only, because no page could record them.
DELETE FROM portal_use WHERE assisted_procedure_id IS NULL;
ALTER TYPE portal_use_source RENAME TO portal_use_source_before;
CREATE TYPE portal_use_source AS ENUM ('visit', 'told', 'check_back', 'sample');
ALTER TABLE portal_use ALTER COLUMN source TYPE portal_use_source USING 'visit'::portal_use_source;
DROP TYPE portal_use_source_before;

-- "Only explained" and yet submitted: it is not known who held the phone.
ALTER TYPE portal_use_how RENAME TO portal_use_how_before;
CREATE TYPE portal_use_how AS ENUM ('alone', 'with_help', 'by_relative', 'done_for', 'unknown');
ALTER TABLE portal_use ALTER COLUMN how TYPE portal_use_how
  USING (CASE how::text WHEN 'alone' THEN 'unknown' ELSE how::text END)::portal_use_how;
DROP TYPE portal_use_how_before;

-- The question whether somebody filed anything on the portal in the last twelve months, and the answer. Asked on a visit,
-- or on the telephone when there is no visit. Of two answers on one day both are kept and the later one stands.
CREATE TABLE portal_question (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  resident_id uuid NOT NULL REFERENCES resident,
  visit_id uuid REFERENCES visit ON DELETE CASCADE,
  asked_on date NOT NULL,
  answer portal_answer NOT NULL CHECK (answer <> 'not_reached'),
  public_service_id uuid REFERENCES public_service,
  used_month date CHECK (used_month = date_trunc('month', used_month)::date AND used_month <= asked_on),
  recorded_by uuid NOT NULL REFERENCES user_account,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT portal_question_details CHECK (
    answer IN ('alone', 'with_family', 'with_team') OR (public_service_id IS NULL AND used_month IS NULL))
);
CREATE INDEX portal_question_resident ON portal_question (resident_id, asked_on DESC, recorded_at DESC);
CREATE INDEX portal_question_visit ON portal_question (visit_id);
CREATE INDEX portal_question_ward ON portal_question (ward_id, asked_on);

CREATE TYPE check_back_outcome AS ENUM ('alone', 'with_somebody', 'stuck', 'not_needed', 'not_reached');

-- "Can you still do it?", asked at least seven days after a service was taught.
CREATE TABLE check_back (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  resident_id uuid NOT NULL REFERENCES resident,
  public_service_id uuid NOT NULL REFERENCES public_service,
  taught_on date NOT NULL,
  visit_id uuid REFERENCES visit ON DELETE CASCADE,
  checked_on date NOT NULL,
  outcome check_back_outcome NOT NULL,
  barrier_id uuid REFERENCES barrier,
  recorded_by uuid NOT NULL REFERENCES user_account,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT check_back_after_teaching CHECK (checked_on >= taught_on + 7),
  CONSTRAINT check_back_barrier CHECK ((barrier_id IS NOT NULL) = (outcome = 'stuck'))
);
CREATE INDEX check_back_resident ON check_back (resident_id, public_service_id, checked_on DESC, recorded_at DESC);
CREATE INDEX check_back_visit ON check_back (visit_id);
CREATE INDEX check_back_ward ON check_back (ward_id, checked_on);

ALTER TABLE sample_answer
  ADD COLUMN public_service_id uuid REFERENCES public_service,
  ADD COLUMN used_month date CHECK (used_month = date_trunc('month', used_month)::date AND used_month <= answered_on),
  ADD CONSTRAINT sample_answer_details CHECK (
    answer IN ('alone', 'with_family', 'with_team') OR (public_service_id IS NULL AND used_month IS NULL));

-- How exactly the day of a use is known. Of a month, used_on is its first day; of a year, used_on is the day of the
-- answer, and the use lies in the twelve months before it.
CREATE TYPE use_date_precision AS ENUM ('day', 'month', 'year');
ALTER TABLE portal_use
  ALTER COLUMN public_service_id DROP NOT NULL,
  ADD COLUMN date_precision use_date_precision NOT NULL DEFAULT 'day',
  ADD COLUMN portal_question_id uuid UNIQUE REFERENCES portal_question ON DELETE CASCADE,
  ADD COLUMN check_back_id uuid UNIQUE REFERENCES check_back ON DELETE CASCADE,
  ADD COLUMN sample_member_id uuid UNIQUE REFERENCES sample_member ON DELETE CASCADE,
  ADD CONSTRAINT portal_use_origin CHECK (
    num_nonnulls(assisted_procedure_id, portal_question_id, check_back_id, sample_member_id) = 1
    AND CASE source
      WHEN 'visit' THEN assisted_procedure_id IS NOT NULL
      WHEN 'told' THEN portal_question_id IS NOT NULL
      WHEN 'check_back' THEN check_back_id IS NOT NULL
      ELSE sample_member_id IS NOT NULL END);

-- The samples' answers so far enter the ledger: of each person, the one that stands.
INSERT INTO portal_use (id, ward_id, resident_id, used_on, date_precision, how, source, sample_member_id, recorded_by)
SELECT gen_random_uuid(), m.ward_id, m.resident_id, a.answered_on, 'year',
  (CASE a.answer WHEN 'alone' THEN 'alone' WHEN 'with_family' THEN 'by_relative' ELSE 'done_for' END)::portal_use_how,
  'sample', m.id, a.recorded_by
FROM sample_member m CROSS JOIN LATERAL (
  SELECT * FROM (SELECT DISTINCT ON (answered_on) * FROM sample_answer
    WHERE sample_member_id = m.id ORDER BY answered_on DESC, recorded_at DESC) day
  ORDER BY answer IN ('declined', 'not_reached'), answered_on DESC LIMIT 1) a
WHERE a.answer IN ('alone', 'with_family', 'with_team');

DROP INDEX portal_use_ward_day;
CREATE INDEX portal_use_ward_day ON portal_use (ward_id, used_on, how, source, resident_id);
