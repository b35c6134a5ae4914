-- The day agreed with a resident to go on with what is prepared or blocked: a next step of this person, beside that of the
-- household, which the visit has. Null if no day was agreed.
ALTER TABLE assisted_procedure ADD COLUMN again_on date,
  ADD CONSTRAINT assisted_procedure_again CHECK (again_on IS NULL OR result IN ('prepared', 'blocked'));
