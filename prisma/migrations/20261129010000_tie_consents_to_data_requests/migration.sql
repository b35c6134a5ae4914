-- What a granted objection or restriction says for the person, as a record of what they said (docs/adr/0045). A restriction
-- stands until it is lifted, whatever the person says later.
CREATE UNIQUE INDEX IF NOT EXISTS data_request_ward_id_id_key ON data_request (ward_id, id);
ALTER TABLE consent
  ADD COLUMN data_request_id uuid,
  ADD COLUMN restricts boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT consent_data_request FOREIGN KEY (ward_id, data_request_id) REFERENCES data_request (ward_id, id),
  ADD CONSTRAINT consent_restriction CHECK (NOT restricts OR (data_request_id IS NOT NULL AND contact IS FALSE AND survey IS FALSE AND photo IS FALSE));
CREATE INDEX consent_data_request_id ON consent (data_request_id) WHERE data_request_id IS NOT NULL;
-- Few records are restricted: every list leaves them out.
CREATE INDEX consent_restricts ON consent (ward_id, resident_id) WHERE restricts AND undone_at IS NULL;
