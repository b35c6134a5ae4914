-- What talking with a resident needs: an interpreter, a louder voice, somebody who reads aloud. Empty until asked. Never a
-- diagnosis.
CREATE TYPE communication_need AS ENUM ('none', 'language', 'hearing', 'sight', 'reading');

ALTER TABLE readiness ADD COLUMN communication communication_need[] NOT NULL DEFAULT '{}';
ALTER TABLE readiness ADD CONSTRAINT readiness_communication CHECK (
  NOT communication @> '{none}' OR communication = '{none}'
);

ALTER TABLE readiness DROP CONSTRAINT readiness_observed;
ALTER TABLE readiness ADD CONSTRAINT readiness_observed CHECK (
  observed <@ ARRAY['vneid_level', 'smartphone', 'sim_in_own_name', 'lives_alone', 'hard_to_move', 'communication']
  AND (visit_id IS NOT NULL OR observed = '{}')
);

CREATE OR REPLACE FUNCTION resident_needs(of_ward uuid, on_day date) RETURNS TABLE (resident_id uuid, household_id uuid, need text)
  LANGUAGE sql STABLE PARALLEL SAFE AS
$$
  SELECT r.id, m.household_id, 'aged_60'
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
    WHERE r.ward_id = of_ward AND r.birth_date <= on_day - interval '60 years'
  UNION ALL
  SELECT r.id, m.household_id, 'aged_75'
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
    WHERE r.ward_id = of_ward AND r.birth_date <= on_day - interval '75 years'
  UNION ALL
  SELECT r.id, m.household_id, 'aged_80'
    FROM resident r JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
    WHERE r.ward_id = of_ward AND r.birth_date <= on_day - interval '80 years'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'lives_alone'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.lives_alone = 'yes'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'hard_to_move'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.hard_to_move = 'yes'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'needs_helper'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.needs_helper = 'yes'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'needs_interpreter'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.communication @> '{language}'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'hard_of_hearing'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.communication @> '{hearing}'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'poor_sight'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.communication @> '{sight}'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'cannot_read'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.communication @> '{reading}'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'no_smartphone'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.smartphone = 'none'
  UNION ALL
  SELECT f.resident_id, m.household_id, 'no_vneid_level_2'
    FROM readiness f
    JOIN resident r ON r.id = f.resident_id
    JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    JOIN ward w ON w.id = f.ward_id
    WHERE f.ward_id = of_ward AND f.is_latest AND f.vneid_level IN ('none', 'level_1', 'level_2_inactive')
      AND (r.birth_date IS NULL OR r.birth_date <= on_day - make_interval(years => w.adult_age))
  UNION ALL
  SELECT f.resident_id, m.household_id, 'sim_not_own'
    FROM readiness f JOIN household_membership m ON m.resident_id = f.resident_id AND m.valid_to IS NULL
    WHERE f.ward_id = of_ward AND f.is_latest AND f.sim_in_own_name = 'no'
  UNION ALL
  SELECT m.resident_id, m.household_id, p.kind::text
    FROM priority_fact p JOIN household_membership m ON m.household_id = p.household_id AND m.valid_to IS NULL
    WHERE p.ward_id = of_ward AND p.household_id IS NOT NULL AND p.valid_from <= on_day AND (p.valid_to IS NULL OR p.valid_to > on_day)
  UNION ALL
  SELECT p.resident_id, m.household_id, p.kind::text
    FROM priority_fact p JOIN household_membership m ON m.resident_id = p.resident_id AND m.valid_to IS NULL
    WHERE p.ward_id = of_ward AND p.resident_id IS NOT NULL AND p.valid_from <= on_day AND (p.valid_to IS NULL OR p.valid_to > on_day)
$$;
