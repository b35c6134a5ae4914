-- A resident on the phone reads out a check code, perhaps without the ward's letters: the last three characters find it.
CREATE INDEX round_check_code ON round (ward_id, right(code, 3));
