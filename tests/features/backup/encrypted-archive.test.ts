import fs from 'node:fs';
import path from 'node:path';
import { openArchive } from '../../../src/db/archive';
import { backUp } from '../../../src/db/backup';
import { generateKeyPair, openEncrypted, readPublicKeys } from '../../../src/db/encrypted-archive';
import { StartupError } from '../../../src/startup-error';
import { bareApp, THURSDAY_MORNING, type BareApp } from '../../support/test-app';
import { createWard } from '../../support/factories';
import { testFolder } from '../../support/test-folder';

describe('an encrypted backup', () => {
  let app: BareApp;
  let folder: string;
  let archive: string;
  /** Private keys: the ward's own, the spare one in the safe, and a stranger's. */
  const keyFiles = {} as Record<'own' | 'spare' | 'foreign', string>;
  const at = (name: string) => path.join(folder, name);

  beforeAll(async () => {
    app = await bareApp();
    await createWard(app.db, { code: '00004', name: 'Phường Ba Đình' });
    folder = testFolder();
    const publicKeys: string[] = [];
    for (const name of ['own', 'spare', 'foreign'] as const) {
      const { publicKey, privateKey } = await generateKeyPair();
      fs.writeFileSync((keyFiles[name] = at(`${name}.key`)), `# public key: ${publicKey}\r\n${privateKey}\r\n`);
      if (name !== 'foreign') publicKeys.push(publicKey);
    }
    fs.writeFileSync(at('both.pub'), `# two people\n${publicKeys.join('\n')}\n`);
    archive = at('go-cua.zip.age');
    await backUp({
      url: app.context.config.databaseUrl!,
      file: archive,
      program: '0.1.0',
      now: THURSDAY_MORNING,
      publicKeys: await readPublicKeys(at('both.pub')),
    });
  });
  afterAll(() => app.close());

  const failureOf = async (work: Promise<unknown>) => {
    const failure = await work.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartupError);
    expect((failure as Error).message).not.toContain('\n');
    return (failure as Error).message;
  };

  test('says nothing to a finder, and opens with either of its private keys, in memory', async () => {
    expect(fs.readFileSync(archive).includes('manifest.json')).toBe(false);
    if (process.platform !== 'win32') expect(fs.statSync(archive).mode & 0o077).toBe(0);
    const files = fs.readdirSync(folder);
    for (const key of [keyFiles.own, keyFiles.spare]) {
      const opened = await openArchive(await openEncrypted(archive, key));
      expect(opened.manifest.tables.find(({ name }) => name === 'ward')?.rows).toBe(1);
      opened.close();
    }
    expect(fs.readdirSync(folder)).toEqual(files);
  });

  test('is refused without its key, and an archive in the clear with one', async () => {
    expect(await failureOf(openEncrypted(archive, undefined))).toMatch(/đã mã hóa. Thêm --key/);
    expect(await failureOf(openEncrypted(archive, keyFiles.foreign))).toMatch(/được mã hóa cho khóa khác/);
    expect(await failureOf(openEncrypted(archive, at('both.pub')))).toMatch(/không có khóa riêng đúng/);
    expect(await failureOf(openEncrypted(archive, at('none.key')))).toMatch(
      /Không đọc được tệp .*none\.key \(ENOENT\)/,
    );
    fs.writeFileSync(at('clear.zip'), 'PK');
    expect(await openEncrypted(at('clear.zip'), undefined)).toBe(at('clear.zip'));
    expect(await failureOf(openEncrypted(at('clear.zip'), keyFiles.own))).toMatch(/không mã hóa/);
  });

  test('is refused if it was cut anywhere, or one byte of it changed', async () => {
    const whole = fs.readFileSync(archive);
    const changedAt = (place: number) => {
      const bytes = Buffer.from(whole);
      bytes[place]! ^= 1;
      return bytes;
    };
    const broken = {
      'without its last byte': whole.subarray(0, -1),
      'cut in the middle': whole.subarray(0, whole.length >> 1),
      'cut after its head': whole.subarray(0, 500),
      'with a byte more': Buffer.concat([whole, Buffer.from('x')]),
      'changed at the end': changedAt(whole.length - 1),
      'changed in the middle': changedAt(whole.length >> 1),
      'changed in its head': changedAt(whole.indexOf('\n--- ') + 10),
    };
    for (const [name, bytes] of Object.entries(broken)) {
      fs.writeFileSync(at('broken.age'), bytes);
      expect([name, await failureOf(openEncrypted(at('broken.age'), keyFiles.own))]).toEqual([
        name,
        expect.stringMatching(/bị cắt hoặc bị sửa sau khi lập/),
      ]);
    }
  });

  test('is not made for a private key, a wrong key or no key', async () => {
    expect(await failureOf(readPublicKeys(keyFiles.own))).toMatch(/chứa khóa riêng/);
    fs.writeFileSync(at('wrong.pub'), 'age1abc\n');
    expect(await failureOf(readPublicKeys(at('wrong.pub')))).toMatch(/sai: có lẽ chép thiếu/);
    fs.writeFileSync(at('empty.pub'), '\n');
    expect(await failureOf(readPublicKeys(at('empty.pub')))).toMatch(/không có khóa công khai nào/);
  });
});
