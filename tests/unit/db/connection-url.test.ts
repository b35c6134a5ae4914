import pg from 'pg';
import { connectionUrl } from '../../../src/db/connection-url';
import { openDatabase } from '../../../src/db/database';
import { migrate } from '../../../src/db/migrate';
import { StartupError } from '../../../src/startup-error';
import { PATIENCE_MS } from '../../support/patience';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

async function settingsAt(url: string): Promise<{ zone: string; path: string }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ zone: string; path: string }>(
      `SELECT current_setting('TimeZone') AS zone, current_setting('search_path') AS path`,
    );
    return rows[0]!;
  } finally {
    await client.end();
  }
}

test("a connection runs in UTC even if the server's own time zone is that of Hà Nội", async () => {
  expect((await settingsAt(database.url)).zone).toBe('Asia/Ho_Chi_Minh');
  expect((await settingsAt(connectionUrl(database.url))).zone).toBe('UTC');
});

test.each([
  ['alone', '?options=-c%20search_path=public'],
  ['beside other settings', '?application_name=so&options=-c+search_path%3Dpublic&connect_timeout=5'],
  ['with a time zone of its own', '?options=-c%20search_path=public%20-c%20TimeZone=Asia/Ho_Chi_Minh'],
  ['written with a bare space', '?options=-c search_path=public'],
])('the options of the address are kept, %s', async (_name, query) => {
  expect(await settingsAt(connectionUrl(`${database.url}${query}`))).toEqual({ zone: 'UTC', path: 'public' });
});

test('the pool and Prisma read the same instant alike', async () => {
  const db = openDatabase(`${database.url}?options=-c%20search_path=public`, () => undefined, 2, PATIENCE_MS);
  try {
    const expire = new Date('2026-11-26T12:30:00Z');
    await db.prisma.userSession.create({ data: { sid: 'prisma', sess: {}, expire } });
    await db.pool.query(`INSERT INTO user_session VALUES ('pool', '{}', $1)`, [expire]);
    expect((await db.prisma.userSession.findMany()).map((row) => row.expire)).toEqual([expire, expire]);
    const { rows } = await db.pool.query<{ expire: Date; memory: string }>(
      `SELECT expire, current_setting('work_mem') AS memory FROM user_session`,
    );
    expect(rows).toEqual([
      { expire, memory: '16MB' },
      { expire, memory: '16MB' },
    ]);
  } finally {
    await db.close();
  }
});

test('an address that cannot be read fails in one clear line', async () => {
  const start = migrate('postgres://host:port', 'prisma/migrations');
  await expect(start).rejects.toThrow(StartupError);
  await expect(start).rejects.toThrow('Hãy kiểm tra DATABASE_URL');
});
