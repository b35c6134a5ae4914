-- An afternoon at the culture house: what was spoken of, who is named on the list of attendance and how many others
-- came. No door, no household, no portal use: counted apart from visits (docs/adr/0028).
CREATE TABLE group_session (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  held_on date NOT NULL,
  place text NOT NULL CHECK (place <> ''),
  others_count integer NOT NULL CHECK (others_count BETWEEN 0 AND 2000),
  note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL REFERENCES user_account,
  recorded_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  withdrawn_by uuid REFERENCES user_account,
  withdrawn_at timestamptz,
  CONSTRAINT group_session_withdrawal CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
);
CREATE INDEX group_session_ward ON group_session (ward_id, held_on DESC, id DESC);

-- Topics, digital accounts, utilities and procedures that were explained.
CREATE TABLE group_session_service (
  group_session_id uuid NOT NULL REFERENCES group_session ON DELETE CASCADE,
  public_service_id uuid NOT NULL REFERENCES public_service,
  ward_id uuid NOT NULL REFERENCES ward,
  PRIMARY KEY (group_session_id, public_service_id)
);

CREATE TABLE group_session_attendee (
  group_session_id uuid NOT NULL REFERENCES group_session ON DELETE CASCADE,
  resident_id uuid NOT NULL REFERENCES resident,
  ward_id uuid NOT NULL REFERENCES ward,
  PRIMARY KEY (group_session_id, resident_id)
);
CREATE INDEX group_session_attendee_resident ON group_session_attendee (resident_id);
