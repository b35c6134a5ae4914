import request from 'supertest';
import { createApp } from '../../../src/app';
import type { DemoProgress } from '../../../src/web/middleware/until-open';
import { bareApp, words, type BareApp } from '../../support/test-app';

let app: BareApp;
beforeAll(async () => {
  app = await bareApp();
});
afterAll(() => app.close());

test('while the demo ward is written every address says how far it is, and then the program is open', async () => {
  let progress: DemoProgress | null = { day: '2026-08-09', share: 0.479 };
  const opening = createApp(app.context, () => progress);

  for (const address of ['/', '/login', '/khong-co']) {
    const page = await request(opening).get(address);
    expect(page.status).toBe(503);
    expect(page.headers).toMatchObject({ 'retry-after': '2', 'cache-control': 'no-store' });
    expect(page.text).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>');
    expect(words(page)).toContain('Đã viết đến ngày 09/08/2026 47%');
  }
  expect((await request(opening).post('/login').send('username=vanphong')).status).toBe(503);
  const answer = await request(opening).get('/').set('Accept', 'application/json');
  expect(answer.body).toEqual({ kind: 'refused', message: 'Gõ Cửa đang mở lần đầu: 47%.' });
  expect((await request(opening).get('/healthz')).status).toBe(503);
  expect((await request(opening).get('/icons.svg')).status).toBe(200);

  progress = null;
  expect(words(await request(opening).get('/login'))).toContain('Đăng nhập');
  expect((await request(opening).get('/healthz')).status).toBe(200);
});
