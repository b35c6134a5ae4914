import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { StartupError } from '../startup-error';

/** The lock that `prisma migrate deploy` takes too, so that the two never run at once. */
const PRISMA_MIGRATION_LOCK = 72_707_369;
const OLDEST_SERVER = 150_000;

interface Migration {
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
 * Brings a database up to the folder's migrations (`<time>_<name>/migration.sql`, in order, each in a
 * transaction of its own) and records them just as Prisma does, so that `prisma migrate deploy` can go
 * on from there. Returns the names of those applied now.
 * Throws StartupError when the database and the folder do not fit together.
 */
export async function migrate(url: string, migrationsDir: string): Promise<string[]> {
  const migrations = await readMigrations(migrationsDir);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // a lost connection fails the query that waits for it
  try {
    await client.connect();
  } catch (error) {
    throw new StartupError(`Không kết nối được PostgreSQL (${(error as Error).message}). Hãy kiểm tra DATABASE_URL và máy chủ.`);
  }
  try {
    await requireServerVersion(client);
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_MIGRATION_LOCK]);
    const recorded = await readRecorded(client);
    requireFit(migrations, recorded);
    const done = new Set(recorded.map((row) => row.migration_name));
    const pending = migrations.filter(({ name }) => !done.has(name));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await fs.readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await fs.readFile(path.join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function requireServerVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; text: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text",
  );
  const [version] = rows;
  if (!version || version.number >= OLDEST_SERVER) return;
  throw new StartupError(`PostgreSQL ở DATABASE_URL là bản ${version.text}; Gõ Cửa cần bản 15 trở lên.`);
}

async function readRecorded(client: pg.Client): Promise<RecordedMigration[]> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id varchar(36) PRIMARY KEY NOT NULL,
      checksum varchar(64) NOT NULL,
      finished_at timestamptz,
      migration_name varchar(255) NOT NULL,
      logs text,
      rolled_back_at timestamptz,
      started_at timestamptz NOT NULL DEFAULT now(),
      applied_steps_count integer NOT NULL DEFAULT 0
    )`);
  const { rows } = await client.query<RecordedMigration>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return rows;
}

function requireFit(migrations: Migration[], recorded: RecordedMigration[]): void {
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const { migration_name: name, checksum, finished_at: finishedAt } of recorded) {
    if (!checksums.has(name)) {
      throw new StartupError(`Cơ sở dữ liệu mới hơn chương trình (có bước ${name}). Hãy cập nhật Gõ Cửa rồi chạy lại.`);
    }
    if (!finishedAt) {
      throw new StartupError(`Bước nâng cấp ${name} đã dừng giữa chừng. Hãy khôi phục cơ sở dữ liệu từ bản sao lưu rồi chạy lại.`);
    }
    if (checksums.get(name) !== checksum) {
      throw new StartupError(`Tệp prisma/migrations/${name}/migration.sql đã bị sửa sau khi chạy. Hãy lấy lại tệp gốc; thay đổi mới phải nằm trong một bước mới.`);
    }
  }
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, clock_timestamp(), 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(`Migration ${name} failed`, { cause: error });
  }
}
