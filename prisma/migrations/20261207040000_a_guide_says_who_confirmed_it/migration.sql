-- A version of a guide never changes; that the office has tried its steps is the only thing that is said of it later.
DROP TRIGGER service_guide_unchanged ON service_guide;
ALTER TABLE service_guide
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN confirmed_by uuid,
  ADD CONSTRAINT service_guide_confirmed_by_fkey FOREIGN KEY (ward_id, confirmed_by) REFERENCES user_account (ward_id, id),
  ADD CONSTRAINT service_guide_confirmed_whole CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL));
UPDATE service_guide g SET confirmed_at = c.confirmed_at, confirmed_by = c.confirmed_by
FROM guide_confirmation c WHERE c.ward_id = g.ward_id AND c.service_guide_id = g.id;
DROP TABLE guide_confirmation;

CREATE TRIGGER service_guide_unchanged BEFORE UPDATE ON service_guide
  FOR EACH ROW WHEN (
    to_jsonb(NEW) - '{confirmed_at,confirmed_by}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{confirmed_at,confirmed_by}'::text[]
  ) EXECUTE FUNCTION refuse_guide_change();
