import { randomBytes } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { BaseContext } from '../../../context';
import type { AuditAction } from '../../../audit-vocabulary';
import type { Job } from '../../../jobs';
import type { Sealer } from '../../../shared/sealer';
import { headMacOf, HASHED_EVENT, sealOf, type ChainHead, type HashedEvent } from './chain-hash';
import { HORIZON, isUnsealed } from '../../../shared/change-count';
import { presentChainKey, readChainKeys, type ChainKeys } from './keys';
import { NO_WARD } from './record';

/** The event of no ward that names a chain which began. */
export const BEGIN_CHAIN = 'audit.begin-chain' satisfies AuditAction;

type Context = Pick<BaseContext, 'db' | 'sealer' | 'now' | 'logger'>;

/** Gives each committed event its place and its hash, soon after the act. One sealer runs at a time on a database. */
export const sealJob: Job = {
  name: 'audit seal',
  everyMs: 250,
  run: (context) => sealEvents(context),
};

interface StoredHead extends ChainHead {
  keyNumber: number | null;
  mac: Buffer | null;
  /** Of the newest seal; null in a chain without one. */
  lastPlace: number | null;
  lastHash: Buffer | null;
}

interface Seal {
  chainId: string;
  place: number;
  seq: number;
  hash: Buffer;
}

/**
 * Seals what is committed and has no seal. An event committed before another was begun gets the lower place: it was
 * visible to the same pass, with the lower number, or to an earlier one.
 */
export async function sealEvents(context: Context): Promise<void> {
  // The second pass seals what the first one wrote: which chains began.
  while ((await sealPass(context)) > 0);
}

/** @returns how many chains began. */
async function sealPass({ db: { pool }, sealer, now, logger }: Context): Promise<number> {
  const { rows: looked } = await pool.query<{ isDue: boolean }>({
    name: 'audit-is-unsealed',
    text: `SELECT ${HORIZON} = '0' OR EXISTS (SELECT FROM audit_event AS event WHERE ${isUnsealed('event')}) AS "isDue"`,
  });
  if (!looked[0]!.isDue) return 0;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('audit seal', 0))"); // one sealer at a time
    const { changed, begun } = await sealAll(client, sealer, now());
    await client.query('COMMIT');
    for (const { chainId, place } of changed)
      logger.error({ chain: chainId, place }, 'an audit chain was changed from outside');
    return begun.length;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the original error is thrown
    throw error;
  } finally {
    client.release();
  }
}

/** @returns the heads that no sealer wrote, and the chains that began. */
async function sealAll(
  client: ClientBase,
  sealer: Sealer,
  at: Date,
): Promise<{ changed: StoredHead[]; begun: string[] }> {
  // One statement, one snapshot: whatever is written below its horizon, it saw.
  const { rows } = await client.query<{ horizon: string; isFirst: boolean } & (HashedEvent | { seq: null })>(
    `SELECT pass.horizon, pass."isFirst", ${HASHED_EVENT}
     FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, NOT EXISTS (SELECT FROM audit_key) AS "isFirst") AS pass
     LEFT JOIN audit_event AS event ON ${isUnsealed('event')} ORDER BY event.seq`,
  );
  const { horizon, isFirst } = rows[0]!;
  const events = rows.filter((row) => row.seq !== null);
  const stored = await readHeads(client, isFirst ? null : events.map(({ chainId }) => chainId));
  await client.query('UPDATE audit_horizon SET xid = $1', [horizon]);
  if (events.length === 0 && !(isFirst && stored.length > 0)) return { changed: [], begun: [] };
  const { number, key } = await presentChainKey(client, sealer);
  const keys = await readChainKeys(client, sealer);
  // Heads of chains that the database made have no code yet: the first pass gives them one.
  const changed = isFirst ? [] : stored.filter((head) => !fits(head, keys));
  const heads = new Map(stored.map((head) => [head.chainId, changed.includes(head) ? broken(head) : head]));
  const begun = isFirst ? [...heads.keys()].filter((chainId) => chainId !== NO_WARD) : [];
  const seals: Seal[] = [];
  for (const event of events) {
    const { chainId, seq } = event;
    const head = heads.get(chainId) ?? { chainId, place: 0, changes: 0, hash: Buffer.alloc(0) };
    if (head.place === 0 && chainId !== NO_WARD) begun.push(chainId);
    const place = head.place + 1;
    const hash = sealOf(key, head.hash, place, event);
    heads.set(chainId, { chainId, place, hash, changes: head.changes + Number(event.isChange) });
    seals.push({ chainId, place, seq, hash });
  }
  await writeSeals(client, seals, number);
  await writeHeads(client, [...heads.values()], { number, key });
  await noteBegun(client, begun, at);
  return { changed, begun };
}

