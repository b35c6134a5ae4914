import { z } from 'zod';
import type { AppContext } from '../../../context';
import { tryHoldLock } from '../../../db/held-lock';
import { violatedConstraint, type Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { placeOfRow, SealError, type Place, type Sealer } from '../../../shared/sealer';
import { constant, empty, join, raw, sql, type Sql } from '../../../shared/sql';
import { logEvent } from '../../office/audit/transact';
import { SEALED_ROW, sealedRows, settleKeys } from './key-check-service';
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

/**
 * `clashes`: residents who have the same number as another resident of the ward, sealed under the other key; one of the
 * two is wrong.
 */
type Rotation =
  | { kind: 'done'; resealed: number; statuses: ColumnStatus[]; clashes: string[] }
  /** Nothing was written: another rotation is running. */
  | { kind: 'running' }
  /** Nothing was written: some values open with no key of the ring. */
  | { kind: 'lost'; statuses: ColumnStatus[] };

/** Values written meanwhile by an application without the new keys are found by the next pass. */
const MAX_PASSES = 5;
const MAX_CLASHES_REPORTED = 20;

/** Counts the values still sealed under previous keys, by column. Changes nothing. */
export async function surveySeals({ db, sealer }: Pick<Context, 'db' | 'sealer'>): Promise<ColumnStatus[]> {
  const statuses: ColumnStatus[] = [];
  for (const column of SEALED_COLUMNS) {
    const [counted] = await queryRows(db, 'rotation-values', z.object({ values: z.number() }))`
        SELECT count(${raw(column.cipher)}) AS values FROM ${raw(column.table)}`;
    const status = { column: nameOf(column), values: counted!.values, due: 0, lost: 0 };
    for await (const rows of dueRows(db, sealer, column)) {
      status.due += rows.length;
      status.lost += rows.filter((row) => !isOpenable(sealer, row)).length;
    }
    statuses.push(status);
  }
  return statuses;
}

/**
 * Seals all values again with the present keys, batch by batch, while the application runs, because it opens and finds
 * numbers under either key set. Each batch is one statement, so a killed rotation can simply be run again. Changes
 * nothing if no key of the ring can open some value.
 * @param onProgress receives the number of values sealed so far, after each batch.
 */
export async function rotateKeys(
  context: Context,
  onProgress: (resealed: number) => void = () => undefined,
): Promise<Rotation> {
  const { db, sealer } = context;
  const lock = await tryHoldLock(db.pool, 'keys rotation');
  if (!lock) return { kind: 'running' };
  try {
    const before = await surveySeals(context);
    if (before.some(({ lost }) => lost > 0)) return { kind: 'lost', statuses: before };
    const clashes = new Set<string>();
    const wards = new Set<string>();
    let resealed = 0;
    for (let pass = 0, hasChanged = true; hasChanged && pass < MAX_PASSES; pass += 1) {
      hasChanged = false;
      for (const column of SEALED_COLUMNS) {
        for await (const rows of dueRows(db, sealer, column)) {
          const written = await resealRows(db, sealer, { column, rows }, clashes);
          for (const wardId of written) wards.add(wardId);
          resealed += written.length;
          hasChanged ||= written.length > 0;
          onProgress(resealed);
        }
      }
    }
    const statuses = await surveySeals(context);
    if (statuses.every(({ due }) => due === 0)) {
      await recordRotation(context, wards);
      await settleKeys(db.pool, sealer);
    }
    return { kind: 'done', resealed, statuses, clashes: [...clashes].slice(0, MAX_CLASHES_REPORTED) };
  } finally {
    await lock.release();
  }
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
async function* dueRows(db: Reads, sealer: Sealer, column: SealedColumn): AsyncGenerator<DueRow[]> {
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

/**
 * Seals rows again. Skips rows that are being changed: the concurrent write seals them, or the next pass does.
 * @returns the ward of each row that was written.
 */
async function resealRows(
  db: Reads,
  sealer: Sealer,
  { column, rows }: { column: SealedColumn; rows: readonly DueRow[] },
  clashes: Set<string>,
): Promise<string[]> {
  try {
    return await writeRows(db, sealer, column, rows);
  } catch (error) {
    // Two records have one number, each under another key: the new hash of one equals that of the other.
    if (!violatedConstraint(error)?.includes('resident_national_number')) throw error;
    if (rows.length > 1) {
      const written: string[] = [];
      for (const row of rows) written.push(...(await resealRows(db, sealer, { column, rows: [row] }, clashes)));
      return written;
    }
    clashes.add(rows[0]!.key[0]!);
    return [];
  }
}

async function writeRows(db: Reads, sealer: Sealer, column: SealedColumn, rows: readonly DueRow[]): Promise<string[]> {
  const fresh = rows.map((row) => {
    const content = contentOf(sealer, row);
    return {
      cipher: sealer.sealBytes(content, row.place),
      hash: column.hash && sealer.hash(Buffer.from(content).toString('utf8')),
    };
  });
  const [table, cipher, keys] = [raw(column.table), raw(column.cipher), column.key.map(([name]) => raw(name))];
  const isSame = (one: string, other: string) =>
    join(
      keys.map((name) => sql`${raw(one)}.${name} = ${raw(other)}.${name}`),
      ' AND ',
    );
  const given = column.key.map(([, type], index) => sql`${rows.map((row) => row.key[index])}::${raw(type)}[]`);
  const written = await queryRows(db, 'rotation-reseal', z.object({ wardId: z.string() }))`
      UPDATE ${table} AS held SET ${cipher} = fresh.after_cipher ${column.hash ? sql`, ${raw(column.hash)} = fresh.after_hash` : empty}
      FROM (
        SELECT given.* FROM unnest(${join(given)}, ${rows.map((row) => row.cipher)}::bytea[], ${fresh.map((row) => row.cipher)}::bytea[], ${fresh.map((row) => row.hash)}::bytea[])
          AS given (${join(keys)}, before_cipher, after_cipher, after_hash)
        JOIN ${table} AS free ON ${isSame('free', 'given')} AND free.${cipher} = given.before_cipher
        FOR UPDATE OF free SKIP LOCKED) AS fresh
      WHERE ${isSame('held', 'fresh')} RETURNING held.ward_id AS "wardId"`;
  return written.map(({ wardId }) => wardId);
}

/**
 * Writes one event for each ward and key set, even if an earlier run was killed just before.
 */
async function recordRotation({ db, now, sealer }: Context, resealedWards: ReadonlySet<string>): Promise<void> {
  const keySet = Buffer.from(sealer.presentPrefix.subarray(1)).toString('hex');
  const counts = new Map<string, number>();
  for (const { table, cipher } of SEALED_COLUMNS) {
    const rows = await queryRows(db, 'rotation-values-by-ward', z.object({ wardId: z.string(), values: z.number() }))`
        SELECT ward_id AS "wardId", count(*) AS values FROM ${raw(table)} WHERE ${raw(cipher)} IS NOT NULL GROUP BY ward_id`;
    for (const { wardId, values } of rows) counts.set(wardId, (counts.get(wardId) ?? 0) + values);
  }
  for (const [wardId, count] of counts) {
    const [known] = await queryRows(db, 'rotation-last-key-set', z.object({ keySet: z.string().nullable() }))`
        SELECT details ->> 'keySet' AS "keySet" FROM audit_event WHERE chain_id = ${wardId} AND action = 'keys.rotate' ORDER BY seq DESC LIMIT 1`;
    if (known?.keySet === keySet && !resealedWards.has(wardId)) continue;
    await db.prisma.$transaction((tx) =>
      logEvent(tx, { actor: null, wardId, at: now() }, 'keys.rotate', { type: 'ward', id: wardId }, { count, keySet }),
    );
  }
}
