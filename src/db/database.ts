import { createHash } from 'node:crypto';
import pg from 'pg';
import { PrismaClient, type Prisma } from '../generated/prisma/client';
import { connectionUrl } from './connection-url';
import { SequentialPrismaPg } from './prisma-adapter';
import { endSilentConnections } from './silent-connections';

// DATE columns are local dates ('YYYY-MM-DD') everywhere; a JavaScript Date would bring in a time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
pg.types.setTypeParser(pg.types.builtins.INT8, (value) => Number(value));

export interface Database {
  readonly pool: pg.Pool;
  /** For the reads of pages that are asked all day (queryPrepared): plans each statement once, whatever its values. */
  readonly hotPool: pg.Pool;
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

/** Where statements that read are sent: the pool, or one state of the database (snapshot.ts). */
export interface Reads {
  readonly pool: StatementReader;
  /** Absent in one state of the database, which is one connection. */
  readonly hotPool?: StatementReader;
}

interface StatementReader {
  query<Row extends object>(statement: NamedStatement): Promise<{ rows: Row[] }>;
}

export interface NamedStatement {
  /** Prepared under this name, which no other text has; without one it is planned each time. */
  name?: string;
  text: string;
  values: unknown[];
}

/** The client inside `prisma.$transaction(async (tx) => …)`. */
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

/**
 * Where the statements of a transaction are sent: through Prisma's client, or directly (direct-transaction.ts). Both
 * give the same rows if columns of the types date, bigint and numeric are cast.
 */
export interface Statements {
  $queryRaw<Rows>(parts: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<Rows>;
  /** @returns how many rows were written. */
  $executeRaw(parts: TemplateStringsArray, ...values: unknown[]): Promise<number>;
}

/**
 * Opens a pool that Prisma, raw reads and the session store share, and one for the hottest reads.
 * @param maxConnections of the first pool; the other has half as many.
 * @param onError called for connections lost while idle or in use (the pools replace them).
 * @param patienceMs how long to wait for a connection, or for a server that went silent during a statement: long enough
 * for a slow one, yet a lost one must be noticed within ten seconds, so that a page says so instead of hanging.
 */
export function openDatabase(
  url: string,
  onError: (error: Error) => void,
  maxConnections = 8,
  patienceMs = 8_000,
): Database {
  const openPool = (max: number, settings: Readonly<Record<string, string>> = {}) => {
    const pool = new pg.Pool({
      connectionString: connectionUrl(url, {
        ...settings,
        // The chairman's figures group a ward's people in memory: 4 MB, the default, puts 20 MB into temporary files.
        work_mem: '16MB',
        // Compiling a statement, or starting parallel workers for it, takes longer than running most of these.
        jit: 'off',
        max_parallel_workers_per_gather: '0',
      }),
      max,
      connectionTimeoutMillis: patienceMs,
      query_timeout: 60_000,
      statement_timeout: 60_000,
      // Also ends a lost connection on which no query runs, for example one that holds a lock.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'go-cua',
    });
    pool.on('error', onError);
    // A checked-out client without an error listener would crash the whole process together with its server.
    pool.on('connect', (client) => client.on('error', onError));
    return pool;
  };
  const pool = openPool(maxConnections);
  // Planning for the values of each call takes longer than running these statements (ADR 9).
  const hotPool = openPool(Math.ceil(maxConnections / 2), { plan_cache_mode: 'force_generic_plan' });
  endSilentConnections([pool, hotPool], patienceMs / 2);
  const adapter = new SequentialPrismaPg(pool, {
    disposeExternalPool: false,
    statementNameGenerator: ({ sql }) => statementNameOf(sql),
  });
  const prisma = new PrismaClient({ adapter, transactionOptions: { maxWait: patienceMs, timeout: 60_000 } });
  return {
    pool,
    hotPool,
    prisma,
    async close() {
      await prisma.$disconnect();
      await Promise.all([pool.end(), hotPool.end()]);
    },
  };
}

/** The name under which connections prepare a statement that has none of its own. PostgreSQL cuts names at 63 bytes. */
export const statementNameOf = (sql: string): string => createHash('sha1').update(sql).digest('base64');

const DATABASE_AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  // SQLSTATE: connection exceptions, admin and crash shutdown, cannot connect now, too many connections.
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  // SQLSTATE: disk full, disk error, a server that accepts no writes (a standby, or one configured so).
  '53100',
  '58030',
  '25006',
  // Prisma: cannot reach the server, timed out, connection closed, no transaction available.
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
]);

/**
 * The system's messages about a failing disk. PostgreSQL reports them under the codes of missing rights and internal
 * errors.
 */
const DISK_FAILS = /Read-only file system|Input\/output error|Disk quota exceeded|Stale file handle/;
const MAY_BE_DISK = new Set(['42501', 'XX000', '58000']);

/**
 * Whether the error means that the database cannot be reached or written now (answer 503), not that a query is wrong.
 */
export function isDatabaseAway(error: unknown): boolean {
  for (let cause = error, depth = 0; typeof cause === 'object' && cause !== null && depth < 5; depth += 1) {
    const {
      code,
      message,
      errors,
      cause: inner,
      meta,
    } = cause as {
      code?: string;
      message?: string;
      errors?: unknown[];
      cause?: unknown;
      meta?: { driverAdapterError?: unknown };
    };
    if (code && DATABASE_AWAY.has(code)) return true;
    if (code && MAY_BE_DISK.has(code) && DISK_FAILS.test(message ?? '')) return true;
    if (
      /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|not queryable|DatabaseNotReachable|ConnectionClosed|Server has closed the connection|Can't reach database/i.test(
        message ?? '',
      )
    )
      return true;
    if (errors?.some(isDatabaseAway)) return true;
    cause = inner ?? meta?.driverAdapterError;
  }
  return false;
}

/** The name of the violated constraint or unique index if the error is SQLSTATE 23505 or 23P01, otherwise null. */
export function violatedConstraint(error: unknown): string | null {
  const text = describeDeep(error);
  if (!/23505|23P01|P2002|UniqueConstraintViolation|ExclusionConstraint/.test(text)) return null;
  // PostgreSQL's own sentence, wherever Prisma put it: conflicting key value violates exclusion constraint "name".
  return /violates (?:unique|exclusion) constraint \W*(\w+)/.exec(text)?.[1] ?? text;
}

/** Whether the error is SQLSTATE 23503: a row is still referenced, or references a missing one. */
export const violatesForeignKey = (error: unknown): boolean =>
  /23503|P2003|ForeignKeyConstraintViolation/.test(describeDeep(error));

/** Whether the error is SQLSTATE 40P01: two transactions waited for each other, and this one was ended. */
export const isDeadlock = (error: unknown): boolean => /40P01|P2034|deadlock detected/.test(describeDeep(error));

function describeDeep(error: unknown, depth = 0): string {
  if (!(error instanceof Object) || depth > 4) return String(error);
  const parts = [error instanceof Error ? error.message : ''];
  for (const [name, value] of Object.entries(error)) {
    if (name !== 'stack')
      parts.push(`${name}=${value instanceof Object ? describeDeep(value, depth + 1) : String(value)}`);
  }
  if (error instanceof Error && error.cause) parts.push(describeDeep(error.cause, depth + 1));
  return parts.join(' ');
}
