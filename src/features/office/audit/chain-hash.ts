import { z } from 'zod';
import { createHash, createHmac } from 'node:crypto';
import { sql } from '../../../shared/sql';

/** An event as it is hashed. Time and details are texts, so that no precision is lost between the database and here. */
export const HASHED_EVENT = z.object({
  chainId: z.string(),
  seq: z.number(),
  /** UTC, with microseconds. */
  at: z.string(),
  actorId: z.string().nullable(),
  actorName: z.string(),
  action: z.string(),
  isChange: z.boolean(),
  subjectType: z.string(),
  subjectId: z.string().nullable(),
  /** The text of the jsonb value, whose spaces and order of names are always the same. */
  details: z.string(),
  /** Null in an event that was emptied, and in one written before events could be. */
  salt: z.instanceof(Buffer).nullable(),
  /** Of what an emptied event named and said; null while it still does. */
  digest: z.instanceof(Buffer).nullable(),
});
export type HashedEvent = z.infer<typeof HASHED_EVENT>;

/** SQL: the columns of HashedEvent, of a table named `event`. */
export const HASHED_COLUMNS = sql`event.chain_id AS "chainId", event.seq, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS at,
  event.actor_id AS "actorId", event.actor_name AS "actorName", event.action, event.is_change AS "isChange",
  event.subject_type AS "subjectType", event.subject_id AS "subjectId", event.details::text AS details, event.salt, event.digest`;

export const CHAIN_HEAD = z.object({
  chainId: z.string(),
  /** The place of the last event; the first is 1. */
  place: z.number(),
  /** How many of the events are changes. */
  changes: z.number(),
  hash: z.instanceof(Buffer),
});
export type ChainHead = z.infer<typeof CHAIN_HEAD>;

/**
 * The hash of an event at its place: it cannot be computed without the key.
 * @param previous the hash one place before.
 */
export function sealOf(key: Buffer, previous: Buffer, place: number, event: HashedEvent): Buffer {
  const { chainId, seq, at, actorId, actorName, action, isChange, subjectType, subjectId, details } = event;
  const digest = digestOf(event);
  const words = digest ? [digest.toString('hex')] : [subjectId, details];
  const fields = [chainId, place, seq, at, actorId, actorName, action, isChange, subjectType, ...words];
  return createHmac('sha256', key).update('event').update(previous).update(JSON.stringify(fields)).digest();
}

/**
 * What stands in the seal for the words of an event, so that they can be taken out later; the trigger audit_event_empty
 * computes the same. Null for an event written before events could be emptied.
 */
function digestOf({ subjectId, details, salt, digest }: HashedEvent): Buffer | null {
  if (!salt) return digest;
  const words = `${subjectId === null ? '' : `=${subjectId}\n`}${details}`;
  return createHash('sha256').update(salt).update(words).digest();
}

/** What proves that a head was written by a sealer, so that a chain whose end was cut off cannot be given a new head. */
export function headMacOf(key: Buffer, { chainId, place, changes, hash }: ChainHead): Buffer {
  const fields = [chainId, place, changes, hash.toString('hex')];
  return createHmac('sha256', key).update('head').update(JSON.stringify(fields)).digest();
}

/** The unkeyed hash of an event that the database itself chained (docs/adr/0005). @param content the event as PostgreSQL writes its JSON array. */
export const legacyHashOf = (previous: Buffer, content: string): Buffer =>
  createHash('sha256').update(previous).update(content).digest();
