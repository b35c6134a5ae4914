import type { Request } from 'express';
import { readAnswer, siteOf } from '../../../../src/features/office/auth/passkeys';

const requestAt = (address: string, publicOrigin: string | null = null): Request => {
  const [protocol, host] = address.split('://');
  return { app: { get: () => publicOrigin }, protocol, get: () => host } as unknown as Request;
};

describe('the site that passkeys are made for', () => {
  test.each([
    ['https://gocua.phuong.vn', 'gocua.phuong.vn', 'https://gocua.phuong.vn'],
    ['https://gocua.phuong.vn:443', 'gocua.phuong.vn', 'https://gocua.phuong.vn'],
    ['https://may-chu:8443', 'may-chu', 'https://may-chu:8443'],
    ['http://localhost:3000', 'localhost', 'http://localhost:3000'],
  ])('%s', (address, id, origin) => expect(siteOf(requestAt(address))).toEqual({ id, origin }));

  test.each([
    'http://gocua.phuong.vn',
    'http://127.0.0.1:3000',
    'https://192.168.1.5',
    'https://[::1]:3000',
    'http://localhost.phuong.vn',
    'https://',
    'https://a b',
  ])('none at %s', (address) => expect(siteOf(requestAt(address))).toBeNull());

  test('is PUBLIC_ORIGIN, whatever the request says', () => {
    const origin = 'https://gocua.phuong.vn';
    expect(siteOf(requestAt('https://gocua.example.com', origin))).toEqual({ id: 'gocua.phuong.vn', origin });
  });
});

test('an answer is JSON with the id of a key', () => {
  expect(readAnswer('{"id":"aZ-_09","type":"public-key"}')).toEqual({ id: 'aZ-_09', type: 'public-key' });
  const others = [
    '',
    'null',
    '[]',
    '{"id":1}',
    '{"id":"a b"}',
    '{"id":""}',
    `{"id":"${'a'.repeat(1365)}"}`,
    '{"id":"a"',
  ];
  expect(others.filter((text) => readAnswer(text) !== null)).toEqual([]);
});
