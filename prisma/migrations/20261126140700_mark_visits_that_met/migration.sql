-- A visit counts as a door met only when it met somebody: it names a person, a procedure or a topic. Older visits may say
-- "met" and name none of these; they keep their words and are not counted.
ALTER TABLE visit ADD COLUMN met_somebody boolean NOT NULL DEFAULT false;
UPDATE visit v SET met_somebody = true
WHERE v.outcome = 'met' AND (
  v.others_present <> ''
  OR EXISTS (SELECT 1 FROM visit_presence p WHERE p.visit_id = v.id)
  OR EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)
  OR EXISTS (SELECT 1 FROM topic_taught t WHERE t.visit_id = v.id));
ALTER TABLE visit
  ALTER COLUMN met_somebody DROP DEFAULT,
  ADD CONSTRAINT visit_met_somebody CHECK (outcome = 'met' OR NOT met_somebody);
DROP INDEX visit_ward_day;
CREATE INDEX visit_ward_day ON visit (ward_id, visited_on, met_somebody, household_id);
