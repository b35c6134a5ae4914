import { z } from 'zod';
import type { Actor } from '../../../actor';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows, type RowReader } from '../../../db/query-rows';
import { DoorOutcome, PauseKind, RoundClosureKind } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { AREA_CLOSURE, CLOSES_DOOR } from '../../../shared/area-closures';
import { addDays, instantOf, type LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { birthSql } from '../../../shared/birth-sql';
import { ADDRESSED } from '../../../shared/row-schemas';
import { constant, empty, raw, sql } from '../../../shared/sql';
import { CALL_BRIEF } from '../../casework/door-calls/call-labels';
import { latestCallOf } from '../../casework/door-calls/queries';
import { openRequestsOf } from '../../casework/requests/queries';
import { REQUEST_BRIEF } from '../../casework/requests/request-labels';
import { EXPECTED_TIME } from './expected-time';
import { STORED_REASONS } from '../doors/door-reason';
import { LAST_VISIT, LAST_VISIT_JSON } from '../doors/last-visit';

/** The row of ROUND_COLUMNS. */
export const ROUND_SHAPE = {
  code: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
  area: z.string(),
  outOfHoursReason: z.string().nullable(),
  /** The kinds of objections that the reason answers. */
  answeredObjections: z.array(z.string()),
};

/** SQL: the time and area of a round `r`. */
export const ROUND_COLUMNS = sql`r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt", r.area, r.out_of_hours_reason AS "outOfHoursReason", r.answered_objections AS "answeredObjections"`;

const ROUND_SUMMARY = z.object({
  ...ROUND_SHAPE,
  id: z.string(),
  closure: z.enum(RoundClosureKind).nullable(),
  closedItself: z.boolean(),
  officers: z.array(z.string()),
  doors: z.number(),
  doneDoors: z.number(),
});
export type RoundSummary = z.infer<typeof ROUND_SUMMARY>;

const SUMMARIES = sql`
  SELECT r.id, ${ROUND_COLUMNS}, c.kind AS closure, c.kind IS NOT NULL AND c.closed_by IS NULL AS "closedItself",
    (SELECT coalesce(array_agg(u.display_name ORDER BY u.display_name), '{}') FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = r.id) AS officers,
    n.doors, n.done AS "doneDoors"
  FROM round r
  LEFT JOIN round_closure c ON c.round_id = r.id
  CROSS JOIN LATERAL (SELECT count(*)::int AS doors, count(v.id)::int AS done
    FROM round_door d LEFT JOIN visit v ON v.round_door_id = d.id WHERE d.round_id = r.id) n`;

/** SQL: rounds `r` that have not ended. A round ends on the day it starts: this bounds the index scan. */
const isUpcoming = (now: Date) =>
  sql`r.starts_at > ${now}::timestamptz - interval '1 day' AND r.ends_at > ${now}::timestamptz`;

/** Rounds that have not ended, the next first; or those that have, the latest first. Each with the length of its list. */
export function listRounds(
  db: Reads,
  wardId: string,
  view: 'upcoming' | 'past',
  { now, after, limit }: { now: Date; after: string | null; limit: number },
) {
  const [isShown, order, beyond] =
    view === 'upcoming'
      ? [isUpcoming(now), raw('ASC'), raw('>')]
      : [sql`r.starts_at < ${now} AND r.ends_at <= ${now}`, raw('DESC'), raw('<')];
  const isAfter = sql`AND (r.starts_at, r.id) ${beyond} (SELECT l.starts_at, l.id FROM round l WHERE l.ward_id = ${wardId} AND l.id = ${after})`;
  return queryRows(db, `rounds-${view}`, ROUND_SUMMARY.extend({ total: z.number() }))`
      SELECT s.*, (SELECT count(*)::int FROM round r WHERE r.ward_id = ${wardId} AND ${isShown}) AS total
      FROM (${SUMMARIES} WHERE r.ward_id = ${wardId} AND ${isShown} ${after === null ? empty : isAfter}
        ORDER BY r.starts_at ${order}, r.id ${order} LIMIT ${limit}) s
      ORDER BY s."startsAt" ${order}, s.id ${order}`;
}

const ROUND_AHEAD = ROUND_SUMMARY.extend({
  absences: z.array(z.object({ displayName: z.string(), startsAt: z.string(), endsAt: z.string() })),
  /** Members of the team who are no longer officers of the ward. */
  goneOfficers: z.array(z.string()),
  /** Areas closed on its day, with the number of its open doors there. */
  closures: z.array(AREA_CLOSURE.extend({ id: z.string(), doors: z.number() })),
});
export type RoundAhead = Awaited<ReturnType<typeof listComingRounds>>[number];

/** More rounds than a ward plans in a year. */
const MAX_COMING = 500;

/**
 * Rounds that are upcoming or under way and not closed, the next first, with the members of the team who cannot go; or
 * only the requested one.
 */
export async function listComingRounds(db: RowReader, wardId: string, now: Date, onlyId: string | null = null) {
  const rows = await queryRows(db, 'rounds-coming', ROUND_AHEAD)`SELECT s.*, coalesce((
          SELECT jsonb_agg(jsonb_build_object('displayName', u.display_name, 'startsAt', a.starts_at, 'endsAt', a.ends_at) ORDER BY u.display_name, a.starts_at)
          FROM round_officer o JOIN user_account u ON u.id = o.user_id JOIN absence a ON a.user_id = o.user_id
          WHERE o.round_id = s.id AND tstzrange(a.starts_at, a.ends_at, '[)') && tstzrange(o.starts_at, o.ends_at, '[)')), '[]') AS absences,
        coalesce((SELECT array_agg(u.display_name ORDER BY u.display_name) FROM round_officer o JOIN user_account u ON u.id = o.user_id
          WHERE o.round_id = s.id AND (u.role <> 'officer' OR u.disabled_at IS NOT NULL)), '{}') AS "goneOfficers",
        (SELECT coalesce(json_agg(closed ORDER BY label), '[]') FROM (
          SELECT c.id, c.label, c.reason, c.closed_from AS "from", c.closed_until AS until, count(*)::int AS doors
          FROM round_door d JOIN household h ON h.id = d.household_id JOIN area_closure c ON ${CLOSES_DOOR}
          WHERE d.round_id = s.id AND d.is_open AND (s."startsAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN c.closed_from AND c.closed_until
          GROUP BY c.ward_id, c.id) closed) AS closures
      FROM (${SUMMARIES} WHERE r.ward_id = ${wardId} AND ${isUpcoming(now)} AND c.kind IS NULL
        ${onlyId === null ? empty : sql`AND r.id = ${onlyId}`} ORDER BY r.starts_at, r.id LIMIT ${constant(MAX_COMING)}) s
      ORDER BY s."startsAt", s.id`;
  return rows.map((row) => ({
    ...row,
    absences: row.absences.map(({ displayName, startsAt, endsAt }) => ({
      displayName,
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
    })),
  }));
}

/** Number of rounds of each officer in a period, past and planned, without cancelled ones. */
export async function countRoundsOf(db: Reads, officerIds: readonly string[], from: Date, to: Date) {
  const rows = await queryRows(db, 'rounds-count-of-officers', z.object({ userId: z.string(), count: z.number() }))`
      SELECT user_id AS "userId", count(*)::int AS count FROM round_officer
      WHERE user_id = ANY (${officerIds}::uuid[]) AND is_active AND starts_at >= ${from} AND starts_at < ${to} GROUP BY user_id`;
  return new Map(rows.map(({ userId, count }) => [userId, count]));
}

const ROUND_DETAIL = z.object({
  ...ROUND_SHAPE,
  id: z.string(),
  /** Who of the neighbourhood walks along; '' for none. */
  escort: z.string(),
  note: z.string(),
  version: z.number(),
  plannedBy: z.string(),
  officers: z.array(z.object({ id: z.string(), displayName: z.string() })),
  /** `closedBy` is null for a round that closed itself. */
  closure: z
    .object({
      kind: z.enum(RoundClosureKind),
      reason: z.string(),
      closedAt: z.string(),
      closedBy: z.string().nullable(),
    })
    .nullable(),
  /** When and by whom the team was said to be back; null before. */
  returned: z.object({ at: z.string(), by: z.string() }).nullable(),
});
export type RoundDetail = Awaited<ReturnType<typeof getRound>>;

/** More rounds than are printed at once. */
const MAX_OF_DAYS = 50;

const DETAILS = sql`
      SELECT r.id, ${ROUND_COLUMNS}, r.escort, r.note, r.version, planner.display_name AS "plannedBy",
        coalesce((SELECT jsonb_agg(jsonb_build_object('id', u.id, 'displayName', u.display_name) ORDER BY u.display_name)
          FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = r.id), '[]') AS officers,
        (SELECT jsonb_build_object('kind', c.kind, 'reason', c.reason, 'closedAt', c.closed_at, 'closedBy', u.display_name)
          FROM round_closure c LEFT JOIN user_account u ON u.id = c.closed_by WHERE c.round_id = r.id) AS closure,
        (SELECT jsonb_build_object('at', r.returned_at, 'by', u.display_name) FROM user_account u WHERE u.id = r.returned_by) AS returned
      FROM round r JOIN user_account planner ON planner.id = r.created_by`;

const detailOf = ({ closure, returned, ...round }: z.infer<typeof ROUND_DETAIL>) => ({
  ...round,
  closure: closure && { ...closure, closedAt: new Date(closure.closedAt) },
  returned: returned && { ...returned, at: new Date(returned.at) },
});

/** A round of the ward; another ward's is not found. */
export const getRound = async (db: Reads, wardId: string, id: string) =>
  detailOf(await queryRow(db, 'rounds-detail', ROUND_DETAIL)`${DETAILS} WHERE r.ward_id = ${wardId} AND r.id = ${id}`);

/** Rounds of the days from one to another that have neither ended nor been cancelled, the next first: the reader's own if they keep to their area. */
export async function listRoundsOfDays(db: Reads, reader: Actor, [from, to]: readonly LocalDate[], now: Date) {
  const { wardId, keepsToArea = false } = reader;
  const rows = await queryRows(db, 'rounds-of-days', ROUND_DETAIL)`${DETAILS}
      WHERE r.ward_id = ${wardId} AND ${isUpcoming(now)} AND r.starts_at >= ${instantOf(from!, '00:00')} AND r.starts_at < ${instantOf(addDays(to!, 1), '00:00')}
        AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id AND c.kind = 'cancelled')
        AND (NOT ${keepsToArea}::boolean OR EXISTS (SELECT FROM round_officer o WHERE o.round_id = r.id AND o.user_id = ${reader.id}))
      ORDER BY r.starts_at, r.id LIMIT ${constant(MAX_OF_DAYS)}`;
  return rows.map(detailOf);
}

export const DOOR_SHAPE = {
  ...EXPECTED_TIME.shape,
  reasons: STORED_REASONS,
  isOpen: z.boolean(),
  houseNumber: z.string(),
  room: z.string(),
  addressLine: z.string(),
  laneLabel: z.string(),
  howToFind: z.string(),
  outcome: z.enum(DoorOutcome).nullable(),
  arrivedAt: z.date().nullable(),
  metSomebody: z.boolean(),
  pauseKind: z.enum(PauseKind).nullable(),
  /** Why its area is closed on the day of the round; null if it is not. */
  closedFor: z.string().nullable(),
  /** Requests open now, accepted or not. */
  requests: z.array(REQUEST_BRIEF),
  /** The latest visit other than that of this door; null if there was none. */
  last: LAST_VISIT_JSON.nullable(),
  /** The outcome of the latest call; null without a recent call. */
  call: CALL_BRIEF.nullable(),
};

/** SQL: a round door `d` with its household `h` and its visit `v`. @param on the day on which pauses count. */
export const doorColumns = (on: LocalDate) => sql`
  d.reason AS reasons, d.is_open AS "isOpen", d.expected_at AS "expectedAt", d.is_if_time_allows AS "isIfTimeAllows",
  h.house_number AS "houseNumber", h.room, h.address_line AS "addressLine", h.lane_label AS "laneLabel", h.how_to_find AS "howToFind",
  v.outcome, v.arrived_at AS "arrivedAt", coalesce(v.met_somebody, false) AS "metSomebody",
  (SELECT kind FROM ${pausesOn(on)} x WHERE x.household_id = h.id LIMIT 1) AS "pauseKind",
  (SELECT c.reason FROM area_closure c JOIN round o ON o.id = d.round_id AND (o.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN c.closed_from AND c.closed_until
   WHERE ${CLOSES_DOOR} LIMIT 1) AS "closedFor",
  ${openRequestsOf('h')} AS requests, ${LAST_VISIT} AS last, ${latestCallOf('h', on)} AS call`;

/** SQL: whether a service was used in the visit `v`. */
export const WAS_HELPED = sql`EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)`;

const ROUND_DOOR = z.object({
  ...DOOR_SHAPE,
  id: z.string(),
  householdId: z.string(),
  position: z.number(),
  /** Null if there is none, or if they object. */
  head: z.object(ADDRESSED).nullable(),
  wasHelped: z.boolean(),
  /** The first day on which the draw of turns lets the team come to its group, if the round is earlier; else null. */
  turnOn: z.string().nullable(),
});
export type RoundDoorRow = z.infer<typeof ROUND_DOOR>;

/** The doors of a round in order, with the visit of each. @param on the day on which pauses count. */
export const listRoundDoors = (db: Reads, roundId: string, on: LocalDate) =>
  queryRows(db, 'rounds-doors', ROUND_DOOR)`
      SELECT d.id, d.household_id AS "householdId", d.position, ${doorColumns(on)}, ${WAS_HELPED} AS "wasHelped",
        (SELECT t.quarter FROM reach_turn t WHERE t.residential_group_id = h.residential_group_id AND t.quarter > (r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS "turnOn",
        CASE WHEN p.id IS NOT NULL THEN json_build_object('fullName', p.full_name, 'gender', p.gender, 'birth', ${birthSql('p')}) END AS head
      FROM round_door d JOIN round r ON r.id = d.round_id
      JOIN household h ON h.id = d.household_id
      LEFT JOIN household_membership m ON m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head'
      LEFT JOIN resident p ON p.id = m.resident_id AND NOT ${objectsToContact('p')}
      LEFT JOIN visit v ON v.round_door_id = d.id
      WHERE d.round_id = ${roundId} ORDER BY d.position`;
