import type { Database } from '../../../db/database';
import type {
  PublicRequestRefusal,
  PublicRequestTime,
  PublicRequestTopic,
  UserRole,
} from '../../../generated/prisma/enums';
import { NotFoundError } from '../../../shared/errors';
import { COUNT_LIMIT, REQUEST_EVENTS } from '../requests/queries';
import type { PublicRequestListQuery, PublicRequestView, SenderKey } from './forms';
import type { SenderFacts } from './sender-state';

/** A ward as its public pages name it. */
export interface PublicWard {
  id: string;
  code: string;
  name: string;
  phone: string | null;
}

/** The ward of a public address, by its administrative code. @throws NotFoundError if no ward has it. */
export async function getPublicWard({ pool }: Database, code: string): Promise<PublicWard> {
  const { rows } = await pool.query<PublicWard>({
    name: 'public-ward',
    text: 'SELECT id, code, name, phone FROM ward WHERE code = $1',
    values: [code],
  });
  if (!rows[0]) throw new NotFoundError('Không có phường nào ở địa chỉ này. Xem lại tờ giấy, hoặc gọi phường.');
  return rows[0];
}

/** The ward of a signed-in user, as its public pages name it. */
export async function getOwnPublicWard({ prisma }: Database, wardId: string): Promise<PublicWard> {
  return prisma.ward.findUniqueOrThrow({
    where: { id: wardId },
    select: { id: true, code: true, name: true, phone: true },
  });
}

// ------------------------------------------------------------ for the sender

/** What a sender sent, and what became of it. */
export interface SentRequest extends SenderFacts {
  id: string;
  receivedAt: Date;
}

/** The request of a code and a telephone; null if they do not belong together. */
export async function findSentRequest(
  { pool }: Database,
  wardId: string,
  { code, senderPhone }: SenderKey,
): Promise<SentRequest | null> {
  const { rows } = await pool.query<SentRequest>({
    name: 'public-request-sent',
    text: `SELECT sent.id, sent.received_at AS "receivedAt", e.kind AS outcome, e.refusal, CASE WHEN r.id IS NOT NULL THEN ${REQUEST_EVENTS} END AS events
           FROM public_request sent
           LEFT JOIN public_request_outcome e ON e.public_request_id = sent.id AND e.reverted_at IS NULL
           LEFT JOIN support_request r ON r.id = e.support_request_id
           WHERE sent.ward_id = $1 AND sent.code = $2 AND sent.sender_phone = $3`,
    values: [wardId, code, senderPhone],
  });
  return rows[0] ?? null;
}

/** The code of a form that was sent before with these very words. */
export async function findCode({ pool }: Database, wardId: string, sendKey: string): Promise<string | null> {
  const { rows } = await pool.query<{ code: string }>({
    name: 'public-request-code',
    text: 'SELECT code FROM public_request WHERE ward_id = $1 AND send_key = $2',
    values: [wardId, sendKey],
  });
  return rows[0]?.code ?? null;
}

// ------------------------------------------------------------ for the office

export const PUBLIC_REQUEST_PAGE_SIZE = 40;
/** More requests than this that wait from one network are shown apart from the others. */
const MANY_FROM_ONE_NETWORK = 5;
/** If more requests without proof of work wait than this, they are shown apart as well. */
const MANY_UNCHECKED = 40;

export interface PublicRequestRow {
  id: string;
  senderName: string;
  /** Null if it was typed for a neighbour who has none. */
  senderPhone: string | null;
  addressText: string;
  topics: PublicRequestTopic[];
  what: string;
  times: PublicRequestTime[];
  isChecked: boolean;
  receivedAt: string;
  /** Name and role of the account that typed it for the sender. */
  enteredBy: { name: string; role: UserRole } | null;
  /** The residential group whose leader has this telephone. */
  leaderOf: string | null;
  /** Requests that wait from the same network; null if it is not known. */
  sameNetwork: number | null;
  /** Requests from the same telephone, this one included. */
  samePhone: number;
  outcome: SenderFacts['outcome'];
  refusal: PublicRequestRefusal | null;
  note: string;
  /** Null if the sender withdrew it. */
  decidedBy: string | null;
  decidedAt: string | null;
  supportRequestId: string | null;
}

/** SQL: the columns of a row `r`; `n` in it is its number of waiting requests from the same network. */
export const PUBLIC_REQUEST_ROW = `r.id, r.sender_name AS "senderName", r.sender_phone AS "senderPhone", r.address_text AS "addressText", r.topics::text[] AS topics,
  r.what, r.times::text[] AS times, r.is_checked AS "isChecked", r.received_at AS "receivedAt",
  CASE WHEN typist.id IS NOT NULL THEN jsonb_build_object('name', typist.display_name, 'role', typist.role) END AS "enteredBy",
  (SELECT g.name FROM residential_group g WHERE g.ward_id = r.ward_id AND g.leader_phone = r.sender_phone ORDER BY g.name LIMIT 1) AS "leaderOf",
  (SELECT count(*)::int FROM public_request p WHERE p.ward_id = r.ward_id AND p.sender_phone = r.sender_phone) AS "samePhone",
  e.kind AS outcome, e.refusal, coalesce(e.note, '') AS note, decider.display_name AS "decidedBy", e.decided_at AS "decidedAt", e.support_request_id AS "supportRequestId"`;
