import type { ClientBase } from 'pg';
import { queryRow, queryRows } from '../../../db/query-rows';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { AuditAction } from '../../../audit-vocabulary';
import type { Sealer } from '../../../shared/sealer';
import { constant } from '../../../shared/sql';
import {
  HASHED_COLUMNS,
  headMacOf,
  HASHED_EVENT,
  legacyHashOf,
  sealOf,
  type ChainHead,
  type HashedEvent,
} from './chain-hash';
import { readChainKeys, type ChainKeys } from './keys';
import { EMPTY_EVENTS } from './empty-service';
import { findUnprotected } from './protection';
import { NO_WARD } from './record';
import { findRestart, readBeginning } from './beginning';
import { missingText } from './log-status';
import { BEGIN_CHAIN } from './seal-service';

export type ChainProblem =
  | 'missing'
  | 'no-ward'
  | 'restarted'
  | 'gap'
  | 'removed'
  | 'changed'
  | 'emptied'
  | 'key'
  | 'time'
  | 'head'
  | 'unsealed';

export interface VerifiedChain {
  chainId: string;
  /** The ward's name; null for the chain of events that belong to no ward. */
  wardName: string | null;
  events: number;
  /** How many of them have no words any more, because a person was erased or the ward's retention passed. */
  emptied: number;
  /** Hash of the last sealed event, hex: if noted elsewhere, it also proves that no older state was put back. */
  head: string;
  /** The first place that does not fit; null if the chain is intact. */
  broken: { place: number; problem: ChainProblem } | null;
}

export interface Verification {
  chains: VerifiedChain[];
  /** What shows that the log was begun again, or that events are missing, in words. */
  faults: string[];
  /** When sealing began (ISO), and how many events were written before; null if it has not begun or is unknown. */
  beginning: { at: string; unkeyed: number } | null;
  /** What no longer protects the audit tables, in words. */
  unprotected: string[];
  /** Of the heads that were expected, those that no chain has at any place. */
  unfound: string[];
}

/** Found only at the first place: a chain cannot be turned into that of a demo ward later. */
const OPEN_DEMO = 'ward.open-demo' satisfies AuditAction;
/** Acts of a minute ago may be sealed before acts of ten minutes ago that took so long; anything earlier was backdated. */
const TIME_TOLERANCE_MS = 15 * 60_000;
/** A running sealer needs less. */
const SEALED_WITHIN_MS = 3_000;
/** No ward may choose less than twelve months (privacy/retention/rules.ts). An event that speaks of later readings covers none. */
const READINGS_KEPT_MS = 364 * 86_400_000;
const BATCH = 5_000;

interface EmptiedEvent {
  place: number;
  seq: number;
  at: number;
  isChange: boolean;
}

/** What was found of a chain while its events were read in the order of their places. */
interface Walk extends ChainHead {
  events: number;
  /** The latest time of an event so far. */
  latest: number;
  /** The acts of a demo ward are invented, with their times. */
  isDemo: boolean;
  emptied: EmptiedEvent[];
  broken: { place: number; problem: ChainProblem } | null;
}

/**
 * Recomputes every chain in the database: each hash follows from the event and the hash before, no place is missing, the
 * head is the sealer's own, and nothing but the events of this moment is without a seal. A ward without a chain is broken,
 * because its opening is an event. Reads one snapshot, so that writing may continue.
 * @param expected heads noted elsewhere, hex, or how they begin; each must be found at some place of a chain.
 */
export async function verifyAudit(
  client: ClientBase,
  sealer: Sealer,
  expected: readonly string[] = [],
): Promise<Verification> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { waiting, ...verification } = await inspect(client, sealer, expected).finally(() => client.query('ROLLBACK'));
  if (waiting.length === 0) return verification;
  await sleep(SEALED_WITHIN_MS);
  const left = await queryRows(client, 'audit-still-unsealed', z.object({ chainId: z.string() }))`
      SELECT chain_id AS "chainId"
      FROM unnest(${waiting.map(({ chainId }) => chainId)}::uuid[], ${waiting.map(({ seq }) => seq)}::bigint[]) AS event (chain_id, seq)
      WHERE NOT EXISTS (SELECT FROM audit_seal seal WHERE seal.chain_id = event.chain_id AND seal.seq = event.seq)`;
  for (const chain of verification.chains) {
    if (left.some(({ chainId }) => chainId === chain.chainId))
      chain.broken ??= { place: chain.events, problem: 'unsealed' };
  }
  return verification;
}

