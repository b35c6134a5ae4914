import { openDatabase, type Database } from '../../src/db/database';
import { DATA_MAP } from '../../src/features/privacy/data-map/data-map';
import { ACCOUNTABLE, classOf, TECHNICAL } from '../../src/features/privacy/data-map/map-form';
import { PERSON_ROWS } from '../../src/features/privacy/data-map/person-rows';
import { PRINTED_TABLES, printedColumns } from '../../src/features/privacy/person-files/queries';
import { VALUE_WORDS } from '../../src/features/privacy/person-files/value-labels';
import { writeDataMap } from '../support/data-map-document';
import { PATIENCE_MS } from '../support/patience';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

describe('the data map', () => {
  let database: TestDatabase;
  let db: Database;
  let columns: { table: string; column: string; type: string; isAccount: boolean }[];
  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase(database.url, () => undefined, 2, PATIENCE_MS);
    ({ rows: columns } = await db.pool.query(
      `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
         EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = c.oid AND a.attnum = ANY (f.conkey) AND f.confrelid = 'user_account'::regclass) AS "isAccount"
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations' AND a.attnum > 0 AND NOT a.attisdropped`,
    ));
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  test('gives every column a class, and names no column that the database lacks', () => {
    // Missing? Name the table or column in src/features/privacy/data-map/data-map.ts.
    expect(
      columns
        .filter(({ table, column }) => !DATA_MAP[table] || classOf(DATA_MAP[table], column) === null)
        .map(({ table, column }) => `${table}.${column}`),
    ).toEqual([]);
    const known = new Set(columns.flatMap(({ table, column }) => [table, `${table}.${column}`]));
    const named = Object.entries(DATA_MAP).flatMap(([name, table]) => [
      name,
      ...namedOf(table).map((column) => `${name}.${column}`),
    ]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('names a column once', () => {
    for (const [name, table] of Object.entries(DATA_MAP)) {
      const named = [...table.none, ...namedOf(table).filter((column) => !table.none.includes(column))];
      expect([name, named.filter((column, index) => named.indexOf(column) !== index)]).toEqual([name, []]);
    }
  });

  test('takes for technical only keys and bookkeeping, and for accountable only accounts and times', () => {
    const shared = columns.filter(({ table, column }) => !namedOf(DATA_MAP[table]!).includes(column));
    for (const { table, column, type, isAccount } of shared) {
      if (ACCOUNTABLE.has(column))
        expect([table, column, isAccount || type === 'timestamp with time zone']).toEqual([table, column, true]);
      else if (TECHNICAL.has(column) && column !== 'client_key')
        expect([table, column, type]).not.toEqual([table, column, 'text']);
    }
  });

  test('gives what is sealed and every free word a class of its own', () => {
    const loose = columns.filter(
      ({ table, column, type }) => type === 'bytea' && /cipher/.test(column) && !(column in DATA_MAP[table]!.words),
    );
    expect(loose).toEqual([]);
  });

  test('empties every sensitive word of a person', () => {
    for (const [name, { erase, becomes = {} }] of Object.entries(PERSON_ROWS)) {
      const left = erase === 'clear' ? Object.keys(DATA_MAP[name]!.sensitive) : [];
      expect([name, left.filter((column) => !(column in becomes))]).toEqual([name, []]);
    }
  });

  test('prints a person’s file in words: every value of every enum has some', async () => {
    const { rows } = await db.pool.query<{ table: string; column: string; members: string[] }>(
      `SELECT c.relname AS table, a.attname AS column, array_agg(e.enumlabel::text) AS members
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid JOIN pg_enum e ON e.enumtypid IN (t.oid, t.typelem)
       WHERE c.relname = ANY ($1) AND a.attnum > 0 GROUP BY 1, 2`,
      [PRINTED_TABLES],
    );
    const bare = rows
      .filter(({ table, column }) => printedColumns(table).some(([printed]) => printed === column))
      .flatMap(({ table, column, members }) =>
        members.flatMap((member) => {
          const words = VALUE_WORDS[`${table}.${column}`] ?? VALUE_WORDS[column];
          return words?.[member] ? [] : [`${table}.${column} ${member}`];
        }),
      );
    // Missing? Add it to src/features/privacy/person-files/value-labels.ts.
    expect(bare).toEqual([]);
  });

  test('is printed with every table and every column that it names (npm run data-map)', () => {
    const printed = writeDataMap();
    for (const [name, table] of Object.entries(DATA_MAP))
      for (const word of [`### ${name}:`, ...namedOf(table).map((column) => `\`${column}\``)])
        expect(printed).toContain(word);
  });
});

function namedOf({ none, facts, words, sensitive }: (typeof DATA_MAP)[string]): string[] {
  return [...none, ...Object.keys(facts), ...Object.keys(words), ...Object.keys(sensitive)];
}
