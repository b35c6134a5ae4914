import { listTeam } from '../team/absences/queries';
import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryRows, type RowReader } from '../../../db/query-rows';
import { PriorityKind } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { birthSql } from '../../../shared/birth-sql';
import type { LocalDate } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { readinessPairs } from '../../../shared/readiness-sql';
import { BIRTH, READINESS_SHAPE } from '../../../shared/row-schemas';
import { constant, empty, raw, sql, type Sql } from '../../../shared/sql';
import { escapeLikePattern, foldVietnamese } from '../../../shared/vietnamese-text';
import { DUE_BRIEF, dueBriefs, livesIn } from '../../casework/due/due-items';
import { CALL_BRIEF } from '../../casework/door-calls/call-labels';
import { latestCallOf } from '../../casework/door-calls/queries';
import { openRequestsOf } from '../../casework/requests/queries';
import { REQUEST_BRIEF } from '../../casework/requests/request-labels';
import { officersAt } from '../../casework/requests/second-try';
import { LAST_VISIT_JSON } from '../doors/last-visit';
import { DOOR_ADDRESS, DOOR_STATE, doorState, toDoorState } from '../doors/obstacle-queries';
import { CALENDAR_FACT, outreachPolicySchema, type OutreachPolicy } from '../../office/calendar/outreach-time';

// ---------------------------------------------------------------- the ward's rules

const RULES = z.object({
  wardName: z.string(),
  adultAge: z.number(),
  policy: z.unknown(),
  /** Holidays, swapped working days and days without knocking. */
  calendarDays: z.array(CALENDAR_FACT),
});
export type PlanningRules = Omit<z.infer<typeof RULES>, 'policy'> & { policy: OutreachPolicy };

/** The ward's rules, with its special days from one date to another. */
export async function getPlanningRules(db: RowReader, wardId: string, from: LocalDate, to: LocalDate = from) {
  const ward = await queryRow(db, 'rounds-planning-rules', RULES)`
      SELECT w.name AS "wardName", w.adult_age AS "adultAge", w.outreach_policy AS policy,
        coalesce((SELECT jsonb_agg(jsonb_build_object('date', date, 'kind', kind, 'name', name, 'status', status) ORDER BY date, kind)
          FROM calendar_day WHERE ward_id = w.id AND date BETWEEN ${from}::date AND ${to}::date), '[]') AS "calendarDays"
      FROM ward w WHERE w.id = ${wardId}::uuid`;
  return { ...ward, policy: outreachPolicySchema.parse(ward.policy) };
}

// ---------------------------------------------------------------- officers

const NAME = z.object({ id: z.string(), displayName: z.string() });
const OFFICER = NAME.extend({
  /** The officer's availability on that weekday, 'HH:MM'. */
  free: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Whether the officer has given any availability at all. */
  hasPattern: z.boolean(),
});
export type Officer = z.infer<typeof OFFICER>;

/** Officers who can be sent, with their availability on a weekday (1 Monday to 7 Sunday), by Vietnamese given name. */
export const listOfficers = (db: Reads, wardId: string, weekday: number) =>
  queryRows(db, 'rounds-officers', OFFICER)`SELECT u.id, u.display_name AS "displayName",
        EXISTS (SELECT 1 FROM officer_availability a WHERE a.user_id = u.id) AS "hasPattern",
        coalesce((SELECT jsonb_agg(jsonb_build_object('from', a.from_time, 'to', a.to_time) ORDER BY a.from_time)
          FROM officer_availability a WHERE a.ward_id = u.ward_id AND a.user_id = u.id AND a.weekday = ${weekday}), '[]') AS free
      FROM user_account u
      WHERE u.ward_id = ${wardId} AND u.role = 'officer' AND u.disabled_at IS NULL
      ORDER BY person_sort_name(u.display_name) COLLATE "vi-VN-x-icu", u.id`;

/** Their names, by their ids. */
export const namesOfOfficers = async (db: Reads, wardId: string): Promise<Map<string, string>> =>
  new Map((await listTeam(db, wardId)).map(({ id, displayName }) => [id, displayName]));

interface RoundSpan {
  startsAt: Date;
  endsAt: Date;
}

const OFFICER_ABSENCE = z.object({
  officerId: z.string(),
  displayName: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
});
export type OfficerAbsence = z.infer<typeof OFFICER_ABSENCE>;
const OFFICER_CLASH = OFFICER_ABSENCE.extend({ code: z.string() });
export type OfficerClash = z.infer<typeof OFFICER_CLASH>;

