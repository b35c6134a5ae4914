-- Who was taken off a round, so that the calendar of a phone learns that the evening is off for him.
CREATE TABLE round_departure (
  round_id uuid NOT NULL REFERENCES round (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES user_account (id),
  ward_id uuid NOT NULL REFERENCES ward (id),
  -- The hours of the round as its officer knew them.
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  -- The version of the round without him.
  version integer NOT NULL,
  left_at timestamptz NOT NULL,
  PRIMARY KEY (round_id, user_id)
);
CREATE INDEX round_departure_user ON round_departure (user_id, starts_at);
