-- A guide says more than its steps: the papers, those that the state reads in its own data, who must be there, the fee,
-- and what goes wrong most.
ALTER TABLE service_guide
  ADD COLUMN papers text[] NOT NULL DEFAULT '{}',
  ADD COLUMN papers_from_data text[] NOT NULL DEFAULT '{}',
  ADD COLUMN must_be_present text NOT NULL DEFAULT '',
  ADD COLUMN fee text NOT NULL DEFAULT '',
  ADD COLUMN trouble text NOT NULL DEFAULT '',
  -- What to say then.
  ADD COLUMN trouble_answer text NOT NULL DEFAULT '',
  -- The day on which the source was read.
  ADD COLUMN source_checked_on date;

-- A version is a draft until the office has tried its steps. It never changes, so that stands in a row of its own.
CREATE TABLE guide_confirmation (
  service_guide_id uuid NOT NULL,
  ward_id uuid NOT NULL REFERENCES ward (id),
  confirmed_by uuid NOT NULL,
  confirmed_at timestamptz NOT NULL,
  CONSTRAINT guide_confirmation_pkey PRIMARY KEY (ward_id, service_guide_id),
  CONSTRAINT guide_confirmation_service_guide_id_fkey FOREIGN KEY (ward_id, service_guide_id) REFERENCES service_guide (ward_id, id),
  CONSTRAINT guide_confirmation_confirmed_by_fkey FOREIGN KEY (ward_id, confirmed_by) REFERENCES user_account (ward_id, id)
);

-- Until now the mark was taken off while saving. Without a source a version is a draft again.
INSERT INTO guide_confirmation (service_guide_id, ward_id, confirmed_by, confirmed_at)
  SELECT id, ward_id, saved_by, saved_at FROM service_guide WHERE NOT is_draft AND saved_by IS NOT NULL AND source <> '';
ALTER TABLE service_guide DROP COLUMN is_draft;
