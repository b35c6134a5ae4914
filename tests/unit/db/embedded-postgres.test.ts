import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { buildSync } from 'esbuild';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../src/db/embedded-postgres';
import { StartupError } from '../../../src/startup-error';
import { eventually } from '../../support/patience';
import { postmasterPid } from '../../support/program';
import { testFolder } from '../../support/test-folder';
import { slowTest } from '../../support/runs';

let dataDir: string;
/** A folder on which PostgreSQL has run: most of a first start is the making of its cluster. */
let usedDataDir: string;
let started: EmbeddedPostgres[];
let app: ChildProcess | undefined;

beforeAll(async () => {
  usedDataDir = testFolder();
  await (await startEmbeddedPostgres({ dataDir: usedDataDir, log: () => undefined, supervise: false })).stop();
});
afterAll(() => fs.rmSync(usedDataDir, { recursive: true, force: true }));

beforeEach(() => {
  dataDir = testFolder();
  started = [];
});

afterEach(async () => {
  if (app && app.exitCode === null && app.signalCode === null) {
    app.kill('SIGKILL');
    await once(app, 'exit');
  }
  app = undefined;
  for (const server of started) await server.stop();
  if (fs.existsSync(pidFile())) await (await start()).stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

async function start(options: { supervise?: boolean; shareRunning?: boolean } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, supervise: false, ...options });
  started.push(server);
  return server;
}

/** Fills the folder of the test with what an earlier start left. */
function useAgain(): void {
  fs.cpSync(usedDataDir, dataDir, { recursive: true });
  fs.chmodSync(path.join(dataDir, 'postgres'), 0o700); // Node 24 may copy a folder without its mode
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function pidFile(): string {
  return path.join(dataDir, 'postgres', 'postmaster.pid');
}

/** Another process that runs PostgreSQL on the folder, as the app does; resolves with its address. */
async function startApp(): Promise<string> {
  const module = path.resolve('node_modules/.cache/go-cua/embedded-postgres.cjs');
  buildSync({
    entryPoints: ['src/db/embedded-postgres.ts'],
    bundle: true,
    platform: 'node',
    packages: 'external',
    outfile: module,
  });
  const script = `require(${JSON.stringify(module)}).startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log() {}, supervise: true })
    .then(({ url }) => { console.log(url); setInterval(() => {}, 1000); })`;
  app = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(app.stdout!, 'data')) as [Buffer];
  return line.toString().trim();
}

test('keeps its data and its address from one start to the next, and listens on the loopback only', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS id');
  expect(
    await query(first.url, "SELECT current_setting('listen_addresses') AS host, current_setting('fsync') AS fsync"),
  ).toEqual([{ host: '127.0.0.1', fsync: 'on' }]);
  await first.stop();
  expect(fs.existsSync(pidFile())).toBe(false);

  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
});

test('sorts Vietnamese and has the extensions that the register uses', async () => {
  useAgain();
  const { url } = await start();
  await query(url, 'CREATE EXTENSION btree_gist');
  const rows = await query(
    url,
    `SELECT name FROM unnest(ARRAY['Đa', 'Ân', 'Da', 'An', 'Áp']) AS name ORDER BY name COLLATE "vi-VN-x-icu"`,
  );
  expect(rows.map(({ name }) => name)).toEqual(['An', 'Áp', 'Ân', 'Da', 'Đa']);
});

test('requires its password, which only the account that runs the app can read', async () => {
  const { url } = await start();
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  expect(fs.statSync(path.join(dataDir, 'postgres', 'go-cua.json')).mode & 0o077).toBe(0);
});

test('restarts when it is killed, and recovers what was committed', async () => {
  useAgain();
  const { url } = await start({ supervise: true });
  await query(url, 'CREATE TABLE kept AS SELECT 1 AS id');
  const killed = postmasterPid(dataDir);
  process.kill(killed, 'SIGKILL');
  expect(
    await eventually(
      () => query(url, 'SELECT id FROM kept').catch(() => undefined),
      () => 'it never came back',
    ),
  ).toEqual([{ id: 1 }]);
  expect(postmasterPid(dataDir)).not.toBe(killed);
});

test('takes over the server of a killed app', async () => {
  useAgain();
  const url = await startApp();
  const running = postmasterPid(dataDir);
  app!.kill('SIGKILL');
  await once(app!, 'exit');
  const server = await start();
  expect(server.url).toBe(url);
  expect(postmasterPid(dataDir)).toBe(running);
});

