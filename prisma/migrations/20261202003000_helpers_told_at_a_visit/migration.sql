-- Who helps a person may be told at visits. A visit from which alone a tie or its agreement is known is not withdrawn. The
-- ids are no references: what undoes a merge or a death writes rows as they were.
ALTER TABLE digital_helper
  ADD COLUMN told_at uuid[] NOT NULL DEFAULT '{}',
  -- Known from those visits alone: neither recorded nor corrected elsewhere.
  ADD COLUMN told_only boolean NOT NULL DEFAULT false,
  ADD COLUMN agreed_visit_id uuid,
  ADD CONSTRAINT digital_helper_agreed_visit CHECK (agreed_visit_id IS NULL OR agreed_on IS NOT NULL);
CREATE INDEX digital_helper_told_at ON digital_helper USING gin (told_at);
-- A tie that never was, recorded by mistake, ends by the word of neither.
ALTER TYPE helper_side ADD VALUE 'neither';
