import { randomBytes } from 'node:crypto';
import { queryPrepared, queryRow, queryRows } from '../../../db/query-rows';
import type { ClientBase, Pool } from 'pg';
import { z } from 'zod';
import type { BaseContext } from '../../../context';
import type { AuditAction } from '../../../audit-vocabulary';
import type { Job } from '../../../jobs';
import type { Sealer } from '../../../shared/sealer';
import {
  CHAIN_HEAD,
  HASHED_COLUMNS,
  headMacOf,
  HASHED_EVENT,
  sealOf,
  type ChainHead,
  type HashedEvent,
} from './chain-hash';
import { HORIZON, isUnsealed } from '../../../shared/change-count';
import { sql } from '../../../shared/sql';
import { noteBeginning, noteChanged, readBeginning, takeLeaveToBegin } from './beginning';
import { presentChainKey, readChainKeys, type ChainKeys } from './keys';
import { NO_WARD } from './record';

/** The event of no ward that names a chain which began. */
export const BEGIN_CHAIN = 'audit.begin-chain' satisfies AuditAction;

/** Another sealer cannot be faster every time. */
const MAX_TRIES = 10;

type Context = Pick<BaseContext, 'db' | 'sealer' | 'now' | 'logger'>;

/**
 * Gives each committed event its place and its hash, soon after the act. In every process and without a lock, which any
 * session that reaches the database could hold: of two sealers that find the same event the second one fails and looks
 * again.
 */
export const sealJob: Job = {
  name: 'audit seal',
  everyMs: 250,
  isEverywhere: true,
  run: (context) => sealEvents(context),
};

const STORED_HEAD = CHAIN_HEAD.extend({
  keyNumber: z.number().nullable(),
  mac: z.instanceof(Buffer).nullable(),
  /** Of the newest seal; null in a chain without one. */
  lastPlace: z.number().nullable(),
  lastHash: z.instanceof(Buffer).nullable(),
});
type StoredHead = z.infer<typeof STORED_HEAD>;

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
  for (let tries = 0; tries < MAX_TRIES; tries += 1) if (await sealPass(context)) return;
}

/** @returns false if another sealer was faster. */
async function sealPass({ db: { pool }, sealer, now, logger }: Context): Promise<boolean> {
  const [looked] = await queryPrepared({ pool }, 'audit-is-unsealed', z.object({ isDue: z.boolean() }))`
      SELECT ${HORIZON} = '0' OR EXISTS (SELECT FROM audit_event AS event WHERE ${isUnsealed('event')}) AS "isDue"`;
  if (!looked!.isDue) return true;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const changed = await sealAll(client, sealer, now());
    await client.query(changed ? 'COMMIT' : 'ROLLBACK');
    for (const { chainId, place } of changed ?? [])
      logger.error({ chain: chainId, place }, 'an audit chain was changed from outside');
    return changed !== null;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the original error is thrown
    throw error;
  } finally {
    client.release();
  }
}

/** @returns the chains that were changed from outside; null if another sealer was faster. */
async function sealAll(client: ClientBase, sealer: Sealer, at: Date) {
  let { horizon, events } = await readUnsealed(client);
  const { beginning, begins, adopts } = await findBeginning(client, sealer, events.length > 0);
  let stored = await readHeads(client, adopts ? null : events.map(({ chainId }) => chainId));
  const begun = chainsThatBegin(events, stored, adopts);
  const again = begun.length > 0 ? await chainsBegunBefore(client, begun) : [];
  if (begun.length > 0) {
    // Sealed together with the first events of the chain, so that it cannot be removed in between.
    await noteBegun(client, begun, at);
    ({ horizon, events } = await readUnsealed(client));
    const noted = new Set(events.flatMap((event) => (isBegin(event) ? [event.subjectId] : [])));
    if (begun.some((chainId) => !noted.has(chainId))) throw new Error('the event that a chain begins was not kept');
    stored = await readHeads(client, adopts ? null : events.map(({ chainId }) => chainId));
    if (chainsThatBegin(events, stored, false).length > 0) return null; // a chain of this moment
  }
  await moveHorizon(client, horizon);
  if (events.length === 0 && !begins) return [];
  const { number, key } = await presentChainKey(client, sealer);
  const keys = await readChainKeys(client, sealer);
  const { heads, changed } = headsToContinue(stored, adopts ? null : keys);
  const seals: Seal[] = [];
  for (const event of events) {
    const { chainId, seq } = event;
    const head = heads.get(chainId) ?? { chainId, place: 0, changes: 0, hash: Buffer.alloc(0) };
    const place = head.place + 1;
    const hash = sealOf(key, head.hash, place, event);
    heads.set(chainId, { chainId, place, hash, changes: head.changes + Number(event.isChange) });
    seals.push({ chainId, place, seq, hash });
  }
  if (!(await writeSeals(client, seals, number))) return null;
  const isSealed = new Set([...stored, ...seals].map(({ chainId }) => chainId));
  const written = [...heads.values()].filter(({ chainId }) => isSealed.has(chainId));
  await writeHeads(client, written, { number, key });
  const noticed = [...again, ...changed.filter(({ chainId }) => isSealed.has(chainId))];
  if (begins) await noteBeginning(client, sealer, { number, key, at });
  else if (beginning && noticed.length > 0) await noteChanged(client, sealer, beginning, { places: noticed, at });
  return noticed;
}

