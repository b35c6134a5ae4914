import { raw } from '../../../shared/sql';
import { combineReads, type Read } from '../../../db/combine-reads';
import type { Database, Reads } from '../../../db/database';
import type { BirthPrecision, HouseholdOccupancy, PauseKind, PriorityKind } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { type LocalDate, birthOf } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { escapeLikePattern, foldVietnamese } from '../../../shared/vietnamese-text';
import { pausesOn } from '../../../shared/pauses';
import { NotFoundError } from '../../../shared/errors';
import { type ReadinessFacts, readinessPairs } from '../../../shared/readiness-fields';
import type { CallBrief } from '../../casework/door-calls/call-labels';
import { latestCallOf } from '../../casework/door-calls/queries';
import { openRequestsOf } from '../../casework/requests/queries';
import type { RequestBrief } from '../../casework/requests/request-labels';
import type { DoorFacts } from '../doors/door-reason';
import type { LastVisit } from '../doors/last-visit';
import { outreachPolicySchema, type CalendarFact, type OutreachPolicy } from '../../office/calendar/outreach-time';

// ---------------------------------------------------------------- the ward's rules

export interface PlanningRules {
  wardName: string;
  adultAge: number;
  policy: OutreachPolicy;
  /** Holidays, swapped working days and days without knocking. */
  calendarDays: CalendarFact[];
}

/** The ward's rules, with its special days from one date to another. */
export async function getPlanningRules(
  { pool }: Reads,
  wardId: string,
  from: LocalDate,
  to: LocalDate = from,
): Promise<PlanningRules> {
  const { rows } = await pool.query<Omit<PlanningRules, 'policy'> & { policy: unknown }>({
    name: 'rounds-planning-rules',
    text: `SELECT w.name AS "wardName", w.adult_age AS "adultAge", w.outreach_policy AS policy,
             coalesce((SELECT jsonb_agg(jsonb_build_object('date', date, 'kind', kind, 'name', name, 'status', status) ORDER BY date, kind)
               FROM calendar_day WHERE ward_id = w.id AND date BETWEEN $2 AND $3), '[]') AS "calendarDays"
           FROM ward w WHERE w.id = $1`,
    values: [wardId, from, to],
  });
  const [ward] = rows;
  if (!ward) throw new NotFoundError();
  return { ...ward, policy: outreachPolicySchema.parse(ward.policy) };
}

// ---------------------------------------------------------------- officers

export interface Officer {
  id: string;
  displayName: string;
  /** The officer's availability on that weekday, 'HH:MM'. */
  free: { from: string; to: string }[];
  /** Whether the officer has given any availability at all. */
  hasPattern: boolean;
}

/** Officers who can be sent, with their availability on a weekday (1 Monday to 7 Sunday). */
export async function listOfficers({ pool }: Reads, wardId: string, weekday: number): Promise<Officer[]> {
  const { rows } = await pool.query<Officer>({
    name: 'rounds-officers',
    text: `SELECT u.id, u.display_name AS "displayName",
             EXISTS (SELECT 1 FROM officer_availability a WHERE a.user_id = u.id) AS "hasPattern",
             coalesce((SELECT jsonb_agg(jsonb_build_object('from', a.from_time, 'to', a.to_time) ORDER BY a.from_time)
               FROM officer_availability a WHERE a.ward_id = u.ward_id AND a.user_id = u.id AND a.weekday = $2), '[]') AS free
           FROM user_account u
           WHERE u.ward_id = $1 AND u.role = 'officer' AND u.disabled_at IS NULL
           ORDER BY person_sort_name(u.display_name) COLLATE "vi-VN-x-icu", u.id`,
    values: [wardId, weekday],
  });
  return rows;
}

/** The names of the officers who can be sent, by their ids. */
export async function namesOfOfficers({ pool }: Reads, wardId: string): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; displayName: string }>({
    name: 'rounds-officer-names',
    text: `SELECT id, display_name AS "displayName" FROM user_account WHERE ward_id = $1 AND role = 'officer' AND disabled_at IS NULL`,
    values: [wardId],
  });
  return new Map(rows.map(({ id, displayName }) => [id, displayName]));
}

interface RoundSpan {
  startsAt: Date;
  endsAt: Date;
}

export interface OfficerClash {
  officerId: string;
  displayName: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
}

