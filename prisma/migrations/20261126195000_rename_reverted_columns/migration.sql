-- One word for undoing a write, the same in code, columns and addresses: revert. Actions in the audit log keep their names,
-- because its rows never change.
ALTER TABLE register_act RENAME COLUMN taken_back_at TO reverted_at;
ALTER TABLE register_act RENAME COLUMN taken_back_by TO reverted_by;
ALTER TABLE register_act RENAME COLUMN taken_back_reason TO reverted_reason;
ALTER TABLE import_run RENAME COLUMN taken_back_at TO reverted_at;
ALTER TABLE import_run RENAME COLUMN taken_back_by TO reverted_by;
ALTER TABLE import_run RENAME COLUMN taken_back_reason TO reverted_reason;
ALTER TABLE import_run RENAME CONSTRAINT import_run_taken_back TO import_run_reverted;
ALTER TYPE import_status RENAME VALUE 'taking_back' TO 'reverting';
ALTER TYPE import_status RENAME VALUE 'taken_back' TO 'reverted';
