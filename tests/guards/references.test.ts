import { openDatabase, type Database } from '../../src/db/database';
import { PERSON_ROWS } from '../../src/features/privacy/data-map/person-rows';
import { raw } from '../../src/shared/sql';
import { MERGED_REFERENCES, RECORDS, REFERENCES } from '../../src/features/register/references/references';
import { PATIENCE_MS } from '../support/patience';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** Ids without a foreign key that the list of references leaves out, and why. */
const NOT_LISTED: Readonly<Record<string, string>> = {
  'closed_row.row_id': 'a closed month keeps its rows',
  'drawn_use.portal_use_id': 'a use that is gone stays drawn',
  'data_erasure.erased_id': 'written by the erasure itself',
  'data_erasure.former_ids': 'written by the erasure itself',
  'public_request_outcome.crowd_id': 'of a group of requests',
  'register_merge.pair_id': 'of a pair of records',
  'round_proposal.set_aside': 'of rounds in the proposal',
  'digital_helper.told_at': 'of visits, also withdrawn ones',
  'digital_helper.agreed_visit_id': 'of a visit, also a withdrawn one',
  'due_rule.public_service_ids': 'of services',
  'follow_up_end.press_id': 'of the page that was sent',
  'referral.letter_id': 'of referrals in one letter',
  'visit.client_key': 'made by the form',
  'visit_withdrawal.client_key': 'made by the form',
  'visit_withdrawal.visit_id': 'the visit no longer exists',
};

describe('the list of references', () => {
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

  const read = async <Row>(text: string, values: unknown[] = []) =>
    (await db.pool.query<Row & object>(text, values)).rows;
  const FOREIGN_KEYS = `SELECT c.conrelid::regclass || '.' || a.attname AS column, c.confdeltype IN ('a', 'r') AS "isRestricted"
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.contype = 'f' AND a.attname <> 'ward_id'`;
  const columnsOf = (target: keyof typeof REFERENCES, isForeignKey: boolean) =>
    REFERENCES[target]
      .filter((reference) => (reference.isForeignKey ?? true) === isForeignKey)
      .flatMap(({ name, refs }) => refs.map((column) => `${name}.${column}`));

  // Missing or too much? Change src/features/register/references/references.ts: what a merge, a removal, the reverting of
  // an import and an erasure do with such rows. Where two rows of a merge can clash, resident-merge.ts or household-merge.ts
  // decides, and tests/features/register/duplicates/merging/random-register.ts gives it rows.
  test.each(Object.keys(REFERENCES) as (keyof typeof REFERENCES)[])(
    'has exactly the foreign keys to a %s',
    async (target) => {
      const keys = await read<{ column: string }>(`${FOREIGN_KEYS} AND c.confrelid = $1::regclass`, [target]);
      expect(columnsOf(target, true).sort()).toEqual(keys.map(({ column }) => column).sort());
    },
  );

  test('has every other column that may hold the id of a resident or a household', async () => {
    const ids = await read<{ column: string }>(
      `SELECT c.relname || '.' || a.attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype)
         AND a.attname NOT IN ('id', 'ward_id') AND c.relname NOT LIKE 'audit%'
         AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = c.oid AND a.attnum = ANY (f.conkey))`,
    );
    const listed = new Set([
      ...columnsOf('resident', false),
      ...columnsOf('household', false),
      ...Object.keys(NOT_LISTED),
    ]);
    expect([...listed].sort()).toEqual(ids.map(({ column }) => column).sort());
  });

  test('says why a revert of an import stops at rows that keep a record, unless it empties them', async () => {
    const kept = new Set(
      (await read<{ column: string; isRestricted: boolean }>(FOREIGN_KEYS)).flatMap(({ column, isRestricted }) =>
        isRestricted ? column : [],
      ),
    );
    for (const reference of Object.values(REFERENCES).flat())
      for (const column of reference.refs)
        expect([reference.name, column, reference.builtOn !== undefined]).toEqual([
          reference.name,
          column,
          reference.name !== 'import_row' && kept.has(`${reference.name}.${column}`),
        ]);
  });

  test('says what erasing a person does with the rows, in SQL that runs', async () => {
    expect(REFERENCES.resident.filter(({ erase }) => !erase)).toEqual([]);
    for (const [name, { where }] of Object.entries(PERSON_ROWS))
      await read(`SELECT FROM ${name} t WHERE t.ward_id = $2 AND (${where(raw('$1::uuid[]')).text})`, [[], null]);
  });

  test.each(Object.values(RECORDS))(
    'leaves out of a kept record (%j) exactly what the database generates',
    async ({ name, without }) => {
      const generated = await read<{ column: string }>(
        `SELECT attname AS column FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND (attgenerated <> '' OR atttypid = 'bytea'::regtype)`,
        [name],
      );
      for (const { column } of generated) expect(without).toContain(column);
      // Unique values are written separately: the number's last digits and the household's code. A trigger sets the
      // walking order.
      expect(without.filter((column) => !generated.some((row) => row.column === column)).sort()).toEqual(
        name === 'resident' ? ['national_number_last4'] : ['code', 'walk_order'],
      );
    },
  );

  test('has whole rows dropped and recreated only if nothing refers to them and a merge can read them completely', async () => {
    for (const reference of Object.values(MERGED_REFERENCES)
      .flat()
      .filter((each) => !each.columns)) {
      const wrong = await read(
        `SELECT attname AS wrong FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND (attgenerated <> '' OR attidentity <> '' OR atttypid = 'bytea'::regtype)
         UNION ALL SELECT conrelid::regclass::text FROM pg_constraint WHERE $2 AND contype = 'f' AND confrelid = $1::regclass`,
        [reference.name, reference.isRemade === true],
      );
      expect([reference.name, wrong]).toEqual([reference.name, []]);
    }
  });
});
