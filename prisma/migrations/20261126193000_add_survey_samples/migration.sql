-- What a resident says when asked whether they filed anything on the portal in the last twelve months, and who held the
-- phone; or that they could not be asked.
CREATE TYPE portal_answer AS ENUM ('alone', 'with_family', 'with_team', 'not_used', 'does_not_know', 'declined', 'not_reached');

-- A random sample of the ward's adults, drawn once a quarter. The seed is kept, so that anybody can draw the same people
-- again from the same register.
CREATE TABLE survey_sample (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  quarter date NOT NULL CHECK (quarter = date_trunc('quarter', quarter)::date),
  seed integer NOT NULL,
  drawn_by uuid NOT NULL REFERENCES user_account,
  drawn_at timestamptz NOT NULL,
  CONSTRAINT survey_sample_quarter UNIQUE (ward_id, quarter)
);

-- The residential groups on the day of the draw, and how many adults lived in each. No group: those in none.
CREATE TABLE sample_stratum (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  survey_sample_id uuid NOT NULL REFERENCES survey_sample ON DELETE CASCADE,
  residential_group_id uuid REFERENCES residential_group,
  population integer NOT NULL CHECK (population > 0),
  CONSTRAINT sample_stratum_group UNIQUE NULLS NOT DISTINCT (survey_sample_id, residential_group_id)
);

CREATE TABLE sample_member (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  survey_sample_id uuid NOT NULL REFERENCES survey_sample ON DELETE CASCADE,
  sample_stratum_id uuid NOT NULL REFERENCES sample_stratum ON DELETE CASCADE,
  resident_id uuid NOT NULL REFERENCES resident,
  call_order integer NOT NULL CHECK (call_order > 0),
  CONSTRAINT sample_member_order UNIQUE (survey_sample_id, call_order)
);
CREATE INDEX sample_member_resident ON sample_member (resident_id);
CREATE INDEX sample_member_stratum ON sample_member (sample_stratum_id);

-- Every call is kept; the newest that heard an answer stands.
CREATE TABLE sample_answer (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  sample_member_id uuid NOT NULL REFERENCES sample_member ON DELETE CASCADE,
  answered_on date NOT NULL,
  answer portal_answer NOT NULL,
  recorded_by uuid NOT NULL REFERENCES user_account,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX sample_answer_member ON sample_answer (sample_member_id, answered_on DESC, recorded_at DESC);
