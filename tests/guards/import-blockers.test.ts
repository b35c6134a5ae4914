import { openDatabase, type Database } from '../../src/db/database';
import { BUILT_ON } from '../../src/features/register/imports/writing/blocker-queries';
import { PATIENCE_MS } from '../support/patience';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** The revert itself empties these. */
const EMPTIED = ['import_row.resident_id', 'import_row.household_id'];

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

test('reverting an import asks every column that would keep a record it added from being removed', async () => {
  const { rows } = await db.pool.query<{ column: string }>(
    `SELECT c.conrelid::regclass || '.' || a.attname AS column
     FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
     WHERE c.contype = 'f' AND c.confdeltype IN ('a', 'r') AND a.attname <> 'ward_id' AND c.confrelid = ANY ($1::regclass[])`,
    [['residential_group', 'household', 'resident', 'priority_fact', 'national_number_change']],
  );
  const known = new Set([...EMPTIED, ...BUILT_ON.map(({ table, column }) => `${table}.${column}`)]);
  // A new table that refers to a resident? Add it to src/features/register/imports/writing/blocker-queries.ts.
  expect(rows.map(({ column }) => column).filter((column) => !known.has(column))).toEqual([]);
});
