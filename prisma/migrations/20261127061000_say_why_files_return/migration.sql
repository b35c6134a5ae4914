-- Why the portal sent a file back (3, 5, 8), from the ward's list of barriers; and why a status runs backwards, if it does.
ALTER TABLE file_status
  ADD COLUMN barrier_id uuid REFERENCES barrier,
  ADD COLUMN backward_reason text NOT NULL DEFAULT '',
  ADD CONSTRAINT file_status_cause CHECK (barrier_id IS NULL OR status IN (3, 5, 8));
CREATE INDEX file_status_sent_back ON file_status (ward_id, status_on) WHERE status IN (3, 5, 8);
