import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/**
 * Writes a small file of secrets so that, after a power cut at any moment, it exists either completely or not at all.
 * Only the account that runs the application can read it.
 * @param options.isNew the file must not exist yet; if two writers run at once, one fails with EEXIST.
 */
export function writeFileDurably(file: string, content: string, { isNew = false } = {}): void {
  const draft = `${file}.${randomUUID()}`;
  try {
    const opened = openSync(draft, 'wx', 0o600);
    try {
      writeFileSync(opened, content);
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    if (isNew) linkSync(draft, file); // unlike a rename, it never replaces a file
    else renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(path.dirname(file));
}

/** Makes a folder and those above it that are missing. Node's own `recursive` never ends where none can be made (/proc). */
export function makeFolder(folder: string, mode?: number): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(path.resolve(folder)), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another start was faster
  }
}

/** Makes creations, renames and removals in a folder survive a power cut. Windows does so by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
