-- What a team takes along: who took which thing to which round, and what became of it.
CREATE TYPE hand_over_end AS ENUM ('returned', 'lost');

CREATE TABLE equipment_item (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  name text NOT NULL,
  position integer NOT NULL,
  retired_at timestamptz
);
CREATE UNIQUE INDEX equipment_item_name ON equipment_item (ward_id, fold_vietnamese(name)) WHERE retired_at IS NULL;

CREATE TABLE hand_over (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  round_id uuid NOT NULL REFERENCES round (id),
  item_id uuid NOT NULL REFERENCES equipment_item (id),
  taken_by uuid NOT NULL REFERENCES user_account (id),
  taken_at timestamptz NOT NULL,
  recorded_by uuid NOT NULL REFERENCES user_account (id),
  ended_as hand_over_end,
  ended_at timestamptz,
  ended_by uuid REFERENCES user_account (id),
  end_note text NOT NULL DEFAULT '',
  CONSTRAINT hand_over_ended_whole CHECK (num_nonnulls(ended_as, ended_at, ended_by) IN (0, 3)),
  CONSTRAINT hand_over_lost_with_note CHECK (ended_as IS DISTINCT FROM 'lost' OR end_note <> '')
);
-- A thing is out once for a round at a time: a form sent twice takes nothing twice.
CREATE UNIQUE INDEX hand_over_once_out ON hand_over (round_id, item_id) WHERE ended_at IS NULL;
CREATE INDEX hand_over_round ON hand_over (round_id, item_id, taken_at DESC);
CREATE INDEX hand_over_out ON hand_over (ward_id, taken_at) WHERE ended_at IS NULL;

-- Wards that are open already begin with the same list as new ones.
INSERT INTO equipment_item (id, ward_id, name, position)
SELECT gen_random_uuid(), ward.id, item.name, item.position
FROM ward CROSS JOIN (VALUES
  ('Laptop', 1), ('Bộ phát 4G', 2), ('SIM 4G dự phòng, khác mạng', 3), ('Máy quét cầm tay', 4), ('Máy in cầm tay', 5), ('Sạc dự phòng', 6),
  ('Đầu đọc thẻ hoặc điện thoại có NFC', 7), ('Thẻ cán bộ', 8), ('Phiếu đi cửa', 9), ('Giấy báo đã đến, tờ rơi', 10)) AS item (name, position);