export interface OfficerAbsence {
  officerId: string;
  displayName: string;
  startsAt: Date;
  endsAt: Date;
}

interface Busy {
  clashes: OfficerClash[];
  absences: OfficerAbsence[];
}

/**
 * What keeps officers from a round: $2 and $3 its start and end, $4 the round itself.
 * @param officers SQL for the array of their ids, from $1.
 */
const busyOf = (name: string, officers: string) =>
  combineReads<{ clashes: OfficerClash; absences: OfficerAbsence }>(name, {
    clashes: {
      text: `SELECT u.id AS "officerId", u.display_name AS "displayName", r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt"
           FROM round_officer o JOIN round r ON r.id = o.round_id JOIN user_account u ON u.id = o.user_id
           WHERE o.user_id = ANY (${officers}) AND o.is_active AND o.starts_at < $3 AND o.ends_at > $2 AND o.round_id <> $4
           ORDER BY u.display_name, r.starts_at`,
      instants: { startsAt: true, endsAt: true },
    },
    absences: {
      text: `SELECT u.id AS "officerId", u.display_name AS "displayName", a.starts_at AS "startsAt", a.ends_at AS "endsAt"
           FROM absence a JOIN user_account u ON u.id = a.user_id
           WHERE a.user_id = ANY (${officers}) AND tstzrange(a.starts_at, a.ends_at, '[)') && tstzrange($2, $3, '[)')
           ORDER BY u.display_name, a.starts_at`,
      instants: { startsAt: true, endsAt: true },
    },
  });
const readOfficersBusy = busyOf('rounds-officers-busy', '$1::uuid[]');
const readTeamBusy = busyOf(
  'rounds-team-busy',
  `ARRAY(SELECT id FROM user_account WHERE ward_id = $1 AND role = 'officer' AND disabled_at IS NULL)`,
);

/** Which of these officers are on another round at that time, and which are absent. */
export function listOfficersBusy(
  { pool }: Database,
  officerIds: readonly string[],
  { startsAt, endsAt }: RoundSpan,
  exceptRoundId: string,
): Promise<Busy> {
  return readOfficersBusy(pool, [officerIds, startsAt, endsAt, exceptRoundId]);
}

/** The same for all officers of the ward who can be sent. */
export function listTeamBusy(
  { pool }: Reads,
  wardId: string,
  { startsAt, endsAt }: RoundSpan,
  exceptRoundId: string,
): Promise<Busy> {
  return readTeamBusy(pool, [wardId, startsAt, endsAt, exceptRoundId]);
}

// ---------------------------------------------------------------- doors and lanes

interface GroupName {
  id: string;
  name: string;
}

/** $1 the ward. */
const GROUPS: Read<GroupName> = {
  text: `SELECT id, name FROM residential_group WHERE ward_id = $1 AND valid_to IS NULL
         ORDER BY lpad(substring(code FROM '\\d+'), 6, '0'), code`,
  instants: {},
};

export async function listGroups({ pool }: Database, wardId: string): Promise<GroupName[]> {
  const { rows } = await pool.query<GroupName>({ name: 'rounds-groups', text: GROUPS.text, values: [wardId] });
  return rows;
}

export interface LaneSummary {
  key: string;
  label: string;
  doors: number;
  neverVisited: number;
  lastVisitOn: LocalDate | null;
}

const readGroupsAndLanes = combineReads<{ groups: GroupName; lanes: LaneSummary }>('rounds-groups-and-lanes', {
  groups: GROUPS,
  lanes: {
    text: `SELECT h.lane_key AS key, min(h.lane_label) AS label, count(*)::int AS doors,
             count(*) FILTER (WHERE v.last IS NULL)::int AS "neverVisited", max(v.last) AS "lastVisitOn"
           FROM household h LEFT JOIN LATERAL (SELECT max(visited_on) AS last FROM visit WHERE household_id = h.id) v ON true
           WHERE h.ward_id = $1 AND ($2::uuid IS NULL OR h.residential_group_id = $2) AND h.occupancy <> 'vacant'
           GROUP BY h.lane_key ORDER BY min(h.walk_order) LIMIT $3`,
    instants: {},
  },
});

/**
 * The groups of a ward, and the lanes of one or all of them in walking order with how well they are known. Vacant houses
 * do not count as doors.
 */
