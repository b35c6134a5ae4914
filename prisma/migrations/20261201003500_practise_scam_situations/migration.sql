-- A scam is practised, not told: a short story with three answers, one of them right. What people chose is kept by name
-- only with their consent to surveys; and near misses are kept without anybody.
CREATE TYPE scam_pattern AS ENUM ('impostor', 'fake_app', 'land_papers', 'sim', 'gift', 'loved_one');
CREATE TYPE situation_moment AS ENUM ('before', 'after', 'check_30', 'check_180', 'sample');
CREATE TYPE scam_channel AS ENUM ('call', 'message', 'social', 'at_door');
CREATE TYPE scam_stop AS ENUM ('own_doubt', 'remembered', 'family', 'asked_ward', 'bank');

-- Every saving is a new version, and a version never changes, because answers refer to it. origin_id is the first version.
CREATE TABLE scam_situation (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  origin_id uuid NOT NULL,
  number integer NOT NULL,
  pattern scam_pattern NOT NULL,
  title text NOT NULL,
  story text NOT NULL,
  -- Three, each with the name of a picture.
  answers text[] NOT NULL,
  pictures text[] NOT NULL,
  right_answer integer NOT NULL,
  why text NOT NULL,
  source text NOT NULL,
  source_checked_on date,
  -- Not asked of anyone.
  is_draft boolean NOT NULL,
  -- None for the versions that the program brings along.
  saved_by uuid,
  saved_at timestamptz NOT NULL,
  CONSTRAINT scam_situation_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT scam_situation_number UNIQUE (ward_id, origin_id, number),
  CONSTRAINT scam_situation_first CHECK ((origin_id = id) = (number = 1)),
  CONSTRAINT scam_situation_three CHECK (cardinality(answers) = 3 AND cardinality(pictures) = 3 AND right_answer BETWEEN 1 AND 3),
  CONSTRAINT scam_situation_sourced CHECK (is_draft OR (source <> '' AND source_checked_on IS NOT NULL)),
  CONSTRAINT scam_situation_origin_id_fkey FOREIGN KEY (ward_id, origin_id) REFERENCES scam_situation (ward_id, id),
  CONSTRAINT scam_situation_saved_by_fkey FOREIGN KEY (ward_id, saved_by) REFERENCES user_account (ward_id, id)
);

-- Without a name an answer leads to no visit, no account and no time: only to its day.
CREATE TABLE situation_answer (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  situation_id uuid NOT NULL,
  moment situation_moment NOT NULL,
  answer integer NOT NULL,
  answered_on date NOT NULL,
  -- In a sample: whether the team had told the person of scams before, as a topic of a visit or with a situation.
  was_taught boolean,
  resident_id uuid,
  visit_id uuid,
  sample_stratum_id uuid,
  recorded_by uuid,
  recorded_at timestamptz,
  CONSTRAINT situation_answer_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT situation_answer_one_of_three CHECK (answer BETWEEN 1 AND 3),
  CONSTRAINT situation_answer_nameless CHECK ((resident_id IS NULL AND visit_id IS NULL AND recorded_by IS NULL AND recorded_at IS NULL) OR num_nonnulls(resident_id, recorded_by, recorded_at) = 3),
  CONSTRAINT situation_answer_of_sample CHECK ((moment = 'sample') = (sample_stratum_id IS NOT NULL) AND (moment = 'sample') = (was_taught IS NOT NULL)),
  CONSTRAINT situation_answer_situation_id_fkey FOREIGN KEY (ward_id, situation_id) REFERENCES scam_situation (ward_id, id),
  CONSTRAINT situation_answer_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT situation_answer_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT situation_answer_sample_stratum_id_fkey FOREIGN KEY (ward_id, sample_stratum_id) REFERENCES sample_stratum (ward_id, id),
  CONSTRAINT situation_answer_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX situation_answer_resident ON situation_answer (resident_id);
CREATE INDEX situation_answer_visit ON situation_answer (visit_id);
CREATE INDEX situation_answer_ward ON situation_answer (ward_id, answered_on);

-- An attempt that did no harm. No person, no home, no amount.
CREATE TABLE near_miss (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  pattern scam_pattern NOT NULL,
  channel scam_channel NOT NULL,
  stopped_by scam_stop NOT NULL,
  happened_on date NOT NULL,
  residential_group_id uuid,
  note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT near_miss_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT near_miss_residential_group_id_fkey FOREIGN KEY (ward_id, residential_group_id) REFERENCES residential_group (ward_id, id),
  CONSTRAINT near_miss_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX near_miss_ward ON near_miss (ward_id, happened_on DESC);

-- An alert is a briefing of the whole ward, about a pattern.
ALTER TABLE briefing ADD COLUMN scam_pattern scam_pattern;
ALTER TABLE briefing DROP CONSTRAINT briefing_of_one;
ALTER TABLE briefing ADD CONSTRAINT briefing_of_one CHECK (num_nonnulls(round_id, lane_key, household_id, scam_pattern) = 1);
CREATE INDEX briefing_alert ON briefing (ward_id, written_at DESC) WHERE scam_pattern IS NOT NULL;
