import { once } from 'node:events';
import { request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { PGStore } from 'connect-pg-simple';
import { createSessionStore } from '../../../../src/web/middleware/session-store';
import { eventually } from '../../../support/patience';
import { read, sharedApp, THURSDAY_MORNING, words } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';

describe('the session of a click', () => {
  const app = sharedApp();

  test('is read with its user in one statement, even when many click at once', async () => {
    const officer = await app.as('officer');
    await officer.get('/password');
    const { hotPool: pool } = app.db;
    const names: string[] = [];
    const query = pool.query;
    pool.query = ((...args: [{ name?: string }]) => {
      names.push(args[0].name ?? '');
      return query.apply(pool, args as never);
    }) as typeof pool.query;
    try {
      const pages = await Promise.all(Array.from({ length: 10 }, () => officer.get('/password')));
      expect(pages.map((page) => page.status)).toEqual(Array(10).fill(200));
      expect([...new Set(names)]).toEqual([expect.stringMatching(/./)]);
    } finally {
      pool.query = query;
    }
  });

  test('ends when its account is closed, at the very next click', async () => {
    const chairman = await app.as('chairman');
    expect((await chairman.get('/password')).status).toBe(200);
    await app.db.prisma.userAccount.update({ where: { id: app.users.chairman.id }, data: { disabledAt: new Date() } });
    expect((await chairman.get('/password')).status).toBe(303);
  });

  test('belongs to no user once it has expired, or if its cookie is forged', async () => {
    const staff = await app.as('staff');
    await app.db.prisma.$executeRaw`UPDATE user_session SET expire = now() - interval '1 second'`;
    expect((await staff.get('/password')).status).toBe(303);
  });

  test('can be ended on a connection that has just cleared old sessions', async () => {
    const store = createSessionStore(app.db, { pruneSessionInterval: false }) as PGStore;
    for (let round = 0; round < 3; round += 1) {
      await promisify(store.pruneSessions.bind(store))();
      await promisify(store.destroy.bind(store) as (id: string, done: () => void) => void)('no such session');
    }
  });

  test('is stored before the redirect: browsers follow a redirect as soon as they have its headers', async () => {
    const server: Server = app.app.listen(0);
    const { pool } = app.db;
    const query = pool.query;
    pool.query = (async (...args: [{ name?: string }]) => {
      if (args[0].name?.startsWith('session INSERT')) await new Promise((resolve) => setTimeout(resolve, 150));
      return query.apply(pool, args as never);
    }) as typeof pool.query;
    try {
      const send = async (
        method: string,
        path: string,
        headers: Record<string, string> = {},
        body = '',
      ): Promise<IncomingMessage> => {
        const sent = request({ port: (server.address() as AddressInfo).port, method, path, headers });
        sent.end(body);
        return ((await once(sent, 'response')) as [IncomingMessage])[0];
      };
      const form = await send('GET', '/login');
      const token = /name="_csrf" value="([^"]+)"/.exec((await form.toArray()).join(''))![1]!;
      const cookieOf = (response: IncomingMessage) =>
        response.headers['set-cookie']!.map((cookie) => cookie.split(';')[0]).join('; ');
      const signedIn = await send(
        'POST',
        '/login',
        { cookie: cookieOf(form), 'content-type': 'application/x-www-form-urlencoded' },
        new URLSearchParams({ _csrf: token, username: app.users.officer2.username, password: PASSWORD }).toString(),
      );
      expect(signedIn.statusCode).toBe(303);
      const next = await send('GET', '/password', { cookie: cookieOf(signedIn) });
      expect(next.statusCode).toBe(200);
    } finally {
      pool.query = query;
      server.closeAllConnections();
      server.close();
    }
  });

  describe('that cannot be stored', () => {
    beforeAll(async () => {
      // Express prints errors that reach its own end, unless it is told that this is a test.
      app.app.set('env', 'development');
      await app.db.pool.query(`CREATE FUNCTION refuse_session() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file "base/16384"' USING ERRCODE = '53100', DETAIL = 'Failing row contains (Nguyễn Thị Bí Mật)'; END $$`);
    });
    afterEach(async () => {
      await app.db.pool.query('DROP TRIGGER refuse_session ON user_session');
      app.setNow(THURSDAY_MORNING);
      jest.restoreAllMocks();
    });

    const officerWithoutStore = async () => {
      const officer = await app.as('officer');
      await officer.get('/availability');
      await app.db.pool.query(
        'CREATE TRIGGER refuse_session BEFORE INSERT OR UPDATE ON user_session FOR EACH ROW EXECUTE FUNCTION refuse_session()',
      );
      app.setNow(new Date(THURSDAY_MORNING.getTime() + 5 * 60_000)); // late enough to write the time of the last click
      return officer;
    };

    test.each([
      ['/password', 200],
      ['/khong-co', 404],
      ['/users', 403],
    ])('breaks off no page, and only the log reports it, without values: %s', async (path, status) => {
      const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
      const officer = await officerWithoutStore();
      const reports = () =>
        app.logLines().filter((line) => line.includes('session not stored after the answer')).length;
      const before = reports();
      const answer = await officer.get(path);
      expect([answer.status, answer.text.endsWith('</html>\n')]).toEqual([status, true]);
      await eventually(
        () => reports() > before,
        () => 'the log does not report it',
      );
      expect(printed).not.toHaveBeenCalled();
      const log = app.logLines().join('\n');
      expect(log).not.toMatch(/Bí Mật|16384/);
    });

    test('does not undo a form: its response says what was saved, once, and leads on', async () => {
      const officer = await officerWithoutStore();
      const answer = await officer.post('/availability', { windows: [{ weekday: '1', from: '18:30', to: '20:45' }] });
      expect([answer.status, read(answer)('h1').text()]).toEqual([503, 'Chưa mở được trang kế tiếp']);
      expect(words(answer)).toContain('Đã lưu lịch rảnh hằng tuần.');
      expect(words(answer)).not.toMatch(/chưa được lưu/);
      expect(read(answer)('main a.btn-primary').attr('href')).toBe('/availability');
      expect(await app.db.prisma.officerAvailability.count({ where: { userId: app.users.officer.id } })).toBe(1);
    });

    test('does not stop a form that only leads on', async () => {
      const officer = await officerWithoutStore();
      const answer = await officer.post('/searches', { q: 'ánh' });
      expect([answer.status, answer.headers.location]).toEqual([303, expect.stringContaining('/search')]);
    });
  });

  test('is read in vain while the database is away: a page does not mention a form that was never sent', async () => {
    const officer = await app.as('officer');
    await officer.get('/availability');
    const { hotPool } = app.db;
    const query = hotPool.query;
    hotPool.query = (() =>
      Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))) as typeof query;
    try {
      expect(words(await officer.get('/availability'))).not.toMatch(/vừa gửi|chưa được lưu/);
      expect(words(await officer.post('/availability'))).toContain('việc vừa gửi có thể chưa được lưu');
    } finally {
      hotPool.query = query;
    }
  });
});
