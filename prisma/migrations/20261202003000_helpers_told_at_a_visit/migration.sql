-- Who helps a person may be told at a visit. A withdrawn visit takes along the ties that nothing was added to since.
ALTER TABLE digital_helper ADD COLUMN visit_id uuid,
  ADD CONSTRAINT digital_helper_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id);
CREATE INDEX digital_helper_visit ON digital_helper (visit_id) WHERE visit_id IS NOT NULL;
