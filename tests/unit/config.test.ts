import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keepNewSecrets, loadConfig } from '../../src/config';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const environment = {
  NODE_ENV: 'test',
  DATABASE_URL: 'postgres://x',
  SESSION_SECRET: 'a test secret that is long enough',
  SEALING_KEY: key(1),
  LOOKUP_KEY: key(2),
};

test('without old keys, no key rotation is in progress', () => {
  expect(loadConfig(environment).oldKeys).toBeNull();
  expect(loadConfig({ ...environment, SEALING_KEY_OLD: '', LOOKUP_KEY_OLD: '' }).oldKeys).toBeNull();
  expect(loadConfig({ ...environment, SEALING_KEY_OLD: key(1), LOOKUP_KEY_OLD: key(2) }).oldKeys).toBeNull();
});

test('when one key was changed, both sets share the other', () => {
  const { keys, oldKeys } = loadConfig({ ...environment, SEALING_KEY_OLD: key(3) });
  expect(keys).toEqual({ sealingKey: Buffer.alloc(32, 1), lookupKey: Buffer.alloc(32, 2) });
  expect(oldKeys).toEqual({ sealingKey: Buffer.alloc(32, 3), lookupKey: Buffer.alloc(32, 2) });
});

test('an invalid old key is named', () => {
  expect(() => loadConfig({ ...environment, LOOKUP_KEY_OLD: 'short' })).toThrow(/LOOKUP_KEY_OLD.*32 byte/);
});

test.each([
  ['https://gocua.phuong.vn', 'https://gocua.phuong.vn'],
  ['https://GoCua.phuong.vn:8443/', 'https://gocua.phuong.vn:8443'],
  ['', null],
])('%j as the public origin is %j', (given, origin) => {
  expect(loadConfig({ ...environment, PUBLIC_ORIGIN: given }).publicOrigin).toBe(origin);
});

test.each([
  'gocua.phuong.vn',
  'https://gocua.phuong.vn/gocua',
  'ftp://gocua.phuong.vn',
  'https://ai@gocua.phuong.vn',
  'https://gocua.phuong.vn?x',
])('%s is not a public origin', (given) => {
  expect(() => loadConfig({ ...environment, PUBLIC_ORIGIN: given })).toThrow(/PUBLIC_ORIGIN/);
});

test('outside production, the secrets file may hold the old keys', () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'config-'));
  const file = path.join(dataDir, 'secrets.json');
  const { SESSION_SECRET, SEALING_KEY, LOOKUP_KEY } = environment;
  fs.writeFileSync(
    file,
    JSON.stringify({ SESSION_SECRET, SEALING_KEY, LOOKUP_KEY, SEALING_KEY_OLD: key(3), LOOKUP_KEY_OLD: key(4) }),
  );
  const { oldKeys } = loadConfig({ NODE_ENV: 'development', DATA_DIR: dataDir });
  expect(oldKeys).toEqual({ sealingKey: Buffer.alloc(32, 3), lookupKey: Buffer.alloc(32, 4) });
  fs.rmSync(dataDir, { recursive: true });
});

test.each([
  ['an empty', ''],
  ['a truncated', '{"SESSION_SECRET": "abc'],
  ['another', 'null'],
])('%s secrets file, as a power cut may leave it, fails in one clear line and is not replaced', (_kind, content) => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'config-'));
  const file = path.join(dataDir, 'secrets.json');
  fs.writeFileSync(file, content);
  expect(() => loadConfig({ NODE_ENV: 'development', DATA_DIR: dataDir })).toThrow(
    /^Tệp khóa .*secrets\.json trống hoặc hỏng\. Hãy chép lại .*\.$/,
  );
  expect(fs.readFileSync(file, 'utf8')).toBe(content);
  fs.rmSync(dataDir, { recursive: true });
});

test('secrets that are missing are stored only once they are kept, and the second of two first starts is refused', () => {
  const dataDir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'config-')), 'data');
  const start = () => loadConfig({ NODE_ENV: 'development', DATA_DIR: dataDir, DATABASE_URL: 'postgres://x' });
  const [first, second] = [start(), start()];
  expect(fs.existsSync(dataDir)).toBe(false);
  keepNewSecrets(first);
  expect(() => keepNewSecrets(second)).toThrow(/Một lần khởi động khác vừa lập .*secrets\.json\. Hãy chạy lại\./);
  expect(start()).toMatchObject({ keys: first.keys, newSecrets: null });
  fs.rmSync(path.dirname(dataDir), { recursive: true });
});

test.each([
  ['REQUESTS_PER_MINUTE', '0', 'cần một số từ 1 đến 999999999'],
  ['REQUESTS_PER_MINUTE', 'nhiều', 'cần một số từ 1 đến 999999999'],
  ['TRUST_PROXY', 'yes', 'cần là 0 hoặc 1'],
  ['NODE_ENV', 'prod', 'cần là development hoặc production hoặc test'],
  ['LOG_LEVEL', 'all', 'cần là fatal hoặc error hoặc warn hoặc info hoặc debug hoặc silent'],
  ['DATABASE_URL', 'mysql://x', 'cần dạng postgresql://tài-khoản:mật-khẩu@máy/tên'],
  ['PORT', '0', 'cần một số từ 1 đến 65535'],
  ['PORT', '99999', 'cần một số từ 1 đến 65535'],
  ['PORT', 'ba nghìn', 'cần một số từ 1 đến 65535'],
  ['SETUP_CODE', 'ngan', 'cần ít nhất 12 ký tự'],
  ['SETUP_CODE', '             ', 'cần ít nhất 12 ký tự'],
  ['SEALING_KEY', 'ngắn', 'cần 32 byte viết bằng base64'],
])('%s=%s is refused in Vietnamese', (name, value, message) => {
  expect(() => loadConfig({ ...environment, [name]: value })).toThrow(
    `Biến ${name} sai: ${message}. Xem .env.example.`,
  );
});

test('backups lie in the data folder, unless BACKUP_DIR names another', () => {
  expect(loadConfig({ ...environment, DATA_DIR: '/srv/so' }).backupDir).toBe(path.resolve('/srv/so/backups'));
  expect(loadConfig({ ...environment, DATA_DIR: '/srv/so', BACKUP_DIR: '/mnt/x' }).backupDir).toBe('/mnt/x');
});

test('a .env line without a value counts as not set', () => {
  expect(loadConfig({ ...environment, DATA_DIR: '', PORT: '' })).toMatchObject({
    dataDir: path.resolve('data'),
    port: 3000,
  });
});
