import { z } from 'zod';
import { queryRows } from '../../../db/query-rows';
import { sql, raw, type Sql } from '../../../shared/sql';
import type { Transaction, Reads } from '../../../db/database';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { RequestClosureKind } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { workingCalendar } from '../../office/calendar/working-days';
import { guideTitle } from '../../office/guides/queries';
import { dueDay, PROMISE_FACTS } from './promised-day';
import { answered, type RequestAnswers } from './request-state';
import { PREFERRED_TIME, REQUEST_BRIEF } from './request-labels';

// ------------------------------------------------------------ for planners and for the door

/** An accepted request that is not closed, as the planner of rounds needs it. */
export const OPEN_REQUEST = z.object({
  id: z.string(),
  doorId: z.string(),
  receivedOn: z.string(),
  /** The day by which the ward promised to come; null if it promised none. */
  promisedBy: z.string().nullable(),
  /** Any of these times; empty if every time suits. */
  wishes: z.array(PREFERRED_TIME),
});
export type OpenRequest = z.infer<typeof OPEN_REQUEST>;

/**
 * SQL that is true for a request `r` whose state is one of these; the same as requestStatus, as a test shows.
 * `promised` is accepted or planned: the ward said that it will come.
 */
export const REQUEST_IN = {
  open: sql`r.is_open`,
  new: sql`r.is_open AND r.accepted_at IS NULL`,
  promised: sql`r.is_open AND r.accepted_at IS NOT NULL`,
  accepted: sql`r.is_open AND r.accepted_at IS NOT NULL AND NOT EXISTS (SELECT FROM round_door placed WHERE placed.household_id = r.household_id AND placed.is_open)`,
  closed: sql`NOT r.is_open`,
};

const PLACED_ROUND = sql`jsonb_build_object('id', o.id, 'code', o.code, 'startsAt', o.starts_at, 'endsAt', o.ends_at)`;

/** SQL: the stays of the door of a request `r` on rounds. One without visit or closure was joined with another door. */
const PLACEMENTS = sql`
  SELECT d.id, d.placed_at, d.placed_by, CASE WHEN NOT d.is_open THEN greatest(d.placed_at, v.logged_at, c.closed_at) END AS left_at,
    coalesce(v.logged_by, c.closed_by) AS left_by, CASE WHEN v.id IS NOT NULL THEN 'visited' ELSE coalesce(c.kind::text, 'removed') END AS why, ${PLACED_ROUND} AS round
  FROM round_door d JOIN round o ON o.id = d.round_id LEFT JOIN visit v ON v.round_door_id = d.id
  LEFT JOIN round_closure c ON c.round_id = d.round_id AND v.id IS NULL
  WHERE d.household_id = r.household_id
  UNION ALL SELECT x.id, x.placed_at, x.placed_by, greatest(x.placed_at, x.removed_at), x.removed_by, 'removed', ${PLACED_ROUND}
  FROM round_door_removal x JOIN round o ON o.id = x.round_id WHERE x.household_id = r.household_id`;

/** SQL: what happened to a request `r`, as a JSON array of RequestEvent in order; stays that ended before it are left out. */
export const REQUEST_EVENTS = sql`(
  WITH p AS (SELECT * FROM (${PLACEMENTS}) stay WHERE coalesce(stay.left_at, 'infinity') >= r.created_at)
  SELECT jsonb_agg(e.event || jsonb_build_object('at', e.at, 'by', (SELECT u.display_name FROM user_account u WHERE u.id = e.by)) ORDER BY e.at, e.step, e.id)
  FROM (
    SELECT r.id, r.created_at AS at, 1 AS step, r.created_by AS by, jsonb_build_object('kind', 'recorded') AS event
    UNION ALL SELECT r.id, r.accepted_at, 2, r.accepted_by, jsonb_build_object('kind', 'accepted') WHERE r.accepted_at IS NOT NULL
    UNION ALL SELECT p.id, p.placed_at, 3, p.placed_by, jsonb_build_object('kind', 'placed', 'placementId', p.id, 'round', p.round) FROM p
    UNION ALL SELECT p.id, p.left_at, 4, p.left_by, jsonb_build_object('kind', 'left', 'placementId', p.id, 'round', p.round, 'why', p.why) FROM p WHERE p.left_at IS NOT NULL
    UNION ALL SELECT c.id, c.closed_at, 5, c.closed_by, jsonb_build_object('kind', 'closed', 'closureId', c.id, 'as', c.kind, 'reason', c.reason, 'visitId', c.visit_id)
      FROM support_request_closure c WHERE c.support_request_id = r.id
    UNION ALL SELECT c.id, greatest(c.closed_at, c.reopened_at), 6, c.reopened_by, jsonb_build_object('kind', 'reopened', 'closureId', c.id)
      FROM support_request_closure c WHERE c.support_request_id = r.id AND c.reopened_at IS NOT NULL) e)`;

