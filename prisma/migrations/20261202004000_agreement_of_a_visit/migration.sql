-- The visit at which both agreed to a tie, which may have been known before. Withdrawn, the visit takes the agreement back.
ALTER TABLE digital_helper ADD COLUMN agreed_visit_id uuid,
  ADD CONSTRAINT digital_helper_agreed_visit CHECK (agreed_visit_id IS NULL OR agreed_on IS NOT NULL),
  ADD CONSTRAINT digital_helper_agreed_visit_id_fkey FOREIGN KEY (ward_id, agreed_visit_id) REFERENCES visit (ward_id, id);
CREATE INDEX digital_helper_agreed_visit ON digital_helper (agreed_visit_id) WHERE agreed_visit_id IS NOT NULL;
