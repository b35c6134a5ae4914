-- A check-back at a door asks whether a resident had to pay, too; it does not ask who did it with them.
ALTER TABLE check_back DROP CONSTRAINT check_back_paid,
  ADD CONSTRAINT check_back_paid CHECK ((paid IS NULL) OR (outcome = 'with_somebody'));
