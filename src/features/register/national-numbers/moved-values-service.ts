import type { Transaction } from '../../../db/database';
import { join, raw, sql } from '../../../shared/sql';
import { SEALED_COLUMNS, type SealedColumn, type SealedColumnName } from './sealed-columns';

/** A value sealed for another row; `key` is the primary key of the row that will store it. */
interface MovedValue {
  key: readonly (string | number)[];
  cipher: Uint8Array;
}

/**
 * Replaces sealed values in rows. For statements that copy sealed values within the database: before or after them, in
 * the same transaction, each value is sealed for its new row.
 */
export async function writeMovedValues(
  tx: Transaction,
  column: SealedColumnName,
  values: readonly MovedValue[],
): Promise<void> {
  if (values.length === 0) return;
  const { table, key, cipher }: SealedColumn = SEALED_COLUMNS.find(
    (sealed) => `${sealed.table}.${sealed.cipher}` === column,
  )!;
  const parts = key.map(([name, type], index) => sql`held.${raw(name)} = (moved.key ->> ${index}::int)::${raw(type)}`);
  const moved = values.map((value) => ({ key: value.key, cipher: Buffer.from(value.cipher).toString('base64') }));
  await tx.$executeRaw`
    UPDATE ${raw(table)} AS held SET ${raw(cipher)} = decode(moved.cipher, 'base64')
    FROM jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) AS moved (key jsonb, cipher text)
    WHERE ${join(parts, ' AND ')}`;
}
