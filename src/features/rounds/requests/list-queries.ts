import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows } from '../../../db/query-rows';
import { RequestChannel } from '../../../generated/prisma/enums';
import { instantOf, type LocalDate } from '../../../shared/dates';
import { constant, empty, raw, sql, type Sql } from '../../../shared/sql';
import {
  ASKED_AFTER_REFUSAL,
  askedAfterRefusal,
  REFUSAL_BEFORE,
  refusedBy,
} from '../../casework/requests/after-refusal';
import { isPromiseOverdue, PROMISE_FACTS } from '../../casework/requests/promised-day';
import { OUTSIDE_COUNTS, outsideCountsOf, type OutsideCounts } from '../../casework/public-requests/queries';
import {
  COUNT_LIMIT,
  PREFERRED_TIMES,
  REQUEST_EVENTS,
  REQUEST_IN,
  REQUEST_SERVICES,
  STANDSTILL,
} from '../../casework/requests/queries';
import { REQUEST_BRIEF } from '../../casework/requests/request-labels';
import { REQUEST_EVENT } from '../../casework/requests/request-state';
import type { RequestListQuery, RequestView } from './forms';

export const REQUEST_PAGE_SIZE = 40;

export const REQUEST_ROW = REQUEST_BRIEF.omit({ isAccepted: true }).extend({
  householdId: z.string(),
  addressLine: z.string(),
  groupName: z.string().nullable(),
  channel: z.enum(RequestChannel),
  /** The household's first refusal, if it refused before it asked. */
  refusal: z.object({ on: z.string(), reason: z.string() }).nullable(),
  /** What happened, in order. */
  events: z.array(REQUEST_EVENT),
});
export type RequestRow = z.infer<typeof REQUEST_ROW>;

/** SQL: the columns of a RequestRow of a request `r`, with the joins they need. */
export const REQUEST_COLUMNS = sql`r.id, r.household_id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName", r.channel, r.what, ${REQUEST_SERVICES} AS services,
  who.full_name AS "forWhom", r.contact_name AS "contactName", r.contact_phone AS "contactPhone", r.received_on AS "receivedOn", r.promised_by AS "promisedBy",
  ${REFUSAL_BEFORE} AS refusal, ${PREFERRED_TIMES} AS wishes, ${STANDSTILL} AS standstill, ${REQUEST_EVENTS} AS events`;
export const REQUEST_JOINS = sql`
  JOIN household h ON h.id = r.household_id
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN resident who ON who.id = r.resident_id`;

/**
 * SQL that is true for a request `r` whose promised day has passed. It may still have time because it waited for its
 * household: `stillInTime` decides, of `STOOD_STILL`.
 */
export const isOverdue = (today: LocalDate): Sql => sql`${REQUEST_IN.open} AND r.promised_by < ${today}`;

/** SQL that is true for an overdue request `r` whose door is on no round of today or later: the office has to act. */
export const isLeftOverdue = (today: LocalDate): Sql => sql`${isOverdue(today)} AND NOT EXISTS (
    SELECT FROM round_door held JOIN round coming ON coming.id = held.round_id
    WHERE held.household_id = r.household_id AND held.is_open AND coming.starts_at >= ${instantOf(today, '00:00')})`;

/** A request whose door is on a round of today or later, after its promised day. It may be in time: `areLate` decides. */
export const PLANNED_LATE = PROMISE_FACTS.extend({ id: z.string(), roundOn: z.string() });

/** SQL: `PLANNED_LATE` of a ward as JSON, the oldest promise first. */
export const plannedLate = (wardId: string, today: LocalDate): Sql => sql`(SELECT coalesce(jsonb_agg(late), '[]') FROM (
  SELECT r.id, (coming.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS "roundOn", r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${STANDSTILL} AS standstill
  FROM support_request r JOIN round_door held ON held.household_id = r.household_id AND held.is_open JOIN round coming ON coming.id = held.round_id
  WHERE r.ward_id = ${wardId} AND ${REQUEST_IN.open} AND coming.starts_at >= ${instantOf(today, '00:00')} AND (coming.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > r.promised_by
  ORDER BY r.promised_by, r.id LIMIT ${constant(COUNT_LIMIT)}) late)`;

/** Of requests on a round after their promised day, those that did not wait for their households until then. */
export const areLate = <Planned extends z.infer<typeof PLANNED_LATE>>(planned: readonly Planned[]): Planned[] =>
  planned.filter((request) => isPromiseOverdue(request, request.roundOn));

