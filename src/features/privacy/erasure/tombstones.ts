import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder, writeFileDurably } from '../../../durable-file';
import { formatNumber } from '../../../shared/numbers';
import type { Sealer } from '../../../shared/sealer';
import { StartupError } from '../../../startup-error';
import type { Erasures, Tombstone } from './queries';

// The copy of the tombstones that lies beside the backups. It holds ids and times, no names.

const FILE = 'erasures.json';

const line = z.object({
  wardId: z.uuid(),
  id: z.uuid(),
  formerIds: z.array(z.uuid()),
  erasedAt: z.iso.datetime(),
  /** The database in which the person was erased, and a signature; lines of before November 2026 have neither. */
  database: z.uuid().optional(),
  seal: z.string().optional(),
});

export type TombstoneLine = z.output<typeof line>;

type Signer = Pick<Sealer, 'sign' | 'verifySignature'>;

/**
 * The lines kept in a folder; none if it has no such file. Their seals are not checked yet.
 * @throws StartupError if the file cannot be read: then a restored database must not serve any request.
 */
export function readTombstones(folder: string): TombstoneLine[] {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return [];
  try {
    return z.array(line).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new StartupError(
      `Không đọc được ${file} (${(error as Error).message.split('\n')[0]}). Tệp này ghi những người đã được xóa dữ liệu: khôi phục tệp từ bản sao khác rồi chạy lại.`,
      { cause: error },
    );
  }
}

/** Whether a line is as this program wrote it, with a key that it has. */
export const isSealed = (found: TombstoneLine, sealer: Signer): boolean =>
  found.seal !== undefined && sealer.verifySignature('erasure', textOf(found), found.seal) === 'fits';

/**
 * Makes the copy in a folder complete. Lines of other databases stay, and so do those that must not be followed; a line
 * of before there were seals goes once the database says the same.
 */
export function keepTombstones(folder: string, { database, people }: Erasures, sealer: Signer): void {
  const known = readTombstones(folder);
  const own = people.map((person) => {
    const written = { ...person, formerIds: [...person.formerIds], database };
    return { ...written, seal: sealer.sign('erasure', textOf(written)) };
  });
  const ownAt = new Map(own.map(({ id, erasedAt }) => [id, erasedAt]));
  const isSaid = ({ id, erasedAt, database: of = database }: TombstoneLine) =>
    of === database && (ownAt.get(id) ?? '') >= erasedAt;
  const lines = [...known.filter((found) => !isSaid(found)), ...own];
  if (JSON.stringify(lines) === JSON.stringify(known)) return;
  makeFolder(folder, 0o700);
  writeFileDurably(path.join(folder, FILE), `${JSON.stringify(lines, null, 1)}\n`);
}

const textOf = ({ wardId, id, formerIds, erasedAt, database }: Tombstone & { database?: string }): string =>
  JSON.stringify([database, wardId, id, formerIds, erasedAt]);

/** Tombstones of people whom the database still holds, by what becomes of them. */
export interface FollowedTombstones {
  /** How many people were erased again. */
  erased: number;
  /** Signed with none of the program's keys, or changed since. */
  unsealed: readonly Tombstone[];
  /** Of another database, for example of a copy that was restored to practise. */
  foreign: readonly Tombstone[];
  /** Of this database, which went on without the erasure: it happened in a copy. */
  elsewhere: readonly Tombstone[];
}

/** The operator's notice about tombstones that were not followed; nothing if there are none. */
export function wordsOfRefused({ unsealed, foreign, elsewhere }: FollowedTombstones): string[] {
  const told = (people: readonly Tombstone[], what: string) =>
    people.length === 0
      ? []
      : `Không theo ${formatNumber(people.length)} dòng của ${FILE} ${what}; những người này còn nguyên dữ liệu: ${people.map(({ id }) => `/residents/${id}/erasure`).join(', ')}. Ai đúng là phải xóa thì quản trị phường xóa ở trang ấy.`;
  return [
    told(unsealed, 'không có chữ ký đúng'),
    told(foreign, 'thuộc cơ sở dữ liệu khác'),
    told(elsewhere, 'ghi ở một bản chép của cơ sở dữ liệu này'),
  ].flat();
}
