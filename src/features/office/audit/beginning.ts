import { createHash } from 'node:crypto';
import { queryRow, queryRows } from '../../../db/query-rows';
import type { ClientBase, Pool } from 'pg';
import { z } from 'zod';
import { formatDateTime } from '../../../shared/dates';
import { SealError, type Place, type Sealer } from '../../../shared/sealer';
import { sql } from '../../../shared/sql';
import type { ChainHead } from './chain-hash';
import { readChainKeys } from './keys';
import { NO_WARD } from './record';

type Reader = Pick<Pool | ClientBase, 'query'>;

/** That sealing has begun, and where. Sealed with the program's keys, so that an owner of the database cannot write it. */
export interface Beginning {
  /** ISO. */
  at: string;
  /** The chain key of that moment: its number and SHA-256, hex. */
  key: [number: number, hash: string];
  /** The last event of each chain that the database itself chained before. */
  unkeyed: Record<string, number>;
  /** Where a sealer found a chain changed from outside, and when (ISO). */
  changed: { chainId: string; place: number; at: string }[];
}

/** One is enough to know; more would only make the value large. */
const MAX_CHANGED = 20;
/** As in SEALED_COLUMNS. */
const PLACE: Place = `audit_begin.begin_cipher ${NO_WARD} 1`;

/** SQL: the last event of each chain that the database itself chained. */
const UNKEYED = sql`(SELECT coalesce(json_object_agg(chain_id, last), '{}') FROM (
  SELECT chain_id, (SELECT seq FROM audit_event old WHERE old.chain_id = chain.chain_id AND legacy_hash IS NOT NULL ORDER BY seq DESC LIMIT 1) AS last
  FROM (SELECT chain_id FROM audit_chain UNION SELECT id FROM ward UNION SELECT ${NO_WARD}::uuid) AS chain) AS chained WHERE last IS NOT NULL)`;

const UNKEYED_ROW = z.object({ unkeyed: z.record(z.string(), z.number()) });

/** Null if it is missing or does not open. */
export async function readBeginning(db: Reader, sealer: Sealer): Promise<Beginning | null> {
  const row = z.object({ cipher: z.instanceof(Buffer) });
  const [stored] = await queryRows(db, 'audit-begin', row)`SELECT begin_cipher AS cipher FROM audit_begin`;
  return stored ? open(sealer, stored.cipher) : null;
}

/** Uses up what the database has until its first seal (`storeChecks`). @returns false if it has been used. */
export async function takeLeaveToBegin(db: Reader, { checks }: Sealer): Promise<boolean> {
  const { rowCount } = await db.query(
    sql`UPDATE key_check SET sealing_check = own.begun
      FROM unnest(${checks.map(({ sealingCheck }) => sealingCheck)}::bytea[], ${checks.map(({ begunCheck }) => begunCheck)}::bytea[]) AS own (earlier, begun)
      WHERE sealing_check = own.earlier`,
  );
  return rowCount! > 0;
}

/** Stores that sealing began, under the chain key in force: `number` and `key`. */
export async function noteBeginning(
  db: Reader,
  sealer: Sealer,
  { number, key, at }: { number: number; key: Buffer; at: Date },
): Promise<void> {
  const { unkeyed } = await queryRow(db, 'audit-unkeyed', UNKEYED_ROW)`SELECT ${UNKEYED} AS unkeyed`;
  await store(db, sealer, { at: at.toISOString(), key: [number, hashOf(key)], unkeyed, changed: [] });
}

export async function noteChanged(
  db: Reader,
  sealer: Sealer,
  beginning: Beginning,
  { places, at }: { places: readonly Pick<ChainHead, 'chainId' | 'place'>[]; at: Date },
): Promise<void> {
  const changed = places.map(({ chainId, place }) => ({ chainId, place, at: at.toISOString() }));
  await store(db, sealer, { ...beginning, changed: [...beginning.changed, ...changed].slice(0, MAX_CHANGED) });
}

/** What shows that the log was rewritten or begun again without its key, in words. Cheap enough to ask every few seconds. */
export async function findRestart(db: Reader, sealer: Sealer): Promise<string[]> {
  const { cipher, mayBegin, unkeyed } = await queryRow(
    db,
    'audit-restart',
    UNKEYED_ROW.extend({ cipher: z.instanceof(Buffer).nullable(), mayBegin: z.boolean() }),
  )`
      SELECT (SELECT begin_cipher FROM audit_begin) AS cipher, ${UNKEYED} AS unkeyed,
      EXISTS (SELECT FROM key_check WHERE sealing_check = ANY (${sealer.checks.map(({ sealingCheck }) => sealingCheck)}))
        OR NOT EXISTS (SELECT FROM audit_event) AS "mayBegin"`;
  if (!cipher && mayBegin) return [];
  const beginning = cipher && open(sealer, cipher);
  if (!beginning)
    return ['dấu cho biết niêm phong đã bắt đầu bị xóa, bị thay, hoặc khóa của chương trình không mở được'];
  const [number, hash] = beginning.key;
  const key = (await readChainKeys(db, sealer)).get(number);
  return [
    ...(key && hashOf(key) === hash ? [] : ['khóa niêm phong đã bị xóa hoặc bị thay']),
    ...(Object.entries(unkeyed).some(([chainId, last]) => last > (beginning.unkeyed[chainId] ?? 0))
      ? ['có sự kiện không khóa sau khi niêm phong đã bắt đầu']
      : []),
    ...beginning.changed.map(
      ({ chainId, place, at }) =>
        `dây ${chainId} đã bị sửa từ ngoài ở khoảng số ${place}, phát hiện ${formatDateTime(new Date(at))}`,
    ),
  ];
}

function open(sealer: Sealer, cipher: Buffer): Beginning | null {
  try {
    return JSON.parse(Buffer.from(sealer.openBytes(cipher, PLACE)).toString('utf8')) as Beginning;
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

async function store(db: Reader, sealer: Sealer, beginning: Beginning): Promise<void> {
  const cipher = sealer.sealBytes(Buffer.from(JSON.stringify(beginning)), PLACE);
  await db.query(
    sql`INSERT INTO audit_begin (begin_cipher) VALUES (${cipher}) ON CONFLICT (number) DO UPDATE SET begin_cipher = EXCLUDED.begin_cipher`,
  );
}

const hashOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex');
