import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes content to a new file without a name in the system's temporary folder, for this account only: nothing of it
 * remains once it is closed or the process ends.
 */
export async function unnamedFile(content: AsyncIterable<Uint8Array>): Promise<FileHandle> {
  const path = join(tmpdir(), `go-cua-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await rm(path);
    let size = 0;
    for await (const part of content) {
      // Written by position, so that reading starts at 0. On a full disk a write is first short and then fails.
      const end = size + part.length;
      while (size < end) size += (await file.write(part, part.length - (end - size), end - size, size)).bytesWritten;
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
