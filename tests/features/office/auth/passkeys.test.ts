import type { Response } from 'supertest';
import { rescueAccount } from '../../../../src/features/office/users/service';
import { SoftwarePasskey } from '../../../support/software-passkey';
import { read, sharedApp, THURSDAY_MORNING, words, type TestAgent } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { signedInElsewhere, tryToSignIn } from '../../../support/worlds/office';

// A passkey after the password: added, used, refused, lost, and removed.

const ORIGIN = 'https://gocua.example.vn';

const app = sharedApp({ PUBLIC_ORIGIN: ORIGIN });
beforeEach(() => app.db.pool.query('DELETE FROM rate_limit'));

const challengeOn = (page: Response): string =>
  (JSON.parse(String(read(page)('form[data-passkey]').attr('data-options'))) as { challenge: string }).challenge;

const add = (agent: TestAgent, answer: string, name = 'Máy bàn ở phường') =>
  agent.post('/second-factor/passkeys', { name, answer });

/** Types the password on the page of the second step. @returns the challenge for a new key. */
async function open(agent: TestAgent): Promise<string> {
  await agent.get('/second-factor');
  await agent.post('/second-factor/password', { currentPassword: PASSWORD });
  return challengeOn(await agent.get('/second-factor'));
}

async function addKey(agent: TestAgent, name?: string): Promise<SoftwarePasskey> {
  const key = new SoftwarePasskey();
  await add(agent, key.creation({ challenge: await open(agent), origin: ORIGIN }), name);
  return key;
}

/** Gives the password in a new browser. */
async function withPassword(username: string): Promise<{ agent: TestAgent; challenge: string }> {
  const agent = app.anonymous();
  return { agent, challenge: challengeOn(await tryToSignIn(agent, username)) };
}

const keysOf = (userId: string) => app.db.prisma.passkey.findMany({ where: { userId } });
const lastEvent = () =>
  app.db.prisma.auditEvent.findFirstOrThrow({ where: { chainId: app.ward.id }, orderBy: { seq: 'desc' } });

test('a key is added once, with recovery codes, and opens the account after the password', async () => {
  const { id, username } = app.users.officer;
  const agent = await app.as('officer');
  const key = new SoftwarePasskey();
  const answer = key.creation({ challenge: await open(agent), origin: ORIGIN });
  const added = await add(agent, answer);
  expect(read(added)('.recovery-codes code')).toHaveLength(10);
  expect(await lastEvent()).toMatchObject({ action: 'auth.add-passkey', details: { passkey: 'Máy bàn ở phường' } });
  expect((await add(agent, answer)).status).toBe(303);
  expect(await keysOf(id)).toEqual([expect.objectContaining({ counter: 0n, transports: ['internal'] })]);

  const { agent: other, challenge } = await withPassword(username);
  expect((await other.get('/rounds')).headers.location).toMatch(/^\/login/);
  const signed = key.signature({ challenge, origin: ORIGIN }, 1);
  const entered = await other.post('/login/passkey', { answer: signed, returnTo: '/rounds' });
  expect([entered.status, entered.headers.location]).toEqual([303, '/rounds']);
  expect(await lastEvent()).toMatchObject({
    action: 'auth.sign-in',
    details: { factor: 'khóa truy cập Máy bàn ở phường' },
  });
  expect(words(await agent.get('/second-factor'))).toContain('dùng lần cuối 09:00 26/11/2026');
});

test('what is not an answer to this question adds nothing and keeps the name', async () => {
  const agent = await app.as('staff');
  const { id } = app.users.staff;
  const stale = await add(agent, new SoftwarePasskey().creation({ challenge: 'AAAA', origin: ORIGIN }));
  expect([stale.status, words(stale)]).toEqual([422, expect.stringContaining('Gõ lại mật khẩu')]);
  const challenge = await open(agent);
  const key = new SoftwarePasskey();
  const refused = [
    '',
    '{}',
    '{"id":"',
    '{"id":"abc","rawId":"abc","type":"public-key","response":{}}',
    key.creation({ challenge: 'AAAA', origin: ORIGIN }),
    key.creation({ challenge, origin: 'https://gocua.example.com' }),
    key.signature({ challenge, origin: ORIGIN }, 1),
  ];
  for (const answer of refused) {
    const page = await add(agent, answer, 'Khóa của tôi');
    expect([page.status, read(page)('#name').val()]).toEqual([422, 'Khóa của tôi']);
  }
  // Each of them used up its question.
  expect((await add(agent, key.creation({ challenge, origin: ORIGIN }))).status).toBe(422);
  const nameless = await add(agent, key.creation({ challenge: await open(agent), origin: ORIGIN }), ' ');
  expect(words(nameless)).toContain('Đặt tên để nhận ra khóa');
  expect(await keysOf(id)).toEqual([]);
});

