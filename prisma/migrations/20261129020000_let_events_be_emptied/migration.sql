-- The words of an event can be taken out, and its seal still fits: docs/adr/0035. A seal covers the digest of what an event
-- names and says; the salt keeps anybody from guessing a name out of the digest, and goes together with the words. Events
-- written before have no salt and stay as they are.

ALTER TABLE audit_event ADD COLUMN salt bytea, ADD COLUMN digest bytea;
ALTER TABLE audit_event ALTER COLUMN salt SET DEFAULT uuid_send(gen_random_uuid());

CREATE FUNCTION audit_event_empty() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  IF OLD.salt IS NULL OR NEW.salt IS NOT NULL THEN
    RAISE EXCEPTION 'audit records are append-only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.salt := OLD.salt;
  IF NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'audit records are append-only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.digest := sha256(OLD.salt || convert_to(coalesce('=' || OLD.subject_id || E'\n', '') || OLD.details::text, 'UTF8'));
  NEW.salt := NULL;
  NEW.subject_id := NULL;
  NEW.details := '{}';
  RETURN NEW;
END
$$;
DROP TRIGGER audit_event_refuse_change ON audit_event;
CREATE TRIGGER audit_event_refuse_change BEFORE DELETE OR TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_event_only_empty BEFORE UPDATE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_event_empty();
