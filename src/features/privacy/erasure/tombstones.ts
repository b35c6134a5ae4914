import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder, writeFileDurably } from '../../../durable-file';
import { StartupError } from '../../../startup-error';
import type { Tombstone } from './queries';

// The copy of the tombstones that lies beside the backups. It holds ids and times, no names.

const FILE = 'erasures.json';

const tombstones = z.array(
  z.object({ wardId: z.uuid(), id: z.uuid(), formerIds: z.array(z.uuid()), erasedAt: z.iso.datetime() }),
);

/**
 * The tombstones kept in a folder; none if it has no such file.
 * @throws StartupError if the file cannot be read: then nobody may be served from a restored database.
 */
export function readTombstones(folder: string): Tombstone[] {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return [];
  try {
    return tombstones.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new StartupError(
      `Không đọc được ${file} (${(error as Error).message.split('\n')[0]}). Tệp này ghi những người đã được xóa dữ liệu: khôi phục tệp từ bản sao khác rồi chạy lại.`,
      { cause: error },
    );
  }
}

/** Adds tombstones to the copy in a folder; those that it has stay, unless somebody was erased again since. */
export function keepTombstones(folder: string, found: readonly Tombstone[]): void {
  const known = readTombstones(folder);
  const knownAt = new Map(known.map(({ id, erasedAt }) => [id, erasedAt]));
  const added = found.filter(({ id, erasedAt }) => erasedAt > (knownAt.get(id) ?? ''));
  if (added.length === 0) return;
  const ids = new Set(added.map(({ id }) => id));
  makeFolder(folder, 0o700);
  writeFileDurably(
    path.join(folder, FILE),
    `${JSON.stringify([...known.filter(({ id }) => !ids.has(id)), ...added], null, 1)}\n`,
  );
}