/**
 * @param keys null if the database itself made these heads: they have no code yet, and get one.
 * @returns where sealing continues, and from where it cannot: those heads no sealer wrote.
 */
function headsToContinue(
  stored: readonly StoredHead[],
  keys: ChainKeys | null,
): { heads: Map<string, ChainHead>; changed: Pick<ChainHead, 'chainId' | 'place'>[] } {
  const changed: Pick<ChainHead, 'chainId' | 'place'>[] = keys ? stored.filter((head) => !fits(head, keys)) : [];
  const heads = new Map<string, ChainHead>(
    stored.map((head) => [head.chainId, changed.includes(head) ? broken(head) : head]),
  );
  // It tells where the others began, and begins with the first of them.
  if (keys && !heads.has(NO_WARD)) {
    heads.set(NO_WARD, { chainId: NO_WARD, place: 0, changes: 0, hash: randomBytes(32) });
    changed.push({ chainId: NO_WARD, place: 0 });
  }
  return { heads, changed };
}

/** The horizon is read first: whatever was written below it, the events show. */
async function readUnsealed(client: ClientBase): Promise<{ horizon: string; events: HashedEvent[] }> {
  const { horizon } = await queryRow(client, 'audit-horizon', z.object({ horizon: z.string() }))`
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon`;
  const events = await queryRows(client, 'audit-unsealed', HASHED_EVENT)`
      SELECT ${HASHED_COLUMNS} FROM audit_event AS event WHERE ${isUnsealed('event')} ORDER BY event.seq`;
  return { horizon, events };
}

/**
 * `begins`: this pass seals the first events of the database. `adopts`: chains that the database itself made go on from
 * there, because no key was ever made. Both happen once: without leave whatever has no code is a break.
 */
async function findBeginning(client: ClientBase, sealer: Sealer, hasEvents: boolean) {
  const beginning = await readBeginning(client, sealer);
  if (beginning) return { beginning, begins: false, adopts: false };
  const { hasHeads, hasKeys } = await queryRow(
    client,
    'audit-is-begun',
    z.object({ hasHeads: z.boolean(), hasKeys: z.boolean() }),
  )`
      SELECT EXISTS (SELECT FROM audit_chain) AS "hasHeads", EXISTS (SELECT FROM audit_key) AS "hasKeys"`;
  const begins = (hasEvents || hasHeads) && (await takeLeaveToBegin(client, sealer));
  // Another sealer may have taken it while this one waited for the row.
  const begun = begins ? null : await readBeginning(client, sealer);
  return { beginning: begun, begins, adopts: begins && !hasKeys };
}

/** Chains of wards whose first event is to be sealed now, and that no event names yet. */
function chainsThatBegin(events: readonly HashedEvent[], stored: readonly StoredHead[], adopts: boolean): string[] {
  const known = new Set(
    adopts ? [] : stored.flatMap(({ chainId, place, lastPlace }) => (place > 0 || lastPlace !== null ? [chainId] : [])),
  );
  const noted = new Set(events.flatMap((event) => (isBegin(event) ? [event.subjectId] : [])));
  const chainIds = new Set([...stored, ...events].map(({ chainId }) => chainId));
  return [...chainIds].filter((chainId) => chainId !== NO_WARD && !known.has(chainId) && !noted.has(chainId));
}

/** Of the chains that begin now, those that were removed: an event names their first beginning. */
async function chainsBegunBefore(client: ClientBase, chainIds: readonly string[]) {
  const rows = await queryRows(client, 'audit-begun-before', z.object({ chainId: z.string() }))`
      SELECT DISTINCT subject_id AS "chainId" FROM audit_event
      WHERE chain_id = ${NO_WARD} AND action = ${BEGIN_CHAIN} AND subject_type = 'ward' AND subject_id = ANY (${chainIds})`;
  return rows.map(({ chainId }) => ({ chainId, place: 0 }));
}

const isBegin = ({ chainId, action }: HashedEvent): boolean => chainId === NO_WARD && action === BEGIN_CHAIN;