const WAITING_EVENT = z.object({ chainId: z.string(), seq: z.number() });

interface Inspection extends Verification {
  /** Events without a seal. */
  waiting: z.infer<typeof WAITING_EVENT>[];
}

/** The same inside a transaction of the caller, who decides about the events that wait for their seal. */
export async function inspect(
  client: ClientBase,
  sealer: Sealer,
  expected: readonly string[] = [],
): Promise<Inspection> {
  const unfound = new Set(expected);
  const keys = await readChainKeys(client, sealer);
  const walks = new Map<string, Walk>();
  const walkOf = (chainId: string) => {
    const walk = walks.get(chainId) ?? {
      ...emptyHead(chainId),
      events: 0,
      latest: 0,
      isDemo: false,
      emptied: [],
      broken: null,
    };
    walks.set(chainId, walk);
    return walk;
  };
  for await (const row of legacyEvents(client)) followLegacy(walkOf(row.chainId), row, unfound);
  for await (const row of sealedEvents(client)) followSeal(walkOf(row.chainId), row, keys, unfound);

  const waiting = await queryRows(client, 'audit-waiting', WAITING_EVENT)`
      SELECT chain_id AS "chainId", seq FROM audit_event event WHERE legacy_hash IS NULL
      AND NOT EXISTS (SELECT FROM audit_seal seal WHERE seal.chain_id = event.chain_id AND seal.seq = event.seq)`;
  const chains: VerifiedChain[] = [];
  for (const stored of await readChains(client)) {
    const { chainId, wardName } = stored;
    const walk = walkOf(chainId);
    const { events, emptied } = walk;
    if (emptied.length > 0) walk.broken ??= forgedAmong(emptied, await readEmptyings(client, chainId));
    walk.broken ??= problemOf(walk, stored, keys, waiting);
    const head = walk.hash.toString('hex');
    chains.push({ chainId, wardName, events, emptied: emptied.length, head, broken: walk.broken });
  }
  const beginning = await readBeginning(client, sealer);
  const faults = [...(await findRestart(client, sealer)), ...(await findMissing(client))];
  const unprotected = await findUnprotected(client);
  return {
    chains,
    faults,
    beginning: beginning && {
      at: beginning.at,
      unkeyed: Object.values(beginning.unkeyed).reduce((sum, count) => sum + count, 0),
    },
    unprotected,
    unfound: [...unfound],
    waiting,
  };
}

/** Whether as many events are there as were written, in words. */
async function findMissing(client: ClientBase): Promise<string[]> {
  const { missing } = await queryRow(client, 'audit-missing', z.object({ missing: z.number() }))`
      SELECT (SELECT coalesce(sum(written), 0) FROM audit_count)::bigint - (SELECT count(*) FROM audit_event) AS missing`;
  return missing === 0 ? [] : [missingText(missing)];
}

const emptyHead = (chainId: string): ChainHead => ({ chainId, place: 0, changes: 0, hash: Buffer.alloc(0) });

const LEGACY_EVENT = WAITING_EVENT.extend({ isChange: z.boolean(), hash: z.instanceof(Buffer), content: z.string() });
type LegacyEvent = z.infer<typeof LEGACY_EVENT>;

async function* legacyEvents(client: ClientBase): AsyncGenerator<LegacyEvent> {
  let last = { chainId: NO_WARD, seq: -1 };
  for (;;) {
    const rows = await queryRows(client, 'audit-legacy-events', LEGACY_EVENT)`
        SELECT chain_id AS "chainId", seq, is_change AS "isChange", legacy_hash AS hash, jsonb_build_array(chain_id, seq,
          to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor_id, actor_name, action, is_change, subject_type, subject_id, details)::text AS content
        FROM audit_event WHERE legacy_hash IS NOT NULL AND (chain_id, seq) > (${last.chainId}, ${last.seq}) ORDER BY chain_id, seq LIMIT ${constant(BATCH)}`;
    yield* rows;
    if (rows.length < BATCH) return;
    last = rows.at(-1)!;
  }
}

