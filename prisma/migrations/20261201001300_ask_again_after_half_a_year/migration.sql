-- 'declined': asked not to be asked again. 'helper': who did it with them.
ALTER TYPE check_back_outcome ADD VALUE 'declined';
CREATE TYPE check_back_helper AS ENUM ('family', 'acquaintance', 'officer');
ALTER TABLE check_back ADD COLUMN helper check_back_helper;
ALTER TABLE check_back ADD CONSTRAINT check_back_helped CHECK (helper IS NULL OR outcome = 'with_somebody');

-- Who is asked half a year after a lesson, drawn by lot once a month: those whose 150th day after a lesson lies from due_from to
-- due_until. A month is drawn once, because whoever may draw again chooses. The seed is kept, so that anybody can repeat the draw.
CREATE TABLE check_draw (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  month date NOT NULL,
  due_from date NOT NULL,
  due_until date NOT NULL,
  seed integer NOT NULL,
  -- The people who could be drawn.
  population integer NOT NULL,
  drawn_by uuid NOT NULL,
  drawn_at timestamptz NOT NULL,
  CONSTRAINT check_draw_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT check_draw_month UNIQUE (ward_id, month),
  CONSTRAINT check_draw_month_check CHECK (month = (date_trunc('month', (month)::timestamptz))::date),
  CONSTRAINT check_draw_days_check CHECK (due_from <= due_until),
  CONSTRAINT check_draw_population_check CHECK (population > 0),
  CONSTRAINT check_draw_drawn_by_fkey FOREIGN KEY (ward_id, drawn_by) REFERENCES user_account (ward_id, id)
);

CREATE TABLE check_draw_member (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  check_draw_id uuid NOT NULL,
  resident_id uuid NOT NULL,
  call_order integer NOT NULL,
  CONSTRAINT check_draw_member_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT check_draw_member_order UNIQUE (ward_id, check_draw_id, call_order),
  CONSTRAINT check_draw_member_call_order_check CHECK (call_order > 0),
  CONSTRAINT check_draw_member_check_draw_id_fkey FOREIGN KEY (ward_id, check_draw_id) REFERENCES check_draw (ward_id, id),
  CONSTRAINT check_draw_member_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE INDEX check_draw_member_resident ON check_draw_member (resident_id);

CREATE TRIGGER check_draw_unchanged BEFORE UPDATE OR DELETE ON check_draw
  FOR EACH ROW EXECUTE FUNCTION refuse_draw_change();
-- A merge of two people moves their rows.
CREATE TRIGGER check_draw_member_unchanged BEFORE UPDATE OF check_draw_id, call_order OR DELETE ON check_draw_member
  FOR EACH ROW EXECUTE FUNCTION refuse_draw_change();

-- The figures of everybody whose lesson the draw is about change with it, also of those who were not drawn.
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON check_draw REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON check_draw REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON check_draw REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_service();
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON check_draw_member REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON check_draw_member REFERENCING OLD TABLE AS overwritten NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON check_draw_member REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_row_of_person();

-- Which version of a guide was taught tells whose lessons last.
CREATE FUNCTION note_change_of_step() RETURNS trigger
  LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO figure_change (ward_id, resident_id, household_id)
    SELECT DISTINCT p.ward_id, p.resident_id, NULL::uuid FROM written w JOIN assisted_procedure p ON p.id = w.assisted_procedure_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_figure_change_on_insert AFTER INSERT ON step_taught REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_step();
CREATE TRIGGER note_figure_change_on_update AFTER UPDATE ON step_taught REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_step();
CREATE TRIGGER note_figure_change_on_delete AFTER DELETE ON step_taught REFERENCING OLD TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_step();
