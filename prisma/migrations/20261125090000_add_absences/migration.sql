-- When an officer cannot go, whatever the weekly pattern says. A round cannot be given to somebody who is absent; an
-- absence entered over a planned round is kept, and the round is shown as one to look at again.

CREATE TABLE absence (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL REFERENCES user_account (id),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  reason text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL REFERENCES user_account (id),
  recorded_at timestamptz NOT NULL,
  CHECK (ends_at > starts_at),
  CONSTRAINT absence_no_overlap EXCLUDE USING gist (user_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
);
CREATE INDEX absence_ward ON absence (ward_id, ends_at);

-- Both triggers take the officer's row first: an absence and a round entered at the same moment see each other.
CREATE FUNCTION absence_lock_officer() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM 1 FROM user_account WHERE id = NEW.user_id FOR NO KEY UPDATE;
  RETURN NEW;
END
$$;
CREATE TRIGGER absence_lock_officer BEFORE INSERT ON absence
  FOR EACH ROW EXECUTE FUNCTION absence_lock_officer();

CREATE FUNCTION round_officer_refuse_absent() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM 1 FROM user_account WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF NEW.is_active AND EXISTS (SELECT 1 FROM absence
             WHERE user_id = NEW.user_id AND tstzrange(starts_at, ends_at, '[)') && tstzrange(NEW.starts_at, NEW.ends_at, '[)')) THEN
    RAISE EXCEPTION 'conflicting absence violates exclusion constraint "round_officer_not_absent"' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER round_officer_refuse_absent BEFORE INSERT ON round_officer
  FOR EACH ROW EXECUTE FUNCTION round_officer_refuse_absent();
