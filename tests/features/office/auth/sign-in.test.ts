import { hashPassword } from '../../../../src/features/office/auth/passwords';
import { rescueAccount } from '../../../../src/features/office/users/service';
import { createUser } from '../../../support/factories';
import { expectWords, read, sharedApp, TestAgent, words } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { cookieOf, tryToSignIn } from '../../../support/worlds/office';

describe('signing in', () => {
  const app = sharedApp();

  const events = async (chainId = app.ward.id) =>
    (await app.db.prisma.auditEvent.findMany({ where: { chainId }, orderBy: { seq: 'asc' } })).map(
      ({ action, actorId, details }) => ({ action, actorId, details }),
    );

  it.each(['admin', 'staff', 'officer', 'chairman'] as const)('brings %s to the page of the day', async (role) => {
    const home = '/today';
    const agent = app.anonymous();
    const answer = await tryToSignIn(agent, app.users[role].username);
    expect([answer.status, answer.headers.location]).toEqual([303, home]);
    expect(words(await agent.get(home))).toContain(app.users[role].displayName);
    expect((await agent.get('/login')).headers.location).toBe(home);
    expect((await agent.get('/')).headers.location).toBe(home);
  });

  it('accepts the name in capitals and with spaces around it, as phones write it', async () => {
    expect((await tryToSignIn(app.anonymous(), '  DoiVien1 ')).status).toBe(303);
  });

  it('records who signed in, and when', async () => {
    await app.as('staff');
    expect((await events()).at(-1)).toEqual({ action: 'auth.sign-in', actorId: app.users.staff.id, details: {} });
    const { lastLoginAt } = await app.db.prisma.userAccount.findUniqueOrThrow({ where: { id: app.users.staff.id } });
    expect(lastLoginAt).toEqual(app.context.now());
  });

  it('logs who asked for what without the permission, once a quarter of an hour', async () => {
    const chairman = await app.as('chairman');
    for (let asking = 0; asking < 3; asking += 1) expect((await chairman.get('/users')).status).toBe(403);
    expect((await chairman.get('/users/not-an-id/edit')).status).toBe(403);
    const refused = (await events()).filter(({ action }) => action === 'auth.forbid');
    expect(refused).toEqual(
      ['GET /users', 'GET /users/:id/edit'].map((route) => ({
        action: 'auth.forbid',
        actorId: app.users.chairman.id,
        details: { route },
      })),
    );
  });

  it('refuses a wrong password, keeps the name but never the password, and logs the refusal', async () => {
    const agent = app.anonymous();
    const answer = await tryToSignIn(agent, 'doivien2', 'mật khẩu sai bét');
    expect(answer.status).toBe(422);
    const $ = read(answer);
    expect($('title').text()).toMatch(/^Lỗi: /);
    expect($('[role=alert]').text()).toContain('Tên đăng nhập hoặc mật khẩu chưa đúng.');
    expect($('input[name=username]').attr('value')).toBe('doivien2');
    expect(answer.text).not.toContain('sai bét');
    expect((await agent.get('/password')).status).toBe(303);
    expect((await events()).at(-1)).toEqual({
      action: 'auth.refuse',
      actorId: app.users.officer2.id,
      details: { username: 'doivien2' },
    });
  });

  it('gives an unknown name and a disabled account the same answer, and does not store what was typed as a name', async () => {
    const hash = await hashPassword(PASSWORD);
    const gone = await createUser(app.db, app.ward, {
      role: 'officer',
      username: 'da-nghi',
      displayName: 'Đã Nghỉ',
      passwordHash: hash,
    });
    await app.db.prisma.userAccount.update({ where: { id: gone.id }, data: { disabledAt: app.context.now() } });
    const answers = [
      await tryToSignIn(app.anonymous(), 'vanphong', 'sai'),
      await tryToSignIn(app.anonymous(), 'khong-co-ai', 'sai'),
      await tryToSignIn(app.anonymous(), 'da-nghi'),
    ];
    const shown = answers.map((answer) => ({
      status: answer.status,
      words: words(answer),
      errors: read(answer)('[role=alert]').text(),
    }));
    expect(shown[1]).toEqual(shown[0]);
    expect(shown[2]).toEqual(shown[0]);
    const kept = JSON.stringify(
      (await app.db.prisma.auditEvent.findMany()).map(({ details, subjectId }) => ({ details, subjectId })),
    );
    expect(kept).not.toContain('khong-co-ai');
  });

  it('asks for what is missing, beside the field and in a summary', async () => {
    const answer = await tryToSignIn(app.anonymous(), '', '');
    expect(answer.status).toBe(422);
    expectWords(answer, 'Nhập tên đăng nhập.', 'Nhập mật khẩu.');
  });

  it('continues to the requested page, and never to another site', async () => {
    const asked = await app.anonymous().get('/households?q=b%E1%BA%A1ch&after=%22');
    expect(asked.headers.location).toBe(
      `/login?returnTo=${encodeURIComponent('/households?q=b%E1%BA%A1ch&after=%22')}`,
    );
    const agent = app.anonymous();
    const returnTo = read(await agent.get(asked.headers.location!))('input[name=returnTo]').attr('value');
    expect((await tryToSignIn(agent, 'vanphong', PASSWORD, { returnTo })).headers.location).toBe(
      '/households?q=b%E1%BA%A1ch&after=%22',
    );

    for (const hostile of [
      'https://example.org',
      '//example.org',
      '///example.org',
      '/\\example.org',
      '\\\\example.org',
      '/\t/example.org',
      '/\n/example.org',
      'javascript:alert(1)',
      'example.org',
      ' //example.org',
      '/ /example.org',
      '/login',
      '/login?returnTo=/login',
      '/logout',
      '',
      ['/rounds', '//example.org'],
    ]) {
      const stranger = app.anonymous();
      const query = new URLSearchParams(
        [hostile].flat().map((value): [string, string] => ['returnTo', value]),
      ).toString();
      expect([hostile, read(await stranger.get(`/login?${query}`))('input[name=returnTo]').attr('value')]).toEqual([
        hostile,
        '/',
      ]);
      expect([
        hostile,
        (await tryToSignIn(stranger, 'vanphong', PASSWORD, { returnTo: hostile })).headers.location,
      ]).toEqual([hostile, '/today']);
    }
  });

  it('gives two tabs opened at the same moment the same token, so that both forms are accepted', async () => {
    const agent = await app.as('officer');
    const tabs = await Promise.all(['/availability', '/password'].map((path) => agent.get(path)));
    const tokens = tabs.map((tab) => read(tab)('main input[name=_csrf]').attr('value'));
    expect(tokens[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(tokens[1]).toBe(tokens[0]);
  });

  it('gives the session a new id: an id planted earlier is worthless', async () => {
    const planted = cookieOf(await tryToSignIn(app.anonymous(), 'doivien1'));
    const agent = new TestAgent(app.app, { Cookie: planted });
    const own = cookieOf(await tryToSignIn(agent, 'vanphong'));
    expect(own).not.toBe('');
    expect(own).not.toBe(planted);
    const stranger = new TestAgent(app.app, { Cookie: planted });
    expect((await stranger.get('/password')).headers.location).toMatch(/^\/login/);
    const { rows } = await app.db.pool.query<{ sid: string }>('SELECT sid FROM user_session');
    for (const { sid } of rows) expect(Buffer.from(sid, 'base64url').length).toBeGreaterThanOrEqual(16);
  });
});

describe('the first sign-in with a password set by another user', () => {
  const app = sharedApp();
  beforeAll(async () => {
    await createUser(app.db, app.ward, {
      role: 'admin',
      username: 'moi',
      displayName: 'Đỗ Người Mới',
      passwordHash: await hashPassword(PASSWORD),
      mustChangePassword: true,
    });
  });

  it('leads to a new password, and nothing else opens before', async () => {
    const agent = app.anonymous();
    expect((await tryToSignIn(agent, 'moi', PASSWORD, { returnTo: '/users' })).headers.location).toBe('/password');
    const page = await agent.get('/password');
    expect(words(page)).toContain('Đây là lần đăng nhập đầu tiên.');
    expect(read(page)('nav').length).toBe(0);
    for (const path of ['/users', '/households', '/reports', '/audit', '/public-services?x=/password']) {
      expect([path, (await agent.get(path)).headers.location]).toEqual([path, '/password']);
    }
    const users = await app.db.prisma.userAccount.count();
    expect(
      (await agent.post('/users', { username: 'cua-sau', displayName: 'Cửa Sau', role: 'admin' })).headers.location,
    ).toBe('/password');
    expect(await app.db.prisma.userAccount.count()).toBe(users);

    const same = await agent.post('/password', {
      currentPassword: PASSWORD,
      newPassword: PASSWORD,
      repeatedPassword: PASSWORD,
    });
    expect([same.status, words(same)]).toEqual([
      422,
      expect.stringContaining('Mật khẩu mới phải khác mật khẩu đang dùng.'),
    ]);
    expect((await agent.get('/users')).headers.location).toBe('/password');

    const changed = await agent.post('/password', {
      currentPassword: PASSWORD,
      newPassword: 'trăng lên đầu núi',
      repeatedPassword: 'trăng lên đầu núi',
    });
    expect([changed.status, changed.headers.location]).toEqual([303, '/today']);
    const home = await agent.get('/users');
    expect([home.status, words(home)]).toEqual([200, expect.stringContaining('Đã đổi mật khẩu.')]);
    expect((await tryToSignIn(app.anonymous(), 'moi', PASSWORD)).status).toBe(422);
    expect((await tryToSignIn(app.anonymous(), 'moi', 'trăng lên đầu núi')).headers.location).toBe('/today');
  });

  it('ends 72 hours after the password was given, until the operator gives another', async () => {
    const given = { role: 'admin' as const, displayName: 'Đỗ Chậm', passwordHash: await hashPassword(PASSWORD) };
    const { id } = await createUser(app.db, app.ward, { ...given, username: 'cham', mustChangePassword: true });
    const give = (hoursAgo: number) =>
      app.db.prisma.userAccount.update({
        where: { id },
        data: { firstPasswordAt: new Date(app.context.now().getTime() - hoursAgo * 3_600_000) },
      });
    await give(73);
    const late = await tryToSignIn(app.anonymous(), 'cham');
    expect([late.status, words(late)]).toEqual([422, expect.stringContaining('đã hết hạn. Nhờ người quản trị')]);
    await give(71);
    expect((await tryToSignIn(app.anonymous(), 'cham')).headers.location).toBe('/password');
    await give(73);
    const password = await rescueAccount(app.context, 'cham');
    const agent = app.anonymous();
    expect((await tryToSignIn(agent, 'cham', password!)).headers.location).toBe('/password');
    const changed = await agent.post('/password', {
      currentPassword: password,
      newPassword: 'mưa qua phố cũ',
      repeatedPassword: 'mưa qua phố cũ',
    });
    expect(changed.status).toBe(303);
    expect(cookieOf(changed)).not.toBe(''); // A cookie is sent for a new id only.
    expect((await agent.get('/users')).status).toBe(200);
    expect(await app.db.prisma.userAccount.findUniqueOrThrow({ where: { id } })).toMatchObject({
      firstPasswordAt: null,
    });
    expect(await rescueAccount(app.context, 'không-có')).toBeNull();
  });

  it('can be abandoned by signing out', async () => {
    await createUser(app.db, app.ward, {
      role: 'staff',
      username: 'moi2',
      displayName: 'Đỗ Mới Hai',
      passwordHash: await hashPassword(PASSWORD),
      mustChangePassword: true,
    });
    const agent = app.anonymous();
    await tryToSignIn(agent, 'moi2');
    expect((await agent.post('/logout')).headers.location).toBe('/');
    expect((await agent.get('/password')).headers.location).toMatch(/^\/login/);
  });
});
