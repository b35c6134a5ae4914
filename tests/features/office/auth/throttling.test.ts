import type { Request, Response } from 'express';
import { createApp } from '../../../../src/app';
import { knownDevices } from '../../../../src/web/known-device';
import { sharedApp, TestAgent, words, type TestApp } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { cookieOf, from, tryToSignIn } from '../../../support/worlds/office';

const forget = (app: TestApp) => app.db.pool.query('DELETE FROM rate_limit');
const guess = (agent: TestAgent, username: string) => tryToSignIn(agent, username, 'đoán bừa một câu');

describe('guessing passwords behind one proxy', () => {
  const app = sharedApp({ TRUST_PROXY: '1' });
  beforeEach(() => forget(app));

  const wear = async (address: string, username: string, times: number) => {
    const agent = from(app, address);
    for (let count = 0; count < times; count += 1) expect((await guess(agent, username)).status).toBe(422);
    return agent;
  };

  it('ends after five for one account from one address, even with the right password, and says for how long', async () => {
    const agent = await wear('203.0.113.7', 'vanphong', 5);
    const refused = await tryToSignIn(agent, 'vanphong');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(900);
    expect(words(refused)).toContain('Sai quá nhiều lần. Hãy chờ 15 phút rồi thử lại');
    expect((await tryToSignIn(agent, ' VANPHONG')).status).toBe(429);
  });

  it('locks no other user out: the owner at another address and a colleague at the same one get in', async () => {
    await wear('203.0.113.7', 'vanphong', 5);
    expect((await tryToSignIn(from(app, '203.0.113.7'), 'vanphong')).status).toBe(429);
    expect((await tryToSignIn(from(app, '198.51.100.9'), 'vanphong')).status).toBe(303);
    expect((await tryToSignIn(from(app, '203.0.113.7'), 'doivien1')).status).toBe(303);
  });

  it('cannot be hidden behind an address that the browser claims: only the proxy’s own word counts', async () => {
    for (let count = 0; count < 5; count += 1) await guess(from(app, `10.0.0.${count}, 203.0.113.7`), 'vanphong');
    expect((await guess(from(app, '10.9.9.9, 203.0.113.7'), 'vanphong')).status).toBe(429);
  });

  it('is forgiven by the right password', async () => {
    const agent = await wear('203.0.113.7', 'vanphong', 4);
    expect((await tryToSignIn(agent, 'vanphong')).status).toBe(303);
    await wear('203.0.113.7', 'vanphong', 4);
    expect((await tryToSignIn(from(app, '203.0.113.7'), 'vanphong')).status).toBe(303);
  });

  it('resets after a quarter of an hour', async () => {
    const agent = await wear('203.0.113.7', 'vanphong', 5);
    expect((await guess(agent, 'vanphong')).status).toBe(429);
    await app.db.pool.query('UPDATE rate_limit SET expire = expire - 15 * 60 * 1000');
    expect((await tryToSignIn(agent, 'vanphong')).status).toBe(303);
  });

  it('survives a restart', async () => {
    await wear('203.0.113.7', 'vanphong', 5);
    const restarted = createApp(app.context);
    expect((await tryToSignIn(new TestAgent(restarted, { 'X-Forwarded-For': '203.0.113.7' }), 'vanphong')).status).toBe(
      429,
    );
    expect(
      (await tryToSignIn(new TestAgent(restarted, { 'X-Forwarded-For': '198.51.100.9' }), 'vanphong')).status,
    ).toBe(303);
  });

  it('does not get past five when all are sent at once', async () => {
    const agents = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const agent = from(app, '203.0.113.7');
        await agent.get('/login');
        return agent;
      }),
    );
    const statuses = (await Promise.all(agents.map((agent) => guess(agent, 'vanphong')))).map(
      (answer) => answer.status,
    );
    expect(statuses.filter((status) => status === 422)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  it('is limited for one address across all accounts: 40', async () => {
    await app.db.pool.query(
      `INSERT INTO rate_limit (key, points, expire) VALUES ('login-address:203.0.113.7', 39, $1)`,
      [Date.now() + 600_000],
    );
    expect((await guess(from(app, '203.0.113.7'), 'ai-do')).status).toBe(422);
    expect((await tryToSignIn(from(app, '203.0.113.7'), 'doivien1')).status).toBe(429);
    expect((await tryToSignIn(from(app, '198.51.100.9'), 'doivien1')).status).toBe(303);
  });

  it('is limited for one account across all addresses: 100, and colleagues notice nothing', async () => {
    await app.db.pool.query(`INSERT INTO rate_limit (key, points, expire) VALUES ('login-account:vanphong', 99, $1)`, [
      Date.now() + 600_000,
    ]);
    expect((await guess(from(app, '203.0.113.7'), 'vanphong')).status).toBe(422);
    expect((await tryToSignIn(from(app, '198.51.100.9'), 'vanphong')).status).toBe(429);
    expect((await tryToSignIn(from(app, '198.51.100.9'), 'doivien1')).status).toBe(303);
  });

  it('counts the addresses of one IPv6 network as one, because its owner has more of them than guesses', async () => {
    for (let count = 1; count <= 5; count += 1) await guess(from(app, `2001:db8:1:2::${count}`), 'vanphong');
    expect((await guess(from(app, '2001:db8:1:2:aaaa:bbbb:cccc:dddd'), 'vanphong')).status).toBe(429);
    expect((await guess(from(app, '2001:db8:1:3::1'), 'vanphong')).status).toBe(422);
  });

  it('is logged once, not at every try, and without what was typed', async () => {
    const agent = await wear('203.0.113.7', 'vanphong', 5);
    for (let count = 0; count < 4; count += 1) await guess(agent, 'vanphong');
    const throttles = await app.db.prisma.auditEvent.findMany({ where: { action: 'auth.throttle' } });
    const before = throttles.length;
    await guess(agent, 'vanphong');
    expect(await app.db.prisma.auditEvent.count({ where: { action: 'auth.throttle' } })).toBe(before);
    expect(JSON.stringify(throttles.map((event) => event.details))).not.toContain('đoán bừa');
  });
});

