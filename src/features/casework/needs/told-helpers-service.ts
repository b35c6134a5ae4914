import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { Reads, Statements } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { HelperPurpose } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { newIdAt } from '../../../shared/new-id';
import { sql, type Sql } from '../../../shared/sql';
import { changedFields } from '../../office/audit/changes';
import { logEvent } from '../../office/audit/transact';

/** Who helps a person, as told at a door. */
export interface ToldHelper {
  helpedId: string;
  /** Null for an outsider. */
  residentId: string | null;
  name: string;
  phone: string | null;
  relationNote: string;
  purposes: HelperPurpose[];
  /** Both said yes. */
  agreed: boolean;
}

const told = (helpers: readonly object[]): Sql => sql`jsonb_to_recordset(${JSON.stringify(helpers)}::jsonb)
  AS told (id uuid, "helpedId" uuid, "residentId" uuid, name text, phone text, "relationNote" text, purposes helper_purpose[], agreed boolean)`;

/** SQL: whether a tie `g` is the one that was told. */
const IS_TOLD = sql`g.helped_id = told."helpedId" AND (g.resident_id = told."residentId" OR told."residentId" IS NULL AND g.name = told.name AND g.phone = told.phone)`;

/** SQL: whether that tie knows all that was told of it. */
const HOLDS_ALL = sql`(g.purposes @> told.purposes AND (g.agreed_on IS NOT NULL OR NOT told.agreed) AND (g.phone IS NOT NULL OR told.phone IS NULL) AND (g.relation_note <> '' OR told."relationNote" = ''))`;

const KNOWN = {
  agreedOn: z.string().nullable(),
  purposes: z.array(z.enum(HelperPurpose)),
  phone: z.string().nullable(),
  relationNote: z.string(),
};
const TOLD_AGAIN = z.object({ id: z.string(), helpedId: z.string(), ...KNOWN, before: z.object(KNOWN) });

/**
 * Keeps who helps whom, as told at a door. Told again, a tie that holds stays one: what was not known of it is added. The
 * caller has locked the people helped.
 * @param on the day of the visit.
 */
export async function saveToldHelpers(
  tx: Statements,
  actor: Actor,
  helpers: readonly ToldHelper[],
  { visitId, on, at }: { visitId: string; on: LocalDate; at: Date },
): Promise<void> {
  if (helpers.length === 0) return;
  const { id: heardBy, wardId } = actor;
  const rows = helpers.map((helper) => ({ ...helper, id: newIdAt(at) }));
  const again = await queryRows(tx, 'helpers-told-again', TOLD_AGAIN)`
    UPDATE digital_helper g SET agreed_on = CASE WHEN told.agreed THEN coalesce(g.agreed_on, ${on}::date) ELSE g.agreed_on END,
      agreed_heard_by = CASE WHEN told.agreed THEN coalesce(g.agreed_heard_by, ${heardBy}::uuid) ELSE g.agreed_heard_by END,
      agreed_visit_id = CASE WHEN told.agreed AND g.agreed_on IS NULL THEN ${visitId}::uuid ELSE g.agreed_visit_id END,
      purposes = ARRAY (SELECT DISTINCT unnest(g.purposes || told.purposes) AS purpose ORDER BY purpose), phone = coalesce(g.phone, told.phone),
      relation_note = coalesce(nullif(g.relation_note, ''), told."relationNote"), version = g.version + CASE WHEN ${HOLDS_ALL} THEN 0 ELSE 1 END,
      told_at = array_append(array_remove(g.told_at, ${visitId}::uuid), ${visitId}::uuid)
    FROM ${told(rows)}, digital_helper before
    WHERE before.id = g.id AND g.ward_id = ${wardId}::uuid AND g.valid_to IS NULL AND ${IS_TOLD} AND NOT (${HOLDS_ALL} AND g.told_at @> ARRAY[${visitId}::uuid])
    RETURNING g.id, g.helped_id AS "helpedId", g.agreed_on::text AS "agreedOn", g.purposes::text[] AS purposes, g.phone, g.relation_note AS "relationNote",
      json_build_object('agreedOn', before.agreed_on, 'purposes', before.purposes, 'phone', before.phone, 'relationNote', before.relation_note) AS before`;
  for (const { id, helpedId, before, ...after } of again) {
    const changes = changedFields(before, after);
    if (changes.length > 0) await logEvent(tx, { actor, at }, 'digital-helper.correct', id, { helpedId, changes });
  }
  const fresh = await queryRows(tx, 'helpers-told', z.object({ id: z.string() }))`
    INSERT INTO digital_helper (id, ward_id, helped_id, resident_id, name, phone, relation_note, purposes, told_at, told_only, agreed_visit_id, valid_from, agreed_on, agreed_heard_by, recorded_by, recorded_at)
    SELECT told.id, ${wardId}::uuid, "helpedId", "residentId", name, phone, "relationNote", purposes, ARRAY[${visitId}::uuid], true, CASE WHEN agreed THEN ${visitId}::uuid END, ${on}::date, CASE WHEN agreed THEN ${on}::date END, CASE WHEN agreed THEN ${heardBy}::uuid END,
      ${heardBy}::uuid, ${at}::timestamptz
    FROM ${told(rows)} WHERE NOT EXISTS (SELECT FROM digital_helper g WHERE g.valid_to IS NULL AND ${IS_TOLD}) RETURNING id`;
  for (const { id, agreed, ...row } of rows.filter((one) => fresh.some((saved) => saved.id === one.id)))
    await logEvent(tx, { actor, at }, 'digital-helper.record', id, { ...row, agreedOn: agreed ? on : null, since: on });
}

/** Whether the ward has these ties with all that was told of them, also ended ones. */
export async function areHelpersKept(db: Reads, wardId: string, helpers: readonly ToldHelper[]): Promise<boolean> {
  if (helpers.length === 0) return true;
  const { isKept } = await queryRow(db, 'helpers-told-kept', z.object({ isKept: z.boolean() }))`
    SELECT bool_and(EXISTS (SELECT FROM digital_helper g WHERE g.ward_id = ${wardId} AND ${IS_TOLD} AND ${HOLDS_ALL})) AS "isKept" FROM ${told(helpers)}`;
  return isKept;
}