/** Not if another session holds it: then the next look only finds more. */
export async function moveHorizon(client: Pick<ClientBase | Pool, 'query'>, horizon: string): Promise<void> {
  await client.query(
    sql`UPDATE audit_horizon SET xid = ${horizon} WHERE is_only IN (SELECT is_only FROM audit_horizon FOR UPDATE SKIP LOCKED)`,
  );
}

/** The heads of these chains, or of all. A chain whose head was removed but not its seals counts as having an empty one. */
const readHeads = (client: ClientBase, chainIds: string[] | null): Promise<StoredHead[]> =>
  queryRows(client, 'audit-heads', STORED_HEAD)`
      SELECT chain.id AS "chainId", coalesce(head.place, 0) AS place, coalesce(head.changes, 0) AS changes, coalesce(head.hash, '') AS hash,
        head.key_number AS "keyNumber", head.mac, last.place AS "lastPlace", last.hash AS "lastHash"
      FROM (SELECT DISTINCT id FROM unnest(coalesce(${chainIds}::uuid[], (SELECT array_agg(chain_id) FROM audit_chain))) AS id) AS chain
      LEFT JOIN audit_chain AS head ON head.chain_id = chain.id
      LEFT JOIN LATERAL (SELECT place, hash FROM audit_seal seal WHERE seal.chain_id = chain.id ORDER BY place DESC LIMIT 1) AS last ON true
      WHERE head.chain_id IS NOT NULL OR last.place IS NOT NULL`;

/** Whether a sealer wrote the head, and the newest seal is its own. */
function fits(head: StoredHead, keys: ChainKeys): boolean {
  const key = head.keyNumber === null ? null : keys.get(head.keyNumber);
  // Sealed under keys that are lost: it cannot be checked; the verification says so.
  if (key === null && head.keyNumber !== null) return true;
  return (
    key !== undefined &&
    key !== null &&
    head.mac !== null &&
    headMacOf(key, head).equals(head.mac) &&
    (head.lastPlace === null || (head.lastPlace === head.place && head.lastHash!.equals(head.hash)))
  );
}

/** Sealing continues behind everything that is there, from a random hash, so that the break can never be hidden. */
const broken = (head: StoredHead): ChainHead => ({
  ...head,
  place: Math.max(head.place, head.lastPlace ?? 0),
  hash: randomBytes(32),
});

/**
 * In the same order by every sealer, so that two cannot wait for each other.
 * @returns false if another sealer has sealed one of them, or something else at its place.
 */
async function writeSeals(client: ClientBase, unordered: readonly Seal[], keyNumber: number): Promise<boolean> {
  const seals = unordered.toSorted((a, b) => a.chainId.localeCompare(b.chainId) || a.place - b.place);
  const { rowCount } = await client.query(
    sql`INSERT INTO audit_seal (chain_id, place, seq, key_number, hash)
      SELECT chain_id, place, seq, ${keyNumber}, hash
      FROM unnest(${seals.map(({ chainId }) => chainId)}::uuid[], ${seals.map(({ place }) => place)}::bigint[],
        ${seals.map(({ seq }) => seq)}::bigint[], ${seals.map(({ hash }) => hash)}::bytea[]) AS seal (chain_id, place, seq, hash)
      ON CONFLICT DO NOTHING`,
  );
  return rowCount === seals.length;
}

async function writeHeads(
  client: ClientBase,
  heads: readonly ChainHead[],
  { number, key }: { number: number; key: Buffer },
): Promise<void> {
  await client.query(
    sql`INSERT INTO audit_chain (chain_id, place, changes, hash, mac, key_number)
      SELECT head.*, ${number} FROM unnest(${heads.map(({ chainId }) => chainId)}::uuid[], ${heads.map(({ place }) => place)}::bigint[],
        ${heads.map(({ changes }) => changes)}::bigint[], ${heads.map(({ hash }) => hash)}::bytea[], ${heads.map((head) => headMacOf(key, head))}::bytea[]) AS head
      ON CONFLICT (chain_id) DO UPDATE SET place = EXCLUDED.place, changes = EXCLUDED.changes, hash = EXCLUDED.hash,
        mac = EXCLUDED.mac, key_number = EXCLUDED.key_number`,
  );
}

/** Writes outside of the wards' chains that a chain began, so that one that was removed cannot begin again unseen. */
async function noteBegun(client: ClientBase, chainIds: readonly string[], at: Date): Promise<void> {
  await client.query(
    sql`INSERT INTO audit_event (chain_id, at, actor_name, action, is_change, subject_type, subject_id)
      SELECT ${NO_WARD}, ${at}, 'hệ thống', ${BEGIN_CHAIN}, false, 'ward', id FROM unnest(${chainIds}::text[]) AS id`,
  );
}
