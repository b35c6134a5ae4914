-- How somebody wants to be told: {"way": "telephone" | "paper" | "helper"}, or {"way": "relative", "name", "phone"}. One
-- column, so that a merge and its undoing never mix two wishes; empty while nothing was said.
ALTER TABLE resident ADD COLUMN contact_wish jsonb CONSTRAINT resident_contact_wish CHECK (
  coalesce(CASE contact_wish ->> 'way' WHEN 'relative' THEN contact_wish ?& '{name,phone}' ELSE contact_wish ->> 'way' IN ('telephone', 'paper', 'helper') END, contact_wish IS NULL));
