-- What stood against a round's time when its reason was written: a holiday or a change of policy that comes later is a
-- new objection, which that reason does not answer. Rounds planned before this count as judged in every respect.
ALTER TABLE round ADD COLUMN answered_objections text[] NOT NULL DEFAULT '{}';
UPDATE round SET answered_objections = ARRAY['no_knock', 'holiday', 'swapped_working_day', 'working_day', 'weekend', 'lunch_rest', 'latest_knock', 'too_early', 'too_late']
  WHERE out_of_hours_reason IS NOT NULL;

-- An absence can be corrected; two who correct it at once see each other.
ALTER TABLE absence ADD COLUMN version integer NOT NULL DEFAULT 1;
DROP TRIGGER absence_lock_officer ON absence;
CREATE TRIGGER absence_lock_officer BEFORE INSERT OR UPDATE ON absence
  FOR EACH ROW EXECUTE FUNCTION absence_lock_officer();

-- A round that is moved, or an officer who is put on it, is held against the absences as a new round is.
CREATE OR REPLACE FUNCTION round_officer_refuse_absent() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  IF NOT NEW.is_active THEN
    RETURN NEW;
  END IF;
  PERFORM 1 FROM user_account WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM absence
             WHERE user_id = NEW.user_id AND tstzrange(starts_at, ends_at, '[)') && tstzrange(NEW.starts_at, NEW.ends_at, '[)')) THEN
    RAISE EXCEPTION 'conflicting absence violates exclusion constraint "round_officer_not_absent"' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END
$$;
DROP TRIGGER round_officer_refuse_absent ON round_officer;
CREATE TRIGGER round_officer_refuse_absent BEFORE INSERT OR UPDATE OF user_id, starts_at, ends_at, is_active ON round_officer
  FOR EACH ROW EXECUTE FUNCTION round_officer_refuse_absent();
