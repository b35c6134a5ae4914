-- A round that the office does not close closes itself two days after its end, or after it was opened again.
ALTER TABLE round_closure ALTER COLUMN closed_by DROP NOT NULL;
ALTER TABLE round_closure ADD CONSTRAINT round_closure_by_itself CHECK (closed_by IS NOT NULL OR kind = 'closed');
ALTER TABLE round ADD COLUMN reopened_at timestamptz;
