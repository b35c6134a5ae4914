-- That sealing has begun, sealed with the program's own keys: docs/adr/0035. At most one row, of no ward; without it the log
-- begins only if key_check still says that this database never sealed an event.
CREATE TABLE audit_begin (
  ward_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000' CHECK (ward_id = '00000000-0000-0000-0000-000000000000'),
  number integer PRIMARY KEY DEFAULT 1 CHECK (number = 1),
  begin_cipher bytea NOT NULL
);
CREATE TRIGGER audit_begin_refuse_delete BEFORE DELETE OR TRUNCATE ON audit_begin
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- How many events were ever written, counted in the transaction of each: one that is removed before it is sealed is missing
-- here. A row for each connection, so that no act waits for another. Row 0: those from before this was counted.
CREATE TABLE audit_count (
  backend integer PRIMARY KEY,
  written bigint NOT NULL
);
INSERT INTO audit_count SELECT 0, count(*) FROM audit_event;

-- With the owner's rights: the account of the program may not write the count.
CREATE FUNCTION audit_event_count() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$
BEGIN
  INSERT INTO audit_count AS own (backend, written) SELECT pg_backend_pid(), count(*) FROM added HAVING count(*) > 0
  ON CONFLICT (backend) DO UPDATE SET written = own.written + EXCLUDED.written;
  RETURN NULL;
END
$$;
CREATE TRIGGER audit_event_count AFTER INSERT ON audit_event REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION audit_event_count();
CREATE TRIGGER audit_count_refuse_delete BEFORE DELETE OR TRUNCATE ON audit_count
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- The newest event of a chain that the database itself chained is looked up every few seconds.
CREATE INDEX audit_event_legacy ON audit_event (chain_id, seq) WHERE legacy_hash IS NOT NULL;
