import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { makeFolder, syncFolder, writeFileDurably } from '../durable-file';
import { StartupError } from '../startup-error';
import {
  findPostgresBinaries,
  isReachableBy,
  plainPath,
  unprivilegedAccount,
  type PostgresBinaries,
  type RunAs,
} from './postgres-binaries';
import { disownOtherPostmaster, runningPostmaster, type ServedFolder } from './postmaster';

export const SUPERUSER = 'go_cua';

/** A PostgreSQL data folder and what is needed to run a server on it. */
export interface Cluster extends ServedFolder {
  binaries: PostgresBinaries;
  password: string;
  /** Chosen at the first start and kept while it is free. */
  port: number;
  isDurable: boolean;
}

/** Why `startServer` failed, in the words of PostgreSQL's own log. */
export class ServerStartError extends Error {}

const MEGABYTE = 1024 * 1024;
const CREDENTIALS = 'go-cua.json';
const SETTINGS = 'go-cua.conf';
const LOG = 'go-cua.log';

/**
 * Opens the data folder inside `dataDir`, and creates it by initdb if it does not exist yet. Throws StartupError for an
 * unusable folder: another version, no permission, no space.
 */
export async function openCluster(dataDir: string, isDurable: boolean): Promise<Cluster> {
  const runAs = await unprivilegedAccount();
  const binaries = await findPostgresBinaries(runAs);
  try {
    makeFolder(dataDir, 0o700);
    const folder = await plainPath(dataDir);
    const dir = path.join(folder, 'postgres');
    if (runAs && process.platform !== 'linux' && !(await isReachableBy(runAs, dataDir))) {
      throw new StartupError(
        `PostgreSQL không vào được thư mục dữ liệu ${dataDir} khi chạy bằng root. Hãy đặt DATA_DIR sang thư mục mà mọi tài khoản đi vào được, hoặc chạy bằng tài khoản thường.`,
      );
    }
    const version = await readIfPresent(path.join(dir, 'PG_VERSION'));
    await requireSpace(dataDir, version === null ? 200 * MEGABYTE : 64 * MEGABYTE);
    if (version === null) await createCluster(folder, dir, binaries, runAs);
    else requireVersion(dir, version.trim(), binaries);
    await handOverCopied(runAs, dir);
    await fs.access(dir, fs.constants.W_OK | fs.constants.X_OK);
    const { password, port } = await readCredentials(dir);
    return { dir, binaries, runAs, password, port, isDurable };
  } catch (error) {
    throw explained(error, dataDir);
  }
}

/** Whether `openCluster` would open an existing data folder rather than create one. */
export const hasCluster = (dataDir: string): boolean => existsSync(path.join(dataDir, 'postgres', 'PG_VERSION'));

/**
 * Starts a server on the cluster and waits until it accepts connections. pg_ctl gives it a session of its own, so that
 * Ctrl-C in a terminal reaches only the app, which then stops the server in order. Throws ServerStartError with the
 * reason from the server's log.
 */
export async function startServer(cluster: Cluster): Promise<void> {
  await disownOtherPostmaster(cluster);
  await writeSettings(cluster);
  const log = path.join(cluster.dir, LOG);
  const before = await keepLogSmall(log);
  const { code } = await runTool(
    cluster,
    'pg_ctl',
    ['start', '-w', '-t', '120', '-D', dataArgument(cluster), '-l', inCluster(cluster, LOG)],
    'ignore',
  );
  if (code === 0) return;
  const written = ((await readIfPresent(log)) ?? '').slice(before);
  const reason = written
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR|could not/.test(line))
    .pop();
  throw new ServerStartError(reason?.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '') ?? `pg_ctl: ${code}`);
}

/**
 * Stops the server of the cluster; does nothing if it is already gone. After `immediate` it recovers at its next start.
 */
export async function stopServer(cluster: Cluster, mode: 'fast' | 'immediate'): Promise<boolean> {
  if (!runningPostmaster(cluster)) return true;
  const { code } = await runTool(
    cluster,
    'pg_ctl',
    ['stop', '-w', '-t', '20', '-m', mode, '-D', dataArgument(cluster)],
    'ignore',
  );
  return code === 0 || !runningPostmaster(cluster);
}

