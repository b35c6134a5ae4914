-- The services that a request asks for, at most three, each with its own result; none if it asks in the household's words
-- alone. A request is closed when each of its services has a result.
CREATE TABLE support_request_service (
  id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  support_request_id uuid NOT NULL,
  position integer NOT NULL,
  public_service_id uuid NOT NULL,
  -- Null while it is open.
  result request_closure_kind,
  reason text NOT NULL DEFAULT '',
  visit_id uuid,
  -- Null for an end by the sender, or while it is open.
  ended_by uuid,
  ended_at timestamptz,
  CONSTRAINT support_request_service_pkey PRIMARY KEY (ward_id, id),
  CONSTRAINT support_request_service_once UNIQUE (ward_id, support_request_id, public_service_id),
  CONSTRAINT support_request_service_position CHECK (position BETWEEN 1 AND 3),
  CONSTRAINT support_request_service_ended CHECK ((result IS NULL) = (ended_at IS NULL) AND (result IS NOT NULL OR ended_by IS NULL)),
  CONSTRAINT support_request_service_done CHECK ((result IS NOT DISTINCT FROM 'done') = (visit_id IS NOT NULL)),
  CONSTRAINT support_request_service_request_fkey FOREIGN KEY (ward_id, support_request_id) REFERENCES support_request (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT support_request_service_public_service_id_fkey FOREIGN KEY (ward_id, public_service_id) REFERENCES public_service (ward_id, id),
  CONSTRAINT support_request_service_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id),
  CONSTRAINT support_request_service_ended_by_fkey FOREIGN KEY (ward_id, ended_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX support_request_service_request ON support_request_service (support_request_id);
CREATE INDEX support_request_service_visit ON support_request_service (visit_id) WHERE visit_id IS NOT NULL;

INSERT INTO support_request_service (id, ward_id, support_request_id, position, public_service_id, result, reason, visit_id, ended_by, ended_at)
SELECT gen_random_uuid(), r.ward_id, r.id, 1, r.public_service_id, c.kind, coalesce(c.reason, ''), c.visit_id, c.closed_by, c.closed_at
FROM support_request r LEFT JOIN support_request_closure c ON c.support_request_id = r.id AND c.reopened_at IS NULL
WHERE r.public_service_id IS NOT NULL;

-- With the column goes its check that a request says what it asks for: the form asks that now.
ALTER TABLE support_request DROP COLUMN public_service_id;