/** SQL: the preferred times of a request `r`, in order. */
export const PREFERRED_TIMES = sql`coalesce((SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('from', w.from_time, 'to', w.to_time,
    'dates', CASE WHEN w.on_date IS NOT NULL THEN jsonb_build_array(w.on_date) END,
    'weekdays', CASE WHEN w.weekdays <> '{}' THEN to_jsonb(w.weekdays) END)) ORDER BY w.position)
  FROM support_request_wish w WHERE w.support_request_id = r.id), '[]')`;

/** SQL: a visit `v` came after the request `r` of its household was recorded. */
export const CAME_AFTER = sql`(v.visited_on > r.received_on OR (v.visited_on = r.received_on AND v.arrived_at >= r.created_at))`;

/**
 * SQL: when a request `r` waited for its household, as `STANDSTILL_FACTS`; null if it never did. It waits during a pause on
 * knocking, and from the day on which the door put the team off to the day it named.
 */
export const STANDSTILL = sql`(SELECT jsonb_build_object('waits', jsonb_agg(jsonb_build_object('from', x.first, 'to', x.last)),
    'specialDays', (SELECT coalesce(jsonb_agg(jsonb_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = r.ward_id AND c.date > r.received_on))
  FROM (SELECT p.paused_from AS first, least(p.paused_until, (p.lifted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - 1) AS last
        FROM household_pause p WHERE p.household_id = r.household_id
        UNION ALL SELECT v.visited_on + 1, v.next_step_due FROM visit v
        WHERE v.household_id = r.household_id AND ${CAME_AFTER} AND v.outcome = 'come_back_later' AND v.next_step_due IS NOT NULL) x
  WHERE coalesce(x.last, 'infinity') >= greatest(x.first, r.received_on) HAVING count(*) > 0)`;

/**
 * All accepted requests that are not closed, the oldest promise first; including those of doors already on a round.
 * `promisedBy` is the day by which the ward must have come (dueDay).
 */
export async function listOpenRequests(db: Reads, wardId: string, today: LocalDate): Promise<OpenRequest[]> {
  const rows = await queryRows(db, 'requests-open', OPEN_REQUEST.extend(PROMISE_FACTS.shape))`
      SELECT r.id, r.household_id AS "doorId", r.received_on AS "receivedOn", r.promised_by AS "promisedBy", ${PREFERRED_TIMES} AS wishes, ${STANDSTILL} AS standstill
           FROM support_request r WHERE r.ward_id = ${wardId} AND ${REQUEST_IN.promised}
           ORDER BY r.promised_by, r.received_on, r.id`;
  return rows.map(({ standstill, ...request }) => ({
    ...request,
    promisedBy: dueDay({ ...request, standstill }, today),
  }));
}

/**
 * SQL: the open requests of a household as a JSON array of RequestBrief, the oldest promise first.
 * @param household the alias of the household in the statement.
 */
export const openRequestsOf = (household: string) => requestsOf(household, REQUEST_IN.open);

/**
 * SQL: the requests that a visit completed, alone or in part, and that are not reopened.
 * @param visit its id, or SQL of it.
 */
const completedBy = (visit: string | Sql | null) => sql`
  SELECT c.support_request_id FROM support_request_closure c WHERE c.visit_id = ${visit}::uuid AND c.reopened_at IS NULL
  UNION ALL SELECT s.support_request_id FROM support_request_service s WHERE s.visit_id = ${visit}::uuid`;

/** SQL: the services of a request `r` as a JSON array of RequestService, in order. */
export const REQUEST_SERVICES = sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'serviceId', asked.id, 'name', ${guideTitle('asked')}, 'result', s.result, 'visitId', s.visit_id,
    'reason', s.reason, 'endedAt', s.ended_at, 'endedBy', (SELECT u.display_name FROM user_account u WHERE u.id = s.ended_by)) ORDER BY s.position, s.id), '[]')
  FROM support_request_service s JOIN public_service asked ON asked.id = s.public_service_id WHERE s.support_request_id = r.id)`;

/** SQL: whether a request `r` names several services: each is then answered by itself. */
export const ASKS_FOR_SEVERAL = sql`(SELECT count(*) > 1 FROM support_request_service several WHERE several.support_request_id = r.id)`;

const requestsOf = (household: string, condition: Sql) => sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'what', r.what, 'services', ${REQUEST_SERVICES}, 'isOpen', r.is_open, 'forWhom', who.full_name, 'contactName', r.contact_name,
    'contactPhone', r.contact_phone, 'receivedOn', r.received_on, 'promisedBy', r.promised_by, 'isAccepted', r.accepted_at IS NOT NULL,
    'wishes', ${PREFERRED_TIMES}, 'standstill', ${STANDSTILL}) ORDER BY r.promised_by, r.received_on, r.id), '[]')
  FROM support_request r LEFT JOIN resident who ON who.id = r.resident_id
  WHERE r.household_id = ${raw(household)}.id AND ${condition})`;

