import { URI } from 'otpauth';
import { hashPassword } from '../../../../src/features/office/auth/passwords';
import { keyOf } from '../../../../src/features/office/auth/one-time-code';
import { placeOfRow } from '../../../../src/shared/sealer';
import { createUser } from '../../../support/factories';
import { read, sharedApp, textsOf, words, type TestAgent } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { signedInElsewhere, tryToSignIn } from '../../../support/worlds/office';

// A code after the password: set up, asked for, used once, lost, and taken off.

const app = sharedApp();
let at = new Date('2026-11-26T02:00:00Z');
beforeEach(() => app.db.pool.query('DELETE FROM rate_limit'));

const OTHER = 'mây bay qua cầu gỗ';

/** Half a minute later, so that the application shows another code. */
function later(minutes = 1): void {
  at = new Date(at.getTime() + minutes * 60_000);
  app.setNow(at);
}

/** The code that an authenticator application shows once it has read the QR code. */
async function codeOf(userId: string, when = at): Promise<string> {
  const { id, wardId, secretCipher } = await app.db.prisma.secondFactor.findFirstOrThrow({
    where: { userId },
    orderBy: { confirmedAt: { sort: 'asc', nulls: 'first' } },
  });
  const place = placeOfRow('second_factor.secret_cipher', wardId, [id]);
  const { uri } = keyOf(app.context.sealer.openBytes(secretCipher, place), 'anybody');
  return URI.parse(uri).generate({ timestamp: when.getTime() });
}

const confirmPassword = (agent: TestAgent) => agent.post('/second-factor/password', { currentPassword: PASSWORD });

/** @returns the recovery codes; none if the account has some. */
async function enrol(agent: TestAgent, userId: string): Promise<string[]> {
  later();
  await confirmPassword(agent);
  expect((await agent.post('/second-factor')).status).toBe(303);
  expect(words(await agent.get('/second-factor'))).toContain('Quét mã này');
  const page = read(await agent.post('/second-factor/confirmation', { code: await codeOf(userId) }));
  return textsOf(page('.recovery-codes code'));
}

/** What the sign-in page carries when the agent's session ends while a form of absences is typed. */
async function interruptedForm(agent: TestAgent, fields: object): Promise<string> {
  await agent.get('/password');
  later(91);
  return String(read(await agent.post('/absences', fields))('input[name=interrupted]').val());
}

const lastAction = async () =>
  (await app.db.prisma.auditEvent.findFirstOrThrow({ where: { chainId: app.ward.id }, orderBy: { seq: 'desc' } }))
    .action;

test('an officer sets it up with the password, and signs in with a code that works once', async () => {
  const { id, username } = app.users.officer;
  const agent = await app.as('officer');
  for (const [path, form] of [
    ['/second-factor/password', { currentPassword: 'không phải' }],
    ['/second-factor', {}],
  ] as const)
    expect((await agent.post(path, form)).status).toBe(422);
  expect(await app.db.prisma.secondFactor.count()).toBe(0);
  await confirmPassword(agent);
  await agent.post('/second-factor');
  const refused = await agent.post('/second-factor/confirmation', { code: '000000' });
  expect([refused.status, words(refused)]).toEqual([422, expect.stringContaining('Mã chưa đúng.')]);
  // Not confirmed: the password alone still signs in.
  expect((await tryToSignIn(app.anonymous(), username)).status).toBe(303);
  expect(await enrol(agent, id)).toHaveLength(10);

  later();
  const other = app.anonymous();
  const asked = await tryToSignIn(other, username, PASSWORD, { returnTo: '/rounds' });
  expect([asked.status, words(asked)]).toEqual([200, expect.stringContaining('Mã xác minh')]);
  expect((await other.get('/rounds')).headers.location).toMatch(/^\/login/);
  const code = await codeOf(id);
  const entered = await other.post('/login/code', { code, returnTo: '/rounds' });
  expect([entered.status, entered.headers.location]).toEqual([303, '/rounds']);
  expect((await other.get('/rounds')).status).toBe(200);

  const thief = app.anonymous();
  await tryToSignIn(thief, username);
  const again = await thief.post('/login/code', { code });
  expect([again.status, words(again)]).toEqual([422, expect.stringContaining('đã dùng rồi')]);
  expect(await lastAction()).toBe('auth.refuse-code');
  expect((await thief.get('/rounds')).status).toBe(303);
});

