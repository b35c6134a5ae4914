import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { DEMO_PASSWORD } from '../../prisma/seed/demo-accounts';
import { backUp } from '../../src/db/backup';
import { migrate, readMigrations } from '../../src/db/migrate';
import { restore } from '../../src/db/restore';
import { StartupError } from '../../src/startup-error';
import { buildProgram, command, freePort, runProgram } from '../support/program';
import { schemaOf } from '../support/schema-of';
import { TestAgent, THURSDAY_MORNING, words } from '../support/test-app';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/test-database';
import { testFolder } from '../support/test-folder';
import { slowTest } from '../support/runs';

// Databases from before the baseline. The fixture was dumped from a database that commit e869e335 had made:
// npm start -- --residents 40, then pg_dump --inserts.

const MIGRATIONS = path.resolve('prisma/migrations');
const BASELINE = '20261130110000_baseline';
const LAST_REPLACED = '20261130110000_index_pauses_and_visits_of_rounds';
const key = Buffer.alloc(32, 7).toString('base64');
const secrets = { SESSION_SECRET: 'a test secret that is long enough', SEALING_KEY: key, LOOKUP_KEY: key };

let database: TestDatabase;
let client: pg.Client;
/** The migrations since the baseline. */
let later: string[];
beforeEach(async () => {
  later = (await readMigrations(MIGRATIONS)).map(({ name }) => name).filter((name) => name !== BASELINE);
  database = await createEmptyDatabase();
  const dump = gunzipSync(fs.readFileSync('tests/fixtures/database-of-e869e335.sql.gz')).toString();
  const loader = new pg.Client({ connectionString: database.url });
  await loader.connect();
  await loader.query(dump);
  await loader.end();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

async function recorded(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1',
  );
  return rows.map(({ name }) => name);
}

async function schemaOfToday(): Promise<string[]> {
  const fresh = await createTestDatabase();
  const schema = await schemaOf(fresh.url);
  await fresh.drop();
  return schema;
}

const COUNTS = `SELECT (SELECT count(*)::int FROM resident) AS residents, (SELECT count(*)::int FROM visit) AS visits,
  (SELECT count(*)::int FROM digital_helper) AS helpers, (SELECT count(*)::int FROM audit_event) AS events, (SELECT count(*)::int FROM resident_search_key) AS keys`;
const counts = async () => (await client.query<Record<string, number>>(COUNTS)).rows[0];

test('a database of commit e869e335 continues from the baseline, and ends with the tables of a new one', async () => {
  expect(await recorded()).toHaveLength(86);
  const before = await counts();
  expect(before).toMatchObject({ residents: 53, visits: 349, helpers: 1 });
  expect(await migrate(database.url, MIGRATIONS)).toEqual(later);
  expect(await recorded()).toEqual([BASELINE, ...later]);
  expect(await schemaOf(database.url)).toEqual(await schemaOfToday());
  expect(await counts()).toEqual(before);
  expect(await migrate(database.url, MIGRATIONS)).toEqual([]);
});

test.each([2, 5])('a database with %i of the later migrations continues with the rest', async (count) => {
  const after = (await readMigrations(MIGRATIONS)).slice(1, count + 1);
  for (const { name, sql, checksum } of after) {
    await client.query(sql);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES (gen_random_uuid(), $1, $2, now())',
      [checksum, name],
    );
  }
  expect(await migrate(database.url, MIGRATIONS)).toEqual(later.slice(count));
  expect(await recorded()).toEqual([BASELINE, ...later]);
  expect(await schemaOf(database.url)).toEqual(await schemaOfToday());
});

