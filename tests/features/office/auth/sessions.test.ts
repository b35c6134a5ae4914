import { createUser } from '../../../support/factories';
import { hashPassword } from '../../../../src/features/office/auth/passwords';
import { sharedApp, TestAgent, THURSDAY_MORNING, words } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { cookieOf, minutesAfter, tryToSignIn } from '../../../support/worlds/office';

describe('a session', () => {
  const app = sharedApp();
  beforeEach(() => app.setNow(THURSDAY_MORNING));

  const isIn = async (agent: TestAgent) => (await agent.get('/password')).status === 200;
  const sessionsOf = async (userId: string) =>
    Number(
      (
        await app.db.pool.query(`SELECT count(*) AS n FROM user_session WHERE sess -> 'passport' ->> 'user' = $1`, [
          userId,
        ])
      ).rows[0].n,
    );
  /** Signed in, with the cookie at hand. */
  const withCookie = async (username: string) => {
    const agent = app.anonymous();
    const cookie = cookieOf(await tryToSignIn(agent, username));
    return { agent, thief: new TestAgent(app.app, { Cookie: cookie }) };
  };

  it('ends 90 minutes after the last click, not before', async () => {
    const agent = await app.as('officer');
    app.setNow(minutesAfter(THURSDAY_MORNING, 90));
    expect(await isIn(agent)).toBe(true);
    app.setNow(minutesAfter(THURSDAY_MORNING, 180));
    expect(await isIn(agent)).toBe(true);
    app.setNow(minutesAfter(THURSDAY_MORNING, 270.1));
    const answer = await agent.get('/tonight');
    expect([answer.status, answer.headers.location]).toEqual([303, '/login?returnTo=%2Ftonight']);
  });

  it('ends after 14 hours, however busy it is', async () => {
    const agent = await app.as('officer');
    for (let minutes = 60; minutes <= 14 * 60; minutes += 60) {
      app.setNow(minutesAfter(THURSDAY_MORNING, minutes));
      expect([minutes, await isIn(agent)]).toEqual([minutes, true]);
    }
    app.setNow(minutesAfter(THURSDAY_MORNING, 14 * 60 + 1));
    expect(await isIn(agent)).toBe(false);
    app.setNow(THURSDAY_MORNING);
    expect(await isIn(agent)).toBe(false);
  });

  it('ends when its user signs out: the old cookie opens nothing', async () => {
    const { agent, thief } = await withCookie('vanphong');
    expect(await isIn(thief)).toBe(true);
    const answer = await agent.post('/logout');
    expect([answer.status, answer.headers.location]).toEqual([303, '/']);
    // Not "storage": visits of another officer of the same machine may wait there.
    expect(answer.headers['clear-site-data']).toBe('"cache"');
    expect(await isIn(thief)).toBe(false);
    expect(await isIn(agent)).toBe(false);
    expect(
      (await app.db.prisma.auditEvent.findFirst({ where: { chainId: app.ward.id }, orderBy: { seq: 'desc' } }))!.action,
    ).toBe('auth.sign-out');
  });

  it('stays ended when a page in progress at sign-out tries to store something in it', async () => {
    const { agent, thief } = await withCookie('vanphong');
    const { hotPool: pool } = app.db;
    const query = pool.query;
    // The page reads its session, signing out removes it, then the page stores "seen now".
    app.setNow(minutesAfter(THURSDAY_MORNING, 5));
    let release = () => {};
    const isHeld = new Promise<void>((resolve) => {
      pool.query = (async (...args: [{ text?: string }]) => {
        if (/(INSERT INTO|UPDATE) "?(public"?\."?)?user_session/.test(args[0].text ?? '')) {
          resolve();
          await new Promise<void>((go) => {
            release = go;
          });
        }
        return query.apply(pool, args as never);
      }) as typeof pool.query;
    });
    const slow = thief.get('/password').then((answer) => answer);
    await isHeld;
    pool.query = query;
    expect((await agent.post('/logout')).status).toBe(303);
    release();
    expect((await slow).status).toBe(200);
    expect(await isIn(thief)).toBe(false);
  });

  it('ends at the next click after its account is disabled', async () => {
    const admin = await app.as('admin');
    const agent = await app.as('officer2');
    expect(await isIn(agent)).toBe(true);
    expect((await admin.post(`/users/${app.users.officer2.id}/deactivation`)).status).toBe(303);
    expect(await isIn(agent)).toBe(false);
    expect(await sessionsOf(app.users.officer2.id)).toBe(0);
    expect((await tryToSignIn(app.anonymous(), 'doivien2')).status).toBe(422);
  });

  it('takes on a change of role at the next click', async () => {
    const agent = await app.as('chairman');
    expect((await agent.get('/households')).status).toBe(403);
    await app.db.prisma.userAccount.update({ where: { id: app.users.chairman.id }, data: { role: 'staff' } });
    expect((await agent.get('/households')).status).toBe(200);
    await app.db.prisma.userAccount.update({ where: { id: app.users.chairman.id }, data: { role: 'chairman' } });
  });

  it('on another machine ends when the password is changed; the one that changed it stays', async () => {
    const user = await createUser(app.db, app.ward, {
      role: 'staff',
      username: 'hai-may',
      displayName: 'Hồ Hai Máy',
      passwordHash: await hashPassword(PASSWORD),
    });
    const [here, there] = [app.anonymous(), app.anonymous()];
    await tryToSignIn(here, 'hai-may');
    await tryToSignIn(there, 'hai-may');
    await here.get('/password');
    const changed = await here.post('/password', {
      currentPassword: PASSWORD,
      newPassword: 'mây bay qua cầu gỗ',
      repeatedPassword: 'mây bay qua cầu gỗ',
    });
    expect(changed.headers.location).toBe('/today');
    expect(words(await here.get('/rounds'))).toContain(
      'Các máy khác đang đăng nhập bằng tài khoản này đã bị đăng xuất.',
    );
    expect(await isIn(there)).toBe(false);
    expect(await sessionsOf(user.id)).toBe(1);
  });

  it('that is forged or tampered with belongs to no user', async () => {
    const cookie = cookieOf(await tryToSignIn(app.anonymous(), 'vanphong'));
    for (const forged of [
      cookie.slice(0, -3),
      cookie.replace('s%3A', ''),
      'go-cua=s%3Aabc.def',
      'go-cua=%',
      `${cookie.split('.')[0]}.${'A'.repeat(43)}`,
    ]) {
      expect([forged, await isIn(new TestAgent(app.app, { Cookie: forged }))]).toEqual([forged, false]);
    }
  });
});
