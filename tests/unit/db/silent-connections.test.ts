import { isDatabaseAway, openDatabase, type Database } from '../../../src/db/database';
import { cuttableLine, type CuttableLine } from '../../support/cuttable-line';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { onServer } from '../../support/test-server';
import { slowTest } from '../../support/runs';

/** A statement is checked when no byte has come for half of this time. */
const PATIENCE_MS = 4_000;
/** Long enough for a slow machine; far below the statement timeout. */
const SOON_MS = 5 * PATIENCE_MS;
/** Long enough to be checked twice. */
const SLOW_STATEMENT = `SELECT 1 AS one FROM pg_sleep(${(PATIENCE_MS + 1_000) / 1000})`;

let database: TestDatabase;
let line: CuttableLine;
let db: Database;

beforeEach(async () => {
  database = await createTestDatabase();
  line = await cuttableLine(database.url);
  db = openDatabase(line.address, () => undefined, 3, PATIENCE_MS);
});

afterEach(async () => {
  await line.cut();
  await db.close();
  await database.drop();
});

slowTest('a statement that the server is still working on is waited for, however long it is silent', async () => {
  expect((await db.pool.query(SLOW_STATEMENT)).rows).toEqual([{ one: 1 }]);
});

slowTest('a connection that is checked out but idle is left alone', async () => {
  const client = await db.pool.connect();
  await client.query('BEGIN');
  await db.pool.query(SLOW_STATEMENT);
  expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  client.release();
});

test('a statement on a dead connection fails as "database away", and the pool continues with a new one', async () => {
  await openConnections(3);
  line.hush();
  await line.mend();

  const startedAt = performance.now();
  const error: unknown = await db.pool.query('SELECT 1').catch((reason: unknown) => reason);
  expect(isDatabaseAway(error)).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
  expect((await db.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

slowTest(
  'a connection that dies within a transaction ends the transaction and does not return to the pool',
  async () => {
    const error: unknown = await db.prisma
      .$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1`;
        line.hush();
        await line.mend();
        await tx.$queryRaw`SELECT 1`;
      })
      .catch((reason: unknown) => reason);
    expect(isDatabaseAway(error)).toBe(true);
    expect(await db.prisma.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  },
);

slowTest('a refused login is an answer too: the statement is waited for', async () => {
  const client = await db.pool.connect();
  await onServer(process.env.TEST_SERVER_URL!, `ALTER DATABASE ${client.database} ALLOW_CONNECTIONS false`);
  expect((await client.query(SLOW_STATEMENT)).rows).toEqual([{ one: 1 }]);
  client.release();
});

slowTest(
  'when the server does not answer, every statement fails soon, including those that wait for a connection',
  async () => {
    await openConnections(2);
    line.hush();
    const startedAt = performance.now();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => db.pool.query('SELECT 1').then(() => 'answered', isDatabaseAway)),
    );
    expect(outcomes).toEqual(outcomes.map(() => true));
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
  },
);

async function openConnections(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => db.pool.query('SELECT pg_sleep(0.1)')));
}
