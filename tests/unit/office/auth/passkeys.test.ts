import type { Request } from 'express';
import { newKeyOf, readAnswer, siteOf } from '../../../../src/features/office/auth/passkeys';
import { SoftwarePasskey } from '../../../support/software-passkey';

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

// Self-signed; says that http://127.0.0.1:48123/secret knows whether it was revoked.
const CERTIFICATE = Uint8Array.from(
  Buffer.from(
    'MIIBajCCARGgAwIBAgIUZSS3HmRqv2s5WTuDGHVgqgTnYsAwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBeDAeFw0yNjExMjcxNjE0NTRaFw0yNjEyMjcxNjE0NTRaMAwxCjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR/cWtUMGkwt6v4gdVxt8GSFt5XcxEVpluFIXvNpcYWam8K4pD/dwTlVqhmOfMawgILE9flZf/bJxi4F8YT9rSco1EwTzAuBgNVHR8EJzAlMCOgIaAfhh1odHRwOi8vMTI3LjAuMC4xOjQ4MTIzL3NlY3JldDAdBgNVHQ4EFgQUBxc0+F5KBdeO6q/zA+KlwMgpJ04wCgYIKoZIzj0EAwIDRwAwRAIgZNki29j/zM3wxbGjA4H698rXuTVc9kQ4ssRax1WGRi8CICGyMk7GXleEM1yWvPnRlsDE/c+1MPcSn2gmHSW/epaT',
    'base64',
  ),
);

test.each(['apple', 'android-key', 'android-safetynet', 'tpm', 'fido-u2f', 'packed'])(
  'a certificate in a new key makes the server ask no other server: %s',
  async (format) => {
    const asked = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('asked'));
    const site = { id: 'gocua.phuong.vn', origin: 'https://gocua.phuong.vn' };
    const challenge = Buffer.alloc(32).toString('base64url');
    const statement = new Map<string, unknown>([
      ['alg', -7],
      ['sig', new Uint8Array(70)],
      ['x5c', [CERTIFICATE]],
    ]);
    const answer = readAnswer(new SoftwarePasskey().creation({ challenge, origin: site.origin }, [format, statement]))!;
    expect(await newKeyOf(site, challenge, answer)).toBeNull();
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  },
);
