import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { AuditAction } from '../../../audit-vocabulary';
import type { Database, Transaction } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { logEvent } from './transact';
import { constant, sql, type Sql } from '../../../shared/sql';

/** The event that says which others were emptied; the verification takes an emptied event without one for a forgery. */
export const EMPTY_EVENTS = 'audit.empty' satisfies AuditAction;

/** Which events of the chain an event `audit.empty` is about. */
type EmptiedEvents = { seqs: number[] } | { readingsBefore: string };

interface Emptying {
  wardId: string;
  /** Null if the ward's retention has passed. */
  actor: Actor | null;
  at: Date;
}

/**
 * Takes the record and the words out of events, for good. Who acted, when and how stays, and so does the seal. Events
 * without words keep the record: its id names no person.
 * @param about SQL that is true for the row `event`.
 */
export async function emptyEvents(tx: Transaction, emptying: Emptying, about: Sql): Promise<void> {
  const rows = await queryRows(tx, 'audit-empty', z.object({ seq: z.int() }))`
      UPDATE audit_event AS event SET salt = NULL
      WHERE chain_id = ${emptying.wardId}::uuid AND salt IS NOT NULL AND details <> '{}' AND action <> ${EMPTY_EVENTS} AND (${about}) RETURNING seq::int`;
  const seqs = rows.map(({ seq }) => seq).toSorted((a, b) => a - b);
  if (seqs.length > 0) await recordEmptying(tx, emptying, { seqs });
}

/** How many readings are emptied in one transaction. */
const BATCH = 10_000;

/** Takes the record and the words out of all readings before an instant. @returns how many there were. */
export async function emptyReadings(
  { prisma, pool }: Pick<Database, 'prisma' | 'pool'>,
  { wardId, before, at, signal }: { wardId: string; before: Date; at: Date; signal: AbortSignal },
): Promise<number> {
  const isOld = sql`chain_id = ${wardId} AND NOT is_change AND at < ${before} AND salt IS NOT NULL`;
  const { rows } = await pool.query(sql`SELECT FROM audit_event WHERE ${isOld} LIMIT 1`);
  if (rows.length === 0) return 0;
  // Said first: what a stopped run has emptied is covered, and the next one goes on.
  await prisma.$transaction((tx) =>
    recordEmptying(tx, { wardId, actor: null, at }, { readingsBefore: before.toISOString() }),
  );
  let count = 0;
  while (!signal.aborted) {
    const { rowCount } = await pool.query(
      // Looked at again: an erasure may have emptied one of them meanwhile.
      sql`UPDATE audit_event SET salt = NULL WHERE chain_id = ${wardId} AND salt IS NOT NULL AND seq IN (SELECT seq FROM audit_event WHERE ${isOld} LIMIT ${constant(BATCH)})`,
    );
    count += rowCount!;
    if (rowCount! < BATCH) break;
  }
  return count;
}

const recordEmptying = (tx: Transaction, { wardId, actor, at }: Emptying, details: EmptiedEvents): Promise<void> =>
  logEvent(tx, { actor, wardId, at }, EMPTY_EVENTS, { type: 'ward', id: wardId }, details);