test('what a round took along is told at the end of its note, as another version of the round', async () => {
  await client.query(`UPDATE round SET note = 'Gặp tổ trưởng lúc 18:15.' WHERE id IN (SELECT round_id FROM hand_over)`);
  await client.query(`UPDATE hand_over SET ended_as = 'lost', ended_at = '2026-11-29 18:05:00+00', end_note = 'rơi vỡ, đã báo văn phòng',
      ended_by = (SELECT id FROM user_account WHERE username = 'vanphong')
    WHERE item_id = (SELECT id FROM equipment_item WHERE name = 'Bộ phát 4G')`);
  const others = async () =>
    (await client.query(`SELECT id, note, version FROM round WHERE note NOT LIKE 'Gặp tổ trưởng%' ORDER BY id`)).rows;
  const before = await others();
  await migrate(database.url, MIGRATIONS);
  const { rows } = await client.query<{ note: string; version: number }>(
    `SELECT note, version FROM round WHERE note LIKE '%Đồ mang theo%'`,
  );
  const taken = 'Hoàng Thị Mai nhận 13:30 29/11/2026';
  const back = `${taken}, đã mang về 18:00 29/11/2026, Hoàng Thị Mai ghi`;
  expect(rows).toEqual([
    {
      note: [
        'Gặp tổ trưởng lúc 18:15.',
        [
          `Đồ mang theo: Laptop (${back})`,
          `Bộ phát 4G (${taken}, không mang về: rơi vỡ, đã báo văn phòng, Trần Thị Thu Hà ghi 01:05 30/11/2026)`,
          `SIM 4G dự phòng, khác mạng (${back})`,
          `Máy quét cầm tay (${taken}, chưa ghi mang về)`,
        ].join('; '),
      ].join('\n'),
      version: 2,
    },
  ]);
  expect(await others()).toEqual(before);
});

test('an older database is refused in one line that says how to bring it here, and stays as it is', async () => {
  await client.query('DELETE FROM _prisma_migrations WHERE migration_name = $1', [LAST_REPLACED]);
  const start = migrate(database.url, MIGRATIONS);
  await expect(start).rejects.toThrow(StartupError);
  await expect(start).rejects.toThrow(
    /^Cơ sở dữ liệu \w+ là của bản Gõ Cửa trước ngày 28\/11\/2026 \(bước cuối 20261130100000_index_changes_of_the_log\)\. Hãy chạy bản e869e335 với nó một lần \(git checkout e869e335, rồi npm start\), sau đó chạy lại bản này\.$/,
  );
  expect(await recorded()).toHaveLength(85);
});

test('a migration that stopped half-way is named, also one that the baseline replaced', async () => {
  await client.query('UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1', [LAST_REPLACED]);
  await expect(migrate(database.url, MIGRATIONS)).rejects.toThrow(`Bước nâng cấp ${LAST_REPLACED} đã dừng giữa chừng`);
});

slowTest('the program starts on it, and its accounts find their pages', async () => {
  buildProgram();
  const program = runProgram(testFolder(), { ...secrets, DATABASE_URL: database.url, PORT: await freePort() });
  try {
    const staff = new TestAgent(await program.address());
    await staff.signIn('vanphong', DEMO_PASSWORD);
    expect(program.output()).toContain(`Đã nâng cấp cơ sở dữ liệu: ${later.length} bước, đến ${later.at(-1)}.`);
    expect(words(await staff.get('/lists/residents'))).toContain('Nguyễn Bảo Anh');
    const verified = await command('audit-verify', { ...secrets, DATABASE_URL: database.url });
    expect(verified.lines.at(-1)).toMatch(/^2 dây, \d+ sự kiện, nguyên vẹn$/);
  } finally {
    program.child.kill('SIGTERM');
    await program.exitCode();
  }
});

describe('an archive of it', () => {
  async function archive(): Promise<string> {
    const file = path.join(testFolder(), 'e869e335.zip');
    await backUp({ url: database.url, file, program: '0.1.0', now: THURSDAY_MORNING });
    return file;
  }

  slowTest('is restored, and continues from the baseline too', async () => {
    const file = await archive();
    const before = await counts();
    const restored = await createTestDatabase();
    await restore(restored.url, file, MIGRATIONS);
    expect(await migrate(restored.url, MIGRATIONS)).toEqual(later);
    expect(await schemaOf(restored.url)).toEqual(await schemaOfToday());
    const other = new pg.Client({ connectionString: restored.url });
    await other.connect();
    expect((await other.query(COUNTS)).rows[0]).toEqual(before);
    await other.end();
    await restored.drop();
  });

  test('is refused if it is older', async () => {
    await client.query('DELETE FROM _prisma_migrations WHERE migration_name = $1', [LAST_REPLACED]);
    const file = await archive();
    const restored = await createTestDatabase();
    await expect(restore(restored.url, file, MIGRATIONS)).rejects.toThrow(
      'Bản sao lưu là của bản Gõ Cửa trước ngày 28/11/2026 (bước cuối 20261130100000_index_changes_of_the_log).',
    );
    await restored.drop();
  });
});
