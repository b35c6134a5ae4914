import { createHousehold, createResident } from '../../support/factories';
import { appForEach, testApp, words } from '../../support/test-app';
import { PASSWORD } from '../../support/two-wards';
import { tryToSignIn } from '../../support/worlds/office';

interface Line {
  requestId?: string;
  msg: string;
  level: number;
  err?: { name: string; message: string; stack: string };
}

describe('the log', () => {
  const app = appForEach();

  const lines = () => app.logLines().map((line) => JSON.parse(line) as Line);
  const failures = () => lines().filter((line) => line.msg === 'request failed');

  it('is one JSON object per line, whatever line breaks and control characters people send', async () => {
    const staff = await app.as('staff');
    const forged = 'Tổ\r\n{"level":30,"msg":"request","status":200}\u2028\u0085x';
    await staff.post('/residential-groups', {
      id: crypto.randomUUID(),
      code: 'x',
      name: forged,
      validFrom: '01/07/2025',
    });
    await staff.get(`/households?lane=${encodeURIComponent(forged)}`);
    await staff.post('/searches', { q: forged });
    await staff.get('/a%0D%0A%7B%22msg%22%3A%22forged%22%7D');
    await tryToSignIn(app.anonymous(), 'vanphong\r\n{"msg":"forged"}', 'sai\r\nsai');
    expect(app.logLines().length).toBeGreaterThan(4);
    for (const line of app.logLines()) expect(line).toMatch(/^\{[^\r\n\u2028\u0085]*\}\n$/);
    expect(lines().every((line) => line.msg === 'request')).toBe(true);
    expect(app.logLines().join('')).not.toContain('forged');
  });

  it('names no person, account, search or record after a walk through the register', async () => {
    const household = await createHousehold(app.db, app.ward, {
      address: '48A Phạm Hồng Thái',
      howToFind: 'Cổng xanh Tím',
    });
    const resident = await createResident(app.db, app.ward, {
      household,
      fullName: 'Đặng Thị Kín',
      phone: '0912345678',
      nationalNumber: '001060012345',
    });
    const agent = app.anonymous();
    await tryToSignIn(agent, 'vanphong', 'gõ nhầm mật khẩu');
    await tryToSignIn(agent, 'vanphong');
    for (const path of [
      '/households',
      `/households/${household.id}`,
      `/households/${household.id}/edit`,
      `/residents/${resident.id}`,
      `/residents/${resident.id}/edit`,
      '/rounds',
      '/imports',
      '/users',
      '/khong-co?ten=kin',
      `/visits/${crypto.randomUUID()}`,
    ])
      await agent.get(path);
    for (const q of ['dang thi kin', '0912345678', '001060012345']) {
      await agent.post('/search-results', { q });
      await agent.get((await agent.post('/searches', { q })).headers.location!);
    }
    await agent.post(`/residents/${resident.id}/edit`, {
      fullName: 'Đặng Thị Kín',
      nationalNumber: '001060012345',
      phone: '0912345678',
      version: 'x',
    });
    await agent.post(`/households/${household.id}/edit`, { address: 'không đọc được', howToFind: 'Cổng vàng Tươi' });
    await agent.post('/logout');
    const log = app.logLines().join('');
    expect(log).toContain('/households/:id');
    const secrets = [
      household.id,
      resident.id,
      app.users.staff.id,
      app.ward.id,
      'vanphong',
      'Văn Phòng',
      'Kín',
      'kin',
      '0912345678',
      '001060012345',
      '2345',
      'Hồng Thái',
      'Tím',
      'Tươi',
      PASSWORD,
      'gõ nhầm',
      '?',
      'Cookie',
      'go-cua',
      '127.0.0.1',
      '::1',
    ];
    // Request ids and times are the only free text in a line.
    const spoken = log.replace(/"requestId":"[0-9a-f-]{36}"|"time":\d+|"milliseconds":[\d.]+/g, '');
    expect(secrets.filter((secret) => spoken.includes(secret))).toEqual([]);
  });

  it.each([
    ['read with Prisma', 'residential_group', '/residential-groups'],
    ['read with SQL', 'household', '/households'],
  ])(
    'of an unforeseen error, %s, holds the id that its page shows, and the page nothing else of it',
    async (_how, table, path) => {
      const staff = await app.as('staff');
      await app.db.pool.query(`ALTER TABLE ${table} RENAME TO ${table}_away`);
      const answer = await staff.get(path);
      expect(answer.status).toBe(500);
      expect(failures()).toHaveLength(1);
      const [failure] = failures();
      expect(words(answer)).toContain(failure!.requestId!);
      expect(failure).toMatchObject({ level: 50, status: 500, method: 'GET', route: path });
      expect(failure!.err!.stack).toMatch(/^\s+at /);
      expect(answer.text).not.toMatch(
        new RegExp(`${table}_away|relation|does not exist|Prisma|node_modules|\\.ts\\b|SELECT `, 'i'),
      );
      expect(answer.headers['cache-control']).toBe('no-store');
    },
  );

  it('keeps no value that an error quotes, even if the value contains quotes itself', async () => {
    const { pool } = app.db;
    const admin = await app.as('admin');
    const query = pool.query;
    const messages = [
      'invalid input syntax for type date: "Đặng "Thị" Kín"',
      `Can't read 'Đặng Thị Kín'`,
      'bad line: "x"\nĐặng Thị Kín',
    ];
    for (const message of messages) {
      pool.query = ((...args: [unknown]) =>
        JSON.stringify(args[0]).includes('FROM audit_event')
          ? Promise.reject(new Error(message))
          : query.apply(pool, args as never)) as typeof pool.query;
      expect((await admin.get('/audit')).status).toBe(500);
      pool.query = query;
    }
    expect(failures()).toHaveLength(messages.length);
    expect(app.logLines().join('')).not.toContain('Kín');
  });
});

describe('connections that the database closes', () => {
  it('are replaced: the next click works again, and no user was shown half a page', async () => {
    const app = await testApp();
    const staff = await app.as('staff');
    const statuses: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      const cut = app.db.pool.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      const pages = await Promise.all(Array.from({ length: 6 }, () => staff.get('/households')));
      await cut;
      statuses.push(...pages.map((page) => page.status));
      expect(pages.every((page) => page.text.includes('</html>'))).toBe(true);
      expect((await staff.get('/households')).status).toBe(200);
    }
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    await app.close();
  });
});