/** Picks another free port and stores it. */
export async function changePort(cluster: Cluster): Promise<void> {
  cluster.port = await freePort();
  writeCredentials(cluster.dir, cluster);
}

/** Explains errors that people can fix in Vietnamese; returns other errors unchanged. */
export function explained(error: unknown, dataDir: string): unknown {
  if (error instanceof StartupError) return error;
  const log = path.join(dataDir, 'postgres', LOG);
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  const text = `${code ?? ''} ${message}`;
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/i.test(text)) return noSpace(dataDir);
  // On a read-only disk Node reports a folder that cannot be created as ENOENT.
  const isUnmakable = code === 'ENOENT' && syscall === 'mkdir';
  if (isUnmakable || /EACCES|EPERM|EROFS|Permission denied|Read-only file system|Operation not permitted/i.test(text)) {
    return new StartupError(
      `Không đọc hoặc ghi được thư mục dữ liệu ${dataDir}. Hãy cấp quyền ghi cho tài khoản đang chạy, hoặc đặt DATA_DIR sang thư mục khác.`,
    );
  }
  if (/ENOTDIR|EEXIST/.test(text)) {
    return new StartupError(
      `DATA_DIR trỏ tới ${dataDir}, không phải là thư mục dùng được. Hãy đặt DATA_DIR sang thư mục khác.`,
    );
  }
  if (error instanceof ServerStartError || syscall?.startsWith('spawn')) {
    return new StartupError(
      `PostgreSQL đi kèm không khởi động được: ${message.split('\n').pop()}. Xem ${log}, hoặc cài PostgreSQL 15 trở lên rồi đặt DATABASE_URL.`,
    );
  }
  return error;
}