export const requestsOfHousehold = (wardId: string, householdId: string) => ({
  row: z.object({ requests: z.array(REQUEST_BRIEF) }),
  sql: sql`SELECT ${openRequestsOf('h')} AS requests FROM household h WHERE h.ward_id = ${wardId} AND h.id = ${householdId}`,
});

/** A request as the form of a visit asks about it: open, or completed by that visit. */
const REQUEST_AT_DOOR = REQUEST_BRIEF.extend({ isOpen: z.boolean() });
export type RequestAtDoor = z.infer<typeof REQUEST_AT_DOOR>;

/** The same with those that a saved visit completed. */
export const requestsAtDoor = (wardId: string, householdId: string, visitId: string | null) => ({
  row: z.object({ requests: z.array(REQUEST_AT_DOOR) }),
  sql: sql`SELECT ${requestsOf('h', sql`(${REQUEST_IN.open} OR r.id IN (${completedBy(visitId)}))`)} AS requests
    FROM household h WHERE h.ward_id = ${wardId} AND h.id = ${householdId}`,
});

/** SQL: what a saved visit says about its household's requests, as a JSON object of RequestAnswers. */
export const answersOf = (visit: string) => sql`(
  SELECT coalesce(jsonb_object_agg(said.id, CASE WHEN said.is_open THEN 'open' ELSE 'done' END), '{}') FROM (
    SELECT r.id, r.is_open FROM support_request r
    WHERE r.household_id = ${raw(visit)}.household_id AND NOT ${ASKS_FOR_SEVERAL} AND (${REQUEST_IN.open} OR r.id IN (${completedBy(raw(`${visit}.id`))}))
    UNION ALL SELECT s.id, s.result IS NULL FROM support_request r JOIN support_request_service s ON s.support_request_id = r.id
    WHERE r.household_id = ${raw(visit)}.household_id AND ${ASKS_FOR_SEVERAL} AND (s.result IS NULL OR s.visit_id = ${raw(visit)}.id)) said)`;

/** Whether a saved visit completed what these answers call done, and nothing that they call open. */
export async function keptAnswers(db: Reads, wardId: string, visitId: string, answers: RequestAnswers) {
  if (Object.keys(answers).length === 0) return true;
  const [done, open] = [answered(answers, 'done'), answered(answers, 'open')];
  const rows = await queryRows(db, 'requests-kept-answers', z.object({}))`
      SELECT FROM support_request r JOIN visit v ON v.household_id = r.household_id AND v.id = ${visitId} LEFT JOIN support_request_service s ON s.support_request_id = r.id
      WHERE r.ward_id = ${wardId} AND (
        (r.id = ANY (${done}::uuid[]) AND ${REQUEST_IN.promised} AND NOT ${ASKS_FOR_SEVERAL} AND NOT EXISTS (SELECT FROM support_request_closure c WHERE c.support_request_id = r.id AND c.visit_id = v.id))
        OR (s.id = ANY (${done}::uuid[]) AND ${REQUEST_IN.promised} AND s.result IS NULL)
        OR (r.id = ANY (${open}::uuid[]) AND r.id IN (${completedBy(visitId)}))
        OR (s.id = ANY (${open}::uuid[]) AND s.visit_id = v.id)) LIMIT 1`;
  return rows.length === 0;
}

/** A request that is closed, on the page of its household. */
export const CLOSED_REQUEST = REQUEST_BRIEF.pick({ id: true, what: true, services: true, receivedOn: true }).extend({
  closure: z.enum(RequestClosureKind),
});
export type ClosedRequest = z.infer<typeof CLOSED_REQUEST>;

/** The last five closed requests of a household, the latest first. */
export const closedRequestsOf = (wardId: string, householdId: string) => ({
  row: CLOSED_REQUEST,
  sql: sql`SELECT r.id, r.what, ${REQUEST_SERVICES} AS services, r.received_on AS "receivedOn", c.kind AS closure
    FROM support_request r JOIN support_request_closure c ON c.support_request_id = r.id AND c.reopened_at IS NULL
    WHERE r.ward_id = ${wardId} AND r.household_id = ${householdId} ORDER BY r.received_on DESC, r.id DESC LIMIT 5`,
});

/** The ward's working days from a day on. */
export async function readWorkingCalendar(tx: Pick<Transaction, 'calendarDay'>, wardId: string, from: LocalDate) {
  const days = await tx.calendarDay.findMany({
    where: { wardId, date: { gte: toDbDate(from) } },
    select: { date: true, kind: true },
  });
  return workingCalendar(days.map(({ date, kind }) => ({ date: fromDbDate(date), kind })));
}

/** Counts stop here: readers do not page further. */
export const COUNT_LIMIT = 1000;