test('a new phone takes the place of the old one, which counts until then; recovery codes stay until they are renewed', async () => {
  const { id, username } = app.users.officer;
  const agent = app.anonymous();
  later();
  await tryToSignIn(agent, username);
  await agent.post('/login/code', { code: await codeOf(id) });
  const old = await app.db.prisma.secondFactor.findFirstOrThrow({ where: { userId: id } });
  await confirmPassword(agent);
  await agent.post('/second-factor');
  await agent.post('/second-factor/confirmation', { code: '000000' });
  later(11);
  expect(words(await agent.get('/second-factor'))).not.toContain('Quét mã này');
  const tooLate = await agent.post('/second-factor/confirmation', { code: await codeOf(id) });
  expect([tooLate.status, words(tooLate)]).toEqual([422, expect.stringContaining('Đã quá 10 phút')]);
  expect(await app.db.prisma.secondFactor.count({ where: { id: old.id } })).toBe(1);
  let sessions = await signedInElsewhere(app, id);
  expect(await enrol(agent, id)).toEqual([]);
  expect(await sessions()).toBe(0);
  expect(await lastAction()).toBe('auth.change-factor');
  expect(await app.db.prisma.secondFactor.findMany({ where: { userId: id } })).toEqual([
    expect.objectContaining({ confirmedAt: at }),
  ]);
  const codes = () => app.db.prisma.recoveryCode.findMany({ where: { userId: id }, select: { id: true } });
  const before = await codes();
  sessions = await signedInElsewhere(app, id);
  const renewed = read(await agent.post('/second-factor/recovery-codes'));
  expect(await sessions()).toBe(0);
  expect(renewed('main').text()).toContain('Các máy khác đang đăng nhập');
  expect(renewed('.recovery-codes code')).toHaveLength(10);
  expect(await codes()).toHaveLength(10);
  expect(await codes()).not.toEqual(before);
  expect(await lastAction()).toBe('auth.renew-codes');

  later(11);
  const late = await agent.post('/second-factor/removal');
  expect([late.status, words(late)]).toEqual([422, expect.stringContaining('Đã quá 10 phút')]);
  sessions = await signedInElsewhere(app, id);
  await confirmPassword(agent);
  expect(await sessions()).toBe(1);
  await agent.post('/second-factor/removal');
  expect(await sessions()).toBe(0);
  await agent.post('/second-factor/removal');
  await agent.post('/second-factor/recovery-codes');
  expect(await app.db.prisma.secondFactor.count({ where: { userId: id } })).toBe(0);
  expect(await codes()).toEqual([]);
  await enrol(agent, id);
});

test('a set-up that was left open shows and confirms nothing without the password again', async () => {
  const { id } = app.users.chairman;
  const agent = await app.as('chairman');
  await confirmPassword(agent);
  await agent.post('/second-factor');
  const code = await codeOf(id);
  const passerBy = await app.as('chairman');
  expect(words(await passerBy.get('/second-factor'))).not.toContain('Quét mã này');
  const refused = await passerBy.post('/second-factor/confirmation', { code });
  expect([refused.status, words(refused)]).toEqual([422, expect.stringContaining('Gõ lại mật khẩu')]);
  expect(await app.db.prisma.secondFactor.count({ where: { userId: id, confirmedAt: { not: null } } })).toBe(0);
});

test('a code without the password, or five minutes after it, opens nothing', async () => {
  const stranger = app.anonymous();
  await stranger.get('/login');
  expect(words(await stranger.post('/login/code', { code: await codeOf(app.users.officer.id) }))).toContain(
    'Đăng nhập lại từ đầu',
  );
  await tryToSignIn(stranger, app.users.officer.username);
  later(6);
  const late = await stranger.post('/login/code', { code: await codeOf(app.users.officer.id) });
  expect([late.status, words(late)]).toEqual([422, expect.stringContaining('Đã quá 5 phút')]);
});

