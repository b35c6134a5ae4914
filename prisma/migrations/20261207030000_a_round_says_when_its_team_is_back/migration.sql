ALTER TABLE round
  ADD COLUMN returned_at timestamptz,
  ADD COLUMN returned_by uuid,
  ADD CONSTRAINT round_returned_by_fkey FOREIGN KEY (ward_id, returned_by) REFERENCES user_account (ward_id, id),
  ADD CONSTRAINT round_returned_whole CHECK ((returned_at IS NULL) = (returned_by IS NULL));
UPDATE round r SET returned_at = b.returned_at, returned_by = b.recorded_by
FROM round_return b WHERE b.ward_id = r.ward_id AND b.round_id = r.id;
DROP TABLE round_return;
