import { z } from 'zod';
import type { BaseContext } from '../../../../context';
import type { Database, Transaction } from '../../../../db/database';
import { queryRows } from '../../../../db/query-rows';
import { lockName } from '../../../../db/locks';
import type { ImportRun, Prisma } from '../../../../generated/prisma/client';
import { raw, sql, type Sql } from '../../../../shared/sql';
import type { Actor } from '../../../../actor';
import { findActor } from '../../../office/auth/queries';
import { NO_PENDING_REQUEST } from '../runs/service';

// What confirming and reverting have in common: one transaction, whose progress is reported outside it.

/** Rows per statement: few enough to stay far below the statement timeout and to notice a stop soon. */
export const ROWS_PER_STEP = 5_000;

/** A transaction over 65,000 rows may take long; a single statement may not. */
const WRITING_TIMEOUT = { timeout: 30 * 60_000 };

/** From this many rows on, the database's table statistics are outdated. */
const MANY = 1_000;

/** Rolls the transaction back and carries the reasons. */
export class WriteRefused extends Error {
  constructor(readonly reasons: readonly string[]) {
    super('nothing written');
  }
}

/** A user stopped it, or another process has done it: the transaction is rolled back without a message. */
class RequestWithdrawn extends Error {}

/** What to write, for whom, and the signal that aborts it. */
export interface Order {
  run: ImportRun;
  actor: Actor;
  signal: AbortSignal;
}

/** A write requested for a whole list: confirmation or revert. */
export interface Operation {
  status: 'confirming' | 'reverting';
  /** The status to restore if nothing could be written. */
  previousStatus: 'previewed' | 'confirmed';
  /** What to tell after an unexpected error. */
  broken: string;
  write(context: BaseContext, tx: Transaction, order: Order): Promise<void>;
  /** Why the database refused to write; null for an unexpected error. */
  refusalOf(error: unknown): readonly string[] | null;
}

/** A request during which the server died this often is returned to its requester. */
const MAX_ATTEMPTS = 5;

/**
 * Carries out what was requested, all or nothing. When nothing can be written, the list has its previous status, with
 * the reasons. Throws any other error, including the shutdown of the application; the next run continues.
 */
export async function carryOut(context: BaseContext, operation: Operation, runId: string, signal: AbortSignal) {
  const { db } = context;
  const run = await db.prisma.importRun.findUnique({ where: { id: runId } });
  if (run?.status !== operation.status) return;
  const actor = await findActor(db, run.requestedBy!);
  if (!actor || run.attempts >= MAX_ATTEMPTS) return refuse(db, operation, run, [operation.broken]);
  await db.prisma.importRun.updateMany({
    where: { id: runId, status: operation.status },
    data: { attempts: { increment: 1 }, rowsDone: 0 },
  });
  try {
    await db.prisma.$transaction(async (tx) => {
      // Serialises the imports of a ward: the second writer sees what the first wrote.
      await lockName(tx, `import ${run.wardId}`);
      await requireStillRequested(tx, run);
      await operation.write(context, tx, { run, actor, signal });
    }, WRITING_TIMEOUT);
  } catch (error) {
    if (error instanceof RequestWithdrawn) return;
    const reasons = error instanceof WriteRefused ? error.reasons : operation.refusalOf(error);
    if (!reasons) throw error;
    return refuse(db, operation, run, reasons);
  }
  await analyseRegister(db, run.rowsTotal);
}

/** Returns the request after an unexpected error. */
export async function giveUp({ db }: BaseContext, operation: Operation, runId: string): Promise<void> {
  const run = await db.prisma.importRun.findUnique({ where: { id: runId } });
  if (run) await refuse(db, operation, run, [operation.broken]);
}

async function refuse(
  { prisma }: Database,
  { status, previousStatus }: Operation,
  { id, requestedAt, rowsTotal }: ImportRun,
  reasons: readonly string[],
): Promise<void> {
  const rowsDone = previousStatus === 'confirmed' ? rowsTotal : 0;
  await prisma.importRun.updateMany({
    where: { id, status, requestedAt },
    data: { ...NO_PENDING_REQUEST, status: previousStatus, rowsDone, refusals: [...reasons] },
  });
}

/** Ends the request with the status that it asked for. */
export async function finish(
  tx: Transaction,
  { id, status, requestedAt, rowsTotal }: ImportRun,
  data: Prisma.ImportRunUncheckedUpdateManyInput,
): Promise<void> {
  const { count } = await tx.importRun.updateMany({
    where: { id, status, requestedAt },
    data: { ...NO_PENDING_REQUEST, rowsDone: rowsTotal, ...data },
  });
  if (count === 0) throw new RequestWithdrawn();
}

/** Checks that the run still has the request it was started for. @throws RequestWithdrawn */
async function requireStillRequested(tx: Transaction, { id, status, requestedAt }: ImportRun): Promise<void> {
  const [run] = await queryRows(tx, 'import-still-requested', z.object({ isAsked: z.boolean().nullable() }))`
      SELECT status::text = ${status} AND requested_at = ${requestedAt} AS "isAsked" FROM import_run WHERE id = ${id}::uuid`;
  if (!run?.isAsked) throw new RequestWithdrawn();
}

/**
 * Counts the steps of a long write. Between steps it reports progress, on another connection because the transaction is
 * invisible to others, and aborts when the request is withdrawn or the application stops.
 */
export class Steps {
  private done = 0;

  constructor(
    private readonly db: Database,
    private readonly tx: Transaction,
    private readonly order: Order,
    private readonly total: number,
  ) {}

  async next(): Promise<void> {
    const { run, signal } = this.order;
    signal.throwIfAborted();
    await requireStillRequested(this.tx, run);
    this.done += 1;
    // Scaled to the number of rows, which the page shows.
    const done = Math.min(this.done, this.total);
    await this.db.pool.query(
      sql`UPDATE import_run SET rows_done = (rows_total::bigint * ${done} / ${this.total})::int WHERE id = ${run.id}`,
    );
  }
}

/** A list read a moment ago is planned as an empty table until it is analysed. */
export async function analyseImportRows({ pool }: Database, rows: number): Promise<void> {
  if (rows >= MANY) await pool.query("SELECT refresh_statistics('{import_row}')");
}

/** A register that grew or shrank tenfold at once is planned with outdated statistics until it is analysed. */
async function analyseRegister({ pool }: Database, rows: number): Promise<void> {
  if (rows >= MANY)
    await pool.query(
      "SELECT refresh_statistics('{household, household_membership, household_search_key, resident, resident_search_key, readiness, priority_fact, import_effect}')",
    );
}

/** For UPDATE … SET: columns of a row as JSON says them; those that it does not name stay. */
export function setColumns(columns: readonly string[], row: Sql, json: Sql): Sql {
  const names = (prefix: string) => raw(columns.map((column) => prefix + column).join(', '));
  return sql`(${names('')}) = (SELECT ${names('f.')} FROM jsonb_populate_record(${row}, ${json}) AS f)`;
}

/** The previous values of changed columns: `before` and `after` are rows of one table. */
export const changedColumns = (
  before: Sql,
  after: Sql,
  columns: readonly string[],
): Sql => sql`(SELECT coalesce(jsonb_object_agg(was.key, was.value), '{}') FROM jsonb_each(to_jsonb(${before})) AS was
    WHERE was.key = ANY(${[...columns]}::text[]) AND was.value IS DISTINCT FROM to_jsonb(${after}) -> was.key)`;
