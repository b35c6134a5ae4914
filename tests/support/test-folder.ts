import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MEMORY_DISK = '/dev/shm';
/** Room for the test server and the programs that tests start beside it. */
const ROOM = 2 * 1024 ** 3;

/**
 * Where tests keep databases that are thrown away: in memory if there is room (Linux), otherwise in the temporary
 * folder. A database is hundreds of small files, and creating them is most of the work of cloning one.
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

/**
 * A new folder for one test, within that of the run, which is removed at the end of the run even if the test was
 * killed.
 */
export function testFolder(): string {
  return fs.mkdtempSync(path.join(process.env.TEST_FOLDER ?? os.tmpdir(), 'test-'));
}