describe('a browser that signed in before', () => {
  const app = sharedApp({ TRUST_PROXY: '1' });
  beforeEach(() => forget(app));

  const OFFICE = '203.0.113.7';
  const LOCKED: Record<string, number> = {
    [`login-pair:vanphong|${OFFICE}`]: 5,
    [`login-address:${OFFICE}`]: 40,
    'login-account:vanphong': 100,
  };
  /** Strangers have guessed until every limit on them holds. */
  const storm = async () => {
    for (const [key, points] of Object.entries(LOCKED))
      await app.db.pool.query(
        'INSERT INTO rate_limit (key, points, expire) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET points = $2, expire = $3',
        [key, points, Date.now() + 600_000],
      );
  };
  const leave = async (browser: TestAgent) => {
    await browser.post('/logout');
    await browser.get('/login');
  };
  /** Signed in and out again: only the browser's long-lived cookie is left. */
  const knownBrowser = async (...usernames: string[]) => {
    const browser = from(app, OFFICE);
    for (const username of usernames) {
      expect((await tryToSignIn(browser, username)).status).toBe(303);
      await leave(browser);
    }
    return browser;
  };

  it('gets in while strangers at the same address are locked out', async () => {
    const browser = await knownBrowser('vanphong');
    await storm();
    expect((await tryToSignIn(from(app, OFFICE), 'vanphong')).status).toBe(429);
    expect((await tryToSignIn(browser, 'vanphong')).status).toBe(303);
  });

  it('may guess no more than a stranger: five times, and then it waits, at any address', async () => {
    const browser = await knownBrowser('vanphong');
    for (let count = 1; count <= 5; count += 1) expect((await guess(browser, 'vanphong')).status).toBe(422);
    expect((await tryToSignIn(browser, 'vanphong')).status).toBe(429);
    expect((await tryToSignIn(from(app, OFFICE), 'vanphong')).status).toBe(303);
  });

  it('is known for each account that signed in with it, and for no other', async () => {
    const browser = await knownBrowser('vanphong', 'doivien1');
    await storm();
    expect((await tryToSignIn(browser, 'doivien2')).status).toBe(429);
    expect((await tryToSignIn(browser, 'vanphong')).status).toBe(303);
    await leave(browser);
    expect((await tryToSignIn(browser, 'doivien1')).status).toBe(303);
  });

  it('cannot be forged, and its cookie names no user', async () => {
    const cookie = cookieOf(await tryToSignIn(from(app, OFFICE), 'vanphong'), 'go-cua-device');
    expect(cookie).toMatch(/^go-cua-device=[\w-]{22}\.[\w-]{43}$/);
    await storm();
    const [name, mark] = cookie.slice('go-cua-device='.length).split('.');
    for (const forged of [
      `${'A'.repeat(22)}.${mark}`,
      `${name}.${'A'.repeat(43)}`,
      `${name}.${mark!.slice(0, -1)}`,
      `${name}`,
      '.',
    ]) {
      const thief = new TestAgent(app.app, { 'X-Forwarded-For': OFFICE, Cookie: `go-cua-device=${forged}` });
      expect([forged, (await tryToSignIn(thief, 'vanphong')).status]).toEqual([forged, 429]);
    }
  });

  it('forgets the account that has not signed in for longest if more share it than an office machine has', async () => {
    const device = knownDevices(app.context.config);
    let kept = '';
    const req = () => ({ headers: { cookie: kept } }) as unknown as Request;
    const res = {
      req: {},
      cookie: (name: string, value: string) => {
        kept = `${name}=${value}`;
      },
    } as unknown as Response;
    const names = Array.from({ length: 9 }, (_, index) => `nguoi-${index}`);
    for (const name of [...names, names[1]!]) device.remember(req(), res, name);
    expect(names.filter((name) => device.find(req(), name) !== null)).toEqual(names.slice(1));
  });
});

describe('guessing passwords without a proxy', () => {
  const app = sharedApp({ TRUST_PROXY: '0' });

  it('gets nowhere with forged forwarding headers', async () => {
    for (let count = 0; count < 5; count += 1) await guess(from(app, `203.0.113.${count}`), 'vanphong');
    const forger = new TestAgent(app.app, {
      'X-Forwarded-For': '198.51.100.77',
      'X-Real-IP': '198.51.100.78',
      Forwarded: 'for=198.51.100.79',
    });
    expect((await tryToSignIn(forger, 'vanphong', PASSWORD)).status).toBe(429);
  });
});
