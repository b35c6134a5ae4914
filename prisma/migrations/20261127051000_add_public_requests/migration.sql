-- What somebody asked for on the public page, in their own words, before the office knows which household it is:
-- docs/adr/0027.
CREATE TYPE public_request_topic AS ENUM ('unsure', 'identity', 'benefits', 'civil_status');
CREATE TYPE public_request_time AS ENUM ('weekday_evening', 'saturday', 'sunday');
CREATE TYPE public_request_outcome_kind AS ENUM ('matched', 'declined', 'withdrawn');
CREATE TYPE public_request_refusal AS ENUM ('not_genuine', 'unreachable', 'outside_ward', 'repeated', 'other');

CREATE TABLE public_request (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  -- SHA-256 of the form and of everything typed in it: the same form sent twice is one request.
  send_key text NOT NULL,
  -- With the telephone it opens the state of this request to its sender.
  code text NOT NULL CHECK (code ~ '^[0-9A-Z]{6}$'),
  sender_name text NOT NULL CHECK (sender_name <> ''),
  sender_phone text NOT NULL CHECK (sender_phone <> ''),
  address_text text NOT NULL CHECK (address_text <> ''),
  topics public_request_topic[] NOT NULL DEFAULT '{}',
  what text NOT NULL DEFAULT '',
  -- Any of these; empty when every time suits.
  times public_request_time[] NOT NULL DEFAULT '{}',
  -- The browser did the proof of work, or somebody signed in typed it.
  is_checked boolean NOT NULL,
  -- A keyed hash of the sender's network, only while the request waits: many from one network are shown apart.
  origin text,
  -- Somebody of the ward who typed it for the sender.
  entered_by uuid REFERENCES user_account,
  received_at timestamptz NOT NULL,
  -- Kept by the trigger below: without an outcome in force.
  is_waiting boolean NOT NULL DEFAULT true
);
CREATE UNIQUE INDEX public_request_once ON public_request (ward_id, send_key);
CREATE UNIQUE INDEX public_request_code ON public_request (ward_id, code);
CREATE INDEX public_request_waiting ON public_request (ward_id, received_at, id) WHERE is_waiting;
CREATE INDEX public_request_handled ON public_request (ward_id, received_at DESC, id DESC) WHERE NOT is_waiting;
CREATE INDEX public_request_phone ON public_request (ward_id, sender_phone);

-- What became of it, and that it was reverted. A matched one goes on as the support request it became.
CREATE TABLE public_request_outcome (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  public_request_id uuid NOT NULL REFERENCES public_request,
  kind public_request_outcome_kind NOT NULL,
  support_request_id uuid UNIQUE REFERENCES support_request,
  refusal public_request_refusal,
  note text NOT NULL DEFAULT '',
  -- Null if the sender withdrew it.
  decided_by uuid REFERENCES user_account,
  decided_at timestamptz NOT NULL,
  reverted_by uuid REFERENCES user_account,
  reverted_at timestamptz,
  CONSTRAINT public_request_outcome_matched CHECK ((kind = 'matched') = (support_request_id IS NOT NULL)),
  CONSTRAINT public_request_outcome_declined CHECK ((kind = 'declined') = (refusal IS NOT NULL)),
  CONSTRAINT public_request_outcome_other CHECK (refusal <> 'other' OR note <> ''),
  CONSTRAINT public_request_outcome_decided CHECK ((decided_by IS NULL) = (kind = 'withdrawn')),
  CONSTRAINT public_request_outcome_reverted CHECK ((reverted_by IS NULL) = (reverted_at IS NULL))
);
CREATE UNIQUE INDEX public_request_outcome_once ON public_request_outcome (public_request_id) WHERE reverted_at IS NULL;
CREATE INDEX public_request_outcome_request ON public_request_outcome (public_request_id, decided_at);

CREATE FUNCTION public_request_mark_waiting() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  UPDATE public_request SET is_waiting = NEW.reverted_at IS NOT NULL, origin = NULL WHERE id = NEW.public_request_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER public_request_mark_waiting AFTER INSERT OR UPDATE ON public_request_outcome
  FOR EACH ROW EXECUTE FUNCTION public_request_mark_waiting();
