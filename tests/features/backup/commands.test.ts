import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { buildProgram, command, freePort, runProgram, type Program } from '../../support/program';
import { createEmptyDatabase } from '../../support/test-database';
import { testFolder } from '../../support/test-folder';
import { TestAgent } from '../../support/test-app';
import { slowTest } from '../../support/runs';

const key = Buffer.alloc(32, 7).toString('base64');
const secrets = { SESSION_SECRET: 'a test secret that is long enough', SEALING_KEY: key, LOOKUP_KEY: key };
const programs: Program[] = [];

beforeAll(buildProgram);

afterEach(async () => {
  for (const program of programs.splice(0)) await stop(program);
});

async function stop(program: Program): Promise<void> {
  program.child.kill('SIGTERM');
  await program.exitCode();
}

async function start(dataDir: string): Promise<string> {
  const program = runProgram(dataDir, { ...secrets, PORT: await freePort() });
  programs.push(program);
  return program.address();
}

slowTest(
  'a ward is opened and backed up while the application runs, and restored on a machine that has nothing yet',
  async () => {
    const [folder, dataDir, newDataDir] = [
      testFolder(),
      path.join(testFolder(), 'Gõ Cửa'),
      path.join(testFolder(), 'Máy mới'),
    ];
    const file = path.join(folder, 'đêm qua.zip');
    await start(dataDir);
    const opened = await command(
      'open-ward',
      { ...secrets, DATA_DIR: dataDir },
      '--code',
      '00004',
      '--name',
      'Phường Ba Đình',
      '--admin',
      'quantri',
    );
    const password = /mật khẩu lần đầu \(.*\): (\S+)$/.exec(opened.lines.at(-1)!)![1]!;

    const backup = await command('backup', { ...secrets, DATA_DIR: dataDir }, file);
    expect(backup).toMatchObject({
      code: 0,
      lines: expect.arrayContaining([
        `Cơ sở dữ liệu: đi kèm, thư mục ${dataDir}`,
        expect.stringMatching(/^Đã sao lưu \d+ bảng, [\d.]+ dòng vào .*đêm qua\.zip/),
      ]) as string[],
    });
    await stop(programs.pop()!);

    const withoutSecrets = await command('rescue-account', { DATA_DIR: dataDir }, 'quantri');
    expect(withoutSecrets.code).toBe(1);
    expect(withoutSecrets.lines.at(-1)).toContain('không phải khóa của cơ sở dữ liệu này');
    expect(fs.existsSync(path.join(dataDir, 'secrets.json'))).toBe(false);

    const restored = await command('restore', { ...secrets, DATA_DIR: newDataDir }, file);
    expect(restored.code).toBe(0);
    expect(restored.lines).toContainEqual(expect.stringMatching(/^ {2}ward +1$/));
    expect(restored.lines.at(-2)).toMatch(/^2 dây, \d+ sự kiện, nguyên vẹn$/);
    expect(restored.lines.at(-1)).toBe('Chữ ký của bản sao lưu khớp: mọi bảng như lúc lập.');
    const verified = await command('audit-verify', { ...secrets, DATA_DIR: newDataDir });
    expect(verified).toMatchObject({
      code: 0,
      lines: [
        `Cơ sở dữ liệu: đi kèm, thư mục ${newDataDir}`,
        expect.stringMatching(/^Ngoài phường: 1 sự kiện/),
        expect.stringMatching(/^Phường Ba Đình: \d+ sự kiện, đầu dây [0-9a-f]{64}$/),
        expect.stringMatching(/^Niêm phong bắt đầu lúc .*, sau 0 sự kiện không khóa$/),
        expect.stringMatching(/nguyên vẹn$/),
      ],
    });

    await new TestAgent(await start(newDataDir)).signIn('quantri', password);
  },
);

test.each(['audit-verify', 'backup', 'rotate-keys'])(
  '%s without a database says so in one line and creates none',
  async (name) => {
    const dataDir = path.join(testFolder(), 'none');
    expect(await command(name, { DATA_DIR: dataDir })).toEqual({
      code: 1,
      lines: [expect.stringMatching(new RegExp(`^Chưa có dữ liệu nào trong ${dataDir}\\.`))],
    });
    expect(fs.existsSync(dataDir)).toBe(false);

    const database = await createEmptyDatabase();
    expect(await command(name, { ...secrets, DATABASE_URL: database.url })).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^Cơ sở dữ liệu go_cua_test_\w+ chưa có dữ liệu của Gõ Cửa\./)],
    });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    expect(
      (await client.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).rows,
    ).toEqual([]);
    await client.end();
    await database.drop();
  },
);

test('npm run backup:keys makes a pair once, readable by its maker alone, and never beside the backups', () => {
  const folder = testFolder();
  const make = (place: string) => {
    try {
      return execFileSync(process.execPath, [path.resolve('dist/src/commands/backup-keys.js'), place], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      return (error as { stderr: string }).stderr;
    }
  };
  expect(make('thẻ nhớ/gõ cửa')).toMatch(/Khóa riêng: .*gõ cửa\.key/);
  const key = path.join(folder, 'thẻ nhớ', 'gõ cửa.key');
  const text = fs.readFileSync(key, 'utf8');
  expect(text).toMatch(/^# public key: age1\S+\nAGE-SECRET-KEY-1\S+\n$/);
  if (process.platform !== 'win32') expect(fs.statSync(key).mode & 0o077).toBe(0);
  expect(make('thẻ nhớ/gõ cửa')).toMatch(/Đã có tệp khóa/);
  expect(fs.readFileSync(key, 'utf8')).toBe(text);
  expect(make('data/backups/x')).toMatch(/Không cất khóa riêng cạnh các bản sao lưu/);
  expect(fs.existsSync(path.join(folder, 'data'))).toBe(false);
});
