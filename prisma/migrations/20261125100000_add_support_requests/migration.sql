-- Residents who ask the team to come. "Planned" is no column: a request is planned while its household has an open door
-- on a round.

CREATE TYPE request_channel AS ENUM ('phone', 'counter', 'group_leader', 'officer', 'public_form');
CREATE TYPE request_closure_kind AS ENUM ('done', 'declined', 'withdrawn');

CREATE TABLE support_request (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  household_id uuid NOT NULL REFERENCES household (id),
  -- For whom; null when it is for the whole household or nobody said.
  resident_id uuid REFERENCES resident (id),
  channel request_channel NOT NULL,
  -- Whom to call back.
  contact_name text NOT NULL DEFAULT '',
  contact_phone text,
  public_service_id uuid REFERENCES public_service (id),
  what text NOT NULL DEFAULT '',
  received_on date NOT NULL,
  promised_by date,
  -- The household had refused before it asked; judged once, when the request was written down.
  came_after_refusal boolean NOT NULL,
  created_by uuid NOT NULL REFERENCES user_account (id),
  created_at timestamptz NOT NULL,
  accepted_by uuid REFERENCES user_account (id),
  accepted_at timestamptz,
  -- Kept by the trigger below: without a closure in force.
  is_open boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  CHECK (what <> '' OR public_service_id IS NOT NULL),
  CHECK (promised_by >= received_on),
  CHECK ((accepted_by IS NULL) = (accepted_at IS NULL))
);
CREATE INDEX support_request_open ON support_request (ward_id, promised_by, received_on, id) WHERE is_open;
CREATE INDEX support_request_ward ON support_request (ward_id, received_on DESC, id DESC);
CREATE INDEX support_request_after_refusal ON support_request (ward_id, received_on DESC, id DESC) WHERE came_after_refusal;
CREATE INDEX support_request_household ON support_request (household_id);
CREATE INDEX support_request_resident ON support_request (resident_id) WHERE resident_id IS NOT NULL;

-- When it suits them: any of these; no row when every time does. On a date, else on weekdays (1 Monday to 7 Sunday), else
-- on every day.
CREATE TABLE support_request_wish (
  support_request_id uuid NOT NULL REFERENCES support_request (id) ON DELETE CASCADE,
  position integer NOT NULL CHECK (position > 0),
  ward_id uuid NOT NULL REFERENCES ward (id),
  on_date date,
  weekdays integer[] NOT NULL DEFAULT '{}',
  from_time text NOT NULL CHECK (from_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  to_time text NOT NULL CHECK (to_time ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  PRIMARY KEY (support_request_id, position),
  CHECK (on_date IS NULL OR weekdays = '{}'),
  CHECK (weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7]),
  CHECK (to_time COLLATE "C" > from_time COLLATE "C")
);

-- How a request ended, and that it was opened again. Done is what a visit did, and nothing else.
CREATE TABLE support_request_closure (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  support_request_id uuid NOT NULL REFERENCES support_request (id),
  kind request_closure_kind NOT NULL,
  reason text NOT NULL DEFAULT '',
  visit_id uuid REFERENCES visit (id),
  closed_by uuid NOT NULL REFERENCES user_account (id),
  closed_at timestamptz NOT NULL,
  reopened_by uuid REFERENCES user_account (id),
  reopened_at timestamptz,
  CHECK (kind <> 'declined' OR reason <> ''),
  CHECK ((kind = 'done') = (visit_id IS NOT NULL)),
  CHECK ((reopened_by IS NULL) = (reopened_at IS NULL))
);
CREATE UNIQUE INDEX support_request_closure_once ON support_request_closure (support_request_id) WHERE reopened_at IS NULL;
CREATE INDEX support_request_closure_request ON support_request_closure (support_request_id, closed_at);
CREATE INDEX support_request_closure_visit ON support_request_closure (visit_id) WHERE visit_id IS NOT NULL;

CREATE FUNCTION support_request_mark_open() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  UPDATE support_request SET is_open = NEW.reopened_at IS NOT NULL WHERE id = NEW.support_request_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER support_request_mark_open AFTER INSERT OR UPDATE ON support_request_closure
  FOR EACH ROW EXECUTE FUNCTION support_request_mark_open();
