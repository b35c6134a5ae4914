-- When a door was put on its round, and by whom: with these the state of a request is a fold of dated events. A door
-- leaves by its visit, by the round's closure (both have their times), or because somebody takes it off.
ALTER TABLE round_door
  ADD COLUMN placed_at timestamptz,
  ADD COLUMN placed_by uuid REFERENCES user_account (id);

-- Doors that stand on rounds already: the last time the log says that the door was added to this round; otherwise the
-- door was planned together with the round.
UPDATE round_door d SET (placed_at, placed_by) = (
  SELECT coalesce(added.at, r.created_at), coalesce(added.by, r.created_by)
  FROM round r LEFT JOIN LATERAL (
    SELECT e.at, u.id AS by FROM audit_event e JOIN user_account u ON u.id = e.actor_id
    WHERE e.chain_id = d.ward_id AND e.subject_type = 'round' AND e.subject_id = d.round_id::text
      AND e.action = 'round.add-door' AND e.details ->> 'householdId' = d.household_id::text
    ORDER BY e.seq DESC LIMIT 1) added ON true
  WHERE r.id = d.round_id);
ALTER TABLE round_door
  ALTER COLUMN placed_at SET NOT NULL,
  ALTER COLUMN placed_by SET NOT NULL;
CREATE INDEX round_door_household ON round_door (household_id);

-- A door that was taken off a round before anybody knocked there.
CREATE TABLE round_door_removal (
  id uuid PRIMARY KEY,
  ward_id uuid NOT NULL REFERENCES ward (id),
  round_id uuid NOT NULL REFERENCES round (id) ON DELETE CASCADE,
  household_id uuid NOT NULL REFERENCES household (id),
  placed_at timestamptz NOT NULL,
  placed_by uuid NOT NULL REFERENCES user_account (id),
  removed_at timestamptz NOT NULL,
  removed_by uuid NOT NULL REFERENCES user_account (id)
);
CREATE INDEX round_door_removal_household ON round_door_removal (household_id);

-- Removals so far, from the log, by the same rule.
INSERT INTO round_door_removal (id, ward_id, round_id, household_id, placed_at, placed_by, removed_at, removed_by)
SELECT gen_random_uuid(), r.ward_id, r.id, h.id, coalesce(added.at, r.created_at), coalesce(added.by, r.created_by), e.at, u.id
FROM audit_event e
JOIN round r ON r.id::text = e.subject_id AND r.ward_id = e.chain_id
JOIN household h ON h.id::text = e.details ->> 'householdId' AND h.ward_id = r.ward_id
JOIN user_account u ON u.id = e.actor_id
LEFT JOIN LATERAL (
  SELECT a.at, by.id AS by FROM audit_event a JOIN user_account by ON by.id = a.actor_id
  WHERE a.chain_id = e.chain_id AND a.subject_type = 'round' AND a.subject_id = e.subject_id AND a.seq < e.seq
    AND a.action = 'round.add-door' AND a.details ->> 'householdId' = e.details ->> 'householdId'
  ORDER BY a.seq DESC LIMIT 1) added ON true
WHERE e.subject_type = 'round' AND e.action = 'round.remove-door';
