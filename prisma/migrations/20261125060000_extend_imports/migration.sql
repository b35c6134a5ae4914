-- Imports go on in the background and survive a restart, say what became of every row, and can be taken back.

-- ---------------------------------------------------------------- the run

-- Made anew: a value that is added to a type cannot be used in the same transaction, and the index below uses them.
ALTER TYPE import_status RENAME TO import_status_before;
CREATE TYPE import_status AS ENUM (
  'waiting', 'reading', 'previewed', 'confirming', 'confirmed', 'taking_back', 'taken_back', 'cancelled', 'failed', 'discarded');
ALTER TABLE import_run ALTER COLUMN status TYPE import_status USING status::text::import_status;
DROP TYPE import_status_before;

ALTER TABLE import_run
  -- How the list is to be read, and what holds for all its people.
  ADD COLUMN options jsonb NOT NULL DEFAULT '{}',
  -- How often its reading was begun: a file that takes the server down with it is not tried for ever.
  ADD COLUMN attempts integer NOT NULL DEFAULT 0,
  -- What the confirming or taking back under way was asked for with, by whom and when.
  ADD COLUMN request jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN requested_by uuid REFERENCES user_account (id),
  ADD COLUMN requested_at timestamptz,
  -- Why the last confirming or taking back changed nothing, sentence by sentence.
  ADD COLUMN refusals text[] NOT NULL DEFAULT '{}',
  ADD COLUMN taken_back_by uuid REFERENCES user_account (id),
  ADD COLUMN taken_back_at timestamptz,
  ADD COLUMN taken_back_reason text NOT NULL DEFAULT '',
  ADD CONSTRAINT import_run_request CHECK (status NOT IN ('confirming', 'taking_back') OR (requested_by IS NOT NULL AND requested_at IS NOT NULL)),
  ADD CONSTRAINT import_run_taken_back CHECK ((status = 'taken_back') = (taken_back_at IS NOT NULL) AND (taken_back_at IS NULL) = (taken_back_by IS NULL));
-- What the job looks for.
CREATE INDEX import_run_due ON import_run (created_at) WHERE status IN ('waiting', 'reading', 'confirming', 'taking_back');

-- The file until its preview stands, in sealed parts: a restart begins its reading again. It is random to whoever has
-- no key, so it is not compressed.
CREATE TABLE import_file_part (
  import_run_id uuid NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
  position integer NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  cipher bytea NOT NULL,
  PRIMARY KEY (import_run_id, position)
);
ALTER TABLE import_file_part ALTER COLUMN cipher SET STORAGE EXTERNAL;

-- ---------------------------------------------------------------- the rows

-- What became of a row once the list was confirmed.
CREATE TYPE import_outcome AS ENUM ('added', 'changed', 'same', 'left_out', 'wrong');

ALTER TABLE import_row
  ADD COLUMN outcome import_outcome,
  -- Until the list is confirmed; the row's words hold the last four digits only.
  ADD COLUMN national_number_cipher bytea,
  ADD COLUMN national_number_hash bytea,
  ADD CONSTRAINT import_row_number CHECK ((national_number_cipher IS NULL) = (national_number_hash IS NULL));
CREATE INDEX import_row_outcome ON import_row (import_run_id, outcome, row_number) WHERE outcome IS NOT NULL;
-- A resident or household can only go when no row names it: found by index, not by reading every row of every list.
CREATE INDEX import_row_resident ON import_row (resident_id) WHERE resident_id IS NOT NULL;
CREATE INDEX import_row_household ON import_row (household_id) WHERE household_id IS NOT NULL;

UPDATE import_row AS r SET outcome = CASE
    WHEN r.verdict = 'doubtful' AND r.decision = 'same_person' THEN 'changed'
    WHEN r.verdict = 'doubtful' AND r.decision = 'new_person' THEN 'added'
    WHEN r.verdict = 'doubtful' THEN 'left_out'
    WHEN r.verdict = 'new' THEN 'added'
    ELSE r.verdict::text END::import_outcome
FROM import_run WHERE import_run.id = r.import_run_id AND import_run.status = 'confirmed';

-- A list that was read by the former version holds its numbers where nobody looks for them any more.
UPDATE import_run SET status = 'failed', failure = 'Gõ Cửa vừa được nâng cấp. Gửi lại danh sách này.' WHERE status IN ('reading', 'previewed');
DELETE FROM import_row USING import_run WHERE import_run.id = import_run_id AND import_run.status = 'failed';

-- ---------------------------------------------------------------- what can be taken back

CREATE TYPE import_target AS ENUM (
  'residential_group', 'household', 'resident', 'household_membership', 'readiness', 'priority_fact', 'national_number_change', 'register_event');

-- Every record that confirming a list added or changed, with what it was before.
CREATE TABLE import_effect (
  import_run_id uuid NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
  target import_target NOT NULL,
  record_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- The columns that were changed, with their values before; null when the record was added.
  before jsonb,
  -- The national number before, when it was changed; null when there was none.
  national_number_cipher bytea,
  national_number_hash bytea,
  national_number_last4 text,
  -- The version the import left, of a record that has one: a later change shows.
  version_after integer,
  PRIMARY KEY (import_run_id, target, record_id),
  CHECK ((national_number_cipher IS NULL) = (national_number_hash IS NULL)),
  CHECK ((national_number_cipher IS NULL) = (national_number_last4 IS NULL)),
  CHECK (national_number_cipher IS NULL OR before IS NOT NULL)
);
