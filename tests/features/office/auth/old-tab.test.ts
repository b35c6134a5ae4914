import { randomUUID } from 'node:crypto';
import { read, sharedApp, TestAgent, words } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { tryToSignIn } from '../../../support/worlds/office';

/** What a form that was open for too long gets: nothing about its sender's permissions. */
const STALE = 'Chưa lưu được: trang này mở đã lâu. Tải lại trang rồi lưu lại.';
/** A browser names the page of a form; supertest reaches the application under this name. */
const OWN = { Origin: 'http://go-cua.example', Host: 'go-cua.example', 'Sec-Fetch-Site': 'same-origin' };

describe('a form in a tab opened before its user signed in again', () => {
  const app = sharedApp();

  const typedWords = {
    id: randomUUID(),
    code: '77',
    name: 'Tổ 77 "mới" <b>',
    validFrom: '01/07/2025',
    extra: { rows: [{ weekday: '1' }] },
  };
  const groups = () => app.db.prisma.residentialGroup.count();
  const tokenIn = async (agent: TestAgent, path: string) =>
    read(await agent.get(path))('input[name=_csrf]')
      .first()
      .attr('value')!;

  /** A browser with a token from the previous session and the cookie of the current one. */
  const withOldToken = async (headers: Record<string, string>) => {
    const agent = new TestAgent(app.app, headers);
    await tryToSignIn(agent, 'vanphong');
    const old = await tokenIn(agent, '/password');
    await app.db.pool.query('DELETE FROM user_session');
    await agent.get('/login');
    await tryToSignIn(agent, 'vanphong');
    return { agent, old };
  };

  it('is not executed, but its values are shown and sent with one click', async () => {
    const { agent, old } = await withOldToken(OWN);
    const before = await groups();
    const answer = await agent.postWithoutToken('/residential-groups', { _csrf: old, ...typedWords });
    expect(answer.status).toBe(403);
    expect(await groups()).toBe(before);
    const $ = read(answer);
    expect($('main form').attr('action')).toBe('/residential-groups');
    const fields = $('main form input')
      .toArray()
      .map((input) => [$(input).attr('name')!, $(input).attr('value')!]);
    expect(fields.slice(1)).toEqual([
      ['id', typedWords.id],
      ['code', '77'],
      ['name', 'Tổ 77 "mới" <b>'],
      ['validFrom', '01/07/2025'],
      ['extra[rows][0][weekday]', '1'],
    ]);
    expect((await agent.postWithoutToken('/residential-groups', Object.fromEntries(fields))).status).toBe(303);
    expect((await app.db.prisma.residentialGroup.findUniqueOrThrow({ where: { id: typedWords.id } })).name).toBe(
      'Tổ 77 "mới" <b>',
    );
  });

  it('is refused outright when the browser does not say that the page is ours, or there is no token at all', async () => {
    const { agent, old } = await withOldToken({});
    const silent = await agent.postWithoutToken('/residential-groups', { _csrf: old, ...typedWords });
    expect([silent.status, words(silent)]).toEqual([403, expect.stringContaining(STALE)]);
    const own = await withOldToken(OWN);
    const bare = await own.agent.postWithoutToken('/residential-groups', typedWords);
    expect([bare.status, words(bare)]).toEqual([403, expect.stringContaining(STALE)]);
    expect(bare.text).not.toContain('Tổ 77');
    expect(bare.text).not.toMatch(/quyền|không làm được việc này|Không được phép/);
  });

  it('shows no password, neither from sign-in nor from changing it', async () => {
    const { agent, old } = await withOldToken(OWN);
    for (const [path, form] of [
      ['/login', { username: 'vanphong', password: PASSWORD }],
      [
        '/password',
        { currentPassword: PASSWORD, newPassword: 'mây bay qua cầu gỗ', repeatedPassword: 'mây bay qua cầu gỗ' },
      ],
    ] as const) {
      const answer = await agent.postWithoutToken(path, { _csrf: old, ...form });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.text).not.toContain(PASSWORD);
      expect(answer.text).not.toContain('mây bay');
    }
  });

  it('that waits on the sign-in page is kept if its user has signed in elsewhere in the meantime', async () => {
    const { agent, old } = await withOldToken(OWN);
    await app.db.pool.query('DELETE FROM user_session');
    const ended = await agent.postWithoutToken('/residential-groups', { name: 'Tổ đang chờ' });
    const interrupted = read(ended)('input[name=interrupted]').val();
    await tryToSignIn(agent, 'vanphong');
    const answer = await agent.postWithoutToken('/login', {
      _csrf: old,
      username: 'vanphong',
      password: PASSWORD,
      interrupted,
    });
    expect(read(answer)('main form input[name=name]').attr('value')).toBe('Tổ đang chờ');
    expect(answer.text).not.toContain(PASSWORD);
  });
});
