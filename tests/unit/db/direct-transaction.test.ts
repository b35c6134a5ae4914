import { openDatabase, type Database } from '../../../src/db/database';
import { directTransaction } from '../../../src/db/direct-transaction';
import { PATIENCE_MS } from '../../support/patience';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  // One connection: whatever a transaction leaves open would stop the next one.
  db = openDatabase(database.url, () => undefined, 1, PATIENCE_MS);
  await db.pool.query('CREATE TABLE told (word text PRIMARY KEY, at timestamptz)');
});
beforeEach(() => db.pool.query('TRUNCATE told'));
afterAll(async () => {
  await db.close();
  await database.drop();
});

const AT = new Date('2026-11-24T12:30:00Z');
const tell = (word: string) =>
  directTransaction(db, (tx) => tx.$executeRaw`INSERT INTO told VALUES (${word}::text, ${AT}::timestamptz)`);
const reportedUseText = async () => {
  const { rows } = await db.pool.query<{ word: string }>('SELECT word FROM told ORDER BY word');
  return rows.map(({ word }) => word);
};

test('what it wrote is there, and its statements read as through Prisma’s client', async () => {
  expect(await tell('một')).toBe(1);
  const read = `SELECT word, at, ARRAY (SELECT gen_random_uuid() WHERE false) AS ids, at::date::text AS day FROM told`;
  const parts = Object.assign([read], { raw: [read] });
  const directly = await directTransaction(db, (tx) => tx.$queryRaw<object[]>(parts));
  expect(directly).toEqual([{ word: 'một', at: AT, ids: [], day: '2026-11-24' }]);
  expect(directly).toEqual(await db.prisma.$transaction((tx) => tx.$queryRaw(parts)));
});

test('an error in the work or in a statement undoes everything, and the connection serves the next one', async () => {
  const refused = directTransaction(db, async (tx) => {
    await tx.$executeRaw`INSERT INTO told VALUES ('hai')`;
    throw new Error('changed its mind');
  });
  await expect(refused).rejects.toThrow('changed its mind');
  const twice = directTransaction(db, async (tx) => {
    await tx.$executeRaw`INSERT INTO told VALUES ('ba')`;
    await tx.$executeRaw`INSERT INTO told VALUES ('ba')`;
  });
  await expect(twice).rejects.toThrow('told_pkey');
  expect(await reportedUseText()).toEqual([]);
  await tell('tư');
  expect(await reportedUseText()).toEqual(['tư']);
});

test('work that keeps the failure of a statement to itself fails, for it has written nothing', async () => {
  const kept = directTransaction(db, async (tx) => {
    await tx.$executeRaw`INSERT INTO told VALUES ('sáu')`;
    await tx.$executeRaw`INSERT INTO told VALUES ('sáu')`.catch(() => undefined);
  });
  await expect(kept).rejects.toThrow('Nothing was written');
  expect(await reportedUseText()).toEqual([]);
});

test('a connection lost meanwhile fails the transaction, and is replaced', async () => {
  const lost = directTransaction(db, async (tx) => {
    await tx.$executeRaw`INSERT INTO told VALUES ('năm')`;
    await tx.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
  });
  await expect(lost).rejects.toThrow(/terminat/);
  expect(await reportedUseText()).toEqual([]);
});