test('starts after both the app and PostgreSQL were killed', async () => {
  useAgain();
  const url = await startApp();
  await query(url, 'CREATE TABLE kept AS SELECT 1 AS id');
  app!.kill('SIGKILL');
  process.kill(postmasterPid(dataDir), 'SIGKILL');
  const server = await start();
  expect(await query(server.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
});

test('starts when another program now has the process id of a killed server', async () => {
  useAgain();
  fs.writeFileSync(
    pidFile(),
    `${process.pid}\n${path.join(dataDir, 'postgres')}\n0\n1\n\n127.0.0.1\n        0         0\nready\n`,
  );
  const { url } = await start();
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('takes another port when its own is taken', async () => {
  useAgain();
  const first = await start();
  await first.stop();
  const other = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  await once(other, 'listening');
  const second = await start();
  other.close();
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

slowTest('refuses a folder whose app is running, unless it only joins it', async () => {
  useAgain();
  const url = await startApp();
  await expect(start()).rejects.toThrow('Gõ Cửa đang chạy với thư mục dữ liệu');
  const guest = await start({ shareRunning: true });
  expect(guest.url).toBe(url);
  await guest.stop();
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

slowTest(
  'gives a copied folder a server of its own: the original keeps running, and neither joins or stops the other',
  async () => {
    useAgain();
    const original = await start();
    await query(original.url, "CREATE TABLE kept AS SELECT 'original' AS of; CHECKPOINT");
    const running = postmasterPid(dataDir);
    const copied = testFolder();
    expect(spawnSync('cp', ['-r', `${dataDir}/.`, copied]).status).toBe(0);

    const joining = await startEmbeddedPostgres({
      dataDir: copied,
      log: () => undefined,
      supervise: false,
      shareRunning: true,
    });
    started.push(joining);
    expect(joining.url).not.toBe(original.url);
    await query(joining.url, "UPDATE kept SET of = 'copy'");
    expect(await query(original.url, 'SELECT of FROM kept')).toEqual([{ of: 'original' }]);
    await joining.stop();
    expect(fs.existsSync(path.join(copied, 'postgres', 'postmaster.pid'))).toBe(false);
    expect(postmasterPid(dataDir)).toBe(running);

    const again = await startEmbeddedPostgres({ dataDir: copied, log: () => undefined, supervise: false });
    started.push(again);
    expect(await query(again.url, 'SELECT of FROM kept')).toEqual([{ of: 'copy' }]);
    await original.stop();
    expect(await query(again.url, 'SELECT of FROM kept')).toEqual([{ of: 'copy' }]);
    await again.stop();
    fs.rmSync(copied, { recursive: true });
  },
);

slowTest('lets one of two apps start at once on a new folder, and tells the other so', async () => {
  const starts = await Promise.allSettled([start(), start()]);
  expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(starts.find((each) => each.status === 'rejected')?.reason).toMatchObject({
    message: expect.stringContaining('Gõ Cửa đang chạy với thư mục dữ liệu') as string,
  });
  expect(fs.readdirSync(dataDir)).toEqual(['postgres']);
  expect(await query(started[0]!.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test.each([
  [
    'data of another PostgreSQL version',
    () => {
      fs.mkdirSync(path.join(dataDir, 'postgres'));
      fs.writeFileSync(path.join(dataDir, 'postgres', 'PG_VERSION'), '16\n');
    },
    /là của PostgreSQL 16, bản đi kèm là PostgreSQL 18\. Hãy .*DATA_DIR/,
  ],
  [
    'a folder that holds something else',
    () => {
      fs.mkdirSync(path.join(dataDir, 'postgres'));
      fs.writeFileSync(path.join(dataDir, 'postgres', 'thu.txt'), '');
    },
    /không phải dữ liệu PostgreSQL\. Hãy .*DATA_DIR/,
  ],
  [
    'a file in place of the folder',
    () => {
      fs.rmdirSync(dataDir);
      fs.writeFileSync(dataDir, '');
    },
    /không phải là thư mục dùng được\. Hãy .*DATA_DIR/,
  ],
])('refuses %s in one clear line', async (_name, prepare, line) => {
  prepare();
  const attempt = start();
  await expect(attempt).rejects.toThrow(StartupError);
  await expect(attempt).rejects.toThrow(line);
});
