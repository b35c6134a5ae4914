import type { Transaction } from '../../../db/database';
import type { Sealer } from '../../../shared/sealer';
import { join, raw, sql } from '../../../shared/sql';
import { placeIn, SEALED_COLUMNS, type SealedColumn, type SealedColumnName } from './sealed-columns';

/** A number that is copied between a resident and a row with this primary key. */
interface MovedNumber {
  key: readonly (string | number)[];
  residentId: string;
  cipher: Uint8Array;
}

/**
 * Seals the numbers in a column for the rows to which statements of the same transaction copy them as they are: for
 * residents (before they are copied) or for the rows that hold them now (afterwards).
 */
export async function moveNumbers(
  tx: Transaction,
  sealer: Sealer,
  { column, wardId, to }: { column: SealedColumnName; wardId: string; to: 'residents' | 'holders' },
  numbers: readonly MovedNumber[],
): Promise<void> {
  if (numbers.length === 0) return;
  const { table, key, cipher }: SealedColumn = SEALED_COLUMNS.find(
    (sealed) => `${sealed.table}.${sealed.cipher}` === column,
  )!;
  const parts = key.map(([name, type], index) => sql`held.${raw(name)} = (moved.key ->> ${index}::int)::${raw(type)}`);
  const moved = numbers.map((number) => {
    const holder = placeIn(column, wardId, ...number.key);
    const resident = placeIn('resident.national_number_cipher', wardId, number.residentId);
    const [from, into] = to === 'residents' ? [holder, resident] : [resident, holder];
    return { key: number.key, cipher: Buffer.from(sealer.move(number.cipher, from, into)).toString('base64') };
  });
  await tx.$executeRaw`
    UPDATE ${raw(table)} AS held SET ${raw(cipher)} = decode(moved.cipher, 'base64')
    FROM jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) AS moved (key jsonb, cipher text)
    WHERE ${join(parts, ' AND ')}`;
}
