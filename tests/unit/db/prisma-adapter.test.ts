import type pg from 'pg';
import { openDatabase, type Database } from '../../../src/db/database';
import { PATIENCE_MS } from '../../support/patience';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

let database: TestDatabase;
let db: Database;
let running = 0;
let mostAtOnce = 0;

beforeAll(async () => {
  database = await createTestDatabase('with-two-wards');
  db = openDatabase(database.url, () => undefined, 1, PATIENCE_MS);
  db.pool.on('connect', countStatements);
});
beforeEach(() => {
  mostAtOnce = 0;
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

function countStatements(client: pg.PoolClient) {
  const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
  const counted = async (...given: unknown[]) => {
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    try {
      return await query(...given);
    } finally {
      running -= 1;
    }
  };
  client.query = counted as typeof client.query;
}

test('a transaction sends one statement at a time, also for relations that Prisma reads together', async () => {
  const include = { barriers: true, calendarDays: true, publicServices: true, residents: true } as const;
  await db.prisma.$transaction((tx) => tx.ward.findMany({ include, take: 1 }));
  expect(mostAtOnce).toBe(1);
});

test('what is asked for at the same time is answered in order; after a failed statement nothing is written', async () => {
  const numbers = await db.prisma.$transaction((tx) =>
    Promise.all([1, 2, 3].map((number) => tx.$queryRaw<object[]>`SELECT ${number}::int AS number`)),
  );
  expect(numbers.flat()).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  const failed = db.prisma.$transaction((tx) =>
    Promise.all([tx.$executeRaw`CREATE TABLE told (word text)`, tx.$executeRaw`SELECT 1 / 0`, tx.$queryRaw`SELECT 1`]),
  );
  await expect(failed).rejects.toThrow('division by zero');
  expect(await db.prisma.$queryRaw`SELECT to_regclass('told')::text AS told`).toEqual([{ told: null }]);
  expect(mostAtOnce).toBe(1);
});
