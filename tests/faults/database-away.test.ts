import fs from 'node:fs';
import { openDatabase } from '../../src/db/database';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded-postgres';
import { hashPassword } from '../../src/features/office/auth/passwords';
import type { UserRole } from '../../src/generated/prisma/enums';
import { navigationFor } from '../../src/web/navigation';
import { cuttableLine, type CuttableLine } from '../support/cuttable-line';
import { createHousehold, createUser, createWard } from '../support/factories';
import { eventually, PATIENCE_MS } from '../support/patience';
import { buildProgram, freePort, runProgram, type Program } from '../support/program';
import { TestAgent, words } from '../support/test-app';
import { PASSWORD } from '../support/two-wards';
import { testFolder } from '../support/test-folder';
import { slowTest } from '../support/runs';

const ROLES: readonly UserRole[] = ['admin', 'staff', 'officer', 'chairman'];
/** Maximum time until a page says that the database is away, silent or not, on a slow machine: half the statement timeout. */
const SOON_MS = 30_000;

type Ask = () => ReturnType<TestAgent['get']>;

let dataDir: string;
let postgres: EmbeddedPostgres;
let line: CuttableLine;
let program: Program;
let agents: Record<UserRole, TestAgent>;
let visitor: TestAgent;
/** Every page of the navigation, opened by its role. */
let pages: { what: string; ask: Ask }[];
let others: { what: string; ask: Ask }[];

const startPostgres = () => startEmbeddedPostgres({ dataDir, log: () => undefined, supervise: false });

beforeAll(async () => {
  buildProgram();
  dataDir = testFolder();
  postgres = await startPostgres();
  line = await cuttableLine(postgres.url);
  program = runProgram(dataDir, { DATABASE_URL: line.address, PORT: await freePort() });
  const address = await program.address();
  const signedIn = await signInAll(address);
  agents = signedIn.agents;
  visitor = new TestAgent(address);
  await visitor.get('/login');
  pages = ROLES.flatMap((role) =>
    navigationFor(role, '').items.map(({ href }) => ({ what: `${role} ${href}`, ask: () => agents[role].get(href) })),
  );
  others = [
    { what: 'the public page', ask: () => visitor.get('/') },
    { what: 'sign-in', ask: () => visitor.post('/login', { username: 'officer', password: PASSWORD }) },
    { what: 'signing out', ask: () => agents.admin.post('/logout') },
    { what: 'saving a visit', ask: () => agents.officer.post(signedIn.visitForm, { outcome: 'nobody_home' }) },
  ];
});

afterAll(async () => {
  program.child.kill('SIGTERM');
  await program.exitCode();
  await line.cut();
  await postgres.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

slowTest(
  'while an external database is down, every page says so soon; when it is back, every page works again',
  async () => {
    await postgres.stop();

    for (const { what, ask } of [...pages, ...others]) await expectAway(what, ask, SOON_MS);
    expect((await visitor.get('/healthz')).status).toBe(503);

    postgres = await startPostgres();
    await expectAllServe();
  },
);

slowTest(
  'while the line to the database is silently cut, pages opened together all say so soon; when it is mended, they work again',
  async () => {
    await Promise.all(pages.map(({ ask }) => ask())); // many connections are open
    line.hush();

    const everything = [...pages, ...others];
    await Promise.all(everything.map(({ what, ask }) => expectAway(what, ask, SOON_MS)));
    await Promise.all(everything.map(({ what, ask }) => expectAway(`${what}, again`, ask, SOON_MS)));
    expect((await visitor.get('/healthz')).status).toBe(503);

    await line.mend();
    await expectAllServe();
  },
);

test('when open connections die although the database answers, one page says so soon, and the next ones are served', async () => {
  await Promise.all(pages.map(({ ask }) => ask()));
  line.hush();
  await line.mend();

  await expectAway(pages[0]!.what, pages[0]!.ask, SOON_MS);
  await expectAllServe();
});

slowTest(
  'a page in progress when the line is cut says so equally soon, even if its session was to be written',
  async () => {
    const admin = openDatabase(postgres.url, () => undefined, 2, PATIENCE_MS);
    const lock = await admin.pool.connect();
    await admin.pool.query(`UPDATE user_session SET sess = jsonb_set(sess::jsonb, '{seenAt}', to_jsonb($1::bigint))`, [
      Date.now() - 5 * 60_000,
    ]);
    await lock.query('BEGIN; LOCK TABLE household');
    const answer = expectAway('staff /households', () => agents.staff.get('/households'), SOON_MS);
    await eventually(
      async () => (await admin.pool.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount! > 0,
      () => 'the page never waited',
    );
    line.hush();

    await answer;

    await lock.query('ROLLBACK');
    lock.release();
    await admin.close();
    await line.mend();
  },
);

async function expectAway(what: string, ask: Ask, limitMs: number): Promise<void> {
  const startedAt = performance.now();
  const answer = await ask();
  expect([what, answer.status]).toEqual([what, 503]);
  expect(words(answer)).toContain('Đang mất kết nối với cơ sở dữ liệu');
  expect(answer.headers['retry-after']).toBeDefined();
  expect(performance.now() - startedAt).toBeLessThan(limitMs);
}

async function expectAllServe(): Promise<void> {
  for (const { what, ask } of pages) expect([what, (await ask()).status]).toEqual([what, 200]);
  await new TestAgent(await program.address()).signIn('officer', PASSWORD);
}

async function signInAll(address: string): Promise<{ agents: Record<UserRole, TestAgent>; visitForm: string }> {
  const db = openDatabase(postgres.url, () => undefined, 5, PATIENCE_MS);
  try {
    const ward = await createWard(db, { code: '00004', name: 'Phường Ba Đình' });
    const household = await createHousehold(db, ward);
    const passwordHash = await hashPassword(PASSWORD);
    const agents = await Promise.all(
      ROLES.map(async (role) => {
        await createUser(db, ward, { role, username: role, displayName: role, passwordHash });
        const agent = new TestAgent(address);
        await agent.signIn(role, PASSWORD);
        await agent.get('/password'); // holds the form token that the posts below need
        return [role, agent] as const;
      }),
    );
    return {
      agents: Object.fromEntries(agents) as Record<UserRole, TestAgent>,
      visitForm: `/households/${household.id}/visits/new`,
    };
  } finally {
    await db.close();
  }
}
