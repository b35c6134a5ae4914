-- What a person asks of the ward about their own data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 4), with the days
-- of the ward's answers. Deadlines are computed from the calendar: nothing here has to be moved when a holiday is added.
CREATE TYPE data_request_kind AS ENUM ('view', 'provide', 'correct', 'withdraw', 'restrict', 'object', 'erase');
CREATE TYPE data_request_end AS ENUM ('fulfilled', 'refused', 'withdrawn');

-- Other migrations may have made these already.
DO $$
DECLARE parent text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['resident', 'user_account'] LOOP
    IF NOT EXISTS (
      SELECT FROM pg_index WHERE indrelid = parent::regclass AND indisunique AND indpred IS NULL
        AND pg_get_indexdef(indexrelid) LIKE '%(ward_id, id)'
    ) THEN EXECUTE format('ALTER TABLE %I ADD UNIQUE (ward_id, id)', parent);
    END IF;
  END LOOP;
END $$;

CREATE TABLE data_request (
  -- Issued with the form: sent twice, it is one request.
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward,
  -- Null when the register does not know the person.
  resident_id uuid,
  kind data_request_kind NOT NULL,
  -- Who asked: the person's own name if they are not in the register, or their representative and relation.
  asked_by text NOT NULL DEFAULT '',
  what text NOT NULL DEFAULT '',
  received_on date NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  answered_on date CHECK (answered_on >= received_on),
  answered_by uuid,
  extended_by_days integer CHECK (extended_by_days > 0),
  extension_reason text NOT NULL DEFAULT '',
  extended_on date,
  extended_by uuid,
  ended_as data_request_end,
  ended_on date CHECK (ended_on >= received_on),
  ended_by uuid,
  end_note text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, resident_id) REFERENCES resident (ward_id, id),
  FOREIGN KEY (ward_id, recorded_by) REFERENCES user_account (ward_id, id),
  FOREIGN KEY (ward_id, answered_by) REFERENCES user_account (ward_id, id),
  FOREIGN KEY (ward_id, extended_by) REFERENCES user_account (ward_id, id),
  FOREIGN KEY (ward_id, ended_by) REFERENCES user_account (ward_id, id),
  CHECK (resident_id IS NOT NULL OR asked_by <> ''),
  CHECK (num_nonnulls(answered_on, answered_by) IN (0, 2)),
  CHECK (num_nonnulls(extended_by_days, extended_on, extended_by) IN (0, 3)),
  CHECK ((extended_by_days IS NULL) = (extension_reason = '')),
  CHECK (num_nonnulls(ended_as, ended_on, ended_by) IN (0, 3)),
  CHECK (ended_as IS DISTINCT FROM 'refused' OR end_note <> '')
);
CREATE INDEX data_request_ward ON data_request (ward_id, received_on DESC, id DESC);
CREATE INDEX data_request_resident ON data_request (resident_id) WHERE resident_id IS NOT NULL;
