-- What the portal or the city says a ward received in a month, typed in by the office. Files, not people: never added to
-- what the team counts. A correction is a new row; the newest of a month and service stands.
CREATE TABLE official_count (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  month date NOT NULL CHECK (month = date_trunc('month', month)::date),
  -- No service: all of them together.
  public_service_id uuid REFERENCES public_service,
  received integer NOT NULL CHECK (received >= 0),
  online integer NOT NULL CHECK (online BETWEEN 0 AND received),
  wholly_online integer CHECK (wholly_online BETWEEN 0 AND online),
  source text NOT NULL,
  stated_on date NOT NULL,
  recorded_by uuid NOT NULL REFERENCES user_account,
  recorded_at timestamptz NOT NULL,
  withdrawn_by uuid REFERENCES user_account,
  withdrawn_at timestamptz,
  CONSTRAINT official_count_withdrawal CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
);
CREATE INDEX official_count_month ON official_count (ward_id, month DESC, recorded_at DESC);