/** Which of these officers are on another round at that time. */
export const listClashes = (
  db: Reads,
  officerIds: readonly string[],
  { startsAt, endsAt }: RoundSpan,
  exceptRoundId: string,
) =>
  queryRows(db, 'rounds-officers-clashes', OFFICER_CLASH)`
      SELECT u.id AS "officerId", u.display_name AS "displayName", r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt"
      FROM round_officer o JOIN round r ON r.id = o.round_id JOIN user_account u ON u.id = o.user_id
      WHERE o.user_id = ANY (${officerIds}::uuid[]) AND o.is_active AND o.starts_at < ${endsAt} AND o.ends_at > ${startsAt} AND o.round_id <> ${exceptRoundId}
      ORDER BY u.display_name, r.starts_at`;

/** Which of these officers are absent at that time. */
export const listAbsencesAt = (db: Reads, officerIds: readonly string[], { startsAt, endsAt }: RoundSpan) =>
  queryRows(db, 'rounds-officers-absences', OFFICER_ABSENCE)`
      SELECT u.id AS "officerId", u.display_name AS "displayName", a.starts_at AS "startsAt", a.ends_at AS "endsAt"
      FROM absence a JOIN user_account u ON u.id = a.user_id
      WHERE a.user_id = ANY (${officerIds}::uuid[]) AND tstzrange(a.starts_at, a.ends_at, '[)') && tstzrange(${startsAt}, ${endsAt}, '[)')
      ORDER BY u.display_name, a.starts_at`;

// ---------------------------------------------------------------- doors and lanes

export const listGroups = (db: Reads, wardId: string) =>
  queryRows(db, 'rounds-groups', z.object({ id: z.string(), name: z.string() }))`
      SELECT id, name FROM residential_group WHERE ward_id = ${wardId} AND valid_to IS NULL
      ORDER BY lpad(substring(code FROM '\\d+'), 6, '0'), code`;

const LANE = z.object({
  key: z.string(),
  label: z.string(),
  doors: z.number(),
  neverVisited: z.number(),
  lastVisitOn: z.string().nullable(),
});
export type LaneSummary = z.infer<typeof LANE>;

const inGroup = (groupId: string | null) => (groupId === null ? empty : sql`AND h.residential_group_id = ${groupId}`);

/**
 * The lanes of one or all residential groups in walking order with how well they are known. Vacant houses do not count
 * as doors.
 */
export const listLanes = (db: Reads, wardId: string, groupId: string | null, limit: number) =>
  queryRows(db, 'rounds-lanes', LANE)`SELECT h.lane_key AS key, min(h.lane_label) AS label, count(*)::int AS doors,
        count(*) FILTER (WHERE v.last IS NULL)::int AS "neverVisited", max(v.last) AS "lastVisitOn"
      FROM household h LEFT JOIN LATERAL (SELECT max(visited_on) AS last FROM visit WHERE household_id = h.id) v ON true
      WHERE h.ward_id = ${wardId} ${inGroup(groupId)} AND h.occupancy <> 'vacant'
      GROUP BY h.lane_key ORDER BY min(h.walk_order) LIMIT ${limit}`;

const CANDIDATE = DOOR_STATE.extend({
  id: z.string(),
  houseNumber: z.string(),
  room: z.string(),
  addressLine: z.string(),
  laneKey: z.string(),
  laneLabel: z.string(),
});
export type CandidateDoor = Awaited<ReturnType<typeof listCandidates>>[number];

/** Doors in walking order, with their obstacles on a day. @param where a condition on a household `h`. */
async function listCandidates(
  db: Reads,
  wardId: string,
  on: LocalDate,
  { where, limit }: { where: Sql; limit: number },
) {
  const doors = await queryRows(db, 'rounds-candidates', CANDIDATE)`
      SELECT h.id, h.house_number AS "houseNumber", h.room, ${DOOR_ADDRESS} AS "addressLine", h.lane_key AS "laneKey", h.lane_label AS "laneLabel", ${doorState(on)}
      FROM household h WHERE h.ward_id = ${wardId} AND ${where} ORDER BY h.walk_order, h.id LIMIT ${limit}`;
  return doors.map(toDoorState);
}

