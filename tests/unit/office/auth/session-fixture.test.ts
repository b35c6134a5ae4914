import type { Request } from 'express';
import { knownDevices } from '../../../../src/web/known-device';
import { sessionFixture } from '../../../support/session-fixture';
import { testApp, words } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';

/** Another in every session; the age is what is left until `expires`, by the clock of the wall. */
const DRAWN = /"(csrfToken|expires|originalMaxAge)":("[^"]*"|\d+)/g;
const DRAWN_COLUMNS: Record<string, string> = {
  audit_count: "- 'backend'",
  audit_event: "- 'salt' - 'xid'",
  user_session: "- 'sid' - 'expire'",
};

async function afterSigningIn(way: 'form' | 'fixture') {
  const app = await testApp();
  const { username } = app.users.officer;
  const agent = app.anonymous();
  let cookies: string[];
  if (way === 'form') {
    cookies = (await agent.signIn(username, PASSWORD)).get('Set-Cookie')!;
  } else {
    const session = (await sessionFixture(app.context, username))!;
    agent.hold(session);
    ({ cookies } = session);
  }
  const tables = await app.db.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname`,
  );
  const rows: Record<string, string[]> = {};
  for (const { name } of tables.rows) {
    const drawn = DRAWN_COLUMNS[name] ?? '';
    const held = await app.db.pool.query<{ row: object }>(`SELECT to_jsonb(t) ${drawn} AS row FROM ${name} t`);
    rows[name] = held.rows.map(({ row }) => JSON.stringify(row).replace(DRAWN, '"$1"')).sort();
  }
  // Guesses that were forgiven.
  rows.rate_limit = rows.rate_limit!.filter((row) => !row.includes('"points":0'));
  const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
  const isKnown = knownDevices(app.context.config).find({ headers: { cookie } } as Request, username) !== null;
  const page = words(await agent.get('/password'));
  const changed = await agent.post('/logout');
  await app.close();
  return {
    rows,
    isKnown,
    cookies: cookies.map((each) => each.split('=')[0]).sort(),
    page,
    signedOut: [changed.status, changed.headers.location],
  };
}

test('the session of a test is the one that the form begins: rows, cookies, page and token', async () => {
  const fixture = await afterSigningIn('fixture');
  expect(fixture.rows.user_session).toHaveLength(1);
  expect(fixture).toEqual(await afterSigningIn('form'));
});

test('an account that has more to do than give its password gets none', async () => {
  const app = await testApp();
  await app.db.prisma.userAccount.update({ where: { id: app.users.officer.id }, data: { mustChangePassword: true } });
  await app.db.prisma.userAccount.update({
    where: { id: app.users.staff.id },
    data: { disabledAt: app.context.now() },
  });
  await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { requiresSecondFactor: true } });
  for (const role of ['officer', 'staff', 'admin'] as const)
    expect(await sessionFixture(app.context, app.users[role].username)).toBeNull();
  await app.close();
});
