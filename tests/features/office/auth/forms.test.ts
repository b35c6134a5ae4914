import request from 'supertest';
import { createGroup } from '../../../support/factories';
import { read, sharedApp, THURSDAY_MORNING, words, type TestAgent } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { cookieOf } from '../../../support/worlds/office';

describe('a form', () => {
  const app = sharedApp();
  beforeEach(() => app.setNow(THURSDAY_MORNING));

  const barriers = () => app.db.prisma.barrier.count();

  test('without the token of our page is refused, signed in or not', async () => {
    const admin = await app.as('admin');
    const refused = await admin.postWithoutToken('/barriers', { label: 'Giả' });
    expect(refused.status).toBe(403);
    expect(words(refused)).toContain('Tải lại trang rồi lưu lại.');
    expect(
      (await app.anonymous().postWithoutToken('/login', { username: 'vanphong', password: PASSWORD })).status,
    ).toBe(403);
    expect(await barriers()).toBe(0);
  });

  test('with the token of another session is refused', async () => {
    const other = read(await (await app.as('staff')).get('/password'))('input[name=_csrf]')
      .first()
      .val();
    const admin = await app.as('admin');
    expect((await admin.postWithoutToken('/barriers', { _csrf: other, label: 'Giả' })).status).toBe(403);
    expect((await admin.postWithoutToken('/barriers', { _csrf: [other, other], label: 'Giả' })).status).toBe(403);
    expect(await barriers()).toBe(0);
  });

  describe('from another site', () => {
    let cookie: string;
    let token: string;
    beforeAll(async () => {
      const browser = request.agent(app.app);
      const form = await browser.get('/login');
      const signedIn = await browser
        .post('/login')
        .type('form')
        .send({ _csrf: read(form)('input[name=_csrf]').val(), username: app.users.admin.username, password: PASSWORD });
      cookie = cookieOf(signedIn);
      token = read(await browser.get('/password'))('input[name=_csrf]')
        .first()
        .val() as string;
    });

    const post = (headers: Record<string, string>) =>
      request(app.app)
        .post('/barriers')
        .set({ Cookie: cookie, Host: 'gocua.example', ...headers })
        .type('form')
        .send({ _csrf: token, label: '' });

    test.each([
      [{ Origin: 'https://example.org' }],
      [{ Origin: 'null' }],
      [{ Origin: 'không phải địa chỉ'.normalize('NFD').replace(/[^ -~]/g, '') }],
      [{ 'Sec-Fetch-Site': 'cross-site' }],
      [{ 'Sec-Fetch-Site': 'same-site', Origin: 'http://gocua.example' }],
      [{ Origin: 'http://gocua.example', 'X-Forwarded-Host': 'example.org', 'Sec-Fetch-Site': 'cross-site' }],
    ])('is refused even with cookie and token: %j', async (headers) => {
      const answer = await post(headers as unknown as Record<string, string>);
      expect(answer.status).toBe(403);
      expect(words(answer)).toContain('biểu mẫu này không gửi từ trang của Gõ Cửa');
      expect(answer.text).not.toMatch(/quyền|trang này mở đã lâu/);
    });

    test.each([
      [{ Origin: 'http://gocua.example' }],
      [{ Origin: 'http://gocua.example', 'Sec-Fetch-Site': 'same-origin' }],
      [{ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
      [{}],
    ])('is accepted as our own: %j', async (headers) => {
      expect((await post(headers as Record<string, string>)).status).toBe(422);
    });
  });

  describe('sent after the session ended', () => {
    const typedWords = {
      name: 'Tổ dân phố số 99 "mới"',
      code: '99',
      validFrom: '01/07/2025',
      leaderName: 'Đỗ <Thị> Ánh',
      extra: { rows: [{ weekday: '1' }, { weekday: '2' }], list: ['a', 'b'] },
    };

    async function interrupted(agent: TestAgent, path: string, form: object) {
      await agent.get('/password');
      app.setNow(new Date(THURSDAY_MORNING.getTime() + 3 * 3_600_000));
      return agent.post(path, form);
    }

    test('is not lost: it is offered again after signing in, unchanged, and then works', async () => {
      const staff = await app.as('staff');
      await createGroup(app.db, app.ward, '98');
      const groupsBefore = await app.db.prisma.residentialGroup.count();
      const ended = await interrupted(staff, '/residential-groups', typedWords);
      expect(ended.status).toBe(401);
      expect(words(ended)).toContain('Những gì bạn vừa gõ được giữ lại');
      expect(await app.db.prisma.residentialGroup.count()).toBe(groupsBefore);
      const carried = read(ended)('input[name=interrupted]').val();

      const wrong = await staff.post('/login', {
        username: app.users.staff.username,
        password: 'gõ nhầm',
        interrupted: carried,
      });
      expect(read(wrong)('input[name=interrupted]').val()).toBe(carried);

      const resume = await staff.post('/login', {
        username: app.users.staff.username,
        password: PASSWORD,
        interrupted: carried,
      });
      expect(resume.status).toBe(200);
      const page = read(resume);
      const form = page('main form');
      expect(form.attr('action')).toBe('/residential-groups');
      const fields = form
        .find('input')
        .toArray()
        .map((input) => [page(input).attr('name')!, page(input).attr('value')!] as const)
        .filter(([name]) => name !== '_csrf');
      expect(fields).toEqual([
        ['name', typedWords.name],
        ['code', '99'],
        ['validFrom', '01/07/2025'],
        ['leaderName', 'Đỗ <Thị> Ánh'],
        ['extra[rows][0][weekday]', '1'],
        ['extra[rows][1][weekday]', '2'],
        ['extra[list][]', 'a'],
        ['extra[list][]', 'b'],
      ]);
      const id = crypto.randomUUID();
      const sent = await staff.post(
        '/residential-groups',
        Object.fromEntries([['id', id], ...fields.filter(([name]) => !name.startsWith('extra'))]),
      );
      expect(sent.status).toBe(303);
      expect(
        await app.db.prisma.residentialGroup.findFirstOrThrow({ where: { wardId: app.ward.id, code: '99' } }),
      ).toMatchObject({ name: typedWords.name, leaderName: 'Đỗ <Thị> Ánh' });
    });

    test('carries a long Vietnamese text, and says so when a text is too long to carry', async () => {
      const staff = await app.as('staff');
      const long = 'Gặp bà Ánh ở cổng, hẹn tối thứ Bảy. '.repeat(500);
      const ended = await interrupted(staff, '/residential-groups', { name: long });
      const resume = await staff.post('/login', {
        username: app.users.staff.username,
        password: PASSWORD,
        interrupted: read(ended)('input[name=interrupted]').val(),
      });
      expect(read(resume)('main form input[name=name]').val()).toBe(long);

      app.setNow(THURSDAY_MORNING);
      const tooLong = await interrupted(await app.as('staff'), '/residential-groups', { name: 'ễ'.repeat(50_000) });
      expect(tooLong.status).toBe(401);
      expect(words(tooLong)).toContain('chưa có gì được lưu');
      expect(read(tooLong)('input[name=interrupted]').val()).toBe('');
    });

    test('is offered once, to the account whose session ended, and only as it was sent', async () => {
      const staff = await app.as('staff');
      const ended = await interrupted(staff, '/residential-groups', { name: 'Tổ 98' });
      const carried = String(read(ended)('input[name=interrupted]').val());
      const signIn = async (agent: TestAgent, username: string, text: string) => {
        const answer = await agent.post('/login', { username, password: PASSWORD, interrupted: text });
        const isOffered = read(answer)('main form[action="/residential-groups"]').length > 0;
        return isOffered ? 'offered' : words(await agent.get('/today')).includes('không gửi lại được') && 'told';
      };
      const { staff: own, admin: other } = app.users;
      expect(await signIn(app.anonymous(), other.username, carried)).toBe('told');
      expect(await signIn(app.anonymous(), own.username, carried.replace('Tổ 98', 'Tổ 89'))).toBe('told');
      expect(await signIn(app.anonymous(), own.username, carried)).toBe('offered');
      expect(await signIn(app.anonymous(), own.username, carried)).toBe('told');
    });

    test('is carried for an account that this browser knows if its session is forgotten, and for no other', async () => {
      const staff = await app.as('staff');
      await staff.get('/password');
      await app.db.pool.query('DELETE FROM user_session');
      const ended = await staff.post('/residential-groups', { name: 'Tổ 98' });
      const carried = String(read(ended)('input[name=interrupted]').val());
      const signIn = (agent: TestAgent, username: string) =>
        agent.post('/login', { username, password: PASSWORD, interrupted: carried });
      expect((await signIn(app.anonymous(), app.users.staff.username)).status).toBe(303);
      expect((await signIn(staff, app.users.admin.username)).status).toBe(303);
      await app.db.pool.query('DELETE FROM user_session');
      await staff.get('/login');
      expect(read(await signIn(staff, app.users.staff.username))('main form input[name=name]').val()).toBe('Tổ 98');

      const stranger = await app.anonymous().post('/residential-groups', { name: 'Tổ 98' });
      expect(read(stranger)('input[name=interrupted]').val()).toBe('');
    });

    test('cannot be turned into a form for another site', async () => {
      const attempts = [
        { action: 'https://example.org/', fields: [['a', 'b']] },
        { action: '//example.org', fields: [['a', 'b']] },
        { action: '/\t/example.org', fields: [['a', 'b']] },
        { action: '/barriers', fields: 'x' },
        { action: '/barriers' },
        ['x'],
        null,
        'x',
      ];
      for (const attempt of attempts) {
        const response = await app.anonymous().post('/login', {
          username: app.users.staff.username,
          password: PASSWORD,
          interrupted: JSON.stringify(attempt),
        });
        expect([attempt, response.status, response.headers.location]).toEqual([attempt, 303, '/today']);
      }
      const noJson = await app
        .anonymous()
        .post('/login', { username: app.users.staff.username, password: PASSWORD, interrupted: '{' });
      expect(noJson.status).toBe(303);
    });
  });

  test('with tampered names and repeated parameters does no harm', async () => {
    const admin = await app.as('admin');
    const token = read(await admin.get('/password'))('input[name=_csrf]')
      .first()
      .val() as string;
    const bodies = [
      '__proto__[role]=admin&label=',
      'constructor[prototype][polluted]=1&label=',
      'label=a&label=b',
      'label[]=a',
      'label[x]=a',
      'label[__proto__][toString]=1',
      'toString=1&hasOwnProperty=2&label=',
      `${'a'.repeat(10)}[`.repeat(40),
      'label=%00',
    ];
    for (const body of bodies) {
      const response = await request(app.app)
        .post('/barriers')
        .set('Cookie', cookiesIn(admin))
        .type('form')
        .send(`_csrf=${token}&${body}`);
      expect([body, [400, 403, 422].includes(response.status), response.status]).toEqual([body, true, response.status]);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(await barriers()).toBe(0);
    const queries = [
      '/households?q=a&q=b',
      '/households?q[]=a',
      '/households?__proto__[x]=1',
      '/audit?person=x&person=y',
      '/calendar?year=2026&year=2027',
      '/public-services?kind=constructor',
    ];
    for (const query of queries) expect([query, (await admin.get(query)).status]).toEqual([query, 200]);
  });

  test('that is too big, or holds too many fields, gets the page that says so', async () => {
    const admin = await app.as('admin');
    const big = await admin.post('/barriers', { label: 'x'.repeat(600_000) });
    expect(big.status).toBe(413);
    expect(words(big)).toContain('quá lớn');
    const many = await admin.post(
      '/barriers',
      Object.fromEntries(Array.from({ length: 3100 }, (_, index) => [`a${index}`, '1'])),
    );
    expect(many.status).toBe(413);
  });

  /** The cookies that the agent's jar would send. */
  function cookiesIn(agent: TestAgent): string {
    const inner = (agent as unknown as { agent: { jar: { getCookies(access: object): { toValueString(): string } } } })
      .agent;
    return inner.jar.getCookies({ path: '/', domain: '127.0.0.1', secure: false, script: false }).toValueString();
  }
});
