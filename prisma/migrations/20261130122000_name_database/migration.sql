-- Which database this is: in the list of erased people beside the backups, and in every backup. Backups leave the row out,
-- so a restored database has a name of its own; a copy made by other means keeps it.
CREATE TABLE database_name (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  id uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO database_name DEFAULT VALUES;
