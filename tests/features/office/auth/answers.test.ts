import request from 'supertest';
import { createApp } from '../../../../src/app';
import { openDatabase } from '../../../../src/db/database';
import { createHousehold, createResident } from '../../../support/factories';
import { read, sharedApp, TestAgent, testApp, words } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { cookieOf, tryToSignIn } from '../../../support/worlds/office';

describe('every answer', () => {
  const app = sharedApp();

  test('carries a policy that allows no inline code and nothing from elsewhere', async () => {
    const first = await app.anonymous().get('/login');
    const policy = first.headers['content-security-policy']!;
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(policy).toContain("default-src 'none'");
    for (const directive of ['object-src', 'base-uri', 'frame-ancestors'])
      expect(policy).toContain(`${directive} 'none'`);
    expect(policy).toContain("form-action 'self'");
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)![1];
    for (const script of read(first)('script').toArray()) expect(script.attribs.nonce).toBe(nonce);
    const second = await app.anonymous().get('/login');
    expect(second.headers['content-security-policy']).not.toContain(nonce);
  });

  test('says how it may be used', async () => {
    for (const path of ['/', '/login', '/khong-co', '/icons.svg', '/healthz']) {
      const { headers } = await app.anonymous().get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['strict-transport-security']).toBeUndefined();
    }
    expect((await app.anonymous().get('/login')).headers['content-type']).toBe('text/html; charset=utf-8');
  });

  test('to a signed-in user is never stored, including errors and redirects', async () => {
    const staff = await app.as('staff');
    for (const path of [
      '/',
      '/households',
      '/password',
      '/users',
      '/khong-co',
      '/login',
      `/households/${crypto.randomUUID()}`,
    ]) {
      expect([path, (await staff.get(path)).headers['cache-control']]).toEqual([path, 'no-store']);
    }
  });

  test('over plain HTTP sets a cookie that scripts and other sites cannot use; over HTTPS one bound to this host', async () => {
    const visitor = app.anonymous();
    const form = (await visitor.get('/login')).headers['set-cookie'] as unknown as string[];
    const signedIn = (await visitor.post('/login', { username: app.users.staff.username, password: PASSWORD })).headers[
      'set-cookie'
    ] as unknown as string[];
    expect([...form, ...signedIn].map((cookie) => cookie.split('=')[0])).toEqual([
      'go-cua-form',
      'go-cua-device',
      'go-cua',
    ]);
    expect(signedIn[1]).toMatch(/^go-cua=s%3A[^;]{40,};/);
    for (const cookie of [...form, ...signedIn])
      for (const part of [/; HttpOnly/, /; SameSite=Lax/, /; Path=\//]) expect(cookie).toMatch(part);
    const secure = await testApp({ COOKIE_SECURE: '1', TRUST_PROXY: '1' });
    try {
      const response = await request(secure.app).get('/login').set('X-Forwarded-Proto', 'https');
      const signedIn = await request(secure.app)
        .post('/login')
        .set({ 'X-Forwarded-Proto': 'https', Cookie: cookieOf(response, '__Host-go-cua-form') })
        .type('form')
        .send({
          _csrf: read(response)('input[name=_csrf]').val(),
          username: secure.users.staff.username,
          password: PASSWORD,
        });
      expect(response.headers['set-cookie']![0]).toMatch(
        /^__Host-go-cua-form=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(signedIn.headers['set-cookie']).toEqual([
        expect.stringMatching(
          /^__Host-go-cua-device=[^;]+; Max-Age=15552000; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
        ),
        expect.stringMatching(/^__Host-go-cua=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/),
      ]);
      expect(response.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
      expect((await request(secure.app).get('/login')).headers['set-cookie']).toBeUndefined();
    } finally {
      await secure.close();
    }
  });

  test('to a visitor who only reads sets no cookie', async () => {
    for (const path of ['/', '/khong-co', '/healthz', '/icons.svg'])
      expect((await app.anonymous().get(path)).headers['set-cookie']).toBeUndefined();
  });

  test('to a visitor stores no session, whatever form is opened or sent', async () => {
    const before = await app.db.prisma.userSession.count();
    const visitor = app.anonymous();
    expect((await visitor.get('/login')).status).toBe(200);
    expect((await visitor.post('/login', { username: 'vanphong', password: 'gõ nhầm một câu' })).status).toBe(422);
    expect((await visitor.post('/residential-groups', { name: 'Tổ 12' })).status).toBe(401);
    expect((await visitor.postWithoutToken('/login', { username: 'vanphong', password: PASSWORD })).status).toBe(403);
    expect(await app.db.prisma.userSession.count()).toBe(before);
  });

  test("accepts no made-up token with a visitor's form", async () => {
    const token = 'a'.repeat(64);
    for (const cookie of [`go-cua-form=${token}`, `go-cua-form=${token}.${'A'.repeat(43)}`, `go-cua-form=${token}.`]) {
      const forger = new TestAgent(app.app, { Cookie: cookie });
      expect([
        cookie,
        (await forger.postWithoutToken('/login', { _csrf: token, username: 'vanphong', password: PASSWORD })).status,
      ]).toEqual([cookie, 403]);
    }
  });

  test('of the health check asks the database one question for all who ask within a second', async () => {
    const { pool } = app.db;
    const query = pool.query;
    let asked = 0;
    pool.query = ((...args: [{ name?: string }]) => {
      if (args[0].name === 'healthz') asked += 1;
      return query.apply(pool, args as never);
    }) as typeof pool.query;
    try {
      const quick = createApp(app.context);
      const answers = await Promise.all(Array.from({ length: 30 }, () => request(quick).get('/healthz')));
      expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
      expect(asked).toBe(1);
    } finally {
      pool.query = query;
    }
  });

  test('to a wrong address is a page', async () => {
    expect((await app.anonymous().get('/khong-co')).status).toBe(404);
    expect((await app.anonymous().get('/%E0%A4%A')).status).toBe(404);
    expect((await (await app.as('staff')).get('/households/%E0%A4%A')).status).toBe(400);
    expect((await app.anonymous().get('/login?returnTo=%00')).status).toBe(400);
    expect((await app.anonymous().get('/..%2f..%2fpackage.json')).status).toBe(404);
    expect((await app.anonymous().get('/assets/..%2f..%2fpackage.json')).status).toBe(404);
    expect((await app.anonymous().get('/manifest.json')).status).toBe(404);
    expect((await request(app.app).put('/users')).status).toBe(404);
    expect((await request(app.app).delete('/users')).status).toBe(404);
    expect((await request(app.app).head('/households')).status).toBe(303);
  });

  test("escapes people's names", async () => {
    const name = '<script>alert("Ánh")</script>';
    await app.db.prisma.userAccount.update({ where: { id: app.users.staff.id }, data: { displayName: name } });
    const response = await (await app.as('staff')).get('/password');
    expect(response.text).not.toContain('<script>alert');
    expect(words(response)).toContain(name);
  });

  test('to too many requests from one address says when to come back', async () => {
    const busy = await testApp({ REQUESTS_PER_MINUTE: '3' });
    try {
      for (let time = 1; time <= 3; time += 1) expect((await busy.anonymous().get('/login')).status).toBe(200);
      const refused = await busy.anonymous().get('/login');
      expect(refused.status).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect((await busy.anonymous().get('/healthz')).status).toBe(200);
    } finally {
      await busy.close();
    }
  });

  test('leaves no personal data in the log', async () => {
    const household = await createHousehold(app.db, app.ward);
    const resident = await createResident(app.db, app.ward, {
      household,
      fullName: 'Nguyễn Thị Bí Mật',
      phone: '0912345678',
    });
    const staff = await app.as('staff');
    await staff.get(`/residents/${resident.id}`);
    await staff.get((await staff.post('/searches', { q: 'bi mat' })).headers.location!);
    await staff.post('/search-results', { q: 'bi mat' });
    await staff.get('/search?q=0912345678');
    await staff.get(`/residents/${crypto.randomUUID()}`);
    await app.anonymous().post('/login', { username: 'vanphong', password: 'mật khẩu gõ sai' });
    await app.anonymous().get('/login?returnTo=%2Fhouseholds%3Fq%3Dbi');
    const log = app.logLines().join('\n');
    expect(log).toContain('/residents/:id');
    for (const secret of [
      resident.id,
      household.id,
      'Bí Mật',
      'bi%20mat',
      'bi mat',
      '0912345678',
      'vanphong',
      'mật khẩu gõ sai',
      PASSWORD,
      'returnTo',
      '?',
    ]) {
      expect(log).not.toContain(secret);
    }
    const line = JSON.parse(app.logLines().at(-1)!) as object;
    expect(Object.keys(line).sort()).toEqual([
      'level',
      'method',
      'milliseconds',
      'msg',
      'requestId',
      'route',
      'status',
      'time',
    ]);
  });

  test('to an unforeseen error holds an id that is in the log, and the log holds no values', async () => {
    const { pool } = app.db;
    const query = pool.query;
    const admin = await app.as('admin');
    pool.query = ((...args: [unknown]) =>
      JSON.stringify(args[0]).includes('FROM audit_event')
        ? Promise.reject(new Error('invalid input syntax for type date: "Nguyễn Thị Bí Mật"'))
        : query.apply(pool, args as never)) as typeof pool.query;
    try {
      const response = await admin.get('/audit');
      expect(response.status).toBe(500);
      const line = app.logLines().find((entry) => entry.includes('request failed'))!;
      const { requestId, err } = JSON.parse(line) as { requestId: string; err: { message: string } };
      expect(words(response)).toContain(requestId);
      expect(response.text).not.toContain('invalid input');
      expect(err.message).toBe('invalid input syntax for type date: "…"');
    } finally {
      pool.query = query;
    }
  });
});

describe('without the database', () => {
  test('pages say so with 503, the health check in JSON, and static files are served', async () => {
    const app = await testApp();
    const away = openDatabase('postgresql://nobody@127.0.0.1:1/none', () => undefined, 2);
    try {
      const deaf = createApp({ ...app.context, db: away });
      const cookie = cookieOf(await tryToSignIn(app.anonymous(), app.users.staff.username));
      const page = await request(deaf).get('/households').set('Cookie', cookie);
      expect(page.status).toBe(503);
      expect(page.headers['retry-after']).toBe('5');
      expect(words(page)).toContain('cơ sở dữ liệu');
      const health = await request(deaf).get('/healthz');
      expect([health.status, health.body]).toEqual([503, { status: 'database away' }]);
      expect((await request(deaf).get('/icons.svg')).status).toBe(200);
      const whole = await app.anonymous().get('/healthz');
      expect([whole.status, whole.body]).toEqual([200, { status: 'ok' }]);
    } finally {
      await away.close();
      await app.close();
    }
  });
});