describe('an answer at sign-in is refused', () => {
  const owner = () => app.users.officer2;
  let key: SoftwarePasskey;
  beforeAll(async () => {
    key = await addKey(await app.as('officer2'));
  });

  const refusal = async (answer: (challenge: string) => string) => {
    const { agent, challenge } = await withPassword(owner().username);
    const { status } = await agent.post('/login/passkey', { answer: answer(challenge) });
    expect((await agent.get('/rounds')).status).toBe(303);
    return status;
  };

  test('if it is nonsense, of another site, of another account, or of a key that signed less often than before', async () => {
    const stranger = await addKey(await app.as('chairman'));
    await app.db.prisma.passkey.updateMany({ where: { userId: owner().id }, data: { counter: 5 } });
    const answers: ((challenge: string) => string)[] = [
      () => 'không phải JSON',
      (challenge) => key.signature({ challenge, origin: 'https://gocua.example.com' }, 6),
      (challenge) => stranger.signature({ challenge, origin: ORIGIN }, 6),
      (challenge) => key.creation({ challenge, origin: ORIGIN }),
      (challenge) => key.signature({ challenge, origin: ORIGIN }, 5),
    ];
    for (const answer of answers) expect(await refusal(answer)).toBe(422);
    expect(await lastEvent()).toMatchObject({ action: 'auth.refuse-passkey', actorId: owner().id });
  });

  test('if it was used before, also at the same moment', async () => {
    const { agent, challenge } = await withPassword(owner().username);
    const answer = key.signature({ challenge, origin: ORIGIN }, 7);
    const both = await Promise.all([0, 1].map(() => agent.post('/login/passkey', { answer })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([303, 422]);
    expect(await refusal(() => answer)).toBe(422);
  });

  test('without the password, or five minutes after it', async () => {
    const stranger = app.anonymous();
    await stranger.get('/login');
    const answer = key.signature({ challenge: 'AAAA', origin: ORIGIN }, 8);
    expect(words(await stranger.post('/login/passkey', { answer }))).toContain('Đăng nhập lại từ đầu');
    const { agent, challenge } = await withPassword(owner().username);
    app.setNow(new Date(THURSDAY_MORNING.getTime() + 6 * 60_000));
    const late = await agent.post('/login/passkey', { answer: key.signature({ challenge, origin: ORIGIN }, 9) });
    expect(words(late)).toContain('Đã quá 5 phút');
    app.setNow(THURSDAY_MORNING);
  });

  test('after five wrong ones, and after the key was removed', async () => {
    for (let guess = 0; guess < 5; guess += 1) expect(await refusal(() => '')).toBe(422);
    expect(await refusal((challenge) => key.signature({ challenge, origin: ORIGIN }, 10))).toBe(429);
    await app.db.pool.query('DELETE FROM rate_limit');
    const { agent, challenge } = await withPassword(owner().username);
    await agent.post('/login/passkey', { answer: key.signature({ challenge, origin: ORIGIN }, 11) });
    const added = await signedInElsewhere(app, owner().id);
    await addKey(agent, 'Điện thoại');
    const removed = await signedInElsewhere(app, owner().id);
    expect([await added(), await removed()]).toEqual([0, 1]);
    const [first] = await keysOf(owner().id);
    for (let press = 0; press < 2; press += 1)
      expect((await agent.post('/second-factor/passkeys/removal', { passkeyId: first!.id })).status).toBe(303);
    expect(await keysOf(owner().id)).toEqual([expect.objectContaining({ name: 'Điện thoại' })]);
    expect(await removed()).toBe(0);
    expect(await lastEvent()).toMatchObject({ action: 'auth.remove-passkey' });
    expect(await refusal((question) => key.signature({ challenge: question, origin: ORIGIN }, 12))).toBe(422);
  });
});

test('a lost key: a recovery code opens, the last step stays where it is required, and the administrator or the operator can take it off', async () => {
  const { id, username } = app.users.staff;
  const agent = await app.as('staff');
  const codes = read(
    await add(agent, new SoftwarePasskey().creation({ challenge: await open(agent), origin: ORIGIN })),
  )('.recovery-codes code');
  await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { requiresSecondFactor: true } });

  const { agent: other } = await withPassword(username);
  expect((await other.post('/login/code', { code: '123456' })).status).toBe(422);
  expect((await other.post('/login/code', { code: codes.first().text() })).status).toBe(303);
  expect(words(await other.get('/second-factor'))).toContain('Còn 9 mã chưa dùng');
  await open(other);
  const [lost] = await keysOf(id);
  await other.post('/second-factor/passkeys/removal', { passkeyId: lost!.id });
  expect(words(await other.get('/second-factor'))).toContain('thêm khóa hay ứng dụng khác trước');
  expect(await keysOf(id)).toHaveLength(1);
  await addKey(other, 'Khóa mới');
  // Another account's key is none of this one's.
  const [foreign] = await keysOf(app.users.officer.id);
  for (const passkeyId of [foreign!.id, 'x', lost!.id])
    await other.post('/second-factor/passkeys/removal', { passkeyId });
  expect(await keysOf(id)).toEqual([expect.objectContaining({ name: 'Khóa mới' })]);
  expect(await keysOf(app.users.officer.id)).toHaveLength(1);

  await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { requiresSecondFactor: false } });
  const admin = await app.as('admin');
  await admin.post(`/users/${id}/factor-reset`);
  expect([await keysOf(id), await app.db.prisma.recoveryCode.count({ where: { userId: id } })]).toEqual([[], 0]);
  await addKey(await app.as('staff'));
  await rescueAccount(app.context, username);
  expect(await keysOf(id)).toEqual([]);
});