/** The heads of these chains, or of all. A chain whose head was removed but not its seals counts as having an empty one. */
async function readHeads(client: ClientBase, chainIds: string[] | null): Promise<StoredHead[]> {
  const { rows } = await client.query<StoredHead>(
    `SELECT chain.id AS "chainId", coalesce(head.place, 0) AS place, coalesce(head.changes, 0) AS changes, coalesce(head.hash, '') AS hash,
       head.key_number AS "keyNumber", head.mac, last.place AS "lastPlace", last.hash AS "lastHash"
     FROM (SELECT DISTINCT id FROM unnest(coalesce($1::uuid[], (SELECT array_agg(chain_id) FROM audit_chain))) AS id) AS chain
     LEFT JOIN audit_chain AS head ON head.chain_id = chain.id
     LEFT JOIN LATERAL (SELECT place, hash FROM audit_seal seal WHERE seal.chain_id = chain.id ORDER BY place DESC LIMIT 1) AS last ON true
     WHERE head.chain_id IS NOT NULL OR last.place IS NOT NULL`,
    [chainIds],
  );
  return rows;
}

/** Whether a sealer wrote the head, and the newest seal is its own. */
function fits(head: StoredHead, keys: ChainKeys): boolean {
  const key = head.keyNumber === null ? null : keys.get(head.keyNumber);
  // Sealed under keys that are lost: nobody can tell; the verification says so.
  if (key === null && head.keyNumber !== null) return true;
  return (
    key !== undefined &&
    key !== null &&
    head.mac !== null &&
    headMacOf(key, head).equals(head.mac) &&
    (head.lastPlace === null || (head.lastPlace === head.place && head.lastHash!.equals(head.hash)))
  );
}

/** Sealing continues behind everything that is there, from a random hash, so that nobody can ever hide the break. */
function broken(head: StoredHead): ChainHead {
  return { ...head, place: Math.max(head.place, head.lastPlace ?? 0), hash: randomBytes(32) };
}

async function writeSeals(client: ClientBase, seals: readonly Seal[], keyNumber: number): Promise<void> {
  await client.query(
    `INSERT INTO audit_seal (chain_id, place, seq, key_number, hash)
     SELECT chain_id, place, seq, $5, hash
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[]) AS seal (chain_id, place, seq, hash)`,
    [
      seals.map(({ chainId }) => chainId),
      seals.map(({ place }) => place),
      seals.map(({ seq }) => seq),
      seals.map(({ hash }) => hash),
      keyNumber,
    ],
  );
}

async function writeHeads(
  client: ClientBase,
  heads: readonly ChainHead[],
  { number, key }: { number: number; key: Buffer },
): Promise<void> {
  await client.query(
    `INSERT INTO audit_chain (chain_id, place, changes, hash, mac, key_number)
     SELECT head.*, $6 FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[]) AS head
     ON CONFLICT (chain_id) DO UPDATE SET place = EXCLUDED.place, changes = EXCLUDED.changes, hash = EXCLUDED.hash,
       mac = EXCLUDED.mac, key_number = EXCLUDED.key_number`,
    [
      heads.map(({ chainId }) => chainId),
      heads.map(({ place }) => place),
      heads.map(({ changes }) => changes),
      heads.map(({ hash }) => hash),
      heads.map((head) => headMacOf(key, head)),
      number,
    ],
  );
}

/** Writes outside of the wards' chains that a chain began, so that one that was removed cannot begin again unseen. */
async function noteBegun(client: ClientBase, chainIds: readonly string[], at: Date): Promise<void> {
  await client.query(
    `INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type, subject_id)
     SELECT $1, $2, 'hệ thống', $3, false, 'ward', id FROM unnest($4::text[]) AS id`,
    [NO_WARD, at, BEGIN_CHAIN, chainIds],
  );
}
