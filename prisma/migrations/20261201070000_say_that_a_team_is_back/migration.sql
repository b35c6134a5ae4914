-- A team says that it is back from its round; a round without such a row is listed on the page Hôm nay of the office.
CREATE TABLE round_return (
  round_id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  recorded_by uuid NOT NULL,
  returned_at timestamptz NOT NULL,
  CONSTRAINT round_return_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT round_return_round_id_fkey FOREIGN KEY (ward_id, round_id) REFERENCES round (ward_id, id)
);
