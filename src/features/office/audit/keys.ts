import { randomBytes } from 'node:crypto';
import { queryRows } from '../../../db/query-rows';
import type { ClientBase, Pool } from 'pg';
import { z } from 'zod';
import { SealError, type Place, type Sealer } from '../../../shared/sealer';
import { sql } from '../../../shared/sql';
import { NO_WARD } from './record';

/** The keys of the chains by number; null for one that the program's keys do not open. */
export type ChainKeys = ReadonlyMap<number, Buffer | null>;

type Reader = Pick<Pool | ClientBase, 'query'>;

const STORED_KEY = z.object({ number: z.number(), keySet: z.string(), cipher: z.instanceof(Buffer) });

async function findNewestKey(db: Reader) {
  const [key] = await queryRows(db, 'audit-newest-key', STORED_KEY)`
      SELECT number, key_set AS "keySet", key_cipher AS cipher FROM audit_key ORDER BY number DESC LIMIT 1`;
  return key;
}

export async function readChainKeys(db: Reader, sealer: Sealer): Promise<ChainKeys> {
  const rows = await queryRows(db, 'audit-keys', STORED_KEY)`
      SELECT number, key_set AS "keySet", key_cipher AS cipher FROM audit_key ORDER BY number`;
  return new Map(rows.map(({ number, cipher }) => [number, open(sealer, cipher, number)]));
}

/** Lets sealing continue after the program's keys were lost. What is sealed so far can no longer be verified. */
export async function replaceLostChainKey(db: Reader, sealer: Sealer): Promise<void> {
  const keys = [...(await readChainKeys(db, sealer)).values()];
  if (keys.at(-1) === null) await beginChainKey(db, sealer);
}

/** Begins a key for all seals from now on. Earlier seals keep theirs. */
async function beginChainKey(db: Reader, sealer: Sealer): Promise<{ number: number; key: Buffer }> {
  const number = ((await findNewestKey(db))?.number ?? 0) + 1;
  const key = randomBytes(32);
  // If two begin one at the same moment, the second violates the primary key and fails.
  const cipher = sealer.sealBytes(key, placeOf(number));
  await db.query(
    sql`INSERT INTO audit_key (number, key_set, key_cipher) VALUES (${number}, ${nameOfKeySet(sealer)}, ${cipher})`,
  );
  return { number, key };
}

/**
 * The key for new seals. Begins one if the database has none, or if the program's keys were changed: an attacker who
 * knew the former ones must not be able to continue the chains.
 * @throws SealError if the program's keys do not open the newest one.
 */
export async function presentChainKey(db: Reader, sealer: Sealer): Promise<{ number: number; key: Buffer }> {
  const newest = await findNewestKey(db);
  if (!newest) return beginChainKey(db, sealer);
  const key = Buffer.from(sealer.openBytes(newest.cipher, placeOf(newest.number)));
  return newest.keySet === nameOfKeySet(sealer) ? { number: newest.number, key } : beginChainKey(db, sealer);
}

function open(sealer: Sealer, cipher: Buffer, number: number): Buffer | null {
  try {
    return Buffer.from(sealer.openBytes(cipher, placeOf(number)));
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

const nameOfKeySet = ({ presentPrefix }: Sealer): string => Buffer.from(presentPrefix.subarray(1)).toString('hex');

/** As in SEALED_COLUMNS, by which the keys are sealed again when the program's keys change. */
const placeOf = (number: number): Place => `audit_key.key_cipher ${NO_WARD} ${number}`;
