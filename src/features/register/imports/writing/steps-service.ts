import type { Database, Transaction } from '../../../../db/database';
import { Prisma, type ImportRun } from '../../../../generated/prisma/client';
import type { ImportStatus } from '../../../../generated/prisma/enums';
import type { Actor } from '../../../../actor';

// What confirming a list and taking it back have in common: one transaction, in steps that are told of outside it.

/** Rows that one statement writes: its time stays far below the limit of a statement, and a stop is noticed soon. */
export const ROWS_A_STEP = 5_000;

/** A transaction over 65.000 rows takes as long as it takes; a statement of it may not. */
export const WRITING_TIMEOUT = { timeout: 30 * 60_000 };

/** From so many rows on the database's picture of its tables is out of date. */
const MANY = 1_000;

/** Ends the transaction without a trace and carries the reasons out. */
export class NothingWritten extends Error {
  constructor(readonly reasons: readonly string[]) {
    super('nothing written');
  }
}

/** Somebody stopped it, or another process has done it: the transaction ends without a trace, and nobody needs telling. */
export class NoLongerAsked extends Error {}

/** What is to be written, for whom, and what ends it early. */
export interface Order {
  run: ImportRun;
  actor: Actor;
  signal: AbortSignal;
}

export interface Asking {
  runId: string;
  wardId: string;
  status: Extract<ImportStatus, 'confirming' | 'taking_back'>;
  requestedAt: Date;
}

/** One writer at a time for the imports of a ward: the second sees what the first wrote. */
export async function lockImportsOf(tx: Transaction, wardId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import ${wardId}`}, 0))`;
}

/** Whether the run is still what it was taken up for. Throws NoLongerAsked. */
export async function requireStillAsked(tx: Transaction, { runId, status, requestedAt }: Asking): Promise<void> {
  const [run] = await tx.$queryRaw<{ isAsked: boolean }[]>`
    SELECT status::text = ${status} AND requested_at = ${requestedAt} AS "isAsked" FROM import_run WHERE id = ${runId}::uuid`;
  if (!run?.isAsked) throw new NoLongerAsked();
}

/**
 * Counts the steps of a long writing. Between two of them it tells how far it is, on another connection since nobody
 * sees inside the transaction, and ends when it is no longer asked for or the application stops.
 */
export class Steps {
  private done = 0;

  constructor(
    private readonly db: Database,
    private readonly tx: Transaction,
    private readonly asking: Asking,
    private readonly plan: { total: number; signal: AbortSignal },
  ) {}

  async next(): Promise<void> {
    const { total, signal } = this.plan;
    signal.throwIfAborted();
    await requireStillAsked(this.tx, this.asking);
    this.done += 1;
    await this.db.pool.query({
      name: 'import-writing-progress',
      // As a part of the rows, which the page shows.
      text: 'UPDATE import_run SET rows_done = (rows_total::bigint * $2 / $3)::int WHERE id = $1',
      values: [this.asking.runId, Math.min(this.done, total), total],
    });
  }
}

/** A list that was read a moment ago is planned as an empty table until the database looks at it. */
export async function measureRows({ pool }: Database, rows: number): Promise<void> {
  if (rows >= MANY) await pool.query('ANALYZE import_row');
}

/** A register that grew or shrank tenfold in one moment is planned as before until the database looks again by itself. */
export async function measureRegister({ pool }: Database, rows: number): Promise<void> {
  if (rows >= MANY)
    await pool.query(
      'ANALYZE household, household_membership, household_search_key, resident, resident_search_key, readiness, priority_fact, import_effect',
    );
}

/** The columns of a record that were changed, as they were: `before` and `after` are rows of one table. */
export function changedColumns(before: Prisma.Sql, after: Prisma.Sql, columns: readonly string[]): Prisma.Sql {
  return Prisma.sql`(SELECT coalesce(jsonb_object_agg(was.key, was.value), '{}') FROM jsonb_each(to_jsonb(${before})) AS was
    WHERE was.key = ANY(${[...columns]}::text[]) AND was.value IS DISTINCT FROM to_jsonb(${after}) -> was.key)`;
}
