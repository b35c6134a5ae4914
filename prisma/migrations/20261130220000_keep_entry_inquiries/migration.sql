-- That a supervisor asked about unusual entries, and what was answered. The entries themselves are found again from the
-- data each time: asked about are those of one rule, writer and day up to an instant, so that later ones are open again.
CREATE TABLE entry_inquiry (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  rule text NOT NULL,
  entry_kind text NOT NULL,
  writer_id uuid NOT NULL,
  -- The day, the evening of the night, or the first day of the month, by the rule.
  found_on date NOT NULL,
  last_entry_at timestamptz NOT NULL,
  entries integer NOT NULL,
  answer text NOT NULL,
  asked_by uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  CONSTRAINT entry_inquiry_answer CHECK (answer <> ''),
  CONSTRAINT entry_inquiry_of_others CHECK (asked_by <> writer_id),
  CONSTRAINT entry_inquiry_writer_fkey FOREIGN KEY (ward_id, writer_id) REFERENCES user_account (ward_id, id),
  CONSTRAINT entry_inquiry_asked_by_fkey FOREIGN KEY (ward_id, asked_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX entry_inquiry_finding ON entry_inquiry (ward_id, found_on, rule, entry_kind, writer_id);
CREATE INDEX entry_inquiry_asked ON entry_inquiry (ward_id, asked_at DESC, id DESC);

-- Unusual entries are looked for among those written in the last months, whatever day they are about.
CREATE INDEX sample_answer_recorded ON sample_answer (ward_id, recorded_at);
CREATE INDEX portal_question_called ON portal_question (ward_id, recorded_at) WHERE visit_id IS NULL;
CREATE INDEX check_back_called ON check_back (ward_id, recorded_at) WHERE visit_id IS NULL;
CREATE INDEX visit_logged ON visit (ward_id, logged_at);
CREATE INDEX audit_event_visit_edit ON audit_event (chain_id, at) WHERE action = 'visit.edit';
CREATE INDEX support_request_by_officer ON support_request (ward_id, created_at) WHERE channel = 'officer';
