import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { queryPrepared } from '../../../db/query-rows';
import { instantOf, localDateOf } from '../../../shared/dates';
import { raw } from '../../../shared/sql';

/** The home, the person and the round that a record is about, by the first word of its address. */
export const RECORDS: Readonly<Record<string, string>> = {
  households: 'id, NULL::uuid, NULL::uuid FROM household',
  residents: 'NULL::uuid, id, NULL::uuid FROM resident',
  rounds: 'NULL::uuid, NULL::uuid, id FROM round',
  'round-doors': 'household_id, NULL::uuid, round_id FROM round_door',
  visits: 'household_id, NULL::uuid, (SELECT d.round_id FROM round_door d WHERE d.id = round_door_id) FROM visit',
  requests: 'household_id, NULL::uuid, NULL::uuid FROM support_request',
  briefings: 'household_id, NULL::uuid, round_id FROM briefing',
  'digital-helpers': 'household_id, helped_id, NULL::uuid FROM digital_helper',
  referrals: 'NULL::uuid, resident_id, NULL::uuid FROM referral',
  'assisted-procedures': 'NULL::uuid, resident_id, NULL::uuid FROM assisted_procedure',
  consents: 'NULL::uuid, resident_id, NULL::uuid FROM consent',
  'drawn-uses': 'NULL::uuid, resident_id, NULL::uuid FROM drawn_use',
};

/** Whether a route opens, or writes in, a file. The page of a round is a list. */
export const opensFile = (path: string): boolean =>
  Object.hasOwn(RECORDS, /^\/([a-z-]+)\/:id/.exec(path)?.[1] ?? '') && !/^\/rounds\/:id($|\/return)/.test(path);

const FILE = z.object({ type: z.string(), id: z.string(), what: z.string(), isOutside: z.boolean() });

/**
 * The file of a record: that of its home; of the person, if they have none; or of the round. It is outside unless it lies in
 * the officer's area or on a round of theirs that is neither cancelled nor was closed before today, or they gave a reason
 * today. A round's own doors and papers stay open to its members. Null if the ward has no such record, or it is about neither.
 */
export async function findFile(
  { db, now }: Context,
  { id: reader, wardId }: Actor,
  record: { place: string; id: string },
) {
  const today = instantOf(localDateOf(now()), '00:00');
  if (!Object.hasOwn(RECORDS, record.place)) return null;
  const [file] = await queryPrepared(db, 'area-file', FILE)`
      WITH given (household, resident, round) AS (SELECT ${raw(RECORDS[record.place]!)} WHERE ward_id = ${wardId}::uuid AND id = ${record.id}::uuid),
        file AS (SELECT resident, round, coalesce(household,
          (SELECT m.household_id FROM household_membership m WHERE m.resident_id = given.resident ORDER BY m.valid_to DESC NULLS FIRST, m.valid_from DESC LIMIT 1),
          (SELECT v.household_id FROM newcomer n JOIN visit v ON v.id = n.visit_id WHERE n.resident_id = given.resident ORDER BY n.reported_at DESC LIMIT 1)) AS home FROM given)
      SELECT CASE WHEN home IS NOT NULL THEN 'household' WHEN resident IS NOT NULL THEN 'resident' ELSE 'round' END AS type, coalesce(home, resident, round) AS id,
        coalesce((SELECT h.address_line FROM household h WHERE h.id = home), (SELECT 'buổi ' || r.code FROM round r WHERE r.id = file.round), 'người chưa có hộ') AS what, NOT (
        EXISTS (SELECT FROM household h JOIN user_account u ON u.id = ${reader}::uuid WHERE h.id = home AND ARRAY[h.residential_group_id::text, h.lane_key] && u.area)
        OR EXISTS (SELECT FROM round_officer o WHERE o.round_id = file.round AND o.user_id = ${reader}::uuid)
        OR EXISTS (SELECT FROM round_door d JOIN round_officer o ON o.round_id = d.round_id LEFT JOIN round_closure c ON c.round_id = d.round_id
          WHERE d.household_id = home AND o.user_id = ${reader}::uuid AND (c.round_id IS NULL OR (c.kind <> 'cancelled' AND c.closed_at >= ${today}::timestamptz)))
        OR EXISTS (SELECT FROM audit_event e WHERE e.chain_id = ${wardId}::uuid AND e.subject_type IN ('household', 'resident', 'round') AND e.subject_id = coalesce(home, resident, round)::text
          AND e.actor_id = ${reader}::uuid AND e.action = 'area.give-reason' AND e.at >= ${today}::timestamptz)) AS "isOutside"
      FROM file WHERE coalesce(home, resident, round) IS NOT NULL`;
  return file ?? null;
}
