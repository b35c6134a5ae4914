import { eventually } from '../../support/patience';
import { appForEach, words, type TestAgent } from '../../support/test-app';
import { onServer } from '../../support/test-server';
import { countRows, fullForm, openDoor, THURSDAY_EVENING, type OpenDoor } from '../../support/worlds/door';

const t = appForEach();
let world: OpenDoor;
let officer: TestAgent;

beforeEach(async () => {
  t.setNow(THURSDAY_EVENING);
  world = await openDoor(t);
  officer = await t.as('officer');
});

const saveVisit = () => officer.post(`/round-doors/${world.door.id}/visit`, fullForm(world));

/** What PostgreSQL reports when its disk fails, in its words and with its codes (errcode_for_file_access). */
test.each([
  ['58030', 'could not read blocks 0..0 in file "base/16384/2619": Input/output error'],
  ['42501', 'could not open file "base/16384/2619": Read-only file system'],
  ['53100', 'could not extend file "base/16384/2619": No space left on device'],
  ['XX000', 'could not extend file "base/16384/2619": Disk quota exceeded'],
])(
  'a failing database disk (%s %s) is reported as a database that is away, and the same form saves once it is fixed',
  async (code, sentence) => {
    await t.db.pool.query(`
    CREATE FUNCTION fail_as_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${sentence}' USING ERRCODE = '${code}'; END $$;
    CREATE TRIGGER visit_disk BEFORE INSERT ON visit EXECUTE FUNCTION fail_as_disk()`);
    await expectAway(saveVisit());
    expect(await countRows(t)).toMatchObject({ visit: 0 });

    await t.db.pool.query('DROP TRIGGER visit_disk ON visit');
    expect((await saveVisit()).status).toBe(303);
  },
);

test('a read-only database is reported as one that is away', async () => {
  const name = new URL(t.context.config.databaseUrl!).pathname.slice(1);
  await onServer(
    process.env.TEST_SERVER_URL!,
    `ALTER DATABASE ${name} SET default_transaction_read_only = on`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
  );
  await eventually(
    () => t.db.pool.totalCount === 0,
    () => 'the pool kept connections from before',
  );
  await expectAway(saveVisit());
});

test('a right that the account lacks remains an unforeseen error', async () => {
  await t.db.pool.query(`
    CREATE FUNCTION fail_as_refused() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'permission denied for table visit' USING ERRCODE = '42501'; END $$;
    CREATE TRIGGER visit_refused BEFORE INSERT ON visit EXECUTE FUNCTION fail_as_refused()`);
  expect((await saveVisit()).status).toBe(500);
});

async function expectAway(asked: ReturnType<TestAgent['post']>): Promise<void> {
  const answer = await asked;
  expect(answer.status).toBe(503);
  expect(words(answer)).toContain('Đang mất kết nối với cơ sở dữ liệu');
}
