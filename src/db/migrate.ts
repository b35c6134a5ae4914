import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { StartupError } from '../startup-error';
import { connectionUrl } from './connection-url';
import { listTables } from './tables';

/** The lock that `prisma migrate deploy` takes too, so that the two never run at once. */
export const MIGRATION_LOCK = 72_707_369;
const OLDEST_SERVER = 150_000;
/** The schema of commit e869e335 in one step, and the last of the 86 migrations that had made it (docs/adr/0051). */
export const BASELINE = '20261130110000_baseline';
const LAST_REPLACED = '20261130110000_index_pauses_and_visits_of_rounds';
/** The table in which Prisma records what was applied. */
export const RECORD = '_prisma_migrations';
const RECORD_MIGRATION = `INSERT INTO ${RECORD} (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, clock_timestamp(), 1)`;

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

interface RecordedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/**
 * Brings a database up to the folder's migrations (`<time>_<name>/migration.sql`, in order, each in a transaction of
 * its own) and records them just as Prisma does, so that `prisma migrate deploy` can continue from there. Returns the
 * names of those applied now. Throws StartupError if the database and the folder do not match.
 */
export async function migrate(url: string, migrationsDir: string): Promise<string[]> {
  const migrations = await readMigrations(migrationsDir);
  const client = await connectToDatabase(url);
  try {
    await requireServer(client);
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const recorded = await readFitting(client, migrations);
    if (recorded.length === 0) await requireEmpty(client);
    await createRecord(client);
    const done = new Set(recorded.map((row) => row.migration_name));
    const pending = migrations.filter(({ name }) => !done.has(name));
    for (const migration of pending) await apply(client, migration);
    await requireWhole(client, migrations);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** What a start says of the migrations that it applied: how many, and the last. */
export const upgradeLine = (applied: readonly string[]): string =>
  `Đã nâng cấp cơ sở dữ liệu: ${applied.length} bước, đến ${applied.at(-1)}.`;

/**
 * Opens a connection without a statement timeout.
 * @throws StartupError if the server or the database cannot be reached.
 */
export async function connectToDatabase(url: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({
      connectionString: connectionUrl(url),
      connectionTimeoutMillis: 10_000,
      application_name: 'go-cua-command',
    });
    client.on('error', () => undefined); // a lost connection fails the pending query
    await client.connect();
    await client.query('SET statement_timeout = 0'); // the account may have one
    return client;
  } catch (error) {
    throw new StartupError(
      `Không kết nối được PostgreSQL (${(error as Error).message}). Hãy kiểm tra DATABASE_URL và máy chủ.`,
    );
  }
}

/** @throws StartupError unless a start has created the program's tables in this database. */
export async function requireMigrated(url: string): Promise<void> {
  const client = await connectToDatabase(url);
  try {
    const recorded = await readRecorded(client);
    if (recorded.length === 0)
      throw new StartupError(`Cơ sở dữ liệu ${client.database} chưa có dữ liệu của Gõ Cửa. Hãy kiểm tra DATABASE_URL.`);
  } finally {
    await client.end();
  }
}

export async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await fs.readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await fs.readFile(path.join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** @throws StartupError if the server is too old, or uses another time zone than UTC. */
export async function requireServer(client: Pick<pg.Client | pg.Pool, 'query'>): Promise<void> {
  const { rows } = await client.query<{ number: number; text: string; timeZone: string }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text, current_setting('TimeZone') AS "timeZone"`,
  );
  const { number, text, timeZone } = rows[0]!;
  if (number < OLDEST_SERVER)
    throw new StartupError(`PostgreSQL ở DATABASE_URL là bản ${text}; Gõ Cửa cần bản 15 trở lên.`);
  if (timeZone === 'UTC') return;
  throw new StartupError(
    `Kết nối ở DATABASE_URL bỏ qua múi giờ UTC mà Gõ Cửa yêu cầu, nên giờ sẽ ghi lệch. Hãy trỏ DATABASE_URL thẳng tới PostgreSQL, hoặc để chương trình gom kết nối ở giữa giữ lại tham số options (PgBouncer 1.20 trở lên).`,
  );
}

/**
 * The applied migrations by name. A database from before the baseline continues from it: its record is changed to say so.
 * @throws StartupError if they are not those of the folder.
 */
export async function readFitting(client: pg.Client, migrations: readonly Migration[]): Promise<RecordedMigration[]> {
  const recorded = await readRecorded(client);
  const unfinished = recorded.find(({ finished_at: finishedAt }) => !finishedAt);
  if (unfinished)
    throw new StartupError(
      `Bước nâng cấp ${unfinished.migration_name} đã dừng giữa chừng. Hãy khôi phục cơ sở dữ liệu từ bản sao lưu rồi chạy lại.`,
    );
  const names = recorded.map((row) => row.migration_name);
  const replaced = replacedByBaseline(names, `Cơ sở dữ liệu ${client.database}`);
  if (replaced.length === 0) {
    requireFit(migrations, recorded);
    return recorded;
  }
  const baseline = migrations.find(({ name }) => name === BASELINE)!;
  await client.query(`WITH replaced AS (DELETE FROM ${RECORD} WHERE migration_name = ANY ($4)) ${RECORD_MIGRATION}`, [
    randomUUID(),
    baseline.checksum,
    baseline.name,
    replaced,
  ]);
  return readFitting(client, migrations);
}

/**
 * Which of the applied migrations the baseline replaced; empty if they begin with it.
 * @param source what they were applied to, for the message.
 * @throws StartupError if they end before the baseline.
 */
export function replacedByBaseline(applied: readonly string[], source: string): string[] {
  const replaced = applied.filter((name) => name <= LAST_REPLACED && name !== BASELINE);
  if (replaced.length === 0 || replaced.includes(LAST_REPLACED)) return replaced;
  throw new StartupError(
    `${source} là của bản Gõ Cửa trước ngày 28/11/2026 (bước cuối ${replaced.toSorted().at(-1)}). Hãy chạy bản e869e335 với nó một lần (git checkout e869e335, rồi npm start), sau đó chạy lại bản này.`,
  );
}

/** The applied migrations by name; empty if the table does not exist. */
export async function readRecorded(client: pg.Client): Promise<RecordedMigration[]> {
  const {
    rows: [record],
  } = await client.query<{ exists: boolean }>(`SELECT to_regclass('${RECORD}') IS NOT NULL AS exists`);
  if (!record!.exists) return [];
  const { rows } = await client.query<RecordedMigration>(
    `SELECT migration_name, checksum, finished_at FROM ${RECORD} WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

export async function createRecord(client: pg.Client): Promise<void> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS ${RECORD} (
      id varchar(36) PRIMARY KEY NOT NULL,
      checksum varchar(64) NOT NULL,
      finished_at timestamptz,
      migration_name varchar(255) NOT NULL,
      logs text,
      rolled_back_at timestamptz,
      started_at timestamptz NOT NULL DEFAULT now(),
      applied_steps_count integer NOT NULL DEFAULT 0
    )`);
}

/** Refuses a database of another program, or one that another tool restored only in part. */
async function requireEmpty(client: pg.Client): Promise<void> {
  const [table] = await listTables(client, [RECORD]);
  if (!table) return;
  throw new StartupError(
    `Cơ sở dữ liệu ${client.database} đã có bảng (${table.name}) mà không do Gõ Cửa lập xong: của chương trình khác, hoặc khôi phục dở dang. Hãy đặt DATABASE_URL sang một cơ sở dữ liệu trống.`,
  );
}

/** An interrupted restore by another tool may leave every migration recorded and yet tables or triggers missing. */
async function requireWhole(client: pg.Client, migrations: Migration[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(quote_ident(name)) IS NULL
     UNION ALL SELECT name FROM unnest($2::text[]) AS name WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = name)
     LIMIT 1`,
    [namesMade(migrations, 'TABLE'), namesMade(migrations, 'TRIGGER')],
  );
  if (rows.length === 0) return;
  throw new StartupError(
    `Cơ sở dữ liệu ${client.database} thiếu ${rows[0]!.name}: có lẽ khôi phục dở dang. Hãy khôi phục bản sao lưu vào một cơ sở dữ liệu trống (npm run restore).`,
  );
}

/** Names that the migrations create and do not drop again. */
export function namesMade(migrations: Migration[], kind: 'TABLE' | 'TRIGGER' | 'FUNCTION' | 'TYPE'): string[] {
  const names = new Set<string>();
  for (const { sql } of migrations) {
    for (const [, verb, name] of sql.matchAll(
      new RegExp(`^(CREATE|DROP) (?:OR REPLACE )?${kind} (?:IF (?:NOT )?EXISTS )?(\\w+)`, 'gm'),
    )) {
      if (verb === 'CREATE') names.add(name!);
      else names.delete(name!);
    }
  }
  return [...names];
}

function requireFit(migrations: readonly Migration[], recorded: RecordedMigration[]): void {
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const { migration_name: name, checksum } of recorded) {
    if (!checksums.has(name)) {
      throw new StartupError(`Cơ sở dữ liệu mới hơn chương trình (có bước ${name}). Hãy cập nhật Gõ Cửa rồi chạy lại.`);
    }
    if (checksums.get(name) !== checksum) {
      throw new StartupError(
        `Tệp prisma/migrations/${name}/migration.sql đã bị sửa sau khi chạy. Hãy lấy lại tệp gốc; thay đổi mới phải nằm trong một bước mới.`,
      );
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await runMigration(client, migration);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new StartupError(
      `Bước nâng cấp ${migration.name} không chạy được (${(error as Error).message}); cơ sở dữ liệu vẫn như trước bước đó. Nếu vừa khôi phục bằng cách khác, hãy khôi phục vào một cơ sở dữ liệu trống (npm run restore).`,
      { cause: error },
    );
  }
}

/** Runs a migration and records it, inside the transaction that the caller began. */
export async function runMigration(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query(sql);
  await client.query(RECORD_MIGRATION, [randomUUID(), checksum, name]);
}
