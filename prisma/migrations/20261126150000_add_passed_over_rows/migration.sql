-- A row of the file that names no person is kept with its reason, so that a report accounts for every row.
ALTER TYPE import_verdict ADD VALUE 'passed_over';
ALTER TYPE import_outcome ADD VALUE 'passed_over';
