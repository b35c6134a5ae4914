-- An event gets its place in the chain and its keyed hash after the act that wrote it was committed: docs/adr/0035. So acts
-- no longer wait for each other at the head of the chain. The events so far keep their numbers and their hashes; the first
-- sealed event of a chain follows from the last of them.

DROP TRIGGER audit_event_append ON audit_event;
DROP TRIGGER audit_chain_refuse_rewind ON audit_chain;
DROP FUNCTION audit_event_append();
DROP FUNCTION audit_event_hash(bytea, audit_event);

-- seq is from now on a number of the whole database, given when the event is written; old events keep theirs, the place in
-- their chain. xid is the transaction that wrote the event.
ALTER TABLE audit_event ADD COLUMN xid xid8 NOT NULL DEFAULT '0';
ALTER TABLE audit_event ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
ALTER TABLE audit_event RENAME COLUMN hash TO legacy_hash;
ALTER TABLE audit_event ALTER COLUMN legacy_hash DROP NOT NULL;
ALTER TABLE audit_event ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('audit_event', 'seq'), coalesce((SELECT max(seq) FROM audit_event), 0) + 1, false);
CREATE INDEX audit_event_xid ON audit_event (xid);

-- Keys of the chains, sealed with the program's own keys, which the database does not know. They belong to no ward.
CREATE TABLE audit_key (
  ward_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000' CHECK (ward_id = '00000000-0000-0000-0000-000000000000'),
  number integer PRIMARY KEY,
  -- Name of the program's key set under which it was made: another set begins a new key.
  key_set text NOT NULL,
  key_cipher bytea NOT NULL
);

CREATE TABLE audit_seal (
  chain_id uuid NOT NULL,
  place bigint NOT NULL,
  seq bigint NOT NULL,
  key_number integer NOT NULL,
  -- HMAC-SHA-256 of the hash of the place before and of the event.
  hash bytea NOT NULL,
  PRIMARY KEY (chain_id, place),
  CONSTRAINT audit_seal_event UNIQUE (chain_id, seq),
  CONSTRAINT audit_seal_of_event FOREIGN KEY (chain_id, seq) REFERENCES audit_event (chain_id, seq)
);

-- The head of each chain. mac is null only until the sealer runs for the first time.
ALTER TABLE audit_chain RENAME COLUMN seq TO place;
ALTER TABLE audit_chain RENAME COLUMN change_seq TO changes;
ALTER TABLE audit_chain ADD COLUMN key_number integer, ADD COLUMN mac bytea;

-- Every event of a transaction before the horizon is sealed. Not backed up: transactions are numbered by the server.
CREATE TABLE audit_horizon (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  xid xid8 NOT NULL
);
INSERT INTO audit_horizon (xid) VALUES ('0');

CREATE FUNCTION audit_chain_advance() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  IF NEW.place < OLD.place OR NEW.changes < OLD.changes OR NEW.chain_id <> OLD.chain_id THEN
    RAISE EXCEPTION 'audit records are append-only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER audit_chain_refuse_rewind BEFORE UPDATE ON audit_chain
  FOR EACH ROW EXECUTE FUNCTION audit_chain_advance();
CREATE TRIGGER audit_seal_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_key_refuse_delete BEFORE DELETE OR TRUNCATE ON audit_key
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
