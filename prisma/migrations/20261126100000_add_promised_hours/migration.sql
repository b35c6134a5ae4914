-- The hour at which a visit promised to be back: about an hour, or from one to another. Only together with its day.
ALTER TABLE visit
  ADD COLUMN next_step_from text CHECK (next_step_from ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  ADD COLUMN next_step_to text CHECK (next_step_to ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  ADD CONSTRAINT visit_hour_has_day CHECK (next_step_from IS NULL OR next_step_due IS NOT NULL),
  ADD CONSTRAINT visit_hours_in_order CHECK (next_step_to IS NULL OR (next_step_from IS NOT NULL AND next_step_to COLLATE "C" > next_step_from COLLATE "C"));
