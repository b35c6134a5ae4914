-- A payment on the portal is a finished transaction, so it counts as a use; looking up and learning do not.
UPDATE public_service SET kind = 'procedure' WHERE kind = 'utility' AND name = 'Thanh toán trực tuyến';

-- "With the team" was entered as done by the team, which nobody had said. The answers stay in portal_question and sample_answer.
DELETE FROM portal_use WHERE source IN ('told', 'sample') AND how = 'done_for';
