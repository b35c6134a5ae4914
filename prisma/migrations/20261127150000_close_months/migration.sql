-- A month of the chairman's figures as the office closed it. Reopened and closed again, it is the next revision.
CREATE TABLE month_closing (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  revision integer NOT NULL CHECK (revision > 0),
  -- The figures as src/features/adoption/reports/figures.ts computed them.
  figures jsonb NOT NULL,
  closed_by uuid NOT NULL REFERENCES user_account,
  closed_at timestamptz NOT NULL,
  reopened_by uuid REFERENCES user_account,
  reopened_at timestamptz,
  reopen_reason text NOT NULL DEFAULT '',
  CONSTRAINT month_closing_revision UNIQUE (ward_id, month, revision),
  CONSTRAINT month_closing_reopened CHECK ((reopened_at IS NULL) = (reopened_by IS NULL) AND (reopened_at IS NULL) = (reopen_reason = ''))
);
-- Of a month, at most one closing stands.
CREATE UNIQUE INDEX month_closing_stands ON month_closing (ward_id, month) WHERE reopened_at IS NULL;

-- The rows that its figures count: ids, and of each only what the figures need. A row may be gone from the book today.
CREATE TABLE closed_row (
  closing_id uuid NOT NULL REFERENCES month_closing,
  ward_id uuid NOT NULL REFERENCES ward,
  list text NOT NULL,
  row_id uuid NOT NULL,
  tags text[] NOT NULL,
  PRIMARY KEY (closing_id, list, row_id)
);
