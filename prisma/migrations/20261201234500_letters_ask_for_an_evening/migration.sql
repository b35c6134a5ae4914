-- A letter asks the police for a mobile e-ID evening: it is the referrals made one letter. All of them name the evening asked
-- for and, once it is known, the evening that was held.
ALTER TABLE referral
  ADD COLUMN letter_id uuid,
  ADD COLUMN asked_evening date,
  ADD COLUMN evening_on date,
  ADD CONSTRAINT referral_letter CHECK ((letter_id IS NULL) = (asked_evening IS NULL) AND (letter_id IS NOT NULL OR evening_on IS NULL));

CREATE INDEX referral_letter ON referral (ward_id, letter_id) WHERE letter_id IS NOT NULL;
