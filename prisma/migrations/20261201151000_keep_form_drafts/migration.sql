-- What an account has typed into a form and not sent yet, sealed: it is offered again for seven days, on every device.
CREATE TABLE form_draft (
  ward_id uuid NOT NULL REFERENCES ward (id),
  user_id uuid NOT NULL,
  -- The address to which the form is sent.
  form text NOT NULL,
  content_cipher bytea NOT NULL,
  saved_at timestamptz NOT NULL,
  CONSTRAINT form_draft_pkey PRIMARY KEY (ward_id, user_id, form),
  CONSTRAINT form_draft_small CHECK (length(form) <= 400 AND octet_length(content_cipher) <= 400000),
  CONSTRAINT form_draft_user_id_fkey FOREIGN KEY (ward_id, user_id) REFERENCES user_account (ward_id, id)
);
