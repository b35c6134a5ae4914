import fs from 'node:fs';
import { openDatabase } from '../../src/db/database';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded-postgres';
import { hashPassword } from '../../src/features/auth/passwords';
import type { UserRole } from '../../src/generated/prisma/enums';
import { navigationFor } from '../../src/web/navigation';
import { createHousehold, createUser, createWard } from '../support/factories';
import { PATIENCE_MS } from '../support/patience';
import { buildProgram, freePort, runProgram, type Program } from '../support/program';
import { PASSWORD, TestAgent, words } from '../support/test-app';
import { testFolder } from '../support/test-folder';

const ROLES: readonly UserRole[] = ['admin', 'staff', 'officer', 'chairman'];
/** A page may take this long to say that the database is away, on a slow machine, too: half the limit of a statement. */
const SOON_MS = 30_000;

let dataDir: string;
let postgres: EmbeddedPostgres;
let program: Program;

const startPostgres = () => startEmbeddedPostgres({ dataDir, log: () => undefined, supervise: false });

beforeAll(async () => {
  buildProgram();
  dataDir = testFolder();
  postgres = await startPostgres();
  program = runProgram(dataDir, { DATABASE_URL: postgres.url, PORT: await freePort() });
  await program.address();
});

afterAll(async () => {
  program.child.kill('SIGTERM');
  await program.exitCode();
  await postgres.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

test('while a database that others run is away, every page says so soon; when it is back, all go on where they were', async () => {
  const address = await program.address();
  const { agents, visitForm } = await signInAll(address);
  const visitor = new TestAgent(address);
  await visitor.get('/login');
  const pages = ROLES.flatMap((role) => navigationFor(role, '').items.map(({ href }) => ({ role, href })));

  await postgres.stop();

  for (const { role, href } of pages) await expectAway(`${role} ${href}`, () => agents[role].get(href));
  await expectAway('the public page', () => visitor.get('/'));
  await expectAway('sign-in', () => visitor.post('/login', { username: 'officer', password: PASSWORD }));
  await expectAway('signing out', () => agents.admin.post('/logout'));
  await expectAway('saving a visit', () => agents.officer.post(visitForm, { outcome: 'nobody_home' }));
  expect((await visitor.get('/healthz')).status).toBe(503);

  postgres = await startPostgres();

  for (const { role, href } of pages) expect([role, href, (await agents[role].get(href)).status]).toEqual([role, href, 200]);
  expect((await visitor.post('/login', { username: 'officer', password: PASSWORD })).status).toBe(303);
});

async function expectAway(what: string, ask: () => ReturnType<TestAgent['get']>): Promise<void> {
  const startedAt = performance.now();
  const answer = await ask();
  expect([what, answer.status]).toEqual([what, 503]);
  expect(words(answer)).toContain('Đang mất kết nối với cơ sở dữ liệu');
  expect(answer.headers['retry-after']).toBeDefined();
  expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
}

async function signInAll(address: string): Promise<{ agents: Record<UserRole, TestAgent>; visitForm: string }> {
  const db = openDatabase(postgres.url, () => undefined, 5, PATIENCE_MS);
  try {
    const ward = await createWard(db, { code: '00004', name: 'Phường Ba Đình' });
    const household = await createHousehold(db, ward);
    const passwordHash = await hashPassword(PASSWORD);
    const agents = await Promise.all(ROLES.map(async (role) => {
      await createUser(db, ward, { role, username: role, displayName: role, passwordHash });
      const agent = new TestAgent(address);
      await agent.signIn(role, PASSWORD);
      await agent.get('/password'); // has the form token that the posts below need
      return [role, agent] as const;
    }));
    return { agents: Object.fromEntries(agents) as Record<UserRole, TestAgent>, visitForm: `/households/${household.id}/visits/new` };
  } finally {
    await db.close();
  }
}
