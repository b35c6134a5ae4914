import { z } from 'zod';
import type { BaseContext } from '../../../../context';
import { violatesForeignKey, type Transaction } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { lockWhere } from '../../../../db/locks';
import type { ImportRun } from '../../../../generated/prisma/client';
import { ImportTarget } from '../../../../generated/prisma/enums';
import { join, raw, sql, type Sql } from '../../../../shared/sql';
import type { Sealer } from '../../../../shared/sealer';
import { logEvent } from '../../../office/audit/transact';
import { moveNumbers } from '../../national-numbers/moved-values-service';
import { findBlockers } from './blocker-queries';
import { HOUSEHOLD_COLUMNS, RESIDENT_COLUMNS } from './register-writer-service';
import { finish, ROWS_PER_STEP, setColumns, Steps, WriteRefused, type Operation, type Order } from './steps-service';

const BUILT_ON = 'Sổ chưa đổi gì: đã có việc khác dựa lên lần nhập này.';

/** Takes a confirmed import back: deletes what it added and restores what it changed, unless something was built on it. */
export const REVERSION: Operation = {
  status: 'reverting',
  previousStatus: 'confirmed',
  broken: 'Máy chủ gặp lỗi khi hoàn tác. Sổ chưa đổi gì; hãy thử lại, nếu vẫn lỗi thì báo quản trị.',
  write: revert,
  // Something was built on it at this very moment.
  refusalOf: (error) => (violatesForeignKey(error) ? [BUILT_ON] : null),
};

/** In this order: referring rows first. A group is deleted last, when no earlier household belongs to it. */
const ADDED = [
  'register_event',
  'national_number_change',
  'priority_fact',
  'digital_helper',
  'readiness',
  'household_membership',
  'resident',
  'household',
] as const satisfies readonly ImportTarget[];
const CHANGED = [
  'resident',
  'household',
  'household_membership',
  'readiness',
  'priority_fact',
] as const satisfies readonly ImportTarget[];

async function revert({ db, now, sealer }: BaseContext, tx: Transaction, order: Order): Promise<void> {
  const { run, actor } = order;
  const at = now();
  const { id: runId, wardId } = run;
  // Locked, so that no other transaction builds on these records while they are checked.
  for (const table of ['household', 'resident'] as const)
    await lockWhere(
      tx,
      table,
      sql`id IN (SELECT record_id FROM import_effect WHERE import_run_id = ${runId}::uuid AND target = ${table}::import_target)`,
    );
  if ((await findBlockers(tx, { id: runId, wardId, finishedAt: run.finishedAt! })).length > 0)
    throw new WriteRefused([BUILT_ON]);

  const counted = await queryRows(
    tx,
    'import-effects',
    z.object({ target: z.enum(ImportTarget), isAdded: z.boolean(), count: z.number() }),
  )`
      SELECT target, before IS NULL AS "isAdded", count(*)::int AS count FROM import_effect WHERE import_run_id = ${runId}::uuid GROUP BY 1, 2`;
  const count = (target: ImportTarget, isAdded: boolean) =>
    counted.find((row) => row.target === target && row.isAdded === isAdded)?.count ?? 0;
  const total = counted.reduce((sum, row) => sum + Math.ceil(row.count / ROWS_PER_STEP), 0);
  const steps = new Steps(db, tx, order, total);
  await sealNumbersGivenBack(tx, sealer, run);
  const effects = (target: ImportTarget, isAdded: boolean) => ({
    runId,
    target,
    isAdded,
    count: count(target, isAdded),
  });
  for (const target of ADDED) await inParts(tx, steps, effects(target, true), (part) => removeAdded(tx, part));
  for (const target of CHANGED)
    await inParts(tx, steps, effects(target, false), (part) => restoreChanged(tx, target, part, at));
  await inParts(tx, steps, effects('residential_group', true), (part) => removeAdded(tx, part));
  await tx.importEffect.deleteMany({ where: { importRunId: runId } });

  const reason = (run.request as { reason: string }).reason;
  await finish(tx, run, { status: 'reverted', revertedBy: actor.id, revertedAt: at, revertedReason: reason });
  await logEvent(tx, { actor, at }, 'import.take-back', runId, {
    reason,
    removedResidents: count('resident', true),
    removedHouseholds: count('household', true),
    removedGroups: count('residential_group', true),
    restoredResidents: count('resident', false),
    restoredHouseholds: count('household', false),
    removedFacts: count('priority_fact', true),
    removedHelpers: count('digital_helper', true),
  });
}

/**
 * Seals the previous numbers for the residents that get them back; `restoreChanged` copies the values as they are.
 */
async function sealNumbersGivenBack(tx: Transaction, sealer: Sealer, { id: runId, wardId }: ImportRun): Promise<void> {
  const effects = await tx.importEffect.findMany({
    where: { importRunId: runId, target: 'resident', nationalNumberCipher: { not: null } },
    select: { recordId: true, nationalNumberCipher: true },
  });
  await moveNumbers(
    tx,
    sealer,
    { column: 'import_effect.national_number_cipher', wardId, to: 'residents' },
    effects.map(({ recordId: residentId, nationalNumberCipher }) => ({
      key: [runId, 'resident', residentId],
      residentId,
      cipher: nationalNumberCipher!,
    })),
  );
}

