import {
  DERIVED_TABLES,
  HOUSEHOLD_RECORD,
  HOUSEHOLD_REFERENCES,
  RESIDENT_RECORD,
  RESIDENT_REFERENCES,
  type Reference,
} from '../../src/features/register/duplicates/merging/references';
import { openDatabase, type Database } from '../../src/db/database';
import { PATIENCE_MS } from '../support/patience';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** Columns that hold such an id without a foreign key, and why a merge leaves them alone. */
const LEFT_ALONE: Readonly<Record<string, string>> = {
  'figure_change.resident_id': 'the merge itself notes both people again',
  'figure_change.household_id': 'the merge itself notes both households again',
};

describe('a merge', () => {
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

  const columnsOf = (references: readonly Reference[], derived: readonly string[], own: string) => [
    ...references.flatMap((reference) => reference.refs.map((column) => `${reference.name}.${column}`)),
    ...derived.map((table) => `${table}.${own}_id`),
  ];

  test.each([
    ['resident', columnsOf(RESIDENT_REFERENCES, DERIVED_TABLES.resident, 'resident')],
    ['household', columnsOf(HOUSEHOLD_REFERENCES, DERIVED_TABLES.household, 'household')],
  ] as const)('knows every column that names a %s', async (table, known) => {
    const { rows } = await db.pool.query<{ column: string }>(
      `SELECT c.conrelid::regclass || '.' || a.attname AS column
       FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
       WHERE c.contype = 'f' AND c.confrelid = $1::regclass AND a.attname <> 'ward_id'
       UNION
       SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.atttypid = 'uuid'::regtype AND a.attname ~ $2 ORDER BY 1`,
      [table, `(^|_)${table}_id$`],
    );
    // A new column that names a resident or a household? Add it to
    // src/features/register/duplicates/merging/references.ts, and handle two rows
    // that clash in resident-merge.ts or household-merge.ts;
    // tests/features/register/duplicates/merging/random-register.ts gives it rows.
    expect(rows.map((row) => row.column).filter((column) => !(column in LEFT_ALONE))).toEqual([...known].sort());
  });

  test.each([[RESIDENT_RECORD], [HOUSEHOLD_RECORD]])(
    'leaves out of a kept record (%j) exactly what the database generates',
    async ({ name, without }) => {
      const { rows } = await db.pool.query<{ column: string }>(
        `SELECT attname AS column FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND (attgenerated <> '' OR atttypid = 'bytea'::regtype)`,
        [name],
      );
      for (const { column } of rows) expect(without).toContain(column);
      // Unique values are written separately: the number's last digits and the household's code. A trigger sets the
      // walking order.
      expect(without!.filter((column) => !rows.some((row) => row.column === column)).sort()).toEqual(
        name === 'resident' ? ['national_number_last4'] : ['code', 'walk_order'],
      );
    },
  );

  test('drops and recreates only rows that nothing refers to and that it can read completely', async () => {
    for (const reference of [...RESIDENT_REFERENCES, ...HOUSEHOLD_REFERENCES].filter((each) => !each.columns)) {
      const { rows } = await db.pool.query<{ wrong: string }>(
        `SELECT attname AS wrong FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND (attgenerated <> '' OR attidentity <> '' OR atttypid = 'bytea'::regtype)
         UNION ALL SELECT conrelid::regclass::text FROM pg_constraint WHERE $2 AND contype = 'f' AND confrelid = $1::regclass`,
        [reference.name, reference.isRemade === true],
      );
      expect({ reference: reference.id, wrong: rows }).toEqual({ reference: reference.id, wrong: [] });
    }
  });
});
