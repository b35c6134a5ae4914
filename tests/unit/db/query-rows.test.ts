import { z } from 'zod';
import { openDatabase, type Database, type Statements } from '../../../src/db/database';
import { directTransaction } from '../../../src/db/direct-transaction';
import { queryPrepared, queryRows, queryTogether, type Read } from '../../../src/db/query-rows';
import { constant, join, raw, sql } from '../../../src/shared/sql';
import { PATIENCE_MS } from '../../support/patience';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, () => undefined, 2, PATIENCE_MS);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const ROW = z.object({
  name: z.string(),
  size: z.number(),
  day: z.iso.date(),
  things: z.array(z.object({ name: z.string() })),
  at: z.date(),
  endedAt: z.date().nullable(),
});
const rowsUpTo = (size: number): Read<typeof ROW> => ({
  row: ROW,
  sql: sql`SELECT x.name, x.size, x.day::date AS day, x.things::jsonb AS things, x.at::timestamptz AS at, x.ended::timestamptz AS "endedAt"
    FROM (VALUES ('hai', 2, '2026-11-26', '[]', '2026-11-26T08:30:00.123+07', NULL),
      ('một', 1, '1948-02-29', '[{"name": "\\"ngõ\\""}]', '2026-11-26T08:30:00+07', '2026-11-26T09:00:00+07')) AS x (name, size, day, things, at, ended)
    WHERE x.size <= ${size}::int ORDER BY x.size DESC`,
});
const nothing: Read = {
  row: z.object({ id: z.string() }),
  sql: sql`SELECT id FROM ward WHERE id = ${'00000000-0000-0000-0000-000000000000'}::uuid`,
};

test('only a prepared read is planned without its values', async () => {
  const mode = z.object({ plan_cache_mode: z.string() });
  expect(await queryRows(db, 'mode', mode)`SHOW plan_cache_mode`).toEqual([{ plan_cache_mode: 'auto' }]);
  expect(await queryPrepared(db, 'mode', mode)`SHOW plan_cache_mode`).toEqual([
    { plan_cache_mode: 'force_generic_plan' },
  ]);
});

test('a read returns the same rows alone, prepared, and together with others', async () => {
  const { row, sql: statement } = rowsUpTo(2);
  const alone = await queryRows(db, 'alone', row)`${statement}`;
  expect(alone).toEqual([
    { name: 'hai', size: 2, day: '2026-11-26', things: [], at: new Date('2026-11-26T01:30:00.123Z'), endedAt: null },
    {
      name: 'một',
      size: 1,
      day: '1948-02-29',
      things: [{ name: '"ngõ"' }],
      at: new Date('2026-11-26T01:30:00Z'),
      endedAt: new Date('2026-11-26T02:00:00Z'),
    },
  ]);
  expect(await queryPrepared(db, 'prepared', row)`${statement}`).toEqual(alone);
  expect(await queryTogether(db, 'together', { small: rowsUpTo(1), nothing, all: rowsUpTo(2) })).toEqual({
    small: alone.slice(1),
    nothing: [],
    all: alone,
  });
});

test('what several reads start from is written once before them', async () => {
  const doubled: Read = { row: z.object({ n: z.number() }), sql: sql`SELECT n * ${2}::int AS n FROM given` };
  const kept: Read = { row: z.object({ n: z.number() }), sql: sql`SELECT n FROM given` };
  const given = sql`WITH given AS (SELECT ${21}::int AS n)`;
  expect(await queryTogether(db, 'shared', { doubled, kept }, given)).toEqual({
    doubled: [{ n: 42 }],
    kept: [{ n: 21 }],
  });
});

test('a value is never part of the text; names and constants of the program are', async () => {
  const typed = "x'; DROP TABLE ward; --";
  const statement = sql`SELECT ${raw('word')} AS word FROM (VALUES (${typed}), ('y')) v (word) WHERE word IN (${join([typed])}) LIMIT ${constant(1)}`;
  expect(statement.text).toBe("SELECT word AS word FROM (VALUES ($1), ('y')) v (word) WHERE word IN ($2) LIMIT 1");
  expect(await queryRows(db, 'typed', z.object({ word: z.string() }))`${statement}`).toEqual([{ word: typed }]);
});

test('in tests, a row that is not what its schema says fails with the name of its statement', async () => {
  const named = z.object({ name: z.string() });
  for (const renamed of [
    sql`SELECT 'Lan' AS "fullName"`,
    sql`SELECT NULL AS name`,
    sql`SELECT 'Lan' AS name, 1 AS more`,
  ])
    await expect(queryRows(db, 'list-of-names', named)`${renamed}`).rejects.toThrow('the statement list-of-names');
  await expect(queryTogether(db, 'page', { names: { row: named, sql: sql`SELECT 1 AS name` } })).rejects.toThrow(
    'page.names',
  );
});

test('a transaction reads its own writes in the same way', async () => {
  const row = z.object({ word: z.string() });
  const write = async (tx: Statements) => {
    await tx.$executeRaw`CREATE TEMP TABLE written ON COMMIT DROP AS SELECT ${'ngõ'}::text AS word`;
    return queryRows(tx, 'own-writes', row)`SELECT word FROM written WHERE word <> ${''}`;
  };
  expect(await db.prisma.$transaction((tx) => write(tx))).toEqual([{ word: 'ngõ' }]);
  expect(await directTransaction(db, write)).toEqual([{ word: 'ngõ' }]);
});
