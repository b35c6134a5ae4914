-- When the team is expected at a door, worked out for the round's hours and the order of its doors; null when that is not
-- known. A door behind what the evening will hold has no time: the team goes there if time allows.
ALTER TABLE round_door
  ADD COLUMN expected_at text CHECK (expected_at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  ADD COLUMN is_if_time_allows boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT round_door_time_or_spare CHECK (expected_at IS NULL OR NOT is_if_time_allows);

-- Rounds of a proposed week said so among the reasons of the door.
UPDATE round_door SET is_if_time_allows = true, reason = regexp_replace(reason, '(; )?Nếu còn giờ$', '')
  WHERE is_open AND reason ~ '(^|; )Nếu còn giờ$';
