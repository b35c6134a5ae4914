-- About whom something was written that the chairman's figures count, so that they are counted anew for these people and
-- doors alone (docs/adr/0007). Rows are only added, by the act itself: nobody waits here for somebody else's commit. They
-- are worth nothing after a day, and refer to rows that may be gone by then; so there are no foreign keys.
CREATE TABLE figure_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id uuid NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  resident_id uuid,
  household_id uuid -- without either, the whole ward is meant
);
CREATE INDEX figure_change_ward ON figure_change (ward_id, xid);
CREATE INDEX figure_change_at ON figure_change (at);

-- Whom written rows are about. Of a changed row, overwritten holds whom it named before. A guard test compares the tables
-- below with those that the figures read.

CREATE FUNCTION note_change_of_person() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, id, NULL::uuid FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, id, NULL::uuid FROM overwritten) EXCEPT (SELECT ward_id, id, NULL::uuid FROM written);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_change_of_door() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, NULL::uuid, id FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, NULL::uuid, id FROM overwritten) EXCEPT (SELECT ward_id, NULL::uuid, id FROM written);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_change_of_row_of_person() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, resident_id, NULL::uuid FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, resident_id, NULL::uuid FROM overwritten) EXCEPT (SELECT ward_id, resident_id, NULL::uuid FROM written);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_change_of_row_of_door() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, NULL::uuid, household_id FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, NULL::uuid, household_id FROM overwritten) EXCEPT (SELECT ward_id, NULL::uuid, household_id FROM written);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_change_of_row_of_both() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, resident_id, household_id FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, resident_id, household_id FROM overwritten) EXCEPT (SELECT ward_id, resident_id, household_id FROM written);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_change_of_visit() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT ward_id, NULL::uuid, household_id FROM written
    UNION SELECT p.ward_id, p.resident_id, NULL FROM written w JOIN assisted_procedure p ON p.visit_id = w.id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT ward_id, NULL::uuid, household_id FROM overwritten
      UNION SELECT p.ward_id, p.resident_id, NULL FROM overwritten w JOIN assisted_procedure p ON p.visit_id = w.id) EXCEPT (SELECT ward_id, NULL::uuid, household_id FROM written
      UNION SELECT p.ward_id, p.resident_id, NULL FROM written w JOIN assisted_procedure p ON p.visit_id = w.id);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_change_of_procedure() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT w.ward_id, w.resident_id, v.household_id FROM written w LEFT JOIN visit v ON v.id = w.visit_id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT w.ward_id, w.resident_id, v.household_id FROM overwritten w LEFT JOIN visit v ON v.id = w.visit_id) EXCEPT (SELECT w.ward_id, w.resident_id, v.household_id FROM written w LEFT JOIN visit v ON v.id = w.visit_id);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_change_of_topic() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT v.ward_id, NULL::uuid, v.household_id FROM written w JOIN visit v ON v.id = w.visit_id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT v.ward_id, NULL::uuid, v.household_id FROM overwritten w JOIN visit v ON v.id = w.visit_id) EXCEPT (SELECT v.ward_id, NULL::uuid, v.household_id FROM written w JOIN visit v ON v.id = w.visit_id);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_change_of_status() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT p.ward_id, p.resident_id, NULL::uuid FROM written w JOIN assisted_procedure p ON p.id = w.assisted_procedure_id;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT p.ward_id, p.resident_id, NULL::uuid FROM overwritten w JOIN assisted_procedure p ON p.id = w.assisted_procedure_id) EXCEPT (SELECT p.ward_id, p.resident_id, NULL::uuid FROM written w JOIN assisted_procedure p ON p.id = w.assisted_procedure_id);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION note_change_of_service() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT DISTINCT ward_id, NULL::uuid, NULL::uuid FROM written;
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO figure_change (ward_id, resident_id, household_id)
      (SELECT DISTINCT ward_id, NULL::uuid, NULL::uuid FROM overwritten) EXCEPT (SELECT DISTINCT ward_id, NULL::uuid, NULL::uuid FROM written);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON resident REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON resident REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON resident REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_person();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON household REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_door();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON household REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_door();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON household REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_door();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON newcomer REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON newcomer REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON newcomer REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON portal_use REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON portal_use REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON portal_use REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON readiness REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON readiness REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON readiness REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON check_back REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON check_back REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON check_back REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON household_pause REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON household_pause REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON household_pause REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON support_request REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON support_request REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON support_request REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_door();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON household_membership REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON household_membership REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON household_membership REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON priority_fact REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON priority_fact REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON priority_fact REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_both();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON visit REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_visit();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON visit REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_visit();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON visit REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_visit();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON assisted_procedure REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_procedure();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON assisted_procedure REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_procedure();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON assisted_procedure REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_procedure();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON topic_taught REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_topic();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON topic_taught REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_topic();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON topic_taught REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_topic();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON file_status REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_status();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON file_status REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_status();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON file_status REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_status();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON public_service REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON public_service REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON public_service REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_service();