export const PUBLIC_REQUEST_JOINS = `
  LEFT JOIN user_account typist ON typist.id = r.entered_by
  LEFT JOIN public_request_outcome e ON e.public_request_id = r.id AND e.reverted_at IS NULL
  LEFT JOIN user_account decider ON decider.id = e.decided_by`;

/**
 * SQL: the requests of a ward that wait, each with whether it is one of a crowd, now or when it was declined with one. One pass over an index; a flood is some thousand rows.
 * @param ward the SQL of the ward's id.
 */
export const waitingIn = (ward: string) => `
  SELECT w.*, CASE WHEN w.origin IS NOT NULL THEN w.n END AS "sameNetwork",
    (w.origin IS NOT NULL AND w.n > ${MANY_FROM_ONE_NETWORK}) OR (NOT w.is_checked AND w.unchecked > ${MANY_UNCHECKED})
      OR w.id IN (SELECT e.public_request_id FROM public_request_outcome e WHERE e.ward_id = ${ward} AND e.crowd_id IS NOT NULL) AS is_crowded
  FROM (SELECT p.*, (count(*) OVER (PARTITION BY p.origin))::int AS n, count(*) FILTER (WHERE NOT p.is_checked) OVER () AS unchecked
        FROM public_request p WHERE p.ward_id = ${ward} AND p.is_waiting) w`;
const WAITING = waitingIn('$1');

/** Requests from outside that wait, and of them those of a crowd, which are listed apart; none above COUNT_LIMIT + 1. */
export interface OutsideCounts {
  waiting: number;
  crowded: number;
}

/** SQL: OutsideCounts of ward $1 in one row. */
export const OUTSIDE_COUNTS = `SELECT least(count(*) FILTER (WHERE NOT c.is_crowded), ${COUNT_LIMIT + 1})::int AS waiting,
  least(count(*) FILTER (WHERE c.is_crowded), ${COUNT_LIMIT + 1})::int AS crowded FROM (${WAITING}) c`;

const VIEWS: Record<PublicRequestView, { from: string; order: string; beyond: '>' | '<' }> = {
  waiting: { from: `(${WAITING}) p WHERE NOT p.is_crowded`, order: '', beyond: '>' },
  crowded: { from: `(${WAITING}) p WHERE p.is_crowded`, order: '', beyond: '>' },
  handled: {
    from: '(SELECT h.*, NULL::int AS "sameNetwork" FROM public_request h WHERE h.ward_id = $1 AND NOT h.is_waiting) p WHERE true',
    order: 'DESC',
    beyond: '<',
  },
};

export interface PublicRequestList {
  /** A page of requests plus one more: those that wait with the oldest first, the others with the latest first. */
  rows: PublicRequestRow[];
  /** None above COUNT_LIMIT + 1. */
  counts: Record<PublicRequestView, number>;
}

export async function listPublicRequests(
  { pool }: Database,
  wardId: string,
  { view, after }: PublicRequestListQuery,
): Promise<PublicRequestList> {
  const { from, order, beyond } = VIEWS[view];
  const { rows } = await pool.query<PublicRequestList>({
    name: `public-requests-${view}`,
    text: `SELECT
        (SELECT coalesce(json_agg(listed), '[]') FROM (
          SELECT ${PUBLIC_REQUEST_ROW}, r."sameNetwork" FROM (
            SELECT p.* FROM ${from} AND ($2::uuid IS NULL OR (p.received_at, p.id) ${beyond} (SELECT seen.received_at, seen.id FROM public_request seen WHERE seen.id = $2 AND seen.ward_id = $1))
            ORDER BY p.received_at ${order}, p.id ${order} LIMIT ${PUBLIC_REQUEST_PAGE_SIZE + 1}) r ${PUBLIC_REQUEST_JOINS}
          ORDER BY r.received_at ${order}, r.id ${order}) listed) AS rows,
        (SELECT to_jsonb(c) FROM (${OUTSIDE_COUNTS}) c)
        || jsonb_build_object('handled', (SELECT count(*) FROM (SELECT 1 FROM public_request h WHERE h.ward_id = $1 AND NOT h.is_waiting LIMIT ${COUNT_LIMIT + 1}) x)) AS counts`,
    values: [wardId, after],
  });
  return rows[0]!;
}
