-- Who of the team was at the door, said by somebody outside the team who logged the visit. A visit that its own officer
-- logged has no rows: the logger was there.
CREATE TABLE visit_officer (
  visit_id uuid NOT NULL REFERENCES visit ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES user_account,
  ward_id uuid NOT NULL REFERENCES ward,
  PRIMARY KEY (visit_id, user_id)
);
