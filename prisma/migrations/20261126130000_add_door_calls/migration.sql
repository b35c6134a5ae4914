-- What came of ringing a household before the team goes there.

CREATE TYPE call_outcome AS ENUM ('agreed', 'declined', 'no_answer', 'wrong_number');

CREATE TABLE door_call (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL REFERENCES household (id),
  called_on date NOT NULL,
  outcome call_outcome NOT NULL,
  -- When they said they would be at home, any of these: [{ "dates": ["2026-11-28"] or "weekdays": [1, 5] or neither for
  -- every day, "from": "19:00", "to": "20:30" }], as the wishes of a support request.
  times jsonb NOT NULL DEFAULT '[]',
  note text NOT NULL DEFAULT '',
  called_by uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  withdrawn_at timestamptz,
  withdrawn_by uuid REFERENCES user_account (id),
  withdrawn_reason text NOT NULL DEFAULT '',
  CONSTRAINT door_call_times_when_agreed CHECK (jsonb_typeof(times) = 'array' AND (outcome = 'agreed') = (times <> '[]')),
  CONSTRAINT door_call_times_are_times CHECK (NOT jsonb_path_exists(times,
    '$[*] ? (!(@.from like_regex "^([01][0-9]|2[0-3]):[0-5][0-9]$" && @.to like_regex "^([01][0-9]|2[0-3]):[0-5][0-9]$" && @.from < @.to)
      || (exists (@.dates) && exists (@.weekdays)) || @.weekdays[*] < 1 || @.weekdays[*] > 7)')),
  CONSTRAINT door_call_note_is_short CHECK (char_length(note) <= 300),
  CONSTRAINT door_call_withdrawn_with_reason CHECK (num_nonnulls(withdrawn_at, withdrawn_by) IN (0, 2) AND (withdrawn_at IS NULL) = (withdrawn_reason = ''))
);
CREATE INDEX door_call_household ON door_call (household_id, called_on DESC, created_at DESC);
CREATE INDEX door_call_ward ON door_call (ward_id, called_on) WHERE withdrawn_at IS NULL;
