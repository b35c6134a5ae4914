-- Rounds proposed for a stretch of days, kept as they were shown: what is accepted is what was seen. The rounds carry the
-- ids under which they are planned, so that accepting one twice plans it once. After its time a proposal is removed.

CREATE TABLE round_proposal (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  from_date date NOT NULL,
  to_date date NOT NULL,
  output jsonb NOT NULL,
  created_by uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CHECK (to_date >= from_date),
  CHECK (expires_at > created_at)
);
CREATE INDEX round_proposal_ward ON round_proposal (ward_id, created_at DESC, id);
