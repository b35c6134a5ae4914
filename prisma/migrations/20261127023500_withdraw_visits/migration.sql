-- A visit that its officer withdrew within minutes: it was logged by mistake and is gone. Its form's key stays, so that
-- the same form, sent again by a browser, does not bring it back.
CREATE TABLE visit_withdrawal (
  visit_id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  client_key uuid NOT NULL UNIQUE,
  withdrawn_by uuid NOT NULL REFERENCES user_account (id),
  withdrawn_at timestamptz NOT NULL
);
