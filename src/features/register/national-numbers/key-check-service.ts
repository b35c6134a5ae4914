import type { Pool } from 'pg';
import { z } from 'zod';
import type { Statements } from '../../../db/database';
import { directTransaction } from '../../../db/direct-transaction';
import { queryRow, queryRows, type RowReader } from '../../../db/query-rows';
import { placeOfRow, type KeyCheck, type Sealer } from '../../../shared/sealer';
import { constant, empty, join, raw, sql, type Sql } from '../../../shared/sql';
import { StartupError } from '../../../startup-error';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns';

/** Number of values per column that are tested when no key check is stored. */
const MAX_SAMPLES = 20;

type WrongKeys = 'SEALING_KEY' | 'LOOKUP_KEY' | 'SEALING_KEY và LOOKUP_KEY';

/**
 * Refuses keys that do not belong to the database, then stores a check value for them.
 * @throws StartupError that names the wrong key.
 */
export const claimKeys = (pool: Pool, sealer: Sealer): Promise<void> =>
  directTransaction({ pool }, async (tx) => {
    await lockKeys(tx);
    await requireOwnKeys(tx, sealer);
    await storeOwnKeys(tx, sealer);
  });

/** Makes the present keys those of the database, whatever its values are sealed with: the previous ones are lost. */
export const takeKeys = (pool: Pool, sealer: Sealer): Promise<void> =>
  directTransaction({ pool }, async (tx) => {
    await lockKeys(tx);
    await storeOwnKeys(tx, sealer);
  });

/** Of two concurrent first starts with different keys only one may fit; and no program starts while keys are changed. */
export async function lockKeys(tx: Statements): Promise<void> {
  await tx.$executeRaw`LOCK TABLE key_check IN SHARE ROW EXCLUSIVE MODE`;
}

/**
 * Read-only; also works on a database of an older version, where the lookup key can be checked only after the sealing
 * key. A database that an earlier version left in the middle of a rotation needs both sets.
 * @throws StartupError that names the wrong key.
 */
export async function requireOwnKeys(client: RowReader, sealer: Sealer): Promise<void> {
  const columns = await readColumns(client);
  const stored = columns.has('key_check.sealing_check') ? await readChecks(client) : [];
  const stranger = stored.find((check) => !isHeld(check, sealer));
  if (stored.length > 0 && !stranger) return;

  const fits = await readFits(client, sealer, columns);
  if (fits.length === 0) return; // nothing is sealed yet, so any keys fit
  if (stranger)
    throw stored.some((check) => isHeld(check, sealer))
      ? changeUnderWay(wrongKeysOf(stranger, sealer))
      : refusal(wrongKeysOf(stranger, sealer));
  if (!fits.includes('both')) throw refusal(fits.includes('sealing') ? 'LOOKUP_KEY' : 'SEALING_KEY');
}

/**
 * Makes the present keys the only ones of the database. Says beside them whether the log may still begin: only the first
 * seal may find events without one (docs/adr/0035). A database without checks may begin its log only if it has no log and
 * no ward.
 */
export async function storeOwnKeys(tx: Statements, sealer: Sealer): Promise<void> {
  const log = await queryRow(tx, 'key-check-log', z.object({ mayBegin: z.boolean() }))`
      SELECT EXISTS (SELECT FROM key_check WHERE sealing_check = ANY (${sealer.checks.map(({ sealingCheck }) => sealingCheck)}::bytea[]))
      OR NOT EXISTS (SELECT FROM ward) AND NOT EXISTS (SELECT FROM audit_event) AS "mayBegin"`;
  const { sealingCheck, begunCheck, lookupCheck } = sealer.checks[0]!;
  const sealing = log.mayBegin ? sealingCheck : begunCheck;
  await tx.$executeRaw`DELETE FROM key_check WHERE (sealing_check, lookup_check) <> (${sealing}, ${lookupCheck})`;
  await tx.$executeRaw`INSERT INTO key_check (sealing_check, lookup_check) VALUES (${sealing}, ${lookupCheck}) ON CONFLICT DO NOTHING`;
}

type StoredCheck = Pick<KeyCheck, 'sealingCheck' | 'lookupCheck'>;

const readChecks = (client: RowReader): Promise<StoredCheck[]> =>
  queryRows(client, 'key-checks', z.object({ sealingCheck: z.instanceof(Buffer), lookupCheck: z.instanceof(Buffer) }))`
      SELECT sealing_check AS "sealingCheck", lookup_check AS "lookupCheck" FROM key_check`;

