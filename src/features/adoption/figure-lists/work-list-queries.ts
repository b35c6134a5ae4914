import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { DoorOutcome, PauseKind } from '../../../generated/prisma/enums';
import { constant, empty, sql, type Sql } from '../../../shared/sql';
import { MET_SOMEBODY } from '../../register/households/counted-doors';
import { refusedBy } from '../../casework/requests/after-refusal';
import { isPromiseOverdue, PROMISE_FACTS } from '../../casework/requests/promised-day';
import { STANDSTILL } from '../../casework/requests/queries';
import { isOverdue } from '../../rounds/requests/list-queries';
import { windowStart } from '../figures/adoption';
import { doorsOf, filesBy, NO_GROUP, pausedOn, settledBy, type ReportScope } from '../figures/figure-sql';
import { calledDoors } from '../figures/called-doors';
import { APPROACHES, secondTries } from '../figures/second-tries';
import { LISTED, queryPage, sinceOf, type AskedList } from './list-frame-queries';
import type { Place } from './paging';

// The doors, visits and files behind the figures.

const HOUSE_ROW = LISTED.extend({
  addressLine: z.string(),
  groupName: z.string().nullable(),
  headName: z.string().nullable(),
});

const DOOR_ROW = HOUSE_ROW.extend({ firstMet: z.string().nullable(), tries: z.number() });

export const HEAD_NAME = sql`(SELECT r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id
  WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head')`;

/** SQL: HOUSE_ROW of a household `h` in its present group `g`, and where they come from. */
const HOUSE_COLUMNS = sql`h.id, (SELECT count(*) FROM matching)::int AS total, h.address_line AS "addressLine", g.name AS "groupName", ${HEAD_NAME} AS "headName"`;
const HOUSES = sql`FROM matching x JOIN household h ON h.id = x.id LEFT JOIN residential_group g ON g.id = h.residential_group_id`;

/** SQL: a page of households `h` in walking order. */
const byWalkingOrder = ({ wardId }: ReportScope, { after, size }: Place): Sql =>
  sql`${after === null ? empty : sql`WHERE (h.walk_order, h.id) > (SELECT walk_order, id FROM household WHERE ward_id = ${wardId} AND id = ${after})`}
      ORDER BY h.walk_order, h.id LIMIT ${constant(size + 1)}`;

/** The ward doors in walking order: all, met, met in 12 months, not met, or helped. */
export function listDoors(db: Reads, { scope, filter: { group, reached }, place }: AskedList) {
  const isReached = {
    yes: sql`first_met IS NOT NULL`,
    year: sql`last_met >= ${windowStart(scope.on)}`,
    no: sql`first_met IS NULL`,
    helped: sql`first_helped IS NOT NULL`,
  };
  return queryPage(db, 'list-doors', DOOR_ROW, place)`WITH matching AS MATERIALIZED (
        SELECT * FROM (${doorsOf(scope)}) door WHERE ${group === null ? sql`true` : sql`coalesce(group_id, ${NO_GROUP}::uuid) = ${group}`}
          AND ${reached === null ? sql`true` : isReached[reached]})
      SELECT h.id, (SELECT count(*) FROM matching)::int AS total, h.address_line AS "addressLine", g.name AS "groupName", ${HEAD_NAME} AS "headName", x.first_met AS "firstMet",
        (SELECT count(*) FROM visit v WHERE v.household_id = h.id AND v.visited_on <= ${scope.on})::int AS tries
      FROM matching x JOIN household h ON h.id = x.id LEFT JOIN residential_group g ON g.id = x.group_id
      ${byWalkingOrder(scope, place)}`;
}

const REFUSED_ROW = HOUSE_ROW.extend({
  refusedOn: z.string(),
  /** '' if unknown. */
  refusalReason: z.string(),
  invitedOn: z.string().nullable(),
  /** The first visit after the first refusal at the door; nulls if there was none. */
  triedOn: z.string().nullable(),
  triedOutcome: z.enum(DoorOutcome).nullable(),
  approach: z.enum(APPROACHES).nullable(),
});

