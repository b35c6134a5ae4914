import type { Database, Transaction } from '../../../../db/database';
import { lockName } from '../../../../db/locks';
import { Prisma, type ImportRun } from '../../../../generated/prisma/client';
import type { ImportStatus } from '../../../../generated/prisma/enums';
import type { Actor } from '../../../../actor';

// What confirming and reverting have in common: one transaction, whose progress is reported outside it.

/** Rows per statement: few enough to stay far below the statement timeout and to notice a stop soon. */
export const ROWS_PER_STEP = 5_000;

/** A transaction over 65,000 rows may take long; a single statement may not. */
export const WRITING_TIMEOUT = { timeout: 30 * 60_000 };

/** From this many rows on, the database's table statistics are outdated. */
const MANY = 1_000;

/** Rolls the transaction back and carries the reasons. */
export class WriteRefused extends Error {
  constructor(readonly reasons: readonly string[]) {
    super('nothing written');
  }
}

/** Somebody stopped it, or another process has done it: the transaction is rolled back without a message. */
export class RequestWithdrawn extends Error {}

/** What to write, for whom, and the signal that aborts it. */
export interface Order {
  run: ImportRun;
  actor: Actor;
  signal: AbortSignal;
}

export interface PendingRequest {
  runId: string;
  wardId: string;
  status: Extract<ImportStatus, 'confirming' | 'reverting'>;
  requestedAt: Date;
}

/** Serialises the imports of a ward: the second writer sees what the first wrote. */
export async function lockImportsOf(tx: Transaction, wardId: string): Promise<void> {
  await lockName(tx, `import ${wardId}`);
}

/** Checks that the run still has the request it was started for. @throws RequestWithdrawn */
export async function requireStillRequested(
  tx: Transaction,
  { runId, status, requestedAt }: PendingRequest,
): Promise<void> {
  const [run] = await tx.$queryRaw<{ isAsked: boolean }[]>`
    SELECT status::text = ${status} AND requested_at = ${requestedAt} AS "isAsked" FROM import_run WHERE id = ${runId}::uuid`;
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
    private readonly asking: PendingRequest,
    private readonly plan: { total: number; signal: AbortSignal },
  ) {}

  async next(): Promise<void> {
    const { total, signal } = this.plan;
    signal.throwIfAborted();
    await requireStillRequested(this.tx, this.asking);
    this.done += 1;
    await this.db.pool.query({
      name: 'import-writing-progress',
      // Scaled to the number of rows, which the page shows.
      text: 'UPDATE import_run SET rows_done = (rows_total::bigint * $2 / $3)::int WHERE id = $1',
      values: [this.asking.runId, Math.min(this.done, total), total],
    });
  }
}

/** A list read a moment ago is planned as an empty table until it is analysed. */
export async function analyseImportRows({ pool }: Database, rows: number): Promise<void> {
  if (rows >= MANY) await pool.query("SELECT refresh_statistics('{import_row}')");
}

/** A register that grew or shrank tenfold at once is planned with outdated statistics until it is analysed. */
export async function analyseRegister({ pool }: Database, rows: number): Promise<void> {
  if (rows >= MANY)
    await pool.query(
      "SELECT refresh_statistics('{household, household_membership, household_search_key, resident, resident_search_key, readiness, priority_fact, import_effect}')",
    );
}

/** The previous values of changed columns: `before` and `after` are rows of one table. */
export function changedColumns(before: Prisma.Sql, after: Prisma.Sql, columns: readonly string[]): Prisma.Sql {
  return Prisma.sql`(SELECT coalesce(jsonb_object_agg(was.key, was.value), '{}') FROM jsonb_each(to_jsonb(${before})) AS was
    WHERE was.key = ANY(${[...columns]}::text[]) AND was.value IS DISTINCT FROM to_jsonb(${after}) -> was.key)`;
}
