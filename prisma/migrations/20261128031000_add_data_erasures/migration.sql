-- Tombstones: whose data were erased. A copy of this table lies beside the backups, so that a restored backup erases
-- again before it serves (docs/adr/0038). The ids refer to nothing, because a tombstone may come before or outlive the
-- record in a restored database.
CREATE TABLE data_erasure (
  erased_id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  -- Records that were merged into this one: an older backup still has them.
  former_ids uuid[] NOT NULL DEFAULT '{}',
  erased_at timestamptz NOT NULL,
  -- Null when the program did it: a retention that has passed, a restored backup.
  erased_by uuid,
  FOREIGN KEY (ward_id, erased_by) REFERENCES user_account (ward_id, id)
);
CREATE INDEX data_erasure_ward ON data_erasure (ward_id, erased_at DESC);
