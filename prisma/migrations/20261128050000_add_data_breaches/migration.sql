-- Breaches of personal data, with what the ward tells the authority about each (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15,
-- Điều 23). The 72 hours are computed from the discovery.
CREATE TYPE data_breach_end AS ENUM ('notified', 'waived');

CREATE TABLE data_breach (
  -- Issued with the form: sent twice, it is one breach.
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  version integer NOT NULL DEFAULT 1,
  discovered_at timestamptz NOT NULL,
  what text NOT NULL CHECK (what <> ''),
  data_kinds text NOT NULL DEFAULT '',
  -- Null while nobody knows.
  people_count integer CHECK (people_count >= 0),
  consequences text NOT NULL DEFAULT '',
  measures text NOT NULL DEFAULT '',
  contact text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  ended_as data_breach_end,
  sent_at timestamptz CHECK (sent_at >= discovered_at),
  sent_to text NOT NULL DEFAULT '',
  letter_number text NOT NULL DEFAULT '',
  waived_reason text NOT NULL DEFAULT '',
  ended_by uuid,
  ended_at timestamptz,
  FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  FOREIGN KEY (ward_id, ended_by) REFERENCES user_account (ward_id, id),
  CHECK (num_nonnulls(ended_as, ended_by, ended_at) IN (0, 3)),
  CHECK ((ended_as IS NOT DISTINCT FROM 'notified') = (sent_at IS NOT NULL)),
  CHECK ((ended_as IS NOT DISTINCT FROM 'notified') = (sent_to <> '')),
  CHECK (letter_number = '' OR ended_as IS NOT DISTINCT FROM 'notified'),
  CHECK ((ended_as IS NOT DISTINCT FROM 'waived') = (waived_reason <> ''))
);
CREATE INDEX data_breach_ward ON data_breach (ward_id, discovered_at DESC, id DESC);
