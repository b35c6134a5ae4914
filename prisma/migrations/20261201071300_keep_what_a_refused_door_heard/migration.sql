-- What the team left at a door at which a resident spoke to it, and who of the neighbourhood went along.
CREATE TYPE left_item AS ENUM ('card', 'leaflet');
CREATE TYPE visit_companion AS ENUM ('group_leader', 'neighbour', 'youth_union');
ALTER TABLE visit
  ADD COLUMN left_at_door left_item[] NOT NULL DEFAULT '{}',
  ADD COLUMN accompanied_by visit_companion,
  ADD CONSTRAINT visit_left_when_spoken CHECK ((left_at_door = '{}') OR (outcome IN ('met', 'refused', 'come_back_later')));

-- How many more times the team comes after a household said that it does not want it.
UPDATE ward SET outreach_policy = outreach_policy || '{"triesAfterRefusal": 2}' WHERE outreach_policy ? 'windows';