/** The households that once refused, in walking order; or only those that invited the team, were tried again, opened then. */
export const listRefused = (db: Reads, { scope, filter: { result, approach }, place }: AskedList) => queryPage(
  db,
  'list-refused',
  REFUSED_ROW,
  place,
)`
      WITH matching AS MATERIALIZED (SELECT * FROM (${refusedBy(scope)}) refused LEFT JOIN (${secondTries(scope)}) tried USING (id)
        WHERE true ${result === 'invited' ? sql`AND invited_on IS NOT NULL` : empty} ${result === 'opened' ? sql`AND is_open` : empty}
          ${approach ? sql`AND approach ${approach === 'any' ? sql`IS NOT NULL` : sql`= ${approach}`}` : empty})
      SELECT ${HOUSE_COLUMNS},
        x.refused_on AS "refusedOn", x.refusal_reason AS "refusalReason", x.invited_on AS "invitedOn", x.tried_on AS "triedOn", x.tried_outcome AS "triedOutcome", x.approach
      ${HOUSES} ${byWalkingOrder(scope, place)}`;

const CALLED_ROW = HOUSE_ROW.extend({
  countedFrom: z.string(),
  /** Null if no resident was met in the days that count. */
  metOn: z.string().nullable(),
});

/** The doors that were called before the team came again, or those like them that were not, in walking order. */
export const listCalled = (db: Reads, { scope, filter: { call, result }, place }: AskedList) => queryPage(
  db,
  'list-called',
  CALLED_ROW,
  place,
)`
      WITH matching AS MATERIALIZED (SELECT * FROM (${calledDoors(scope)}) counted WHERE side = ${call ?? 'yes'} ${result === 'opened' ? sql`AND met_on IS NOT NULL` : empty})
      SELECT ${HOUSE_COLUMNS},
        x.counted_from AS "countedFrom", x.met_on AS "metOn"
      ${HOUSES} ${byWalkingOrder(scope, place)}`;

const PAUSED_ROW = HOUSE_ROW.extend({
  kinds: z.array(z.enum(PauseKind)),
  pausedFrom: z.string(),
  /** Null if one of its pauses has no end. */
  pausedUntil: z.string().nullable(),
});

/** The households where the team does not knock, in walking order: all, or those for one reason. */
export const listPaused = (db: Reads, { scope, filter: { pause }, place }: AskedList) => queryPage(
  db,
  'list-paused',
  PAUSED_ROW,
  place,
)`WITH matching AS MATERIALIZED (
        SELECT id, json_agg(DISTINCT kind) AS kinds, min(paused_from) AS paused_from, CASE WHEN bool_and(paused_until IS NOT NULL) THEN max(paused_until) END AS paused_until
        FROM (${pausedOn(scope)}) paused GROUP BY id ${pause === null ? empty : sql`HAVING bool_or(kind = ${pause}::pause_kind)`})
      SELECT ${HOUSE_COLUMNS},
        x.kinds, x.paused_from AS "pausedFrom", x.paused_until AS "pausedUntil"
      ${HOUSES} ${byWalkingOrder(scope, place)}`;

const VISIT_ROW = LISTED.extend({
  arrivedAt: z.date(),
  addressLine: z.string(),
  outcome: z.enum(DoorOutcome),
  officerName: z.string(),
  procedures: z.number(),
  isLate: z.boolean(),
});

/**
 * The visits of the month or since `from`, newest first; with `reached` one row for each household that was met, its newest
 * meeting; with a topic those that taught it.
 */
export function listVisits(db: Reads, asked: AskedList) {
  const { filter, place } = asked;
  const { wardId, on } = asked.scope;
  const from = sinceOf(asked);
  const topic = filter.service ?? filter.topic;
  return queryPage(db, 'list-visits', VISIT_ROW, place)`WITH matching AS MATERIALIZED (
        SELECT v.id, v.arrived_at FROM visit v
        WHERE v.ward_id = ${wardId} AND v.visited_on BETWEEN ${from} AND ${on}
          ${
            filter.reached === 'yes'
              ? sql`AND ${MET_SOMEBODY} AND NOT EXISTS (
                  SELECT 1 FROM visit n WHERE n.household_id = v.household_id AND n.met_somebody AND n.visited_on BETWEEN ${from} AND ${on}
                    AND (n.arrived_at, n.id) > (v.arrived_at, v.id))`
              : empty
          }
          ${topic === null ? empty : sql`AND EXISTS (SELECT 1 FROM topic_taught t WHERE t.visit_id = v.id ${topic === 'any' ? empty : sql`AND t.public_service_id = ${topic}::uuid`})`})
      SELECT v.id, (SELECT count(*) FROM matching)::int AS total,
        v.arrived_at AS "arrivedAt", h.address_line AS "addressLine", v.outcome, u.display_name AS "officerName", v.late_reason IS NOT NULL AS "isLate",
        (SELECT count(*) FROM assisted_procedure p WHERE p.visit_id = v.id)::int AS procedures
      FROM matching x JOIN visit v ON v.id = x.id JOIN household h ON h.id = v.household_id JOIN user_account u ON u.id = v.logged_by
      ${place.after === null ? empty : sql`WHERE (v.arrived_at, v.id) < (SELECT arrived_at, id FROM visit WHERE ward_id = ${wardId} AND id = ${place.after})`}
      ORDER BY v.arrived_at DESC, v.id DESC LIMIT ${constant(place.size + 1)}`;
}