function followLegacy(walk: Walk, { seq, isChange, hash, content }: LegacyEvent, unfound: Set<string>): void {
  if (seq !== walk.place + 1) walk.broken ??= { place: seq, problem: 'gap' };
  else if (!legacyHashOf(walk.hash, content).equals(hash)) walk.broken ??= { place: seq, problem: 'changed' };
  if (!walk.broken) find(unfound, hash);
  Object.assign(walk, { place: seq, hash, events: walk.events + 1, changes: walk.changes + Number(isChange) });
}

const SEAL = z.object({ chainId: z.string(), place: z.number(), keyNumber: z.number(), hash: z.instanceof(Buffer) });
type SealedEvent = z.infer<typeof SEAL> & { event: HashedEvent | null };

async function* sealedEvents(client: ClientBase): AsyncGenerator<SealedEvent> {
  let last = { chainId: NO_WARD, place: -1 };
  for (;;) {
    const seals = await queryRows(client, 'audit-seals', SEAL.extend({ seq: z.number() }))`
        SELECT chain_id AS "chainId", place, seq, key_number AS "keyNumber", hash FROM audit_seal
        WHERE (chain_id, place) > (${last.chainId}, ${last.place}) ORDER BY chain_id, place LIMIT ${constant(BATCH)}`;
    const found = await queryRows(client, 'audit-sealed-events', HASHED_EVENT)`
        SELECT ${HASHED_COLUMNS} FROM audit_event AS event JOIN unnest(${seals.map(({ chainId }) => chainId)}::uuid[], ${seals.map(({ seq }) => seq)}::bigint[]) AS seal (chain_id, seq) USING (chain_id, seq)`;
    const events = new Map(found.map((event) => [`${event.chainId} ${event.seq}`, event]));
    for (const { seq, ...seal } of seals) yield { ...seal, event: events.get(`${seal.chainId} ${seq}`) ?? null };
    if (seals.length < BATCH) return;
    last = seals.at(-1)!;
  }
}

function followSeal(walk: Walk, sealed: SealedEvent, keys: ChainKeys, unfound: Set<string>): void {
  const { place, hash, event } = sealed;
  const problem = problemAt(walk, sealed, keys);
  if (problem) walk.broken ??= { place, problem };
  walk.isDemo ||= place === 1 && event?.action === OPEN_DEMO;
  if (event && !walk.isDemo) walk.latest = Math.max(walk.latest, instantOf(event));
  if (event?.digest) walk.emptied.push({ place, seq: event.seq, at: instantOf(event), isChange: event.isChange });
  if (!walk.broken) find(unfound, hash);
  Object.assign(walk, { place, hash, events: walk.events + 1, changes: walk.changes + Number(event?.isChange ?? 0) });
}

function problemAt(walk: Walk, { place, keyNumber, hash, event }: SealedEvent, keys: ChainKeys): ChainProblem | null {
  const key = keys.get(keyNumber);
  if (place !== walk.place + 1) return 'gap';
  if (!event) return 'removed';
  if (!key) return 'key';
  if (event.digest && (event.salt || event.subjectId !== null || event.details !== '{}')) return 'changed';
  if (!sealOf(key, walk.hash, place, event).equals(hash)) return 'changed';
  return instantOf(event) < walk.latest - TIME_TOLERANCE_MS ? 'time' : null;
}

/** What an event says about others that were emptied, and when it says so. */
const EMPTYING = z.object({
  at: z.date(),
  details: z.object({ seqs: z.array(z.number()), readingsBefore: z.string() }).partial(),
});
type Emptying = z.infer<typeof EMPTYING>;

