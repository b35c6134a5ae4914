-- A rule of what falls due names several services: any of them does it. Services are never deleted.
ALTER TABLE due_rule ADD COLUMN public_service_ids uuid[];
UPDATE due_rule SET public_service_ids = ARRAY[public_service_id];
-- A birth is also registered together with the residence and the cards of a child.
UPDATE due_rule d SET public_service_ids = linked.id || d.public_service_ids FROM public_service linked
WHERE d.key = 'birth' AND linked.ward_id = d.ward_id AND linked.code = '3.000722' AND NOT linked.is_retired AND linked.replaced_by_id IS NULL;
-- Who has a card from an earlier age renews it at 14.
UPDATE due_rule d SET public_service_ids = d.public_service_ids || renewed.id FROM public_service renewed
WHERE d.key = 'card_14' AND renewed.ward_id = d.ward_id AND renewed.code = '2.001195' AND NOT renewed.is_retired AND renewed.replaced_by_id IS NULL;
ALTER TABLE due_rule ALTER COLUMN public_service_ids SET NOT NULL, DROP COLUMN public_service_id;

-- A pension below the social pension leaves a right to it (Nghị định 176/2025/NĐ-CP).
ALTER TYPE benefit_receipt ADD VALUE 'lower' BEFORE 'no';
DROP INDEX resident_receives_benefit;
CREATE INDEX resident_receives_benefit ON resident (ward_id) WHERE receives_benefit <> 'no';

-- A card that was not renewed in time is due until it is, however old.
CREATE INDEX resident_card_issued_on ON resident (ward_id) WHERE card_issued_on IS NOT NULL;
