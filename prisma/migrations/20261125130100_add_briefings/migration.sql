-- What the team hands on from one evening to the next: of a round, of a lane, or of one door.
CREATE TABLE briefing (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  round_id uuid REFERENCES round (id),
  lane_key text COLLATE "C",
  lane_label text NOT NULL DEFAULT '',
  household_id uuid REFERENCES household (id),
  approach text NOT NULL DEFAULT '',
  reluctance text NOT NULL DEFAULT '',
  what_worked text NOT NULL DEFAULT '',
  written_by uuid NOT NULL REFERENCES user_account (id),
  written_at timestamptz NOT NULL,
  updated_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  withdrawn_at timestamptz,
  withdrawn_by uuid REFERENCES user_account (id),
  withdrawn_reason text NOT NULL DEFAULT '',
  CONSTRAINT briefing_of_one CHECK (num_nonnulls(round_id, lane_key, household_id) = 1),
  CONSTRAINT briefing_says_something CHECK (approach <> '' OR reluctance <> '' OR what_worked <> ''),
  CONSTRAINT briefing_withdrawn_with_reason CHECK (num_nonnulls(withdrawn_at, withdrawn_by) IN (0, 2) AND (withdrawn_at IS NULL) = (withdrawn_reason = ''))
);
CREATE INDEX briefing_ward ON briefing (ward_id, written_at DESC, id DESC);
CREATE INDEX briefing_round ON briefing (round_id, written_at DESC);
CREATE INDEX briefing_household ON briefing (household_id, written_at DESC);
CREATE INDEX briefing_lane ON briefing (ward_id, lane_key, written_at DESC);
