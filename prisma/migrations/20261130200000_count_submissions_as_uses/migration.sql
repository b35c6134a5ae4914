-- A payment on the portal is a finished transaction, so it counts as a use; looking up and learning do not.
UPDATE public_service SET kind = 'procedure' WHERE kind = 'utility' AND name = 'Thanh toán trực tuyến';

-- "With the team" was entered as done by the team, which nobody had said. The answers stay in portal_question and sample_answer.
DELETE FROM portal_use WHERE source IN ('told', 'sample') AND how = 'done_for';

-- The chairman's figures count who asked for the team after a refusal and did not withdraw it.
CREATE FUNCTION note_change_of_request_closure() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT r.ward_id, NULL::uuid, r.household_id FROM written w JOIN support_request r ON r.id = w.support_request_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON support_request_closure REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_request_closure();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON support_request_closure REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_request_closure();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON support_request_closure REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_request_closure();