test('a password that was changed, or an account that was disabled meanwhile, needs the password again', async () => {
  const { id, username } = app.users.officer;
  const admin = await app.as('admin');
  const halfWay = async () => {
    later();
    const agent = app.anonymous();
    expect(words(await tryToSignIn(agent, username))).toContain('Mã xác minh');
    return agent;
  };
  const isRefused = async (agent: TestAgent) => {
    const answer = await agent.post('/login/code', { code: await codeOf(id) });
    expect([answer.status, words(answer)]).toEqual([422, expect.stringContaining('Đăng nhập lại từ đầu')]);
    expect((await agent.get('/rounds')).status).toBe(303);
  };
  const disabled = await halfWay();
  await admin.post(`/users/${id}/deactivation`, { confirmed: 'yes' });
  await admin.post(`/users/${id}/reactivation`);
  await isRefused(disabled);

  const owner = await halfWay();
  await owner.post('/login/code', { code: await codeOf(id) });
  const thief = await halfWay();
  await owner.get('/password');
  const changed = await owner.post('/password', {
    currentPassword: PASSWORD,
    newPassword: OTHER,
    repeatedPassword: OTHER,
  });
  expect(changed.headers.location).toBe('/today');
  await isRefused(thief);
  await owner.get('/password');
  await owner.post('/password', { currentPassword: OTHER, newPassword: PASSWORD, repeatedPassword: PASSWORD });
});

test('guesses are rate-limited, and the right code waits too', async () => {
  later();
  const agent = app.anonymous();
  await tryToSignIn(agent, app.users.officer.username);
  for (let guess = 0; guess < 5; guess += 1)
    expect((await agent.post('/login/code', { code: '000000' })).status).toBe(422);
  const limited = await agent.post('/login/code', { code: await codeOf(app.users.officer.id) });
  expect([limited.status, words(limited)]).toEqual([429, expect.stringContaining('Sai quá nhiều lần.')]);
});

test('a form that was interrupted survives both steps', async () => {
  const { id, username } = app.users.officer;
  const agent = app.anonymous();
  later();
  await tryToSignIn(agent, username);
  expect((await agent.post('/login/code', { code: await codeOf(id) })).status).toBe(303);
  const interrupted = await interruptedForm(agent, { reason: 'việc nhà của tôi' });
  const asked = await tryToSignIn(agent, username, PASSWORD, { interrupted });
  expect((await agent.post('/absences', { reason: 'việc nhà của tôi' })).status).toBe(401);
  const kept = String(read(asked)('input[name=interrupted]').attr('value'));
  const answer = await agent.post('/login/code', { code: await codeOf(id), interrupted: kept });
  expect(read(answer)('input[name=reason]').attr('value')).toBe('việc nhà của tôi');
});

test('a lost phone: a recovery code works once, and the administrator can take the second step off', async () => {
  const { id, username } = app.users.officer2;
  const owner = await app.as('officer2');
  const [recovery] = await enrol(owner, id);
  const { codeHash } = await app.db.prisma.recoveryCode.findFirstOrThrow({ where: { userId: id } });
  expect(codeHash).toMatch(/^\$argon2id\$/);
  const withRecovery = async () => {
    const agent = app.anonymous();
    await tryToSignIn(agent, username);
    return agent.post('/login/code', { code: recovery!.toUpperCase() });
  };
  expect((await withRecovery()).status).toBe(303);
  expect((await withRecovery()).status).toBe(422);

  const admin = await app.as('admin');
  expect(words(await admin.get(`/users/${id}/edit`))).toContain('Đã bật xác minh hai bước');
  expect((await admin.post(`/users/${id}/factor-reset`)).status).toBe(303);
  expect(await lastAction()).toBe('user.reset-factor');
  expect((await owner.get('/rounds')).status).toBe(303);
  expect((await tryToSignIn(app.anonymous(), username)).status).toBe(303);
  await admin.post(`/users/${id}/factor-reset`);
  expect(words(await admin.get(`/users/${id}/edit`))).toContain('không có xác minh hai bước');
  expect((await admin.post(`/users/${app.users.admin.id}/factor-reset`)).status).toBe(403);
});

