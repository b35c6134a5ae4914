-- Whether a household asked after a refusal follows from its visits and pauses. It was also stored when a request was
-- recorded, by another rule: a refusal of the same day counted, one that was entered late did not.
DROP INDEX support_request_after_refusal;
ALTER TABLE support_request DROP COLUMN came_after_refusal;
