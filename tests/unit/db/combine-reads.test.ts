import { openDatabase, type Database } from '../../../src/db/database';
import { combineReads, type Read } from '../../../src/db/combine-reads';
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

interface Row {
  name: string;
  size: number;
  day: string;
  things: { name: string }[];
  at: Date;
  endedAt: Date | null;
}

const ROWS: Read<Row> = {
  text: `SELECT x.name, x.size, x.day::date AS day, x.things::jsonb AS things, x.at::timestamptz AS at, x.ended::timestamptz AS "endedAt"
    FROM (VALUES ('hai', 2, '2026-11-26', '[]', '2026-11-26T08:30:00.123+07', NULL),
      ('một', 1, '1948-02-29', '[{"name": "\\"ngõ\\""}]', '2026-11-26T08:30:00+07', '2026-11-26T09:00:00+07')) AS x (name, size, day, things, at, ended)
    WHERE x.size <= $1::int ORDER BY x.size DESC`,
  instants: { at: true, endedAt: true },
};
const NOTHING: Read<{ id: string }> = { text: 'SELECT id FROM ward WHERE id = $2::uuid', instants: {} };
const readBoth = combineReads('both', { rows: ROWS, nothing: NOTHING });

test('combined reads return what each returns alone, in its order', async () => {
  const values = [2, '00000000-0000-0000-0000-000000000000'];
  const { rows, nothing } = await readBoth(db.pool, values);
  expect(rows).toEqual((await db.pool.query<Row>({ text: ROWS.text, values: [2] })).rows);
  expect(rows.map(({ name }) => name)).toEqual(['hai', 'một']);
  expect(rows[1]).toEqual({
    name: 'một',
    size: 1,
    day: '1948-02-29',
    things: [{ name: '"ngõ"' }],
    at: new Date('2026-11-26T01:30:00Z'),
    endedAt: new Date('2026-11-26T02:00:00Z'),
  });
  expect(nothing).toEqual([]);
});

test('each call uses its own values', async () => {
  const { rows } = await readBoth(db.pool, [1, '00000000-0000-0000-0000-000000000000']);
  expect(rows.map(({ name }) => name)).toEqual(['một']);
});

test('reads may begin with an expression that they share', async () => {
  const readTwice = combineReads(
    'twice',
    {
      small: { text: 'SELECT n FROM number WHERE n <= 2 ORDER BY n', instants: {} } as Read<{ n: number }>,
      big: { text: 'SELECT n FROM number WHERE n > 2 ORDER BY n DESC', instants: {} } as Read<{ n: number }>,
    },
    'WITH number AS (SELECT n FROM generate_series(1, $1::int) n)',
  );
  expect(await readTwice(db.pool, [4])).toEqual({ small: [{ n: 1 }, { n: 2 }], big: [{ n: 4 }, { n: 3 }] });
});