export function listGroupsAndLanes(
  { pool }: Reads,
  wardId: string,
  groupId: string | null,
  limit: number,
): Promise<{ groups: GroupName[]; lanes: LaneSummary[] }> {
  return readGroupsAndLanes(pool, [wardId, groupId, limit]);
}

export interface CandidateDoor {
  id: string;
  houseNumber: string;
  room: string;
  addressLine: string;
  laneKey: string;
  laneLabel: string;
  occupancy: HouseholdOccupancy;
  pause: { kind: PauseKind; until: LocalDate | null } | null;
  openRound: { id: string; code: string; startsAt: Date; endsAt: Date } | null;
}

interface CandidateRow extends Omit<CandidateDoor, 'pause' | 'openRound'> {
  pauseKind: PauseKind | null;
  pauseUntil: LocalDate | null;
  openRoundId: string | null;
  openRoundCode: string | null;
  openRoundStartsAt: Date | null;
  openRoundEndsAt: Date | null;
}

/** $1 ward, $2 day of the round. */
const candidateSql = (condition: string) => `
  SELECT h.id, h.house_number AS "houseNumber", h.room, h.address_line AS "addressLine", h.lane_key AS "laneKey", h.lane_label AS "laneLabel",
    h.occupancy, p.kind AS "pauseKind", p.paused_until AS "pauseUntil",
    r.id AS "openRoundId", r.code AS "openRoundCode", r.starts_at AS "openRoundStartsAt", r.ends_at AS "openRoundEndsAt"
  FROM household h
  LEFT JOIN LATERAL (SELECT kind, paused_until FROM ${pausesOn(raw('$2')).text} x
    WHERE x.household_id = h.id
    ORDER BY paused_until DESC NULLS FIRST LIMIT 1) p ON true
  LEFT JOIN round_door d ON d.household_id = h.id AND d.is_open
  LEFT JOIN round r ON r.id = d.round_id
  WHERE h.ward_id = $1 AND ${condition}
  ORDER BY h.walk_order, h.id`;

function toCandidate({
  pauseKind,
  pauseUntil,
  openRoundId,
  openRoundCode,
  openRoundStartsAt,
  openRoundEndsAt,
  ...door
}: CandidateRow): CandidateDoor {
  return {
    ...door,
    pause: pauseKind && { kind: pauseKind, until: pauseUntil },
    openRound: openRoundId
      ? { id: openRoundId, code: openRoundCode!, startsAt: openRoundStartsAt!, endsAt: openRoundEndsAt! }
      : null,
  };
}

/** The doors of some lanes in walking order, with their obstacles on that day. */
export async function listLaneDoors(
  { pool }: Reads,
  wardId: string,
  on: LocalDate,
  lanes: { keys: readonly string[]; groupId: string | null; limit: number },
): Promise<CandidateDoor[]> {
  const { rows } = await pool.query<CandidateRow>({
    name: 'rounds-lane-doors',
    text: `${candidateSql('h.lane_key = ANY ($3::text[]) AND ($4::uuid IS NULL OR h.residential_group_id = $4)')} LIMIT $5`,
    values: [wardId, on, lanes.keys, lanes.groupId, lanes.limit],
  });
  return rows.map(toCandidate);
}

/** These doors in walking order; ids of other wards are missing. */
export async function listDoorsById(
  { pool }: Reads,
  wardId: string,
  on: LocalDate,
  ids: readonly string[],
): Promise<CandidateDoor[]> {
  const { rows } = await pool.query<CandidateRow>({
    name: 'rounds-doors-by-id',
    text: candidateSql('h.id = ANY ($3::uuid[])'),
    values: [wardId, on, ids],
  });
  return rows.map(toCandidate);
}

/** Where to go, by the ids of doors, of requests, and of visits that made a promise. */
export async function listExpectedAddresses(
  { pool }: Reads,
  wardId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; addressLine: string }>({
    name: 'expected-addresses',
    text: `SELECT e.id, h.address_line AS "addressLine" FROM (
             SELECT id, household_id FROM support_request WHERE ward_id = $1 AND id = ANY ($2::uuid[])
             UNION ALL SELECT id, household_id FROM visit WHERE ward_id = $1 AND id = ANY ($2::uuid[])
             UNION ALL SELECT id, id FROM household WHERE ward_id = $1 AND id = ANY ($2::uuid[])) e
           JOIN household h ON h.id = e.household_id`,
    values: [wardId, ids],
  });
  return new Map(rows.map(({ id, addressLine }) => [id, addressLine]));
}

