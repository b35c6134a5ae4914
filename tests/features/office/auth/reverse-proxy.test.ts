import fs from 'node:fs';
import { TestAgent, testApp, words, type TestApp } from '../../../support/test-app';
import { PASSWORD } from '../../../support/two-wards';
import { tryToSignIn } from '../../../support/worlds/office';

const nginx = /```nginx\n([\s\S]*?)```/.exec(fs.readFileSync('docs/operations.md', 'utf8'))![1]!;

/** What a proxy set up as docs/operations.md says passes on when a browser requests `host` over HTTPS. */
function throughNginx(host: string): Record<string, string> {
  const variables: Record<string, string> = {
    $http_host: host,
    $host: host.split(':')[0]!,
    $remote_addr: '203.0.113.7',
    $scheme: 'https',
  };
  return Object.fromEntries(
    [...nginx.matchAll(/proxy_set_header (\S+) (\S+);/g)].map(([, name, value]) => [name!, variables[value!]!]),
  );
}

describe('behind a reverse proxy', () => {
  let app: TestApp;
  let named: TestApp;
  beforeAll(async () => {
    app = await testApp({ TRUST_PROXY: '1', COOKIE_SECURE: '0' });
    named = await testApp({ TRUST_PROXY: '1', COOKIE_SECURE: '0', PUBLIC_ORIGIN: 'https://gocua.phuong.vn' });
  });
  afterAll(async () => {
    await app.close();
    await named.close();
  });

  const feedAddress = async (agent: TestAgent) => {
    await tryToSignIn(agent, 'doivien1');
    return (await agent.post('/calendar-feed')).text.match(/https?:[^\s"]*\/calendar-feeds\//)?.[0];
  };

  test.each(['gocua.phuong.vn', 'gocua.phuong.vn:8443'])(
    'a user can sign in at %s with the documented proxy setup',
    async (host) => {
      const browser = new TestAgent(app.app, { ...throughNginx(host), Origin: `https://${host}` });
      expect((await tryToSignIn(browser, 'vanphong')).status).toBe(303);
    },
  );

  test('the documented proxy speaks only TLS 1.2 and 1.3', () => {
    expect(nginx).toMatch(/ssl_protocols TLSv1\.2 TLSv1\.3;/);
  });

  test('a form from another site is refused, whatever X-Forwarded-Host says', async () => {
    const forger = new TestAgent(app.app, {
      ...throughNginx('gocua.phuong.vn'),
      'X-Forwarded-Host': 'example.org',
      Origin: 'https://example.org',
    });
    expect((await forger.post('/login', { username: 'vanphong', password: PASSWORD })).status).toBe(403);
  });

  test('without PUBLIC_ORIGIN, the calendar address is where the program listens, whatever host is requested', async () => {
    const officer = new TestAgent(app.app, {
      ...throughNginx('example.org'),
      'X-Forwarded-Host': 'example.org',
      Origin: 'https://example.org',
    });
    expect(await feedAddress(officer)).toBe('http://127.0.0.1:3000/calendar-feeds/');
    expect(words(await officer.post('/calendar-feed'))).toContain('chỉ mở được trên máy đang chạy Gõ Cửa');
  });

  test('with PUBLIC_ORIGIN, the calendar address begins with it, whatever host is requested', async () => {
    const officer = new TestAgent(named.app, { Host: 'example.org', 'X-Forwarded-Proto': 'http' });
    expect(await feedAddress(officer)).toBe('https://gocua.phuong.vn/calendar-feeds/');
  });

  test.each([
    ['https://gocua.phuong.vn', 303],
    ['http://gocua.phuong.vn', 403],
    ['https://gocua.phuong.vn:8443', 403],
    ['https://example.org', 403],
  ])(
    'with PUBLIC_ORIGIN, a form from %s is answered with %i, even if it names its own host',
    async (origin, status) => {
      const browser = new TestAgent(named.app, {
        Host: new URL(origin).host,
        'X-Forwarded-Proto': 'https',
        Origin: origin,
      });
      expect((await tryToSignIn(browser, 'vanphong')).status).toBe(status);
    },
  );
});
