-- Who helps a person may be told at visits. A withdrawn visit takes along a tie that is known from it alone, and the
-- agreement that was heard at it. The ids are no references: what undoes a merge or a death writes rows as they were.
ALTER TABLE digital_helper
  ADD COLUMN told_at uuid[] NOT NULL DEFAULT '{}',
  -- Known from those visits alone: neither recorded nor corrected elsewhere.
  ADD COLUMN told_only boolean NOT NULL DEFAULT false,
  ADD COLUMN agreed_visit_id uuid,
  ADD CONSTRAINT digital_helper_agreed_visit CHECK (agreed_visit_id IS NULL OR agreed_on IS NOT NULL);
CREATE INDEX digital_helper_told_at ON digital_helper USING gin (told_at);
