-- The key sets with which this database holds sealed values, so that others are refused: a code of each key that reveals
-- neither. Two rows while the keys are being changed; none before the first start that knows them.
CREATE TABLE key_check (
  sealing_check bytea NOT NULL CHECK (length(sealing_check) = 32),
  lookup_check bytea NOT NULL CHECK (length(lookup_check) = 32),
  PRIMARY KEY (sealing_check, lookup_check)
);
