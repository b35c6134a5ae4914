import { z } from 'zod';
import type { AppContext } from '../../../context';
import { violatedConstraint, type Statements } from '../../../db/database';
import { directTransaction } from '../../../db/direct-transaction';
import { queryRow, queryRows, type RowReader } from '../../../db/query-rows';
import { placeOfRow, SealError, type Place, type Sealer } from '../../../shared/sealer';
import { constant, empty, join, raw, sql, type Sql } from '../../../shared/sql';
import { StartupError } from '../../../startup-error';
import { logEvent } from '../../office/audit/transact';
import { lockKeys, requireOwnKeys, SEALED_ROW, sealedRows, storeOwnKeys } from './key-check-service';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns';

type Context = Pick<AppContext, 'db' | 'now' | 'sealer'>;

/** The state of the values of one column. */
export interface ColumnStatus {
  column: string;
  values: number;
  /** Values sealed with previous keys, or before values were bound to their row. */
  due: number;
  /** Of those, values that no key of the ring can open. */
  lost: number;
}

type Rotation =
  | { kind: 'done'; resealed: number }
  /** Nothing was written: some values open with no key of the ring. */
  | { kind: 'lost'; statuses: ColumnStatus[] };

interface RotationOptions {
  /** Throws if a program is connected. */
  requireAlone?: () => Promise<void>;
  /** Receives the number of values sealed so far, after each batch. */
  onProgress?: (resealed: number) => void;
}

/** Counts the values still sealed under previous keys, by column. Changes nothing. */
export async function surveySeals(db: RowReader, sealer: Sealer): Promise<ColumnStatus[]> {
  const statuses: ColumnStatus[] = [];
  for (const column of SEALED_COLUMNS) {
    const { values } = await queryRow(db, 'rotation-values', z.object({ values: z.number() }))`
        SELECT count(${raw(column.cipher)})::int AS values FROM ${raw(column.table)}`;
    const status = { column: nameOf(column), values, due: 0, lost: 0 };
    for await (const rows of dueRows(db, sealer, column)) {
      status.due += rows.length;
      status.lost += rows.filter((row) => !isOpenable(sealer, row)).length;
    }
    statuses.push(status);
  }
  return statuses;
}

/**
 * Seals all values again with the present keys, in one transaction: a rotation that is interrupted, refused, or cannot
 * open some value has changed nothing. A program that starts meanwhile waits until its end, and is refused if its keys
 * are then the previous ones.
 * @throws StartupError if the keys are not those of the database, or two residents of a ward have one number.
 */
export function rotateKeys(
  { db, now, sealer }: Context,
  { requireAlone = () => Promise.resolve(), onProgress = () => undefined }: RotationOptions = {},
): Promise<Rotation> {
  return directTransaction(db, async (tx) => {
    await lockKeys(tx);
    await requireOwnKeys(tx, sealer);
    await requireAlone();
    const statuses = await surveySeals(tx, sealer);
    if (statuses.some(({ lost }) => lost > 0)) return { kind: 'lost', statuses };
    const counts = new Map<string, number>();
    let resealed = 0;
    for (const column of SEALED_COLUMNS) {
      for await (const rows of dueRows(tx, sealer, column)) {
        for (const wardId of await writeRows(tx, sealer, column, rows))
          counts.set(wardId, (counts.get(wardId) ?? 0) + 1);
        resealed += rows.length;
        onProgress(resealed);
      }
    }
    const keySet = Buffer.from(sealer.presentPrefix.subarray(1)).toString('hex');
    for (const [wardId, count] of counts)
      await logEvent(
        tx,
        { actor: null, wardId, at: now() },
        'keys.rotate',
        { type: 'ward', id: wardId },
        { count, keySet },
      );
    await requireAlone(); // one that was cut off may be back
    await storeOwnKeys(tx, sealer);
    return { kind: 'done', resealed };
  });
}

/**
 * A connected program would go on sealing under the previous keys.
 * @throws StartupError if anybody but the commands is connected to the database.
 */
