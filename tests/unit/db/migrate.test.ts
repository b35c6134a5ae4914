import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../../src/db/migrate';
import { StartupError } from '../../../src/startup-error';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/test-database';

const PROJECT_MIGRATIONS = path.resolve('prisma/migrations');

let database: TestDatabase;
let client: pg.Client;
let folder: string;

beforeEach(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'migrations-'));
  fs.cpSync(PROJECT_MIGRATIONS, folder, { recursive: true });
});

afterEach(async () => {
  await client.end();
  await database.drop();
  fs.rmSync(folder, { recursive: true });
});

function addMigration(name: string, sql: string): void {
  fs.mkdirSync(path.join(folder, name));
  fs.writeFileSync(path.join(folder, name, 'migration.sql'), sql);
}

async function recorded(name: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await client.query('SELECT * FROM _prisma_migrations WHERE migration_name = $1', [name]);
  return rows[0] as Record<string, unknown> | undefined;
}

test('a migrated database has nothing left to apply', async () => {
  expect(await migrate(database.url, folder)).toEqual([]);
});

test('a new migration is applied once and recorded as Prisma records it', async () => {
  addMigration('29990101000000_create_lantern', 'CREATE TABLE lantern (id int);\nINSERT INTO lantern VALUES (1);\n');
  expect(await migrate(database.url, folder)).toEqual(['29990101000000_create_lantern']);
  expect(await migrate(database.url, folder)).toEqual([]);

  expect((await client.query('SELECT id FROM lantern')).rows).toEqual([{ id: 1 }]);
  const sql = fs.readFileSync(path.join(folder, '29990101000000_create_lantern', 'migration.sql'));
  expect(await recorded('29990101000000_create_lantern')).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    checksum: createHash('sha256').update(sql).digest('hex'),
    finished_at: expect.any(Date) as Date,
    started_at: expect.any(Date) as Date,
    rolled_back_at: null,
    logs: null,
    applied_steps_count: 1,
  });
});

test('two simultaneous starts apply a migration once', async () => {
  addMigration('29990101000000_create_lantern', 'SELECT pg_sleep(0.2); CREATE TABLE lantern (id int);');
  const applied = await Promise.all([migrate(database.url, folder), migrate(database.url, folder)]);
  expect(applied.flat()).toEqual(['29990101000000_create_lantern']);
});

test('a failing migration leaves nothing behind', async () => {
  addMigration('29990101000000_create_lantern', 'CREATE TABLE lantern (id int); SELECT 1 / 0;');
  await expect(migrate(database.url, folder)).rejects.toThrow('29990101000000_create_lantern');
  expect((await client.query("SELECT to_regclass('lantern') AS found")).rows).toEqual([{ found: null }]);
  expect(await recorded('29990101000000_create_lantern')).toBeUndefined();
});

test('a migration that was changed after it was applied stops the start', async () => {
  const [name] = fs.readdirSync(folder).filter((entry) => /^\d/.test(entry)) as [string];
  fs.appendFileSync(path.join(folder, name, 'migration.sql'), '-- changed');
  const start = migrate(database.url, folder);
  await expect(start).rejects.toThrow(StartupError);
  await expect(start).rejects.toThrow(`${name}/migration.sql đã bị sửa`);
});

test('a database that is newer than the program stops the start', async () => {
  addMigration('29990101000000_create_lantern', 'CREATE TABLE lantern (id int);');
  await migrate(database.url, folder);
  await expect(migrate(database.url, PROJECT_MIGRATIONS)).rejects.toThrow('Cơ sở dữ liệu mới hơn chương trình');
});

test('the database of another program stops the start, and gets no table', async () => {
  const foreign = await createEmptyDatabase();
  const other = new pg.Client({ connectionString: foreign.url });
  await other.connect();
  await other.query('CREATE TABLE invoice (id int)');
  const start = migrate(foreign.url, folder);
  await expect(start).rejects.toThrow(StartupError);
  await expect(start).rejects.toThrow('đã có bảng (invoice) mà không do Gõ Cửa lập xong');
  expect(
    (await other.query("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"))
      .rows,
  ).toEqual([{ relname: 'invoice' }]);
  await other.end();
  await foreign.drop();
});

test.each([
  ['the record of migrations', 'TRUNCATE _prisma_migrations', 'khôi phục dở dang'],
  [
    'the last migrations of the record',
    "DELETE FROM _prisma_migrations WHERE migration_name > '20261130110000_baseline'",
    /^Bước nâng cấp \w+ không chạy được \(.*already exists\)/,
  ],
  ['a table', 'DROP TABLE visit CASCADE', 'thiếu visit: có lẽ khôi phục dở dang'],
  ['a trigger', 'DROP TRIGGER audit_event_refuse_change ON audit_event', 'thiếu audit_event_refuse_change'],
])('a database that was restored by other means without %s stops the start in one line', async (_name, sql, line) => {
  await client.query(sql);
  const start = migrate(database.url, folder);
  await expect(start).rejects.toThrow(StartupError);
  await expect(start).rejects.toThrow(line);
  await expect(start).rejects.not.toThrow(/\n/);
});

test('a server that does not answer fails in one clear line', async () => {
  const start = migrate('postgresql://nobody@127.0.0.1:1/nothing', folder);
  await expect(start).rejects.toThrow(StartupError);
  await expect(start).rejects.toThrow('Hãy kiểm tra DATABASE_URL');
});
