-- A crowd of requests from outside can be declined with one press, and the press undone. Those of one press share its
-- id; undone, they stay apart from the others, although the network they came from is forgotten.
ALTER TABLE public_request_outcome ADD COLUMN crowd_id uuid;
CREATE INDEX public_request_outcome_crowd ON public_request_outcome (ward_id, crowd_id) WHERE crowd_id IS NOT NULL;