async function createCluster(dataDir: string, dir: string, binaries: PostgresBinaries, runAs: RunAs | undefined) {
  if ((await fs.readdir(dir).catch(() => [])).length > 0) {
    throw new StartupError(
      `Thư mục ${dir} có sẵn nhưng không phải dữ liệu PostgreSQL. Hãy dời nó đi, hoặc đặt DATA_DIR sang thư mục khác.`,
    );
  }
  // Created under another name and renamed when complete, so that an interrupted start leaves nothing half done.
  const draft = await fs.mkdtemp(path.join(dataDir, 'postgres-new-'));
  try {
    const port = await freePort();
    const cluster: Cluster = {
      dir: path.join(draft, 'cluster'),
      binaries,
      runAs,
      password: randomBytes(24).toString('base64url'),
      port,
      isDurable: true,
    };
    await fs.mkdir(cluster.dir, { mode: 0o700 });
    await fs.writeFile(path.join(draft, 'password'), cluster.password, { mode: 0o600 });
    await handOver(runAs, draft, cluster.dir, path.join(draft, 'password'));
    const { code, output } = await runTool(cluster, 'initdb', [
      ...['-D', dataArgument(cluster), '-U', SUPERUSER, `--pwfile=${inCluster(cluster, '../password')}`],
      ...[
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--no-locale',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
    ]);
    if (code !== 0) throw explained(new ServerStartError(output.trim()), dataDir);
    const conf = path.join(cluster.dir, 'postgresql.conf');
    await fs.appendFile(conf, `\ninclude_if_exists = '${SETTINGS}'\n`, { flush: true });
    writeCredentials(cluster.dir, cluster);
    await fs.rename(cluster.dir, dir).catch((error: unknown) => {
      // Another start at the same moment was faster: its cluster is as good as this one.
      if (!existsSync(path.join(dir, 'PG_VERSION'))) throw error;
    });
    syncFolder(dataDir);
  } finally {
    await fs.rm(draft, { recursive: true, force: true });
  }
}

function requireVersion(dir: string, version: string, binaries: PostgresBinaries): void {
  if (version === binaries.majorVersion) return;
  throw new StartupError(
    `Dữ liệu trong ${dir} là của PostgreSQL ${version}, bản đi kèm là PostgreSQL ${binaries.majorVersion}. Hãy chạy PostgreSQL ${version} với dữ liệu đó rồi đặt DATABASE_URL, hoặc đặt DATA_DIR sang thư mục mới.`,
  );
}

async function requireSpace(dataDir: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await fs.statfs(dataDir);
  if (bavail * bsize < bytes) throw noSpace(dataDir);
}

const noSpace = (dataDir: string): StartupError =>
  new StartupError(
    `Ổ đĩa chứa thư mục dữ liệu ${dataDir} đã đầy. Hãy giải phóng ít nhất 200 MB rồi chạy lại, hoặc đặt DATA_DIR sang ổ đĩa khác.`,
  );

async function writeSettings(cluster: Cluster): Promise<void> {
  const settings = [
    '# Viết lại ở mỗi lần khởi động.',
    "listen_addresses = '127.0.0.1'",
    `port = ${cluster.port}`,
    "unix_socket_directories = ''",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    // Keeps residents' names and numbers out of the server's log.
    'log_error_verbosity = terse',
    'log_min_error_statement = panic',
    'log_checkpoints = off',
    // Tests throw their database away: they need no safety from a power cut.
    ...(cluster.isDurable
      ? []
      : [
          'fsync = off',
          'full_page_writes = off',
          'synchronous_commit = off',
          'wal_level = minimal',
          'max_wal_senders = 0',
          'max_wal_size = 256MB',
          'max_connections = 200',
          'autovacuum = off', // would change the planner's statistics between two statements of a test
        ]),
  ];
  const file = path.join(cluster.dir, SETTINGS);
  await fs.writeFile(file, `${settings.join('\n')}\n`, { mode: 0o600 });
  await handOver(cluster.runAs, file);
}

async function readCredentials(dir: string): Promise<{ password: string; port: number }> {
  const file = path.join(dir, CREDENTIALS);
  try {
    return JSON.parse(await fs.readFile(file, 'utf8')) as { password: string; port: number };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw error;
    throw new StartupError(
      `Thiếu hoặc hỏng tệp ${file}. Hãy khôi phục thư mục dữ liệu từ bản sao lưu, hoặc đặt DATA_DIR sang thư mục mới.`,
    );
  }
}

function writeCredentials(dir: string, { password, port }: { password: string; port: number }): void {
  writeFileDurably(path.join(dir, CREDENTIALS), JSON.stringify({ password, port }));
}

async function keepLogSmall(log: string): Promise<number> {
  const size = await fs.stat(log).then(
    (stat) => stat.size,
    () => 0,
  );
  if (size < 5 * MEGABYTE) return size;
  await fs.rename(log, `${log}.old`);
  return 0;
}

/**
 * How the tools are told where the cluster is. Root may keep it in a folder that the unprivileged account cannot enter;
 * on Linux that account then reaches it as its initial working directory.
 */
const dataArgument = (cluster: Cluster): string =>
  cluster.runAs && process.platform === 'linux' ? '/proc/self/cwd' : cluster.dir;

const inCluster = (cluster: Cluster, file: string): string => `${dataArgument(cluster)}/${file}`;

const runTool = (
  cluster: Cluster,
  tool: 'initdb' | 'pg_ctl',
  args: string[],
  stdio: 'pipe' | 'ignore' = 'pipe',
): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(path.join(cluster.binaries.binDir, tool), args, {
      cwd: cluster.dir,
      ...cluster.runAs,
      // None of the caller's PG* settings may leak in; the code above matches English messages.
      env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP, LC_ALL: 'C' },
      stdio: ['ignore', stdio, stdio],
      detached: process.platform !== 'win32', // out of reach of Ctrl-C
      windowsHide: true,
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });

async function handOver(runAs: RunAs | undefined, ...files: string[]): Promise<void> {
  if (!runAs) return;
  for (const file of files) await fs.lchown(file, runAs.uid, runAs.gid);
}

/** Files copied by root belong to root, but PostgreSQL runs only on files of its own account. */
async function handOverCopied(runAs: RunAs | undefined, dir: string): Promise<void> {
  if (!runAs || (await fs.stat(dir)).uid !== 0) return;
  const entries = await fs.readdir(dir, { recursive: true });
  await handOver(runAs, ...entries.filter((entry) => entry !== CREDENTIALS).map((entry) => path.join(dir, entry)), dir);
}

async function readIfPresent(file: string): Promise<string | null> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