/** Ids of records the import affected, in batches, ordered by id. */
async function inParts(
  tx: Transaction,
  steps: Steps,
  { runId, target, isAdded, count }: Effects & { count: number },
  act: (part: Part) => Promise<unknown>,
): Promise<void> {
  if (count === 0) return;
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const [part] = await queryRows(tx, 'import-effects-part', z.object({ last: z.string().nullable() }))`
        SELECT (array_agg(record_id ORDER BY record_id DESC))[1] AS last FROM (
        SELECT record_id FROM import_effect WHERE import_run_id = ${runId}::uuid AND target = ${target}::import_target AND (before IS NULL) = ${isAdded} AND record_id > ${after}::uuid
        ORDER BY record_id LIMIT ${ROWS_PER_STEP}) AS part`;
    if (!part!.last) return;
    await steps.next();
    await act({ runId, target, isAdded, after, last: part!.last });
    after = part!.last;
  }
}

/** What an import did to one kind of record: added or changed it. */
interface Effects {
  runId: string;
  target: ImportTarget;
  isAdded: boolean;
}

interface Part extends Effects {
  after: string;
  last: string;
}

const effectsOf = ({ runId, target, isAdded, after, last }: Part): Sql => sql`e AS MATERIALIZED (
    SELECT record_id, before, national_number_cipher, national_number_hash, national_number_last4, version_after FROM import_effect
    WHERE import_run_id = ${runId}::uuid AND target = ${target}::import_target AND (before IS NULL) = ${isAdded} AND record_id > ${after}::uuid AND record_id <= ${last}::uuid)`;

async function removeAdded(tx: Transaction, part: Part): Promise<void> {
  // Reports of this and later imports keep the text of a row, and a removal its line, but both lose the link to the
  // record.
  if (part.target === 'resident' || part.target === 'household') {
    const column = raw(`${part.target}_id`);
    await tx.$executeRaw`WITH ${effectsOf(part)} UPDATE import_row SET ${column} = NULL FROM e WHERE ${column} = e.record_id`;
    await tx.$executeRaw`WITH ${effectsOf(part)} UPDATE register_event SET ${column} = NULL FROM e WHERE ${column} = e.record_id AND kind = 'removed'`;
  }
  await tx.$executeRaw`WITH ${effectsOf(part)} DELETE FROM ${raw(part.target)} AS r USING e WHERE r.id = e.record_id`;
}

/** Values are restored once they are free: a number, a code, the head of a household. */
async function restoreChanged(tx: Transaction, target: (typeof CHANGED)[number], part: Part, at: Date): Promise<void> {
  const restore = (columns: readonly string[], sets: readonly Sql[] = [], condition = sql`true`) => {
    const all = [setColumns(columns, sql`r`, sql`e.before`), ...sets];
    return tx.$executeRaw`
      WITH ${effectsOf(part)} UPDATE ${raw(target)} AS r SET ${join(all)} FROM e WHERE r.id = e.record_id AND ${condition}`;
  };
  // Restored records get a new version, because an officer may have opened the page as the import left it.
  const nextVersion = sql`version = r.version + 1`;
  const updated = sql`updated_at = ${at}`;
  switch (target) {
    case 'resident': {
      // Two statements, because updating a searched column recomputes a resident's search keys one by one.
      const isSearched = sql`(e.before ?| '{full_name,phone,national_number}'::text[])`;
      const number = ['cipher', 'hash', 'last4'].map((part) => {
        const column = raw(`national_number_${part}`);
        return sql`${column} = CASE WHEN e.before ? 'national_number' THEN e.${column} ELSE r.${column} END`;
      });
      await restore(RESIDENT_COLUMNS, [...number, nextVersion, updated], isSearched);
      const others = RESIDENT_COLUMNS.filter((column) => column !== 'full_name' && column !== 'phone');
      await restore(others, [nextVersion, updated], sql`NOT ${isSearched}`);
      break;
    }
    case 'household':
      await restore(
        HOUSEHOLD_COLUMNS.filter((column) => column !== 'hand_order'),
        [nextVersion, updated],
      );
      // A trigger gives a household that changes lanes its natural place; only afterwards can its previous place be
      // restored.
      await restore(['hand_order'], [], sql`e.before ? 'hand_order'`);
      break;
    case 'household_membership':
      await restore(['valid_to']);
      return;
    case 'readiness':
      await restore(['is_latest']);
      return;
    case 'priority_fact':
      await restore(['valid_to', 'ended_by', 'ended_at'], [nextVersion]);
  }
  // The previous import's effects get that version too, so that it sees no change.
  await tx.$executeRaw`
    WITH ${effectsOf(part)}
    UPDATE import_effect AS earlier SET version_after = e.version_after + 1
    FROM e WHERE earlier.target = ${part.target}::import_target AND earlier.record_id = e.record_id AND earlier.import_run_id <> ${part.runId}::uuid AND earlier.version_after = e.version_after - 1`;
}
