-- A step that the team taught on a visit: one tick of a line of help, in the version of the guide that was read then.
CREATE TABLE step_taught (
  assisted_procedure_id uuid NOT NULL REFERENCES assisted_procedure ON DELETE CASCADE,
  guide_step_id uuid NOT NULL REFERENCES guide_step,
  ward_id uuid NOT NULL REFERENCES ward,
  PRIMARY KEY (assisted_procedure_id, guide_step_id)
);
