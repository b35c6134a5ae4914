-- How long a ward keeps what it no longer needs, as it chose itself; a part that is missing is kept until somebody chooses.
ALTER TABLE ward ADD COLUMN retention jsonb NOT NULL DEFAULT '{}';

-- What each night's run deleted or erased.
CREATE TABLE retention_run (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  ran_at timestamptz NOT NULL,
  counts jsonb NOT NULL
);
CREATE INDEX retention_run_ward ON retention_run (ward_id, ran_at DESC);
