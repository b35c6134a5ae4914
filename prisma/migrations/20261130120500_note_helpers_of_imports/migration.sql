-- Relatives of a list become helpers of the household, which reverting the import removes.
ALTER TYPE import_target ADD VALUE 'digital_helper';