const readEmptyings = (client: ClientBase, chainId: string): Promise<Emptying[]> =>
  queryRows(client, 'audit-emptyings', EMPTYING)`
      SELECT at, details FROM audit_event WHERE chain_id = ${chainId} AND action = ${EMPTY_EVENTS} AND jsonb_typeof(details) = 'object'`;

/** The first event that was emptied although no event says so. */
function forgedAmong(emptied: readonly EmptiedEvent[], emptyings: readonly Emptying[]): Walk['broken'] {
  const seqs = new Set(emptyings.flatMap(({ details }) => details.seqs ?? []));
  const readingsBefore = Math.max(
    0,
    ...emptyings
      .map(({ at, details }) => [Date.parse(details.readingsBefore ?? ''), at.getTime() - READINGS_KEPT_MS] as const)
      .flatMap(([before, latest]) => (before <= latest ? before : [])),
  );
  const forged = emptied.find(({ seq, at, isChange }) => !seqs.has(seq) && (isChange || at >= readingsBefore));
  return forged ? { place: forged.place, problem: 'emptied' } : null;
}

function find(unfound: Set<string>, hash: Buffer): void {
  if (unfound.size === 0) return;
  const head = hash.toString('hex');
  for (const expected of unfound) if (head.startsWith(expected)) unfound.delete(expected);
}

const instantOf = ({ at }: HashedEvent): number => Date.parse(`${at.slice(0, 23)}Z`);

const STORED_CHAIN = z.object({
  chainId: z.string(),
  wardName: z.string().nullable(),
  /** How often the chain began, by the events that say so. */
  begun: z.number(),
  place: z.number().nullable(),
  changes: z.number().nullable(),
  hash: z.instanceof(Buffer).nullable(),
  keyNumber: z.number().nullable(),
  mac: z.instanceof(Buffer).nullable(),
});
type StoredChain = z.infer<typeof STORED_CHAIN>;

const readChains = (client: ClientBase): Promise<StoredChain[]> =>
  queryRows(client, 'audit-chains', STORED_CHAIN)`WITH begun AS (
       SELECT subject_id::uuid AS chain_id, count(*)::int AS times FROM audit_event WHERE chain_id = ${NO_WARD} AND action = ${BEGIN_CHAIN} GROUP BY 1
     ), chain AS (
       SELECT chain_id FROM audit_chain UNION SELECT chain_id FROM audit_event UNION SELECT chain_id FROM audit_seal
       UNION SELECT chain_id FROM begun UNION SELECT id FROM ward
     )
     SELECT chain.chain_id AS "chainId", ward.name AS "wardName", coalesce(begun.times, 0) AS begun, head.place, head.changes,
       head.hash, head.key_number AS "keyNumber", head.mac
     FROM chain LEFT JOIN ward ON ward.id = chain.chain_id LEFT JOIN begun USING (chain_id) LEFT JOIN audit_chain AS head USING (chain_id)
     ORDER BY ward.name NULLS FIRST`;

function problemOf(walk: Walk, stored: StoredChain, keys: ChainKeys, waiting: Inspection['waiting']): Walk['broken'] {
  const isEmpty = walk.events === 0 && stored.hash === null;
  const at = (problem: ChainProblem) => ({ place: walk.place, problem });
  if (stored.chainId !== NO_WARD && stored.wardName === null) return at('no-ward');
  // A ward of this moment has only events that wait.
  if (isEmpty) return waiting.some(({ chainId }) => chainId === stored.chainId) ? null : at('missing');
  if (stored.chainId !== NO_WARD && stored.begun !== 1) return at('restarted');
  if (stored.keyNumber !== null && !keys.get(stored.keyNumber)) return at('key');
  return isOwnHead(walk, stored, keys) ? null : at('head');
}

function isOwnHead(walk: Walk, { place, changes, hash, keyNumber, mac }: StoredChain, keys: ChainKeys): boolean {
  const key = keyNumber === null ? null : keys.get(keyNumber);
  return (
    place === walk.place &&
    changes === walk.changes &&
    hash!.equals(walk.hash) &&
    mac !== null &&
    !!key &&
    headMacOf(key, walk).equals(mac)
  );
}
