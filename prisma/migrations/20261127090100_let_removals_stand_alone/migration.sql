-- A removed household has no record that its line could name.
ALTER TABLE register_event DROP CONSTRAINT register_event_check;
ALTER TABLE register_event ADD CHECK (household_id IS NOT NULL OR resident_id IS NOT NULL OR kind = 'removed');
