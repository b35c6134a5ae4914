import fs from 'node:fs';
import path from 'node:path';
import { plainPath } from '../../../src/db/postgres-binaries';
import { testFolder } from '../../support/test-folder';

describe('the path under which PostgreSQL finds a folder on Windows', () => {
  const folder = path.join(testFolder(), 'Gõ Cửa');
  const root = path.join(testFolder(), 'go-cua');
  beforeAll(() => fs.mkdirSync(folder));

  test('is plain, the same at every start, and leads to the folder', async () => {
    const plain = await plainPath(folder, 'win32', root);
    expect(plain).toMatch(/^[\x20-\x7e]+$/);
    fs.writeFileSync(path.join(plain, 'PG_VERSION'), '18\n');
    expect(fs.readdirSync(folder)).toEqual(['PG_VERSION']);
    expect(await plainPath(folder, 'win32', root)).toBe(plain);
  });

  test('is refused when it leads elsewhere', async () => {
    const plain = await plainPath(folder, 'win32', root);
    fs.rmSync(plain);
    fs.symlinkSync(testFolder(), plain, 'junction');
    await expect(plainPath(folder, 'win32', root)).rejects.toThrow(`${plain} không dẫn tới ${folder}.`);
  });

  test("is the folder's own path if its letters do no harm", async () => {
    expect(await plainPath('D:\\go-cua\\data', 'win32', root)).toBe('D:\\go-cua\\data');
    expect(await plainPath(folder, 'linux', root)).toBe(folder);
  });
});
