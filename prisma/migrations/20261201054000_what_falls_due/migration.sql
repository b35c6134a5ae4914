-- What a rule of what falls due asks about a person; null is not known. The end of a temporary stay is the one that was
-- registered: the register had no day for it.
CREATE TYPE benefit_receipt AS ENUM ('yes', 'no');
ALTER TABLE resident ADD COLUMN receives_benefit benefit_receipt, ADD COLUMN card_issued_on date, ADD COLUMN temporary_until date;
CREATE INDEX resident_receives_benefit ON resident (ward_id) WHERE receives_benefit = 'yes';
CREATE INDEX resident_temporary_until ON resident (ward_id, temporary_until) WHERE temporary_until IS NOT NULL;

-- For whom what falls due is reference-data/due-rules.json; a ward keeps on which law it relies, where it read it, and when.
-- Without a source, or a year after it was checked, a rule is not applied.
CREATE TABLE due_rule (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  key text NOT NULL,
  public_service_id uuid NOT NULL,
  law text NOT NULL,
  source text NOT NULL,
  checked_on date,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT due_rule_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT due_rule_key UNIQUE (ward_id, key),
  CONSTRAINT due_rule_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id)
);
