import { z } from 'zod';
import { queryRows, queryRow } from '../../../db/query-rows';
import { sql, raw, empty, constant, type Sql } from '../../../shared/sql';
import type { Database, Reads } from '../../../db/database';
import { PublicRequestRefusal, PublicRequestTime, PublicRequestTopic, UserRole } from '../../../generated/prisma/enums';
import { NAMED } from '../../../shared/row-schemas';
import { COUNT_LIMIT, REQUEST_EVENTS } from '../requests/queries';
import type { PublicRequestListQuery, PublicRequestView, SenderKey } from './forms';
import { SENDER_FACTS } from './sender-state';

export const PUBLIC_WARD = z.object({ ...NAMED.shape, code: z.string(), phone: z.string().nullable() });
export type PublicWard = z.infer<typeof PUBLIC_WARD>;

/** The ward of a public address, by its administrative code. @throws NotFoundError if no ward has it. */
export const getPublicWard = (db: Reads, code: string): Promise<PublicWard> =>
  queryRow(
    db,
    { name: 'public-ward', missing: 'Không có phường nào ở địa chỉ này. Xem lại tờ giấy, hoặc gọi phường.' },
    PUBLIC_WARD,
  )`
      SELECT id, code, name, phone FROM ward WHERE code = ${code}`;

/** The ward of a signed-in user, as its public pages name it. */
export const getOwnPublicWard = async ({ prisma }: Database, wardId: string): Promise<PublicWard> =>
  prisma.ward.findUniqueOrThrow({
    where: { id: wardId },
    select: { id: true, code: true, name: true, phone: true },
  });

// ------------------------------------------------------------ for the sender

/** What a sender sent, and what became of it. */
export const SENT_REQUEST = SENDER_FACTS.extend({ id: z.string(), receivedAt: z.date() });
export type SentRequest = z.infer<typeof SENT_REQUEST>;

/** The request of a code and a telephone; null if they do not belong together. */
export async function findSentRequest(
  db: Reads,
  wardId: string,
  { code, senderPhone }: SenderKey,
): Promise<SentRequest | null> {
  const rows = await queryRows(db, 'public-request-sent', SENT_REQUEST)`
      SELECT sent.id, sent.received_at AS "receivedAt", e.kind AS outcome, e.refusal, CASE WHEN r.id IS NOT NULL THEN ${REQUEST_EVENTS} END AS events
           FROM public_request sent
           LEFT JOIN public_request_outcome e ON e.public_request_id = sent.id AND e.reverted_at IS NULL
           LEFT JOIN support_request r ON r.id = e.support_request_id
           WHERE sent.ward_id = ${wardId} AND sent.code = ${code} AND sent.sender_phone = ${senderPhone}`;
  return rows[0] ?? null;
}

/** The code of a form that was sent before with these very words. */
export async function findCode(db: Reads, wardId: string, sendKey: string): Promise<string | null> {
  const rows = await queryRows(db, 'public-request-code', z.object({ code: z.string() }))`
      SELECT code FROM public_request WHERE ward_id = ${wardId} AND send_key = ${sendKey}`;
  return rows[0]?.code ?? null;
}

// ------------------------------------------------------------ for the office

export const PUBLIC_REQUEST_PAGE_SIZE = 40;
/** More requests than this that wait from one network are shown apart from the others. */
const MANY_FROM_ONE_NETWORK = 5;
/** If more requests without proof of work wait than this, they are shown apart as well. */
const MANY_UNCHECKED = 40;

export const PUBLIC_REQUEST_ROW = z.object({
  id: z.string(),
  senderName: z.string(),
  /** Null if it was typed for a neighbour who has none. */
  senderPhone: z.string().nullable(),
  addressText: z.string(),
  topics: z.array(z.enum(PublicRequestTopic)),
  what: z.string(),
  times: z.array(z.enum(PublicRequestTime)),
  isChecked: z.boolean(),
  receivedAt: z.string(),
  /** Name and role of the account that typed it for the sender. */
  enteredBy: z.object({ name: z.string(), role: z.enum(UserRole) }).nullable(),
  /** The residential group whose leader has this telephone. */
  leaderOf: z.string().nullable(),
  /** Requests that wait from the same network; null if it is not known. */
  sameNetwork: z.number().nullable(),
  /** Requests from the same telephone, this one included. */
  samePhone: z.number(),
  outcome: SENDER_FACTS.shape.outcome,
  refusal: z.enum(PublicRequestRefusal).nullable(),
  note: z.string(),
  /** Null if the sender withdrew it. */
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  supportRequestId: z.string().nullable(),
});
export type PublicRequestRow = z.infer<typeof PUBLIC_REQUEST_ROW>;