/** The doors of some lanes in walking order, with their obstacles on that day. */
export const listLaneDoors = (
  db: Reads,
  wardId: string,
  on: LocalDate,
  { keys, groupId, limit }: { keys: readonly string[]; groupId: string | null; limit: number },
): Promise<CandidateDoor[]> =>
  listCandidates(db, wardId, on, { where: sql`h.lane_key = ANY (${keys}::text[]) ${inGroup(groupId)}`, limit });

/** These doors in walking order; ids of other wards are missing. */
export const listDoorsById = (db: Reads, wardId: string, on: LocalDate, ids: readonly string[]) =>
  listCandidates(db, wardId, on, { where: sql`h.id = ANY (${ids}::uuid[])`, limit: ids.length });

/** Where to go, by the ids of doors, of requests, and of visits that made a promise. */
export async function listExpectedAddresses(db: Reads, wardId: string, ids: readonly string[]) {
  const found = sql`ward_id = ${wardId} AND id = ANY (${ids}::uuid[])`;
  const rows = await queryRows(db, 'expected-addresses', z.object({ id: z.string(), addressLine: z.string() }))`
      SELECT e.id, h.address_line AS "addressLine" FROM (
        SELECT id, household_id FROM support_request WHERE ${found}
        UNION ALL SELECT id, household_id FROM visit WHERE ${found}
        UNION ALL SELECT id, id FROM household WHERE ${found}) e
      JOIN household h ON h.id = e.household_id`;
  return new Map(rows.map(({ id, addressLine }) => [id, addressLine]));
}

const ASKED_ON = DOOR_STATE.extend({ id: z.string(), receivedOn: z.string() });
const MAX_ASKED_ON = 50;

/** The open requests for this very day that the planner does not know: not accepted, or of doors on a round. */
export async function listAskedOn(db: Reads, wardId: string, on: LocalDate, exceptIds: readonly string[]) {
  const rows = await queryRows(db, 'rounds-asked-on', ASKED_ON)`
      SELECT asked.id, asked.received_on AS "receivedOn", ${doorState(on)}
      FROM support_request asked JOIN household h ON h.id = asked.household_id
      WHERE asked.ward_id = ${wardId} AND asked.is_open AND h.id <> ALL (${exceptIds}::uuid[])
        AND (asked.accepted_at IS NULL OR EXISTS (SELECT FROM round_door held WHERE held.household_id = h.id AND held.is_open)) AND EXISTS (SELECT FROM support_request_wish w
        WHERE w.support_request_id = asked.id AND (w.on_date = ${on} OR extract(isodow FROM ${on}::date)::int = ANY (w.weekdays)))
      ORDER BY asked.received_on, asked.id LIMIT ${constant(MAX_ASKED_ON)}`;
  return rows.map(toDoorState);
}

const MAX_FOUND = 20;

/**
 * Doors whose address contains the typed words; without words, the neighbours of a round's doors. Doors on the round
 * are left out.
 */
export const listDoorsToAdd = (
  db: Reads,
  wardId: string,
  { on, roundId, words }: { on: LocalDate; roundId: string; words: string },
): Promise<CandidateDoor[]> => {
  const wanted =
    words === ''
      ? sql`h.lane_key IN (SELECT y.lane_key FROM round_door z JOIN household y ON y.id = z.household_id WHERE z.round_id = ${roundId})`
      : sql`h.address_folded LIKE ${`%${escapeLikePattern(foldVietnamese(words))}%`}`;
  const notOnRound = sql`NOT EXISTS (SELECT 1 FROM round_door x WHERE x.round_id = ${roundId} AND x.household_id = h.id)`;
  return listCandidates(db, wardId, on, { where: sql`${notOnRound} AND ${wanted}`, limit: MAX_FOUND });
};

const DOOR_FACTS = z.object({
  id: z.string(),
  residents: z.array(z.object({ ...READINESS_SHAPE, birth: BIRTH.nullable() })),
  visits: z.array(LAST_VISIT_JSON.extend({ arrivedAt: z.string(), officers: z.array(z.string()) })),
  priority: z.array(z.enum(PriorityKind)),
  requests: z.array(REQUEST_BRIEF),
  call: CALL_BRIEF.nullable(),
  dueItems: z.array(DUE_BRIEF),
});