describe('in a ward that requires it', () => {
  beforeAll(() => app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { requiresSecondFactor: true } }));

  test('the office sets it up before anything else opens, officers and the chairman need not', async () => {
    const { id, username } = app.users.staff;
    const agent = app.anonymous();
    expect((await tryToSignIn(agent, username)).headers.location).toBe('/second-factor');
    expect((await agent.get('/households')).headers.location).toBe('/second-factor');
    expect(read(await agent.get('/second-factor'))('nav').length).toBe(0);
    expect((await agent.get('/password')).status).toBe(200);
    // The password was typed just now, so nothing is asked again.
    expect(words(await agent.get('/second-factor'))).not.toContain('Gõ mật khẩu để thay đổi');
    await enrol(agent, id);
    expect((await agent.get('/households')).status).toBe(200);
    await agent.post('/second-factor/removal');
    const page = words(await agent.get('/second-factor'));
    expect(page).toContain('thêm khóa hay ứng dụng khác trước');
    expect(page).not.toContain('Tắt ứng dụng lấy mã');
    expect((await app.db.prisma.secondFactor.deleteMany({ where: { userId: id } })).count).toBe(1);
    expect((await tryToSignIn(app.anonymous(), app.users.chairman.username)).headers.location).toBe('/today');
  });

  test('after a first password it comes before anything else, and ends when the ward requires it no longer', async () => {
    const passwordHash = await hashPassword(PASSWORD);
    const given = { role: 'staff', username: 'moi', displayName: 'Nguyễn Mới', passwordHash } as const;
    await createUser(app.db, app.ward, { ...given, mustChangePassword: true });
    const agent = app.anonymous();
    expect((await tryToSignIn(agent, 'moi')).headers.location).toBe('/password');
    expect((await agent.get('/second-factor')).headers.location).toBe('/password');
    const changed = await agent.post('/password', {
      currentPassword: PASSWORD,
      newPassword: OTHER,
      repeatedPassword: OTHER,
    });
    expect(changed.headers.location).toBe('/second-factor');
    expect((await agent.get('/households')).headers.location).toBe('/second-factor');
    expect(words(await agent.get('/second-factor'))).not.toContain('Gõ mật khẩu để thay đổi');
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { requiresSecondFactor: false } });
    expect((await agent.get('/households')).status).toBe(200);
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { requiresSecondFactor: true } });
  });

  test('a form that was interrupted waits until the step is set up, opens nothing before, and can then be sent', async () => {
    const { id, username } = app.users.staff;
    const require = (requiresSecondFactor: boolean) =>
      app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { requiresSecondFactor } });
    await require(false);
    const agent = await app.as('staff');
    await require(true);
    const reason = 'đi họp tổ';
    const interrupted = await interruptedForm(agent, { reason });
    expect((await tryToSignIn(agent, username, PASSWORD, { interrupted })).headers.location).toBe('/second-factor');
    for (const path of ['/absences', '/login/interrupted-form'])
      expect((await agent.get(path)).headers.location).toBe('/second-factor');
    expect((await agent.post('/absences', { reason })).headers.location).toBe('/second-factor');

    later();
    await app.db.prisma.recoveryCode.deleteMany({ where: { userId: id } });
    await agent.post('/second-factor');
    const codes = read(await agent.post('/second-factor/confirmation', { code: await codeOf(id) }));
    const next = codes('.form-actions a').attr('href')!;
    expect(read(await agent.get(next))('main form input[name=reason]').val()).toBe(reason);
    expect((await agent.post('/absences', { reason })).status).toBe(422);
    expect((await agent.get(next)).headers.location).toBe('/today');
  });
});