/** 'table.column' of all existing columns: a backup of an older version may lack some. */
async function readColumns(client: RowReader): Promise<Set<string>> {
  const rows = await queryRows(client, 'key-check-columns', z.object({ name: z.string() }))`
      SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = current_schema()`;
  return new Set(rows.map(({ name }) => name));
}

/** Whether the first sealed values of each column can be opened with the keys. */
async function readFits(client: RowReader, sealer: Sealer, columns: ReadonlySet<string>) {
  const fits: ReturnType<Sealer['fitOf']>[] = [];
  for (const column of SEALED_COLUMNS) {
    const name = `${column.table}.${column.cipher}`;
    if (!columns.has(name)) continue;
    const limit = Math.min(column.batch, MAX_SAMPLES);
    const rows = await queryRows(client, 'key-check-samples', SEALED_ROW)`${sealedRows(column, { limit })}`;
    fits.push(...rows.map((row) => sealer.fitOf(row.cipher, placeOfRow(name, row.wardId, row.key), row.hash)));
  }
  return fits;
}

export const SEALED_ROW = z.object({
  /** As text, in primary key order. */
  key: z.array(z.string()),
  wardId: z.string(),
  cipher: z.instanceof(Buffer),
  /** Null for a column without hashes. */
  hash: z.instanceof(Buffer).nullable(),
});

/** SQL: the first sealed values of a column with their rows' keys, in primary key order. @param which 'AND …'. */
export function sealedRows(
  { table, key, cipher, hash }: SealedColumn,
  { which = empty, limit }: { which?: Sql; limit: number },
): Sql {
  const keys = key.map(([name]) => raw(name));
  return sql`SELECT ARRAY [${join(keys.map((name) => sql`${name}::text`))}] AS key, ward_id AS "wardId", ${raw(cipher)} AS cipher, ${raw(hash ?? 'NULL::bytea')} AS hash
    FROM ${raw(table)} WHERE ${raw(cipher)} IS NOT NULL ${which} ORDER BY ${join(keys)} LIMIT ${constant(limit)}`;
}

/**
 * Which of the database's keys are missing from the ring. If the ring has both, but in different sets, they do not
 * belong together.
 */
function wrongKeysOf(stored: StoredCheck, { checks }: Sealer): WrongKeys {
  const hasSealingKey = checks.some((own) => isSealingKey(own, stored));
  const hasLookupKey = checks.some(({ lookupCheck }) => isSame(lookupCheck, stored.lookupCheck));
  if (hasSealingKey === hasLookupKey) return 'SEALING_KEY và LOOKUP_KEY';
  return hasSealingKey ? 'LOOKUP_KEY' : 'SEALING_KEY';
}

const isHeld = (stored: StoredCheck, { checks }: Sealer): boolean => checks.some((own) => isSet(own, stored));

const isSet = (own: KeyCheck, stored: StoredCheck): boolean =>
  isSealingKey(own, stored) && isSame(own.lookupCheck, stored.lookupCheck);

const isSealingKey = (own: KeyCheck, { sealingCheck }: StoredCheck): boolean =>
  isSame(own.sealingCheck, sealingCheck) || isSame(own.begunCheck, sealingCheck);

const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

const refusal = (wrong: WrongKeys): StartupError =>
  new StartupError(
    `${wrong} không phải khóa của cơ sở dữ liệu này: số định danh trong đó sẽ không mở hoặc không tìm được. ` +
      'Hãy đặt lại khóa đã dùng với nó (từ bản lưu của .env hoặc của DATA_DIR/secrets.json); đang đổi khóa thì đặt khóa trước đó vào SEALING_KEY_OLD và LOOKUP_KEY_OLD rồi chạy npm run keys:rotate trước.',
  );

/** An earlier version changed keys while it ran: values may be sealed under the set that is not given as well. */
const changeUnderWay = (missing: WrongKeys): StartupError =>
  new StartupError(
    `Đang đổi khóa dở, thiếu ${missing} của bộ khóa kia: số định danh dưới bộ khóa đó sẽ không mở hoặc không tìm được. ` +
      'Hãy đặt bộ khóa kia vào SEALING_KEY_OLD và LOOKUP_KEY_OLD, chạy npm run keys:rotate cho xong, rồi khởi động lại.',
  );
