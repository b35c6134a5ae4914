-- When a use entered the book, or when who held the phone was last changed. A visit dated back is new in the month in which
-- it was written, so that a month that was drawn already hides nothing.
ALTER TABLE portal_use ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();
UPDATE portal_use u SET recorded_at = coalesce(
  (SELECT CASE WHEN u.used_on = v.visited_on THEN v.logged_at ELSE v.updated_at END FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE p.id = u.assisted_procedure_id),
  (SELECT recorded_at FROM portal_question WHERE id = u.portal_question_id),
  (SELECT recorded_at FROM check_back WHERE id = u.check_back_id),
  (SELECT max(recorded_at) FROM sample_answer WHERE sample_member_id = u.sample_member_id),
  u.recorded_at);
CREATE INDEX portal_use_recorded ON portal_use (ward_id, recorded_at);
-- The figures count a person's uses by their writer as well.
DROP INDEX portal_use_person;
CREATE INDEX portal_use_person ON portal_use (ward_id, resident_id, public_service_id, used_on, how, source, recorded_by);

CREATE TYPE confirmation_outcome AS ENUM ('as_recorded', 'did_not_happen', 'other_person', 'other_service', 'declined', 'not_reached');

-- The uses of a month that are confirmed by telephone, drawn by lot after its end. A month is drawn once, because whoever may
-- draw again chooses. The seed is kept, so that anybody can repeat the draw.
CREATE TABLE confirmation_draw (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  month date NOT NULL,
  seed integer NOT NULL,
  -- The uses that could be drawn.
  population integer NOT NULL,
  drawn_by uuid NOT NULL,
  drawn_at timestamptz NOT NULL,
  CONSTRAINT confirmation_draw_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT confirmation_draw_month UNIQUE (ward_id, month),
  CONSTRAINT confirmation_draw_month_check CHECK (month = (date_trunc('month', (month)::timestamptz))::date),
  CONSTRAINT confirmation_draw_population_check CHECK (population > 0),
  CONSTRAINT confirmation_draw_drawn_by_fkey FOREIGN KEY (ward_id, drawn_by) REFERENCES user_account (ward_id, id)
);

-- A drawn use as the book said it on the day of the draw. portal_use_id has no foreign key: a use that is removed later stays
-- among those that were drawn.
CREATE TABLE drawn_use (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  confirmation_draw_id uuid NOT NULL,
  call_order integer NOT NULL,
  portal_use_id uuid NOT NULL,
  resident_id uuid NOT NULL,
  public_service_id uuid,
  used_on date NOT NULL,
  date_precision use_date_precision NOT NULL,
  how portal_use_how NOT NULL,
  -- Who wrote the use, and who edited its visit last: they do not call.
  written_by uuid,
  edited_by uuid,
  CONSTRAINT drawn_use_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT drawn_use_order UNIQUE (ward_id, confirmation_draw_id, call_order),
  CONSTRAINT drawn_use_call_order_check CHECK (call_order > 0),
  CONSTRAINT drawn_use_how_check CHECK (how <> 'done_for'),
  CONSTRAINT drawn_use_confirmation_draw_id_fkey FOREIGN KEY (ward_id, confirmation_draw_id) REFERENCES confirmation_draw (ward_id, id),
  CONSTRAINT drawn_use_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  CONSTRAINT drawn_use_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT drawn_use_written_by_fkey FOREIGN KEY (ward_id, written_by) REFERENCES user_account (ward_id, id),
  CONSTRAINT drawn_use_edited_by_fkey FOREIGN KEY (ward_id, edited_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX drawn_use_resident ON drawn_use (resident_id);

-- Every call is kept; of one day the last entry counts, of several days the newest answer.
CREATE TABLE confirmation_call (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  drawn_use_id uuid NOT NULL,
  called_on date NOT NULL,
  outcome confirmation_outcome NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT confirmation_call_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT confirmation_call_drawn_use_id_fkey FOREIGN KEY (ward_id, drawn_use_id) REFERENCES drawn_use (ward_id, id),
  CONSTRAINT confirmation_call_recorded_by_fkey FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX confirmation_call_use ON confirmation_call (drawn_use_id, called_on DESC, recorded_at DESC);

CREATE FUNCTION refuse_draw_change() RETURNS trigger
  LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a draw never changes' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER confirmation_draw_unchanged BEFORE UPDATE OR DELETE ON confirmation_draw
  FOR EACH ROW EXECUTE FUNCTION refuse_draw_change();
-- A merge of two people moves their rows.
CREATE TRIGGER drawn_use_unchanged BEFORE UPDATE OF confirmation_draw_id, call_order, portal_use_id, used_on, how, written_by, edited_by OR DELETE ON drawn_use
  FOR EACH ROW EXECUTE FUNCTION refuse_draw_change();
