import { raw } from '../../../shared/sql';
import type { Database, Reads } from '../../../db/database';
import { combineReads, type Read } from '../../../db/combine-reads';
import type {
  BirthPrecision,
  DoorOutcome,
  Gender,
  HouseholdRelation,
  NextStep,
  PauseKind,
  RoundClosureKind,
} from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { addDays, instantOf, localDateOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { type ReadinessFacts, readinessPairs } from '../../../shared/readiness-fields';
import { briefingsForRound, type BriefingRow } from '../../casework/briefings/queries';
import type { CallBrief } from '../../casework/door-calls/call-labels';
import { latestCallOf } from '../../casework/door-calls/queries';
import { helpersOf, type HelperRow } from '../../casework/needs/queries';
import { openRequestsOf } from '../../casework/requests/queries';
import type { RequestBrief } from '../../casework/requests/request-labels';
import { thingsOfRound, type ThingOfRound } from '../../rounds/hand-overs/queries';
import type { ExpectedTime } from '../../rounds/round/expected-time';
import type { StoredReasons } from '../../rounds/doors/door-reason';
import { LAST_VISIT, type LastVisit } from '../../rounds/doors/last-visit';

/**
 * One row per round of today (or the next round when there is none today), followed by the columns of a door of the
 * selected round.
 */
export interface TonightRow extends ExpectedTime {
  roundId: string;
  code: string;
  startsAt: Date;
  endsAt: Date;
  area: string;
  outOfHoursReason: string | null;
  answeredObjections: string[];
  /** Who of the neighbourhood walks along; '' for none. */
  escort: string;
  note: string;
  closure: RoundClosureKind | null;
  officers: string;
  minutesPerDoor: number;
  isShown: boolean;
  doorId: string | null;
  householdId: string | null;
  reasons: StoredReasons;
  isOpen: boolean;
  houseNumber: string;
  room: string;
  addressLine: string;
  laneLabel: string;
  howToFind: string;
  name: string | null;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  members: number | null;
  helpers: HelperRow[];
  /** Open requests, accepted or not. */
  requests: RequestBrief[];
  call: CallBrief | null;
  pauseKind: PauseKind | null;
  visitId: string | null;
  outcome: DoorOutcome | null;
  arrivedAt: Date | null;
  metSomebody: boolean;
  nextStep: NextStep;
  nextStepDue: LocalDate | null;
  nextStepFrom: LocalTime | null;
  nextStepTo: LocalTime | null;
  /** The latest visit other than the one of this round door; null when there is none. */
  last: LastVisit | null;
  assists: number;
  submitted: number;
}

/** $1 the ward, $2 the officer or null, $3 the requested round, $4 and $5 the start and end of the day, $6 now. */
const ROUNDS_OF_DAY = `
  WITH mine AS MATERIALIZED (
    SELECT r.id, r.code, r.starts_at, r.ends_at, r.area, r.out_of_hours_reason, r.answered_objections, r.escort, r.note, c.kind AS closure
    FROM round r LEFT JOIN round_closure c ON c.round_id = r.id
    WHERE r.ward_id = $1 AND r.starts_at >= $4 AND r.starts_at < $5 AND c.kind IS DISTINCT FROM 'cancelled'
      AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM round_officer o WHERE o.round_id = r.id AND o.user_id = $2))
  ), upcoming AS (
    SELECT r.id, r.code, r.starts_at, r.ends_at, r.area, r.out_of_hours_reason, r.answered_objections, r.escort, r.note, NULL::round_closure_kind
    FROM round r
    WHERE NOT EXISTS (SELECT 1 FROM mine) AND r.ward_id = $1 AND r.starts_at >= $5
      AND NOT EXISTS (SELECT 1 FROM round_closure c WHERE c.round_id = r.id)
      AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM round_officer o WHERE o.round_id = r.id AND o.user_id = $2))
    ORDER BY r.starts_at, r.id LIMIT 1
  ), shown AS (
    SELECT id FROM mine
    ORDER BY (id = $3::uuid) DESC, (ends_at > $6) DESC, CASE WHEN ends_at > $6 THEN starts_at END, starts_at DESC, id LIMIT 1
  ), rounds AS MATERIALIZED (
    SELECT x.*, (SELECT string_agg(u.display_name, ', ' ORDER BY u.display_name)
      FROM round_officer o JOIN user_account u ON u.id = o.user_id WHERE o.round_id = x.id) AS officers
    FROM (SELECT * FROM mine UNION ALL SELECT * FROM upcoming) x
  )`;

/** $7 today. */
const DOORS: Read<TonightRow> = {
  text: `
    SELECT r.id AS "roundId", r.code, r.starts_at AS "startsAt", r.ends_at AS "endsAt", r.area, r.out_of_hours_reason AS "outOfHoursReason",
      r.answered_objections AS "answeredObjections", r.escort, r.note, r.closure, (w.outreach_policy ->> 'bufferMinutes')::int AS "minutesPerDoor", s.id IS NOT NULL AS "isShown",
      r.officers, d.id AS "doorId", h.id AS "householdId", d.reason AS reasons, d.is_open AS "isOpen", d.expected_at AS "expectedAt", d.is_if_time_allows AS "isIfTimeAllows",
      h.house_number AS "houseNumber", h.room, h.address_line AS "addressLine", h.lane_label AS "laneLabel", h.how_to_find AS "howToFind",
      p.full_name AS name, p.gender, p.birth_date AS "birthDate", p.birth_precision AS "birthPrecision", p.members, ${helpersOf('h')} AS helpers, ${openRequestsOf('h')} AS requests,
      ${latestCallOf('h', '$7')} AS call,
      (SELECT kind FROM ${pausesOn(raw('$7')).text} x WHERE x.household_id = h.id LIMIT 1) AS "pauseKind",
      v.id AS "visitId", v.outcome, v.arrived_at AS "arrivedAt", coalesce(v.met_somebody, false) AS "metSomebody", v.next_step AS "nextStep", v.next_step_due AS "nextStepDue",
      v.next_step_from AS "nextStepFrom", v.next_step_to AS "nextStepTo", ${LAST_VISIT.text} AS last,
      coalesce(a.assists, 0) AS assists, coalesce(a.submitted, 0) AS submitted
    FROM rounds r
    JOIN ward w ON w.id = $1
    LEFT JOIN shown s ON s.id = r.id
    LEFT JOIN round_door d ON d.round_id = s.id
    LEFT JOIN household h ON h.id = d.household_id
    LEFT JOIN LATERAL (
      SELECT q.full_name, q.gender, q.birth_date, q.birth_precision, count(*) OVER ()::int AS members
      FROM household_membership m JOIN resident q ON q.id = m.resident_id
      WHERE m.household_id = h.id AND ${livesThere('m', 'q').text} AND NOT ${objectsToContact('q').text}
      ORDER BY m.relation = 'head' DESC, q.birth_date NULLS LAST LIMIT 1) p ON true
    LEFT JOIN visit v ON v.round_door_id = d.id
    LEFT JOIN LATERAL (
      SELECT count(*)::int AS assists, (count(*) FILTER (WHERE result = 'submitted'))::int AS submitted
      FROM assisted_procedure WHERE visit_id = v.id) a ON true
    ORDER BY r.starts_at, r.id, d.position`,
  instants: { startsAt: true, endsAt: true, arrivedAt: true },
};

const readTonight = combineReads(
  'tonight',
  { rows: DOORS, briefings: briefingsForRound('(SELECT id FROM shown)') },
  ROUNDS_OF_DAY,
);

/**
 * Reads everything for "Tối nay" in one statement, because a whole team reloads the page all evening: the rounds of the
 * day, the doors of one round (the requested one, else the one in progress, else the next, else the last), and its
 * briefings.
 * @param officerId limits the rounds to those of this officer; null for the whole ward.
 */
export function loadTonight(
  { pool }: Database,
  { wardId, officerId, roundId, now }: { wardId: string; officerId: string | null; roundId: string | null; now: Date },
): Promise<{ rows: TonightRow[]; briefings: BriefingRow[] }> {
  const today = localDateOf(now);
  const [dayStart, dayEnd] = [instantOf(today, '00:00'), instantOf(addDays(today, 1), '00:00')];
  return readTonight(pool, [wardId, officerId, roundId, dayStart, dayEnd, now, today]);
}

export interface SheetDoor extends ExpectedTime {
  id: string;
  reasons: StoredReasons;
  houseNumber: string;
  room: string;
  addressLine: string;
  laneLabel: string;
  howToFind: string;
  /** The latest visit other than the one of this round door; null when there is none. */
  last: (LastVisit & { nextStepNote: string }) | null;
  pauseKind: PauseKind | null;
  isOpen: boolean;
  outcome: DoorOutcome | null;
  arrivedAt: Date | null;
  metSomebody: boolean;
  wasHelped: boolean;
  /** Current members, the head first, then by age. */
  residents: SheetResident[];
  helpers: HelperRow[];
  requests: RequestBrief[];
  call: CallBrief | null;
}

export interface SheetResident extends ReadinessFacts {
  fullName: string;
  gender: Gender | null;
  birthDate: LocalDate | null;
  birthPrecision: BirthPrecision | null;
  relation: HouseholdRelation;
}

/** What a sheet prints of the ward. */
interface SheetWard {
  /** The phone number at which a resident can check whether a round is real; null if there is none. */
  phone: string | null;
  adultAge: number;
}

/**
 * The parts of a printed sheet. Its doors contain no national numbers, and only the phone numbers of helpers. $1 the
 * ward, $2 the round, $3 its day.
 */
const readSheet = combineReads<{ doors: SheetDoor; things: ThingOfRound; ward: SheetWard }>('tonight-sheet', {
  doors: {
    text: `
    SELECT d.id, d.reason AS reasons, d.is_open AS "isOpen", d.expected_at AS "expectedAt", d.is_if_time_allows AS "isIfTimeAllows", h.house_number AS "houseNumber", h.room, h.address_line AS "addressLine", h.lane_label AS "laneLabel",
      h.how_to_find AS "howToFind", v.outcome, v.arrived_at AS "arrivedAt",
      coalesce(v.met_somebody, false) AS "metSomebody", ${LAST_VISIT.text} AS last,
      EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id) AS "wasHelped", ${helpersOf('h')} AS helpers, ${openRequestsOf('h')} AS requests,
      ${latestCallOf('h', '$3')} AS call,
      (SELECT kind FROM ${pausesOn(raw('$3')).text} x WHERE x.household_id = h.id LIMIT 1) AS "pauseKind",
      coalesce((SELECT jsonb_agg(jsonb_build_object('fullName', p.full_name, 'gender', p.gender, 'birthDate', p.birth_date,
          'birthPrecision', p.birth_precision, 'relation', m.relation, ${readinessPairs('k').text})
          ORDER BY m.relation = 'head' DESC, p.birth_date NULLS LAST)
        FROM household_membership m JOIN resident p ON p.id = m.resident_id LEFT JOIN readiness k ON k.resident_id = p.id AND k.is_latest
        WHERE m.household_id = h.id AND ${livesThere('m', 'p').text} AND NOT ${objectsToContact('p').text}), '[]') AS residents
    FROM round_door d JOIN household h ON h.id = d.household_id LEFT JOIN visit v ON v.round_door_id = d.id
    WHERE d.round_id = $2 ORDER BY d.position`,
    instants: { arrivedAt: true },
  },
  things: { text: thingsOfRound(raw('$1'), raw('$2')).sql.text, instants: { takenAt: true, endedAt: true } },
  ward: { text: 'SELECT phone, adult_age AS "adultAge" FROM ward WHERE id = $1', instants: {} },
});

export async function getSheet(
  { pool }: Reads,
  wardId: string,
  roundId: string,
  on: LocalDate,
): Promise<{ doors: SheetDoor[]; things: ThingOfRound[]; ward: SheetWard }> {
  const { doors, things, ward } = await readSheet(pool, [wardId, roundId, on]);
  return { doors, things, ward: ward[0]! };
}
