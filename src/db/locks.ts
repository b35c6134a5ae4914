import { z } from 'zod';
import { NotFoundError } from '../shared/errors';
import { join, raw, sql, type Sql } from '../shared/sql';
import type { Statements } from './database';
import { queryRows } from './query-rows';

/**
 * The tables whose rows are locked before they are read or changed, in the order of locking. Transactions that keep
 * this order cannot deadlock over these locks. One that breaks it fails at once, so every test of a service function
 * also proves its order.
 *
 * Statements that insert, update or reference rows lock them implicitly. Some larger statements do their own locking;
 * tests/guards/locks.test.ts lists them.
 */
const LOCK_ORDER = [
  // Each stands for work done or undone as a whole: a second transaction waits here, before it reads the register.
  'import_run',
  'register_act',
  'register_merge',
  // Officers before their rounds: otherwise two plans for one officer deadlock inside the constraint.
  'user_account',
  'absence',
  'round',
  // A correction changes the visit first and then locks the household and its people; a merge follows it.
  'visit',
  'assisted_procedure',
  'round_door',
  // Before the household that it is matched with.
  'public_request',
  // A household before its people, because an act reads who lives there only after locking the household.
  'household',
  'resident',
  // Belong to a household or a resident, which must not be merged away while they are written.
  'support_request',
  'briefing',
  'door_call',
  'priority_fact',
  'digital_helper',
  'referral',
  // Locked alone.
  'barrier',
  'calendar_day',
  'due_rule',
  'place_alias',
  'public_service',
  'residential_group',
  'saved_view',
  'ward',
] as const;

type LockedTable = (typeof LOCK_ORDER)[number];

/**
 * UPDATE also waits for transactions that reference the row, NO KEY UPDATE only for those that change it. SHARE keeps
 * the row from being changed, KEY SHARE only from being deleted; several transactions may hold these two at once.
 */
type Strength = 'UPDATE' | 'NO KEY UPDATE' | 'SHARE' | 'KEY SHARE';

/** The place in LOCK_ORDER that a transaction has reached. */
const reached = new WeakMap<Statements, number>();

/** Rows to lock: those of a table for which a condition (SQL over its columns) holds. */
export interface RowsToLock {
  table: LockedTable;
  condition: Sql;
  strength?: Strength;
}

/**
 * Locks rows of several tables with one statement, table after table as given, until the transaction ends, and returns
 * their ids for each. Read the rows in a later statement: the statement that waited still sees other tables as they were
 * before the wait.
 */
export async function lockTogether(tx: Statements, asked: readonly RowsToLock[]): Promise<string[][]> {
  for (const { table } of asked) noteOrder(tx, table);
  const name = (index: number) => raw(`locked_${index}`);
  const parts = asked.map(
    ({ table, condition, strength = 'UPDATE' }, index) =>
      sql`${name(index)} AS MATERIALIZED (SELECT id FROM ${raw(table)} WHERE ${condition} ORDER BY id FOR ${raw(strength)})`,
  );
  // PostgreSQL works these out from left to right, and each locks its table when it is reached.
  const ids = asked.map((_rows, index) => sql`ARRAY (SELECT id FROM ${name(index)})`);
  const [locked] = await queryRows(tx, 'locks', LOCKED)`
      WITH ${join(parts)} SELECT json_build_array(${join(ids)}) AS ids`;
  return locked!.ids;
}

const LOCKED = z.object({ ids: z.array(z.array(z.string())) });

function noteOrder(tx: Statements, table: LockedTable): void {
  const place = LOCK_ORDER.indexOf(table);
  const last = reached.get(tx) ?? place;
  if (place < last) throw new Error(`${table} must be locked before ${LOCK_ORDER[last]}`);
  reached.set(tx, place);
}

/** Locks the rows of a table for which a condition holds: see lockTogether. */
export async function lockWhere(
  tx: Statements,
  table: LockedTable,
  condition: Sql,
  strength?: Strength,
): Promise<string[]> {
  const [ids] = await lockTogether(tx, [{ table, condition, strength }]);
  return ids!;
}

/** SQL: the rows of a ward with these ids. */
export const ofWard = ({ ids, wardId }: { ids: readonly string[]; wardId: string }): Sql =>
  sql`id = ANY (${ids}::uuid[]) AND ward_id = ${wardId}::uuid`;

/** Locks rows of a ward; returns the ids that exist there. */
export const lockRows = async (
  tx: Statements,
  table: Exclude<LockedTable, 'ward'>,
  rows: { ids: readonly string[]; wardId: string },
  strength?: Strength,
): Promise<string[]> => lockWhere(tx, table, ofWard(rows), strength);

/** Locks a row of a ward; false when there is none. */
export const lockRow = async (
  tx: Statements,
  table: Exclude<LockedTable, 'ward'>,
  { id, wardId }: { id: string; wardId: string },
  strength?: Strength,
): Promise<boolean> => (await lockRows(tx, table, { ids: [id], wardId }, strength)).length === 1;

/** Locks a row of a ward. @throws NotFoundError, with the sentence `missing`, when there is none. */
export async function lockOrNotFound(
  tx: Statements,
  table: Exclude<LockedTable, 'ward'>,
  { missing, ...row }: { id: string; wardId: string; missing?: string },
  strength?: Strength,
): Promise<void> {
  if (!(await lockRow(tx, table, row, strength))) throw new NotFoundError(missing);
}

/**
 * Locks a name, where there is no row to lock yet: transactions that lock the same name run one after the other. Call it
 * before locking rows.
 */
export async function lockName(tx: Statements, name: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}
