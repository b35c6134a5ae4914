import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { Context } from '../../../context';
import { violatesForeignKey, type Transaction } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { empty, join, raw, sql } from '../../../shared/sql';
import { localDateOf } from '../../../shared/dates';
import { blocked, DONE, type Blocked, type Done } from '../../../shared/outcome';
import { countedReferences, MERGED_REFERENCES, RECORDS } from '../references/references';
import type { Table } from './act-changes';
import { getHome, headOf } from './queries';
import { done } from '../../office/audit/transact';
import { lockHouseholds, lockResidents, recordAct, wasRecorded } from './service';

// Removing a household or person that was made by mistake, while nothing refers to it but what an import wrote together
// with it. The removal is an act, so it is taken back like any other.

const rowsOf = <Name extends Table>(name: Name) => ({ name, key: ['id'] });
const HOUSEHOLD = { ...RECORDS.household, without: ['address_folded', 'walk_order'] } as const;

/**
 * Removes a person with their place in the household and the line of their arrival. Refused, with what refers to the
 * person. @param actId issued with the form, so that a form sent twice is one removal.
 */
export const removeResident = async (
  context: Context,
  actor: Actor,
  id: string,
  actId: string,
): Promise<(Done & { householdId: string | null; isNumberLost?: boolean }) | Blocked> =>
  refused(() =>
    recordAct(context, actor, { actId }, async (tx, act) => {
      if (await wasRecorded(tx, actor, { actId })) return { ...DONE, householdId: null };
      const member = await tx.householdMembership.findFirst({
        where: { residentId: id, wardId: actor.wardId, validTo: null },
        select: { householdId: true },
      });
      if (member) await lockHouseholds(tx, actor.wardId, [member.householdId]);
      await lockResidents(tx, actor.wardId, [id]);
      const { fullName, nationalNumberLast4 } = await tx.resident.findUniqueOrThrow({ where: { id } });
      const imported = await importedWith(tx, 'resident', id);
      const home = member && (await getHome(tx, actor.wardId, member.householdId));
      const arrival = await arrivalLines(tx, id);
      const blockers = [
        ...(await blockingReferences(tx, 'resident', id, [...imported.rows, ...arrival])),
        ...(nationalNumberLast4 && !imported.isUnchanged ? ['số định danh đã ghi'] : []),
        ...(home && home.members.length > 1 && headOf(home)?.residentId === id
          ? ['người khác trong hộ của chủ hộ này']
          : []),
        ...(await formerHomes(tx, id)),
        ...(member ? [] : ['tình trạng không còn ở hộ nào']),
      ];
      if (blockers.length > 0) return blocked(...blockers);
      await act.detachImportRows('resident_id', id);
      await act.remove(rowsOf('readiness'), ['id'], imported.rows);
      await act.remove(rowsOf('priority_fact'), ['id'], imported.rows);
      await act.remove(rowsOf('digital_helper'), ['id'], imported.rows);
      await act.remove(rowsOf('register_event'), ['id'], arrival);
      await act.remove(rowsOf('household_membership'), ['resident_id'], [id]);
      await act.remove(RECORDS.resident, ['id'], [id]);
      act.addEvent({
        kind: 'removed',
        on: localDateOf(context.now()),
        householdId: member!.householdId,
        note: fullName,
      });
      const isNumberLost = nationalNumberLast4 !== null;
      return { ...done('resident.remove', id, { fullName }), householdId: member!.householdId, isNumberLost };
    }),
  );

/** Removes a household without members. Refused, with what refers to it. */
export const removeHousehold = async (context: Context, actor: Actor, id: string, actId: string) =>
  refused(() =>
    recordAct(context, actor, { actId }, async (tx, act) => {
      if (await wasRecorded(tx, actor, { actId })) return DONE;
      await lockHouseholds(tx, actor.wardId, [id]);
      const { addressLine } = await tx.household.findUniqueOrThrow({ where: { id } });
      const members = await tx.householdMembership.count({ where: { householdId: id } });
      // The people made with it by mistake, removed before it.
      const removals = (
        await tx.registerEvent.findMany({ where: { householdId: id, kind: 'removed' }, select: { id: true } })
      ).map((line) => line.id);
      const imported = await importedWith(tx, 'household', id);
      const blockers = [
        ...(members > 0 ? [`${members} lần có người ở trong hộ`] : []),
        ...(await blockingReferences(tx, 'household', id, [...imported.rows, ...removals])),
      ];
      if (blockers.length > 0) return blocked(...blockers);
      await act.detachImportRows('household_id', id);
      await act.remove(rowsOf('priority_fact'), ['id'], imported.rows);
      await act.remove(rowsOf('digital_helper'), ['id'], imported.rows);
      await act.remove(rowsOf('register_event'), ['id'], removals);
      await act.remove(rowsOf('unoccupied_period'), ['household_id'], [id]);
      await act.remove(HOUSEHOLD, ['id'], [id]);
      act.addEvent({ kind: 'removed', on: localDateOf(context.now()), householdId: null, note: addressLine });
      return done('household.remove', id, { addressLine });
    }),
  );

