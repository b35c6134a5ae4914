import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sharedApp, words } from '../../support/test-app';

describe('a mistyped or cut-off address', () => {
  const app = sharedApp();

  const ID = '01900000-0000-7000-8000-000000000001';

  it.each([
    `/rounds?view=past&after=2026-99-99T99:99:99.999Z_${ID}`,
    '/rounds?view=past&after=2026-11-26T11:30:00.000Z_------------------------------------',
    `/rounds?view=upcoming&after=0000-01-01T11:30:00.000Z_${ID}`,
    '/rounds?after=2026-11-26',
    '/rounds/new?date=0000-01-01',
    '/rounds/new?date=9999-12-31&from=18:30&to=20:30',
    `/waiting?kind=papers&after=0000-01-01.papers.${ID}.x`,
    `/waiting?officer=${ID}&after=2026-02-31.promise.${ID}.x`,
    '/calendar?year=0000',
    '/audit?from=0000-01-01',
    '/audit?to=9999-12-31',
    '/audit?after=99999999999999999999',
    `/reports/visits?after=${ID}`,
    '/reports/files?from=0000-01-01',
    '/reports/adults?until=0001-01-01',
  ])('%s is still a page', async (path) => {
    expect((await (await app.as('admin')).get(path)).status).toBe(200);
  });

  it('a day that no ward records is refused in a form, not by the database', async () => {
    const page = await (
      await app.as('staff')
    ).post('/residential-groups', { id: ID, code: '1', name: 'Tổ 1', validFrom: '0000-01-01' });
    expect(page.status).toBe(422);
  });
});

describe('what tools ask and browsers do not', () => {
  const app = sharedApp();

  const ask = async (options: { method: string; path: string; headers?: Record<string, string> }) => {
    const server = app.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [answer] = (await once(request({ port, host: '127.0.0.1', ...options }).end(), 'response')) as [
      IncomingMessage,
    ];
    server.closeAllConnections();
    server.close();
    return answer;
  };

  it('the server as a whole (OPTIONS *) is not found, which is no failure', async () => {
    expect((await ask({ method: 'OPTIONS', path: '*' })).statusCode).toBe(404);
  });

  it('a part of a file is answered with the whole file', async () => {
    const { statusCode } = await ask({ method: 'GET', path: '/favicon.svg', headers: { Range: 'bytes=999999-' } });
    expect(statusCode).toBe(200);
  });

  it('a file that has another version than asked for is a wrong request, which no cache keeps', async () => {
    const answer = await ask({ method: 'GET', path: '/favicon.svg', headers: { 'If-Match': '"other"' } });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('a HEAD leaves the message for the page that is read next', async () => {
    const office = await app.as('staff');
    const group = { id: '01900000-0000-7000-8000-000000000001', code: '9', name: 'Tổ 9', validFrom: '2026-11-01' };
    const { headers } = await office.post('/residential-groups', group);
    expect((await office.head(headers.location!)).status).toBe(200);
    expect(words(await office.get(headers.location!))).toContain('Đã thêm');
    expect(words(await office.get(headers.location!))).not.toContain('Đã thêm');
  });
});