const REQUEST_ROW = LISTED.extend({
  addressLine: z.string(),
  groupName: z.string().nullable(),
  receivedOn: z.string(),
  /** Null while the team has not come. */
  metOn: z.string().nullable(),
});

const REQUEST_COLUMNS = sql`r.id, (SELECT count(*) FROM matching)::int AS total, h.address_line AS "addressLine", g.name AS "groupName", r.received_on AS "receivedOn", r.met_on AS "metOn"
      FROM matching r JOIN household h ON h.id = r.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id`;

/** The requests that visits settled in the month or since `from`, the longest wait first. */
export function listSettled(db: Reads, asked: AskedList) {
  const { scope, place } = asked;
  return queryPage(db, 'list-settled', REQUEST_ROW, place)`
      WITH matching AS MATERIALIZED (SELECT * FROM (${settledBy(scope)}) settled WHERE met_on >= ${sinceOf(asked)})
      SELECT ${REQUEST_COLUMNS}
      ${place.after === null ? empty : sql`WHERE (r.days, r.id) < (SELECT days, id FROM matching WHERE id = ${place.after})`}
      ORDER BY r.days DESC, r.id DESC LIMIT ${constant(place.size + 1)}`;
}

const OVERDUE_ROW = REQUEST_ROW.extend(PROMISE_FACTS.shape);

/** The requests that are overdue today, the oldest promise first. */
export async function listOverdue(db: Reads, { wardId, today }: Pick<ReportScope, 'wardId' | 'today'>) {
  const late = await queryRows(db, 'list-overdue', OVERDUE_ROW)`
      WITH matching AS MATERIALIZED (SELECT r.*, NULL::date AS met_on, ${STANDSTILL} AS standstill FROM support_request r WHERE r.ward_id = ${wardId} AND ${isOverdue(today)})
      SELECT r.promised_by AS "promisedBy", r.standstill, ${REQUEST_COLUMNS} ORDER BY r.promised_by, r.id`;
  const rows = late.filter((promise) => isPromiseOverdue(promise, today));
  return rows.map(({ promisedBy: _due, standstill: _waited, ...row }) => ({ ...row, total: rows.length }));
}

const FILE_ROW = LISTED.extend({
  submittedOn: z.string(),
  fullName: z.string(),
  serviceName: z.string(),
  portalFileCode: z.string().nullable(),
  latestStatus: z.number().nullable(),
});

/** The files submitted with the team's help in the month or since `from`, newest first. */
export function listFiles(db: Reads, asked: AskedList) {
  const { scope, place } = asked;
  const { outcome, service, how, minutes, code } = asked.filter;
  return queryPage(db, 'list-files', FILE_ROW, place)`WITH matching AS MATERIALIZED (
        SELECT * FROM (${filesBy(scope)}) f WHERE submitted_on >= ${sinceOf(asked)}
          ${outcome === null ? empty : sql`AND outcome = ${outcome}`}
          ${service === null ? empty : sql`AND public_service_id = ${service}`}
          ${how === 'done_for' ? sql`AND help_level = 'done_for'` : empty}
          ${how === 'by_relative' ? sql`AND is_by_relative` : empty}
          ${minutes === null ? empty : sql`AND (office_trip_minutes IS NOT NULL) = ${minutes === 'set'}`}
          ${code === 'missing' ? sql`AND coalesce(portal_file_code, '') = ''` : empty})
      SELECT x.id, (SELECT count(*) FROM matching)::int AS total, x.submitted_on AS "submittedOn", r.full_name AS "fullName",
        s.name AS "serviceName", x.portal_file_code AS "portalFileCode", x.status AS "latestStatus"
      FROM matching x JOIN resident r ON r.id = x.resident_id JOIN public_service s ON s.id = x.public_service_id
      ${place.after === null ? empty : sql`WHERE (x.submitted_on, x.id) < (SELECT submitted_on, id FROM matching WHERE id = ${place.after})`}
      ORDER BY x.submitted_on DESC, x.id DESC LIMIT ${constant(place.size + 1)}`;
}
