-- The number of a ward's changes counts those without a seal, on every page. Readings are many, and have no place here.
CREATE INDEX audit_event_change ON audit_event (xid) WHERE is_change;