/** SQL: the columns of a row `r`; `n` in it is its number of waiting requests from the same network. */
export const PUBLIC_REQUEST_COLUMNS = sql`r.id, r.sender_name AS "senderName", r.sender_phone AS "senderPhone", r.address_text AS "addressText", r.topics::text[] AS topics,
  r.what, r.times::text[] AS times, r.is_checked AS "isChecked", r.received_at AS "receivedAt",
  CASE WHEN typist.id IS NOT NULL THEN jsonb_build_object('name', typist.display_name, 'role', typist.role) END AS "enteredBy",
  (SELECT g.name FROM residential_group g WHERE g.ward_id = r.ward_id AND g.leader_phone = r.sender_phone ORDER BY g.name LIMIT 1) AS "leaderOf",
  (SELECT count(*)::int FROM public_request p WHERE p.ward_id = r.ward_id AND p.sender_phone = r.sender_phone) AS "samePhone",
  e.kind AS outcome, e.refusal, coalesce(e.note, '') AS note, decider.display_name AS "decidedBy", e.decided_at AS "decidedAt", e.support_request_id AS "supportRequestId"`;
export const PUBLIC_REQUEST_JOINS = sql`
  LEFT JOIN user_account typist ON typist.id = r.entered_by
  LEFT JOIN public_request_outcome e ON e.public_request_id = r.id AND e.reverted_at IS NULL
  LEFT JOIN user_account decider ON decider.id = e.decided_by`;

/**
 * SQL: the requests of a ward that wait, each with whether it is one of a crowd, now or when it was declined with one. One pass over an index; a flood is some thousand rows.
 * @param ward its id, or SQL of it.
 */
export const waitingIn = (ward: string | Sql) => sql`
  SELECT w.*, CASE WHEN w.origin IS NOT NULL THEN w.n END AS "sameNetwork",
    (w.origin IS NOT NULL AND w.n > ${constant(MANY_FROM_ONE_NETWORK)}) OR (NOT w.is_checked AND w.unchecked > ${constant(MANY_UNCHECKED)})
      OR w.id IN (SELECT e.public_request_id FROM public_request_outcome e WHERE e.ward_id = ${ward} AND e.crowd_id IS NOT NULL) AS is_crowded
  FROM (SELECT p.*, (count(*) OVER (PARTITION BY p.origin))::int AS n, count(*) FILTER (WHERE NOT p.is_checked) OVER () AS unchecked
        FROM public_request p WHERE p.ward_id = ${ward} AND p.is_waiting) w`;

/** Requests from outside that wait, and of them those of a crowd, which are listed apart; none above COUNT_LIMIT + 1. */
export const OUTSIDE_COUNTS = z.object({ waiting: z.number(), crowded: z.number() });
export type OutsideCounts = z.infer<typeof OUTSIDE_COUNTS>;

const UP_TO = constant(COUNT_LIMIT + 1);

/** SQL: OutsideCounts of a ward in one row. */
export const outsideCountsOf = (
  wardId: string,
) => sql`SELECT least(count(*) FILTER (WHERE NOT c.is_crowded), ${UP_TO})::int AS waiting,
  least(count(*) FILTER (WHERE c.is_crowded), ${UP_TO})::int AS crowded FROM (${waitingIn(wardId)}) c`;

/** SQL: the requests of a view, as `p` with a condition. */
function requestsIn(view: PublicRequestView, wardId: string): Sql {
  if (view === 'handled')
    return sql`(SELECT h.*, NULL::int AS "sameNetwork" FROM public_request h WHERE h.ward_id = ${wardId} AND NOT h.is_waiting) p WHERE true`;
  return sql`(${waitingIn(wardId)}) p WHERE ${view === 'crowded' ? empty : raw('NOT')} p.is_crowded`;
}

const PUBLIC_REQUEST_LIST = z.object({
  /** A page of requests plus one more: those that wait with the oldest first, the others with the latest first. */
  rows: z.array(PUBLIC_REQUEST_ROW),
  /** None above COUNT_LIMIT + 1. */
  counts: OUTSIDE_COUNTS.extend({ handled: z.number() }),
});
export type PublicRequestList = z.infer<typeof PUBLIC_REQUEST_LIST>;

export function listPublicRequests(
  db: Reads,
  wardId: string,
  { view, after }: PublicRequestListQuery,
): Promise<PublicRequestList> {
  const [order, beyond] = view === 'handled' ? [raw('DESC'), raw('<')] : [raw('ASC'), raw('>')];
  const place = after
    ? sql`AND (p.received_at, p.id) ${beyond} (SELECT seen.received_at, seen.id FROM public_request seen WHERE seen.id = ${after}::uuid AND seen.ward_id = ${wardId})`
    : empty;
  return queryRow(db, `public-requests-${view}`, PUBLIC_REQUEST_LIST)`SELECT
        (SELECT coalesce(json_agg(listed), '[]') FROM (
          SELECT ${PUBLIC_REQUEST_COLUMNS}, r."sameNetwork" FROM (
            SELECT p.* FROM ${requestsIn(view, wardId)} ${place}
            ORDER BY p.received_at ${order}, p.id ${order} LIMIT ${constant(PUBLIC_REQUEST_PAGE_SIZE + 1)}) r ${PUBLIC_REQUEST_JOINS}
          ORDER BY r.received_at ${order}, r.id ${order}) listed) AS rows,
        (SELECT to_jsonb(c) FROM (${outsideCountsOf(wardId)}) c)
        || jsonb_build_object('handled', (SELECT count(*) FROM (SELECT 1 FROM public_request h WHERE h.ward_id = ${wardId} AND NOT h.is_waiting LIMIT ${UP_TO}) x)) AS counts`;
}
