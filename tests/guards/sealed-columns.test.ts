import { SEALED_COLUMNS } from '../../src/features/register/national-numbers/sealed-columns';
import { openDatabase, type Database } from '../../src/db/database';
import { PATIENCE_MS } from '../support/patience';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

// Key rotation would miss an unlisted column and leave it under a key that is then discarded.

/** Bytes that no key sealed. */
const PLAIN_BYTES = [
  'audit_chain.hash',
  'audit_chain.mac',
  'audit_event.digest',
  'audit_event.legacy_hash',
  'audit_event.salt',
  'audit_seal.hash',
  'calendar_feed.token_hash',
  'import_run.file_sha256',
  'key_check.lookup_check',
  'key_check.sealing_check',
  'passkey.public_key',
  'spoken_step.sound',
];

describe('the list of sealed columns', () => {
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

  test('names every bytes column of the database: sealed columns end in cipher, keyed hashes stand beside them', async () => {
    const { rows } = await db.pool.query<{ name: string }>(
      `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.atttypid = 'bytea'::regtype AND a.attnum > 0 AND NOT a.attisdropped`,
    );
    // A new bytes column? Sealed: add it to src/features/register/national-numbers/sealed-columns.ts. Not sealed: add
    // it to PLAIN_BYTES above.
    const listed = SEALED_COLUMNS.flatMap(({ table, cipher, hash }) => [
      `${table}.${cipher}`,
      ...(hash ? [`${table}.${hash}`] : []),
    ]);
    expect([...listed, ...PLAIN_BYTES].toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
    expect(SEALED_COLUMNS.filter(({ cipher }) => !/(^|_)cipher$/.test(cipher))).toEqual([]);
  });

  test('gives the primary key of each table', async () => {
    for (const { table, key } of SEALED_COLUMNS) {
      const { rows } = await db.pool.query<{ column: string; type: string }>(
        `SELECT a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type
         FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS part (attnum, position) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = part.attnum
         WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY part.position`,
        [table],
      );
      expect([table, key]).toEqual([table, rows.map(({ column, type }) => [column, type])]);
    }
  });

  test('holds only tables whose rows belong to a ward', async () => {
    for (const { table } of SEALED_COLUMNS) await db.pool.query(`SELECT ward_id FROM ${table} LIMIT 0`);
  });
});
