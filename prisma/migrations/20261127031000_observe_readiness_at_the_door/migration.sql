-- Which facts of a row were seen on its visit; the others carry over what was known before.
ALTER TABLE readiness ADD COLUMN observed text[] NOT NULL DEFAULT '{}';
UPDATE readiness SET observed = '{vneid_level}' WHERE visit_id IS NOT NULL;
ALTER TABLE readiness ADD CONSTRAINT readiness_observed CHECK (
  observed <@ ARRAY['vneid_level', 'smartphone', 'sim_in_own_name', 'lives_alone', 'hard_to_move']
  AND (visit_id IS NOT NULL OR observed = '{}')
);
