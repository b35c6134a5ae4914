import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { RunAs } from './postgres-binaries';

/** What postmaster.pid says about a server that runs, or ran until it was killed. */
interface Postmaster {
  pid: number;
  port: number;
  /** Path of its data when it started; the folder, or a copy of it, may be elsewhere now. */
  dir: string;
}

/** What is needed to interpret postmaster.pid and the process list. */
export interface ServedFolder {
  dir: string;
  runAs: RunAs | undefined;
  /** Used if postmaster.pid names none. */
  port: number;
}

/** The server that runs on the cluster, or null. In a copied folder postmaster.pid names the server of the original. */
export function runningPostmaster(cluster: ServedFolder): Postmaster | null {
  const postmaster = readPostmaster(cluster);
  return postmaster && isPostgresProcess(postmaster.pid) && isServerOf(cluster, postmaster) ? postmaster : null;
}

/**
 * Lets PostgreSQL start although postmaster.pid names a live process that is not its server. After kill -9 the process
 * id in the file may be a zombie's, or belong to another program of the same account, and a copied folder names the
 * server of the original; PostgreSQL would then refuse to start. Writing an id that cannot exist lets it continue. The
 * file itself must stay: its shared-memory key is how PostgreSQL detects orphaned backends that still live.
 */
export async function disownOtherPostmaster(cluster: ServedFolder): Promise<void> {
  if (!readPostmaster(cluster) || runningPostmaster(cluster)) return;
  const file = path.join(cluster.dir, 'postmaster.pid');
  const [, ...rest] = (await fs.readFile(file, 'utf8')).split('\n');
  await fs.writeFile(file, ['2147483647', ...rest].join('\n'));
}

function readPostmaster(cluster: ServedFolder): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(path.join(cluster.dir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3]) || cluster.port, dir: lines[1] ?? '' } : null;
}

/**
 * Whether the data folder of a live server is that of the cluster. PostgreSQL works in its data folder, which Linux
 * shows; elsewhere the path it started with decides. If a folder is moved under a running server there, PostgreSQL
 * itself refuses to start a second one on it.
 */
function isServerOf({ dir, runAs }: ServedFolder, { pid, dir: startedOn }: Postmaster): boolean {
  const own = identityOf(dir);
  if (process.platform !== 'linux') return identityOf(startedOn) === own;
  const workingFolder = `/proc/${pid}/cwd`;
  return identityOf(workingFolder) === own || (runAs !== undefined && identitySeenBy(runAs, workingFolder) === own);
}

/** Device and inode of a folder, the same under every path to it; null if it cannot be read. */
function identityOf(folder: string): string | null {
  try {
    const { dev, ino } = statSync(folder, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}

/** In a container root may lack the right (CAP_SYS_PTRACE) to inspect processes of the account that runs PostgreSQL. */
const identitySeenBy = (runAs: RunAs, folder: string): string =>
  spawnSync('stat', ['-L', '-c', '%d %i', folder], { ...runAs, encoding: 'utf8' }).stdout.trim();

function isPostgresProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform === 'win32') {
    return /postgres/i.test(
      spawnSync('tasklist', ['/NH', '/FI', `PID eq ${pid}`], { encoding: 'utf8', windowsHide: true }).stdout,
    );
  }
  if (process.platform !== 'linux') {
    return /postgres/.test(spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
  }
  try {
    // "pid (name) state …": a zombie has ended and only waits to be reaped.
    const [, name, state] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return name === 'postgres' && state !== 'Z';
  } catch {
    return false;
  }
}
