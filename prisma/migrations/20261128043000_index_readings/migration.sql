-- The page of unusual reading goes through a month of readings.
CREATE INDEX audit_event_reading ON audit_event (chain_id, at) WHERE NOT is_change;
