import { openDatabase, type Database, type JoinableReads, type Reads } from '../../../src/db/database';
import { inOneStatement } from '../../../src/db/in-one-statement';
import { PATIENCE_MS } from '../../support/patience';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

let database: TestDatabase;
let db: Database;
let sent: number;
let counted: Reads;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, () => undefined, 2, PATIENCE_MS);
});
beforeEach(() => {
  sent = 0;
  counted = {
    query: (statement) => {
      sent += 1;
      return db.pool.query(statement);
    },
  };
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function daysAfter({ pool }: { pool: JoinableReads }, first: Date, count: number) {
  const { rows } = await pool.query<{ n: number; at: Date; none: Date | null }>({
    name: 'days-after',
    text: `SELECT n, $1::timestamptz + n * interval '1 day' AS at, NULL::timestamptz AS none
           FROM generate_series(1, $2::int) n ORDER BY n DESC`,
    values: [first, count],
    instants: { at: true, none: true },
  });
  return rows;
}

async function lengthOf({ pool }: { pool: JoinableReads }, text: string): Promise<number> {
  const { rows } = await pool.query<{ length: number }>({
    name: 'length-of',
    text: 'SELECT length($1) AS length',
    values: [text],
    instants: {},
  });
  return rows[0]!.length;
}

const FIRST = new Date('2026-11-26T01:30:00Z');

test('reads in one statement give what each gives alone, with their own values', async () => {
  const both = (text: string) =>
    inOneStatement(counted, (reads) =>
      Promise.all([daysAfter(reads, FIRST, 2), lengthOf(reads, text), lengthOf(reads, `${text}.`)]),
    );
  const days = await daysAfter(db, FIRST, 2);
  expect(days.map(({ at }) => at.toISOString())).toEqual(['2026-11-28T01:30:00.000Z', '2026-11-27T01:30:00.000Z']);
  expect(await both('ngõ')).toEqual([days, 3, 4]);
  expect(await both('ngách')).toEqual([days, 5, 6]);
  expect(sent).toBe(2);
});

test('nothing is sent for no read', async () => {
  expect(await inOneStatement(counted, () => Promise.resolve('nothing'))).toBe('nothing');
  expect(sent).toBe(0);
});

test('one read alone gives the same', async () => {
  expect(await inOneStatement(counted, (reads) => daysAfter(reads, FIRST, 1))).toEqual(await daysAfter(db, FIRST, 1));
});

test('an error of the statement is the error of all', async () => {
  const wrong = inOneStatement(counted, (reads) =>
    Promise.all([lengthOf(reads, 'ngõ'), daysAfter(reads, FIRST, Number.NaN)]),
  );
  await expect(wrong).rejects.toThrow(/invalid input syntax/);
});

test('a read that waits for another one is refused', async () => {
  const late = inOneStatement(counted, async (reads) => lengthOf(reads, String(await lengthOf(reads, 'ngõ'))));
  await expect(late).rejects.toThrow('length-of came after the statement that it was to be part of');
});
