-- Within how many working days the law has a file of the service decided; NULL is unknown.
ALTER TABLE public_service ADD COLUMN legal_days integer CHECK (legal_days BETWEEN 1 AND 365);
-- The periods that the reference data states for wards opened before this column; both codes are of confidence A.
UPDATE public_service SET legal_days = 7 WHERE code = '1.004222';
UPDATE public_service SET legal_days = 3 WHERE code = '1.004194';
