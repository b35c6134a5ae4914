import request from 'supertest';
import { sharedApp } from '../../support/test-app';

const app = sharedApp();

test.each([
  ['gzip, deflate', 'gzip'],
  ['identity', undefined],
])('a browser that accepts %s gets the same page, compressed if it may be', async (accepted, encoding) => {
  const { headers, text } = await request(app.app).get('/login').set('Accept-Encoding', accepted);
  expect(headers['content-encoding']).toBe(encoding);
  expect(text).toContain('Đăng nhập');
  expect(text.trim()).toMatch(/<\/html>$/);
});
