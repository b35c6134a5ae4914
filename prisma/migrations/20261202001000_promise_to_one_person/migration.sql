-- A visit may promise something to one person, beside what it promises to the household: it stays when another's data are erased.
CREATE TABLE person_promise (
  visit_id uuid NOT NULL,
  resident_id uuid NOT NULL,
  ward_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  due_on date,
  note text NOT NULL,
  CONSTRAINT person_promise_pkey PRIMARY KEY (ward_id, visit_id, resident_id),
  CONSTRAINT person_promise_ward_id_visit_id_fkey FOREIGN KEY (ward_id, visit_id) REFERENCES visit (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT person_promise_ward_id_resident_id_fkey FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id)
);
CREATE INDEX person_promise_resident ON person_promise (resident_id);
CREATE INDEX person_promise_visit ON person_promise (visit_id);