export async function requireStopped(db: RowReader): Promise<void> {
  const { isUsed } = await queryRow(db, 'rotation-connections', z.object({ isUsed: z.boolean() }))`
      SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND usename IS NOT NULL AND application_name NOT LIKE 'go-cua-%') AS "isUsed"`;
  if (isUsed)
    throw new StartupError(
      'Gõ Cửa đang chạy, hoặc có chương trình khác đang nối với cơ sở dữ liệu này. Hãy dừng tất cả rồi chạy lại lệnh này. Chưa đổi gì.',
    );
}

const nameOf = ({ table, cipher }: SealedColumn): string => `${table}.${cipher}`;

interface DueRow extends Omit<z.infer<typeof SEALED_ROW>, 'wardId'> {
  place: Place;
}

const contentOf = (sealer: Sealer, { cipher, place, hash }: DueRow): Uint8Array =>
  hash ? Buffer.from(sealer.open(cipher, place, hash), 'utf8') : sealer.openBytes(cipher, place);

function isOpenable(sealer: Sealer, row: DueRow): boolean {
  try {
    contentOf(sealer, row);
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

/** The rows of a column whose value is not sealed with the present keys for that row, in primary key order. */
async function* dueRows(db: RowReader, sealer: Sealer, column: SealedColumn): AsyncGenerator<DueRow[]> {
  const [keys, cipher] = [join(column.key.map(([name]) => raw(name))), raw(column.cipher)];
  const isOld = sql`AND substring(${cipher} FROM 1 FOR ${constant(sealer.presentPrefix.length)}) <> ${sealer.presentPrefix}`;
  let last: string[] | null = null;
  for (;;) {
    const reached: Sql[] = (last ?? []).map((value, index) => sql`${value}::${raw(column.key[index]![1])}`);
    const which: Sql = last ? sql`${isOld} AND (${keys}) > (${join(reached)})` : isOld;
    const rows = await queryRows(db, 'rotation-due-rows', SEALED_ROW)`
        ${sealedRows(column, { which, limit: column.batch })}`;
    if (rows.length === 0) return;
    yield rows.map(({ wardId, ...row }) => ({ ...row, place: placeOfRow(nameOf(column), wardId, row.key) }));
    last = rows.at(-1)!.key;
  }
}

/** Seals rows again. @returns the ward of each. */
async function writeRows(
  tx: Statements,
  sealer: Sealer,
  column: SealedColumn,
  rows: readonly DueRow[],
): Promise<string[]> {
  const fresh = rows.map((row) => {
    const content = contentOf(sealer, row);
    return {
      cipher: sealer.sealBytes(content, row.place),
      hash: column.hash && sealer.hash(Buffer.from(content).toString('utf8')),
    };
  });
  const [table, cipher, keys] = [raw(column.table), raw(column.cipher), column.key.map(([name]) => name)];
  const given = column.key.map(([, type], index) => sql`${rows.map((row) => row.key[index])}::${raw(type)}[]`);
  const reseal = queryRows(tx, 'rotation-reseal', z.object({ wardId: z.string() }));
  try {
    const written = await reseal`
      UPDATE ${table} AS held SET ${cipher} = fresh.after_cipher ${column.hash ? sql`, ${raw(column.hash)} = fresh.after_hash` : empty}
      FROM unnest(${join(given)}, ${fresh.map((row) => row.cipher)}::bytea[], ${fresh.map((row) => row.hash)}::bytea[])
        AS fresh (${join(keys.map((name) => raw(name)))}, after_cipher, after_hash)
      WHERE ${join(
        keys.map((name) => sql`held.${raw(name)} = fresh.${raw(name)}`),
        ' AND ',
      )} RETURNING held.ward_id AS "wardId"`;
    return written.map(({ wardId }) => wardId);
  } catch (error) {
    // Only in a database that an earlier version left half-way: one number under each key.
    if (!violatedConstraint(error)?.includes('resident_national_number')) throw error;
    const { detail = '' } = error as { detail?: string };
    const twin = fresh.findIndex(({ hash }) => hash && detail.includes(Buffer.from(hash).toString('hex')));
    throw new StartupError(
      `Hai hồ sơ cùng một số định danh, nên chưa đổi gì. Hãy sửa một trong hai bằng phiên bản Gõ Cửa trước đó: /residents/${rows[twin]?.key[0]}`,
    );
  }
}