/** The facts behind the reasons of these doors, with the priority facts that hold on the day of the round. */
export async function getDoorFacts(db: Reads, wardId: string, householdIds: readonly string[], on: LocalDate) {
  const rows = await queryRows(db, 'rounds-door-facts', DOOR_FACTS)`SELECT h.id,
        coalesce((SELECT jsonb_agg(jsonb_build_object('birth', ${birthSql('p')}, ${readinessPairs('k')}))
          FROM household_membership m JOIN resident p ON p.id = m.resident_id LEFT JOIN readiness k ON k.resident_id = p.id AND k.is_latest
          WHERE m.household_id = h.id AND ${livesThere('m', 'p')} AND NOT ${objectsToContact('p')}), '[]') AS residents,
        coalesce((SELECT jsonb_agg(jsonb_build_object('outcome', v.outcome, 'arrivedAt', v.arrived_at, 'nextStep', v.next_step,
            'nextStepDue', v.next_step_due, 'nextStepFrom', v.next_step_from, 'nextStepTo', v.next_step_to, 'officers', ARRAY(
              SELECT u.display_name FROM user_account u WHERE v.outcome = 'refused' AND u.id = ANY (${officersAt('v')}) ORDER BY 1)) ORDER BY v.arrived_at DESC)
          FROM (SELECT * FROM visit WHERE household_id = h.id ORDER BY arrived_at DESC LIMIT 10) v), '[]') AS visits,
        (SELECT coalesce(jsonb_agg(DISTINCT f.kind), '[]') FROM (
          SELECT kind, valid_from, valid_to FROM priority_fact WHERE household_id = h.id
          UNION ALL SELECT kind, f.valid_from, f.valid_to FROM household_membership m JOIN priority_fact f ON f.resident_id = m.resident_id
            WHERE m.household_id = h.id AND m.valid_to IS NULL) f
          WHERE f.valid_from <= ${on} AND (f.valid_to IS NULL OR f.valid_to > ${on})) AS priority,
        (SELECT coalesce(json_agg(open.brief), '[]') FROM (${dueBriefs({ wardId, today: on, who: livesIn(raw('h.id')) })}) open) AS "dueItems",
        ${openRequestsOf('h')} AS requests, ${latestCallOf('h', on)} AS call
      FROM household h WHERE h.ward_id = ${wardId} AND h.id = ANY (${householdIds}::uuid[])`;
  return new Map(
    rows.map(({ id, residents, visits, priority, requests, call, dueItems }) => [
      id,
      {
        priority,
        call,
        dueItems,
        requests: requests.filter(({ isAccepted }) => isAccepted),
        residents,
        visits: visits.map((visit) => ({ ...visit, arrivedAt: new Date(visit.arrivedAt) })),
      },
    ]),
  );
}

const KNOWN_FACE = z.object({ doorId: z.string(), officerId: z.string(), visits: z.number(), refused: z.boolean() });
export type KnownFace = z.infer<typeof KNOWN_FACE>;

/** SQL: how often each of the team met a resident at a door, and who was there when it refused and no resident was met since. @param which limits `v`. */
export const facesAt = (which: Sql): Sql => sql`
  SELECT v.household_id AS "doorId", o.id AS "officerId", (count(*) FILTER (WHERE v.met_somebody))::int AS visits, bool_or(NOT v.met_somebody) AS refused
  FROM visit v CROSS JOIN LATERAL unnest(${officersAt('v')}) AS o (id)
  WHERE ${which} AND (v.met_somebody OR v.outcome = 'refused' AND NOT EXISTS (SELECT FROM visit later
    WHERE later.household_id = v.household_id AND later.arrived_at > v.arrived_at AND (later.met_somebody OR later.outcome = 'refused'))) GROUP BY 1, 2`;

export const listKnownFaces = (db: Reads, wardId: string, doorIds: readonly string[], before: Date) =>
  queryRows(db, 'round-known-faces', KNOWN_FACE)`
      ${facesAt(sql`v.ward_id = ${wardId} AND v.household_id = ANY (${doorIds}::uuid[]) AND v.arrived_at < ${before}`)}`;

/** 'đã gặp 3 nhà, 5 lần; 1 nhà lần trước chưa muốn' of the doors asked for; '' for a new face. */
export function knownText(known: readonly KnownFace[], officerId: string): string {
  const own = known.filter((face) => face.officerId === officerId);
  const [met, refused] = [own.filter(({ visits }) => visits > 0).length, own.filter((face) => face.refused).length];
  const before = met > 0 && `đã gặp ${met} nhà, ${own.reduce((sum, { visits }) => sum + visits, 0)} lần`;
  return [before, refused > 0 && `${refused} nhà lần trước chưa muốn`].filter(Boolean).join('; ');
}
