import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MEMORY_DISK = '/dev/shm';
/** Room for the test server and the programs that tests start beside it. */
const ROOM = 2 * 1024 ** 3;

/**
 * The folder in which tests keep databases that they throw away: in memory where there is room (Linux), else the
 * temporary one. A database is hundreds of small files, and making those is most of the work of cloning one.
 */
export function throwAwayRoot(): string {
  return hasRoom(MEMORY_DISK) ? MEMORY_DISK : os.tmpdir();
}

function hasRoom(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}

/** A new folder for one test, within that of the run, which is removed at its end even when the test is killed. */
export function testFolder(): string {
  return fs.mkdtempSync(path.join(process.env.TEST_FOLDER ?? os.tmpdir(), 'test-'));
}
