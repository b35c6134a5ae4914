import { hashPassword } from '../../../../src/features/office/auth/passwords';
import { createUser } from '../../../support/factories';
import { attributesOf, read, sharedApp, words, type TestAgent } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { tryToSignIn } from '../../../support/worlds/office';

describe('changing one’s password', () => {
  const app = sharedApp();
  let agent: TestAgent;
  let username: string;
  let count = 0;
  beforeEach(async () => {
    username = `can-bo-${(count += 1)}`;
    await createUser(app.db, app.ward, {
      role: 'staff',
      username,
      displayName: 'Cán Bộ',
      passwordHash: await hashPassword(PASSWORD),
    });
    agent = app.anonymous();
    await tryToSignIn(agent, username);
  });

  const change = (newPassword: string, { currentPassword = PASSWORD, repeatedPassword = newPassword } = {}) =>
    agent.post('/password', { currentPassword, newPassword, repeatedPassword });
  const opensWith = async (password: string) => (await tryToSignIn(app.anonymous(), username, password)).status === 303;

  it('replaces the old one, and logs the change without either', async () => {
    expect((await change('mây bay qua cầu gỗ')).status).toBe(303);
    expect([await opensWith('mây bay qua cầu gỗ'), await opensWith(PASSWORD)]).toEqual([true, false]);
    const event = await app.db.prisma.auditEvent.findFirstOrThrow({
      where: { action: 'auth.change-password' },
      orderBy: { seq: 'desc' },
    });
    expect(event.details).toEqual({});
  });

  it.each<[string, { newPassword: string; repeatedPassword?: string; currentPassword?: string }, string, string]>([
    ['too short', { newPassword: 'ngắn quá' }, 'newPassword', 'ít nhất 10 ký tự'],
    ['a common one', { newPassword: 'Mật khẩu 123' }, 'newPassword', 'quá dễ đoán'],
    ['the same as before', { newPassword: PASSWORD }, 'newPassword', 'phải khác mật khẩu đang dùng'],
    [
      'the same as before in other bytes',
      { newPassword: PASSWORD.normalize('NFD') },
      'newPassword',
      'phải khác mật khẩu đang dùng',
    ],
    [
      'not repeated correctly',
      { newPassword: 'mây bay qua cầu gỗ', repeatedPassword: 'mây bay qua cầu đá' },
      'repeatedPassword',
      'chưa giống nhau',
    ],
    [
      'given with the wrong current one',
      { newPassword: 'mây bay qua cầu gỗ', currentPassword: 'không phải' },
      'currentPassword',
      'chưa đúng',
    ],
    [
      'given without the current one',
      { newPassword: 'mây bay qua cầu gỗ', currentPassword: '' },
      'currentPassword',
      'Nhập mật khẩu.',
    ],
    ['far too long', { newPassword: 'mây bay '.repeat(200) }, 'newPassword', 'dài quá'],
  ])('refuses one that is %s', async (_what, { newPassword, ...rest }, field, message) => {
    const answer = await change(newPassword, rest);
    expect(answer.status).toBe(422);
    const $ = read(answer);
    expect($('title').text()).toMatch(/^Lỗi: /);
    expect($(`#${field}-error`).text()).toContain(message);
    expect($(`[data-error-summary] a[href="#${field}"]`).text()).toContain(message);
    expect(attributesOf($('main input[type=password]'), 'value')).toEqual(['', '', '']);
    expect(await opensWith(PASSWORD)).toBe(true);
  });

  it('refuses one that contains the username', async () => {
    expect(words(await change(`của ${username} đây`))).toContain('không được chứa tên đăng nhập');
  });

  it('treats NFD as NFC, because the same keys may give either on another machine', async () => {
    expect(
      (
        await change('mây bay qua cầu gỗ'.normalize('NFD'), {
          currentPassword: PASSWORD.normalize('NFD'),
          repeatedPassword: 'mây bay qua cầu gỗ',
        })
      ).status,
    ).toBe(303);
    expect(await opensWith('mây bay qua cầu gỗ'.normalize('NFC'))).toBe(true);
  });

  it('keeps every character of a long one, including spaces at its ends', async () => {
    const long = ` ${'mây bay qua cầu '.repeat(7)} `;
    expect((await change(long)).status).toBe(303);
    expect([await opensWith(long), await opensWith(long.trim())]).toEqual([true, false]);
  });

  it('cannot be used to guess the current one: after five tries, even all at once, the right one must wait too', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => change('mây bay qua cầu gỗ', { currentPassword: `đoán lần ${index}` })),
    );
    const errors = answers.map((answer) => read(answer)('#currentPassword-error').text());
    expect(errors.filter((error) => error.includes('chưa đúng'))).toHaveLength(5);
    expect(errors.filter((error) => error.includes('Sai quá nhiều lần. Hãy chờ 15 phút'))).toHaveLength(3);
    expect((await change('mây bay qua cầu gỗ')).status).toBe(422);
    expect(await opensWith(PASSWORD)).toBe(true);
  });

  it('is possible again at once with a password from the administrator', async () => {
    for (let time = 0; time < 6; time += 1) await change('mây bay qua cầu gỗ', { currentPassword: 'đoán' });
    const admin = await app.as('admin');
    const { id } = await app.db.prisma.userAccount.findUniqueOrThrow({ where: { username } });
    const made = /[a-z2-9]{4}(-[a-z2-9]{4}){3}/.exec(words(await admin.post(`/users/${id}/password-reset`)))![0];
    expect((await agent.get('/password')).status).toBe(303);
    await agent.get('/login');
    await tryToSignIn(agent, username, made);
    expect((await change('mây bay qua cầu gỗ', { currentPassword: made })).headers.location).toBe('/today');
  });

  it('in an expired session asks to sign in, and puts no password on a page', async () => {
    await app.db.pool.query('DELETE FROM user_session');
    const answer = await change('mây bay qua cầu gỗ');
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain('mây bay');
    expect(answer.text).not.toContain(PASSWORD);
    expect(words(answer)).toContain('chưa có gì được lưu');
  });
});
