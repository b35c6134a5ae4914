import pg from 'pg';
import path from 'node:path';
import { prepareAppRole } from '../../../src/db/app-role';
import { migrate } from '../../../src/db/migrate';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/test-database';

const settings = { databaseUrl: undefined, databaseOwnerUrl: undefined };

async function run(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the account of the running program', () => {
  let database: TestDatabase;
  let url: string;
  beforeAll(async () => {
    database = await createTestDatabase('with-two-wards');
    ({ url } = await prepareAppRole(database.url, settings));
  });
  afterAll(async () => {
    await database.drop();
    const server = new URL(database.url);
    server.pathname = '/postgres';
    await run(server.href, `DROP ROLE "${new URL(url).username}"`);
  });

  test.each([
    "UPDATE audit_event SET actor_name = 'Ai Khác'",
    "UPDATE audit_event SET details = '{}'",
    "INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type, digest) VALUES (gen_random_uuid(), now(), 'a', 'b', true, 'c', '')",
    'DELETE FROM audit_event',
    'TRUNCATE audit_event',
    "UPDATE audit_seal SET hash = ''",
    'DELETE FROM audit_seal',
    'DELETE FROM audit_chain',
    'DELETE FROM audit_key',
    "UPDATE audit_key SET key_set = ''",
    'DELETE FROM audit_begin',
    'UPDATE audit_count SET written = 0',
    'INSERT INTO audit_count VALUES (1, 1)',
    "INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type, xid) VALUES (gen_random_uuid(), now(), 'a', 'b', true, 'c', '0')",
    "INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type, legacy_hash) VALUES (gen_random_uuid(), now(), 'a', 'b', true, 'c', '')",
    'ALTER TABLE audit_event DISABLE TRIGGER ALL',
    'DROP TRIGGER audit_event_refuse_change ON audit_event',
    'CREATE TRIGGER mine BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse()',
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    'CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1',
    'CREATE TABLE mine (id int)',
    'UPDATE database_name SET id = gen_random_uuid()',
    'DROP TABLE visit CASCADE',
    "SET session_replication_role = 'replica'",
    'SET ROLE go_cua',
    "DELETE FROM _prisma_migrations WHERE migration_name = ''",
  ])('may not: %s', async (statement) => {
    await expect(run(url, statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  test('may write every row of every other table, and have statistics refreshed', async () => {
    expect(
      await run(
        url,
        `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
           AND NOT (relname LIKE 'audit\\_%' OR relname IN ('_prisma_migrations', 'database_name'))
           AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))`,
      ),
    ).toEqual([]);
    await run(url, "SELECT refresh_statistics('{}'), refresh_statistics('{visit, household}')");
    expect(
      await run(url, "SELECT last_analyze IS NOT NULL AS is FROM pg_stat_user_tables WHERE relname = 'visit'"),
    ).toEqual([{ is: true }]);
  });

  test('keeps its rights at the next start, and signs in although it was given another password', async () => {
    await run(database.url, `ALTER ROLE "${new URL(url).username}" PASSWORD 'another'`);
    expect(await prepareAppRole(database.url, settings)).toEqual({ url, warning: null });
    expect(await run(url, 'SELECT count(*)::int AS wards FROM ward')).toEqual([{ wards: 2 }]);
  });
});

test('an owner who may make no account runs the program itself and is told so; with two addresses it grants to the named one', async () => {
  const [database, other] = [await createEmptyDatabase(), await createEmptyDatabase()];
  await migrate(database.url, path.resolve('prisma/migrations'));
  expect(await prepareAppRole(database.url, settings)).toEqual({
    url: database.url,
    warning: expect.stringContaining('CREATEROLE)') as string,
  });

  const named = new URL(database.url);
  ({ username: named.username, password: named.password } = new URL(other.url));
  const both = { ...settings, databaseOwnerUrl: database.url, databaseUrl: named.href };
  expect(await prepareAppRole(database.url, both)).toEqual({ url: named.href, warning: null });
  expect(await run(named.href, 'SELECT count(*)::int AS wards FROM ward')).toEqual([{ wards: 0 }]);
  await expect(run(named.href, 'DELETE FROM audit_seal')).rejects.toThrow('permission denied');
  await database.drop();
  await other.drop();
});
