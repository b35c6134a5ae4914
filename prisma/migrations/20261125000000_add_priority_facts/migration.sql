-- Who needs the team most: dated facts with a source, never free labels, and who in the family can help.

CREATE TYPE priority_kind AS ENUM ('policy_family', 'poor', 'near_poor', 'disabled', 'social_protection');
CREATE TYPE fact_source AS ENUM ('decision', 'list', 'visit', 'office');

-- A fact of a whole household (poor) or of one person (disabled), from a day until a day.
CREATE TABLE priority_fact (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid REFERENCES household (id),
  resident_id uuid REFERENCES resident (id),
  kind priority_kind NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  source fact_source NOT NULL,
  -- The number and day of the decision, or the name of the list.
  source_note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL REFERENCES user_account (id),
  recorded_at timestamptz NOT NULL,
  ended_by uuid REFERENCES user_account (id),
  ended_at timestamptz,
  CHECK ((household_id IS NULL) <> (resident_id IS NULL)),
  CHECK (kind NOT IN ('poor', 'near_poor') OR household_id IS NOT NULL),
  CHECK (kind NOT IN ('disabled', 'social_protection') OR resident_id IS NOT NULL),
  CHECK (valid_to >= valid_from),
  CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
  -- One fact of a kind at a time.
  CONSTRAINT priority_fact_household_once EXCLUDE USING gist (
    household_id WITH =, kind WITH =, daterange(valid_from, valid_to, '[)') WITH &&) WHERE (household_id IS NOT NULL),
  CONSTRAINT priority_fact_resident_once EXCLUDE USING gist (
    resident_id WITH =, kind WITH =, daterange(valid_from, valid_to, '[)') WITH &&) WHERE (resident_id IS NOT NULL)
);
CREATE INDEX priority_fact_ward ON priority_fact (ward_id, kind, valid_to);
CREATE INDEX priority_fact_household ON priority_fact (household_id) WHERE household_id IS NOT NULL;
CREATE INDEX priority_fact_resident ON priority_fact (resident_id) WHERE resident_id IS NOT NULL;

-- "Người giúp số": who helps a household with the phone and the portal; one of the household or somebody from outside.
CREATE TABLE digital_helper (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL REFERENCES household (id),
  resident_id uuid REFERENCES resident (id),
  -- Of somebody who is not in the register.
  name text NOT NULL DEFAULT '',
  phone text,
  -- 'con gái, ở Cầu Giấy'.
  relation_note text NOT NULL DEFAULT '',
  valid_from date NOT NULL,
  valid_to date,
  recorded_by uuid NOT NULL REFERENCES user_account (id),
  recorded_at timestamptz NOT NULL,
  CHECK ((resident_id IS NULL) = (name <> '')),
  CHECK (valid_to >= valid_from)
);
CREATE INDEX digital_helper_household ON digital_helper (household_id) WHERE valid_to IS NULL;
CREATE INDEX digital_helper_resident ON digital_helper (resident_id) WHERE resident_id IS NOT NULL;
CREATE UNIQUE INDEX digital_helper_once ON digital_helper (household_id, resident_id) WHERE valid_to IS NULL AND resident_id IS NOT NULL;

CREATE INDEX resident_birth ON resident (ward_id, birth_date);

-- Every need of those who live in a household of the ward, on a day. The same rules as src/shared/needs.ts
-- (a test compares the two). A filter on need lets the database skip the other branches.
CREATE FUNCTION resident_needs(of_ward uuid, on_day date) RETURNS TABLE (resident_id uuid, household_id uuid, need text)
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
