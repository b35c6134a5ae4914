import { raw } from '../../../shared/sql';
import type { Database } from '../../../db/database';
import { addDays, type LocalDate } from '../../../shared/dates';
import { objectsToContact } from '../../../shared/contact-objection';
import { livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { CALLS_DAYS } from '../../casework/door-calls/queries';
import { PROMISE_DUE_AFTER_DAYS } from '../../casework/follow-ups/follow-up';
import { promiseHolds } from '../../casework/follow-ups/queries';
import { listOpenRequests } from '../../casework/requests/queries';
import { DEFAULT_OPTIONS } from '../planner/planner-input';
import type { AbsenceFact, AvailabilityFact, PlannerFacts } from './planner-facts';
import { getPlanningRules } from '../round/plan-queries';

/** How many days back visits count for hours and minutes; the last meeting at a door counts even from before. */
const TRIES_DAYS = 365;
/** No round is planned later than this. */
const DAYS_AHEAD = 366;
const LOCAL = `AT TIME ZONE 'Asia/Ho_Chi_Minh'`;

/**
 * Reads everything that planRounds needs about one ward, in a fixed number of statements. The long lists come as JSON
 * text made by the database: it is passed on to the planner's thread unparsed, so that parsing blocks nothing here.
 */
export async function readPlannerFacts(db: Database, wardId: string, today: LocalDate): Promise<PlannerFacts> {
  const since = addDays(today, -TRIES_DAYS);
  // One after the other: a ward's worth of rows must not take all connections away from the pages.
  const { policy, calendarDays } = await getPlanningRules(db, wardId, since, addDays(today, DAYS_AHEAD));
  const doors = await doorsOf(db, wardId, today);
  const tries = await triesOf(db, wardId, since);
  const followUps = await followUpsOf(db, wardId);
  const calls = await callsOf(db, wardId, today);
  const requests = await listOpenRequests(db, wardId, today);
  const rounds = await roundsOf(db, wardId, today);
  const officers = await officersOf(db, wardId, today);
  return {
    today,
    policy,
    calendarDays,
    doors,
    tries,
    followUps,
    calls,
    requests,
    rounds,
    ...officers,
  };
}

async function jsonOf({ pool }: Database, name: string, text: string, values: unknown[]): Promise<string> {
  const { rows } = await pool.query<{ json: string }>({ name, text, values });
  return rows[0]!.json;
}

/** Rows of DoorRow. */
function doorsOf(db: Database, wardId: string, today: LocalDate): Promise<string> {
  return jsonOf(
    db,
    'planner-doors',
    `
    WITH needs AS (SELECT resident_id, array_agg(DISTINCT need) AS needs FROM resident_needs($1, $2) GROUP BY resident_id),
    people AS (
      SELECT m.household_id, bool_or(p.phone IS NOT NULL) AS has_phone,
        json_agg(json_build_array(p.birth_date, p.birth_precision, p.residence_status <> 'permanent', coalesce(n.needs, '{}'))) AS residents
      FROM household_membership m JOIN resident p ON p.id = m.resident_id LEFT JOIN needs n ON n.resident_id = p.id
      WHERE m.ward_id = $1 AND ${livesThere('m', 'p').text} AND NOT ${objectsToContact('p').text}
      GROUP BY m.household_id),
    pauses AS (
      SELECT DISTINCT ON (household_id) household_id, kind, paused_until FROM ${pausesOn(raw('$2')).text} x
      WHERE ward_id = $1
      ORDER BY household_id, paused_until DESC NULLS FIRST),
    helpers AS (
      SELECT DISTINCT household_id FROM digital_helper
      WHERE ward_id = $1 AND phone IS NOT NULL AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)
        AND NOT EXISTS (SELECT FROM resident helper WHERE helper.id = digital_helper.resident_id AND ${objectsToContact('helper').text}))
    SELECT coalesce(json_agg(json_build_array(h.id, h.walk_order, h.lane_key, h.lane_label, h.residential_group_id, h.occupancy, s.kind, s.paused_until,
        coalesce(p.has_phone, false) OR o.household_id IS NOT NULL, coalesce(p.residents, '[]'))), '[]')::text AS json
    FROM household h LEFT JOIN people p ON p.household_id = h.id LEFT JOIN pauses s ON s.household_id = h.id LEFT JOIN helpers o ON o.household_id = h.id
    WHERE h.ward_id = $1`,
    [wardId, today],
  );
}

/** For planning, a visit that says "met" but names no resident achieved nothing: the door is still to be met. */
const OUTCOME = `CASE WHEN outcome = 'met' AND NOT met_somebody THEN 'come_back_later' ELSE outcome END`;

/** The tries at each door: all since a day, and before it the last that met a resident. */
function triesOf(db: Database, wardId: string, since: LocalDate): Promise<string> {
  return jsonOf(
    db,
    'planner-tries',
    `
    SELECT coalesce(json_agg(json_build_array(household_id, round_id, visited_on, to_char(arrived_at ${LOCAL}, 'HH24:MI'),
        CASE WHEN (left_at ${LOCAL})::date = visited_on THEN to_char(left_at ${LOCAL}, 'HH24:MI') END, ${OUTCOME})), '[]')::text AS json
    FROM (
      SELECT household_id, round_id, visited_on, arrived_at, left_at, outcome, met_somebody FROM visit WHERE ward_id = $1 AND visited_on >= $2
      UNION ALL
      (SELECT DISTINCT ON (household_id) household_id, round_id, visited_on, arrived_at, left_at, outcome, met_somebody FROM visit
       WHERE ward_id = $1 AND visited_on < $2 AND met_somebody ORDER BY household_id, arrived_at DESC)) v`,
    [wardId, since],
  );
}

/** Rows of FollowUpRow: the promise of the last visit at a door, while it is to be kept at the door. */
function followUpsOf(db: Database, wardId: string): Promise<string> {
  return jsonOf(
    db,
    'planner-follow-ups',
    `
    SELECT coalesce(json_agg(json_build_array(v.id, v.household_id, coalesce(v.next_step_due, v.visited_on + ${PROMISE_DUE_AFTER_DAYS}), v.next_step,
        v.next_step_from, v.next_step_to)), '[]')::text AS json
    FROM visit v
    WHERE v.ward_id = $1 AND v.next_step IN ('revisit', 'bring_papers')
      AND NOT EXISTS (SELECT FROM visit later WHERE later.household_id = v.household_id AND later.arrived_at > v.arrived_at)
      AND ${promiseHolds('v')}`,
    [wardId],
  );
}

/** Rows of CallRow, the latest first: the outcomes of calls recent enough to matter. */
function callsOf(db: Database, wardId: string, today: LocalDate): Promise<string> {
  return jsonOf(
    db,
    'planner-calls',
    `
    SELECT coalesce(json_agg(json_build_array(household_id, called_on, outcome, times) ORDER BY called_on DESC, created_at DESC), '[]')::text AS json
    FROM door_call WHERE ward_id = $1 AND withdrawn_at IS NULL AND called_on > $2`,
    [wardId, addDays(today, -CALLS_DAYS)],
  );
}

/** Rows of RoundRow: those of the weeks over which evenings are shared, upcoming ones, and all with open doors. */
function roundsOf(db: Database, wardId: string, today: LocalDate): Promise<string> {
  return jsonOf(
    db,
    'planner-rounds',
    `
    SELECT coalesce(json_agg(json_build_array((r.starts_at ${LOCAL})::date, to_char(r.starts_at ${LOCAL}, 'HH24:MI'), to_char(r.ends_at ${LOCAL}, 'HH24:MI'),
        (SELECT coalesce(json_agg(o.user_id), '[]') FROM round_officer o WHERE o.round_id = r.id),
        (SELECT coalesce(json_agg(d.household_id), '[]') FROM round_door d WHERE d.round_id = r.id AND d.is_open),
        coalesce(c.kind = 'cancelled', false))), '[]')::text AS json
    FROM round r LEFT JOIN round_closure c ON c.round_id = r.id
    WHERE r.ward_id = $1 AND (r.starts_at >= $2::timestamptz OR r.id IN (SELECT round_id FROM round_door WHERE ward_id = $1 AND is_open))`,
    [wardId, `${addDays(today, -7 * DEFAULT_OPTIONS.weeksOfShare)}T00:00:00+07:00`],
  );
}

async function officersOf(
  { pool }: Database,
  wardId: string,
  today: LocalDate,
): Promise<Pick<PlannerFacts, 'officers' | 'availability' | 'absences'>> {
  const officers = await pool.query<{ id: string; name: string }>({
    name: 'planner-officers',
    text: `SELECT id, display_name AS name FROM user_account WHERE ward_id = $1 AND role = 'officer' AND disabled_at IS NULL ORDER BY id`,
    values: [wardId],
  });
  const availability = await pool.query<AvailabilityFact>({
    name: 'planner-availability',
    text: `SELECT user_id AS "officerId", weekday, from_time AS "from", to_time AS "to" FROM officer_availability WHERE ward_id = $1 ORDER BY 1, 2, 3`,
    values: [wardId],
  });
  const absences = await pool.query<AbsenceFact>({
    name: 'planner-absences',
    text: `SELECT user_id AS "officerId", starts_at AS "startsAt", ends_at AS "endsAt" FROM absence WHERE ward_id = $1 AND ends_at > $2::timestamptz ORDER BY 1, 2`,
    values: [wardId, `${today}T00:00:00+07:00`],
  });
  return { officers: officers.rows, availability: availability.rows, absences: absences.rows };
}