/** SQL that is true for a request `r` of a view of the list. @param late the ids of areLate. */
function isIn(view: RequestView, wardId: string, { today, late }: { today: LocalDate; late: readonly string[] }): Sql {
  if (view === 'overdue') return isLeftOverdue(today);
  if (view === 'planned-late') return sql`r.id = ANY (${late}::uuid[])`;
  if (view === 'after-refusal')
    return sql`r.id IN (SELECT request_id FROM (${refusedBy({ wardId, on: today })}) refused)`;
  return REQUEST_IN[view];
}

/**
 * A page of requests plus one more: open ones with the oldest promise first, others with the latest first.
 * @param except the ids of requests that the view leaves out.
 */
export function listRequests(
  db: Reads,
  wardId: string,
  { view, after }: RequestListQuery,
  { except, ...known }: { today: LocalDate; except: readonly string[]; late: readonly string[] },
) {
  const isOfOpenOnes = view !== 'closed' && view !== 'after-refusal';
  const keyOf = (request: string) =>
    raw(`${isOfOpenOnes ? `coalesce(${request}.promised_by, 'infinity'), ` : ''}${request}.received_on, ${request}.id`);
  const order = isOfOpenOnes ? keyOf('r') : sql`r.received_on DESC, r.id DESC`;
  const isBeyond = sql`AND (${keyOf('r')}) ${raw(isOfOpenOnes ? '>' : '<')} (SELECT ${keyOf('seen')} FROM support_request seen WHERE seen.id = ${after} AND seen.ward_id = ${wardId})`;
  return queryRows(db, `requests-list-${view}`, REQUEST_ROW)`SELECT ${REQUEST_COLUMNS} FROM (
        SELECT r.* FROM support_request r
        WHERE r.ward_id = ${wardId} AND ${isIn(view, wardId, known)} AND r.id <> ALL (${except}::uuid[]) ${after === null ? empty : isBeyond}
        ORDER BY ${order} LIMIT ${constant(REQUEST_PAGE_SIZE + 1)}) r ${REQUEST_JOINS}
      ORDER BY ${order}`;
}

/** A request whose promised day has passed and that waited for its household: it may still have time. */
export const STOOD_STILL = PROMISE_FACTS.extend({ id: z.string(), isAccepted: z.boolean() });

/** SQL: `STOOD_STILL` of a ward as JSON. */
export const stoodStill = (wardId: string, today: LocalDate): Sql => sql`(SELECT coalesce(jsonb_agg(late), '[]') FROM (
  SELECT r.id, r.accepted_at IS NOT NULL AS "isAccepted", r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${STANDSTILL} AS standstill
  FROM support_request r WHERE r.ward_id = ${wardId} AND ${isLeftOverdue(today)} ORDER BY r.promised_by LIMIT ${constant(COUNT_LIMIT)}) late WHERE late.standstill IS NOT NULL)`;

const REQUEST_COUNTS = z.object({
  open: z.number(),
  new: z.number(),
  overdue: z.number(),
  closed: z.number(),
  /** Those that wait for the office. */
  waiting: z.number(),
  afterRefusal: ASKED_AFTER_REFUSAL,
  /** Those counted as overdue although they may still have time (stillInTime). */
  stoodStill: z.array(STOOD_STILL),
  plannedLate: z.array(PLANNED_LATE),
});
export type RequestCounts = z.infer<typeof REQUEST_COUNTS>;

/** Number of requests in each view and of those that wait for the office; none above COUNT_LIMIT + 1. */
export function countRequests(db: Reads, wardId: string, today: LocalDate): Promise<RequestCounts> {
  const count = (condition: Sql) =>
    sql`(SELECT count(*)::int FROM (SELECT 1 FROM support_request r WHERE r.ward_id = ${wardId} AND ${condition} LIMIT ${constant(COUNT_LIMIT + 1)}) x)`;
  return queryRow(db, 'requests-counts', REQUEST_COUNTS)`
      SELECT ${count(REQUEST_IN.open)} AS open, ${count(REQUEST_IN.new)} AS new, ${count(isLeftOverdue(today))} AS overdue, ${count(REQUEST_IN.closed)} AS closed,
        ${count(sql`(${isLeftOverdue(today)} OR ${REQUEST_IN.new})`)} AS waiting,
        (SELECT to_jsonb(asked) FROM (${askedAfterRefusal({ wardId, on: today })}) asked) AS "afterRefusal",
        ${stoodStill(wardId, today)} AS "stoodStill", ${plannedLate(wardId, today)} AS "plannedLate"`;
}

/** Number of requests from outside that are not matched with a door yet. */
export const countOutside = (db: Reads, wardId: string): Promise<OutsideCounts> =>
  queryRow(db, 'public-requests-counts', OUTSIDE_COUNTS)`${outsideCountsOf(wardId)}`;