/**
 * Doors whose address contains the typed words; without words, the neighbours of a round's doors. Doors on the round
 * are left out.
 */
export async function listDoorsToAdd(
  { pool }: Reads,
  wardId: string,
  { on, roundId, words }: { on: LocalDate; roundId: string; words: string },
): Promise<CandidateDoor[]> {
  const notOnRound = 'NOT EXISTS (SELECT 1 FROM round_door x WHERE x.round_id = $3 AND x.household_id = h.id)';
  const { rows } =
    words === ''
      ? await pool.query<CandidateRow>({
          name: 'rounds-neighbours',
          text: `${candidateSql(`${notOnRound} AND h.lane_key IN (
        SELECT y.lane_key FROM round_door z JOIN household y ON y.id = z.household_id WHERE z.round_id = $3)`)} LIMIT 20`,
          values: [wardId, on, roundId],
        })
      : await pool.query<CandidateRow>({
          name: 'rounds-doors-to-add',
          text: `${candidateSql(`${notOnRound} AND h.address_folded LIKE $4`)} LIMIT 20`,
          values: [wardId, on, roundId, `%${escapeLikePattern(foldVietnamese(words))}%`],
        });
  return rows.map(toCandidate);
}

interface FactsRow {
  id: string;
  residents: (ReadinessFacts & { birthDate: LocalDate | null; birthPrecision: BirthPrecision | null })[];
  visits: (LastVisit & { arrivedAt: string })[];
  priority: PriorityKind[];
  requests: RequestBrief[];
  call: CallBrief | null;
}

/** The facts behind the reasons of these doors, with the priority facts that hold on the day of the round. */
export async function getDoorFacts(
  { pool }: Reads,
  wardId: string,
  householdIds: readonly string[],
  on: LocalDate,
): Promise<Map<string, DoorFacts>> {
  const { rows } = await pool.query<FactsRow>({
    name: 'rounds-door-facts',
    text: `SELECT h.id,
        coalesce((SELECT jsonb_agg(jsonb_build_object('birthDate', p.birth_date, 'birthPrecision', p.birth_precision,
            ${readinessPairs('k').text}))
          FROM household_membership m JOIN resident p ON p.id = m.resident_id LEFT JOIN readiness k ON k.resident_id = p.id AND k.is_latest
          WHERE m.household_id = h.id AND ${livesThere('m', 'p').text} AND NOT ${objectsToContact('p').text}), '[]') AS residents,
        coalesce((SELECT jsonb_agg(jsonb_build_object('outcome', v.outcome, 'arrivedAt', v.arrived_at, 'nextStep', v.next_step,
            'nextStepDue', v.next_step_due, 'nextStepFrom', v.next_step_from, 'nextStepTo', v.next_step_to) ORDER BY v.arrived_at DESC)
          FROM (SELECT * FROM visit WHERE household_id = h.id ORDER BY arrived_at DESC LIMIT 10) v), '[]') AS visits,
        (SELECT coalesce(jsonb_agg(DISTINCT f.kind), '[]') FROM (
          SELECT kind, valid_from, valid_to FROM priority_fact WHERE household_id = h.id
          UNION ALL SELECT kind, f.valid_from, f.valid_to FROM household_membership m JOIN priority_fact f ON f.resident_id = m.resident_id
            WHERE m.household_id = h.id AND m.valid_to IS NULL) f
          WHERE f.valid_from <= $3 AND (f.valid_to IS NULL OR f.valid_to > $3)) AS priority, ${openRequestsOf('h').text} AS requests, ${latestCallOf('h', raw('$3')).text} AS call
      FROM household h WHERE h.ward_id = $1 AND h.id = ANY ($2::uuid[])`,
    values: [wardId, householdIds, on],
  });
  return new Map(
    rows.map(({ id, residents, visits, priority, requests, call }) => [
      id,
      {
        priority,
        call,
        requests: requests.filter(({ isAccepted }) => isAccepted),
        residents: residents.map(({ birthDate, birthPrecision, ...needs }) => ({
          ...needs,
          birth: birthOf({ birthDate, birthPrecision }),
        })),
        visits: visits.map((visit) => ({ ...visit, arrivedAt: new Date(visit.arrivedAt) })),
      },
    ]),
  );
}