/** Something that refers to the record came between reading and writing, or is in no list. */
async function refused<Outcome>(work: () => Promise<Outcome | Blocked>): Promise<Outcome | Blocked> {
  try {
    return await work();
  } catch (error) {
    if (violatesForeignKey(error)) return blocked('việc vừa ghi cho hồ sơ này');
    throw error;
  }
}

/** '3 lượt có mặt' for each kind of row that refers to the record, except those of `removed`. */
async function blockingReferences(
  tx: Transaction,
  of: 'resident' | 'household',
  id: string,
  removed: readonly string[],
): Promise<string[]> {
  const counts = MERGED_REFERENCES[of]
    .filter(({ counted, isRemovedToo }) => counted && !isRemovedToo)
    .map(({ name, refs, key }) => {
      const refers = refs.map((column) => sql`${raw(column)} = ${id}::uuid`);
      const others = key.includes('id') ? sql` AND id <> ALL (${removed}::uuid[])` : empty;
      return sql`${name}::text, (SELECT count(*) FROM ${raw(name)} WHERE (${join(refers, ' OR ')})${others})`;
    });
  const [row] = await queryRows(tx, 'removal-references', z.object({ counts: z.record(z.string(), z.number()) }))`
      SELECT json_build_object(${join(counts)}) AS counts`;
  return countedReferences(of, row!.counts);
}

/**
 * What the import that added a record wrote about it: readiness, and priority facts and digital helpers (a person's own
 * relatives) that were not changed since; and whether the record itself is as the import left it.
 */
async function importedWith(tx: Transaction, of: 'resident' | 'household', id: string) {
  const column = raw(`${of}_id`);
  const readiness =
    of === 'resident'
      ? sql`UNION ALL SELECT e.record_id FROM added JOIN import_effect e USING (import_run_id) JOIN readiness r ON r.id = e.record_id
          WHERE e.target = 'readiness' AND r.resident_id = ${id}::uuid`
      : empty;
  const helps =
    of === 'resident'
      ? sql`(g.helped_id = ${id}::uuid OR EXISTS (SELECT FROM household_membership m JOIN resident r ON r.id = m.resident_id
          WHERE r.id = ${id}::uuid AND m.household_id = g.household_id AND rtrim(g.name || ' ' || g.relation_note) LIKE '% của ' || r.full_name))`
      : sql`g.household_id = ${id}::uuid`;
  return queryRow(tx, 'removal-imported-with', z.object({ rows: z.array(z.string()), isUnchanged: z.boolean() }))`
      WITH added AS (
      SELECT import_run_id, version_after FROM import_effect WHERE target = ${of}::import_target AND record_id = ${id}::uuid AND before IS NULL)
    SELECT EXISTS (SELECT FROM added JOIN ${raw(of)} r ON r.id = ${id}::uuid AND r.version = version_after) AS "isUnchanged",
      ARRAY(
        SELECT e.record_id FROM added JOIN import_effect e USING (import_run_id) JOIN priority_fact f ON f.id = e.record_id AND f.version = e.version_after
        WHERE e.target = 'priority_fact' AND e.before IS NULL AND f.${column} = ${id}::uuid
        UNION ALL SELECT e.record_id FROM added JOIN import_effect e USING (import_run_id) JOIN digital_helper g ON g.id = e.record_id AND g.version = e.version_after
        WHERE e.target = 'digital_helper' AND ${helps} ${readiness}) AS rows`;
}

/** The lines that go with a person: the arrival or birth by which they were made, and a removal taken back. */
async function arrivalLines(tx: Transaction, residentId: string): Promise<string[]> {
  const made = JSON.stringify([{ table: 'resident', id: residentId, before: null }]);
  const rows = await queryRows(tx, 'removal-own-lines', z.object({ id: z.string() }))`
      SELECT e.id FROM register_event e JOIN register_act a ON a.id = e.act_id
    WHERE e.resident_id = ${residentId}::uuid AND (e.kind = 'removed' OR (e.kind IN ('moved_in', 'born') AND a.changes @> ${made}::jsonb))`;
  return rows.map(({ id }) => id);
}

async function formerHomes(tx: Transaction, residentId: string): Promise<string[]> {
  const count = await tx.householdMembership.count({ where: { residentId, validTo: { not: null } } });
  return count > 0 ? [`${count} lần ở trong hộ đã kết thúc`] : [];
}
