import { z } from 'zod';
import type { Database } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { closuresOf } from '../../../shared/area-closures';
import { addDays, instantOf, type LocalDate } from '../../../shared/dates';
import { objectsToContact } from '../../../shared/contact-objection';
import { livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { constant, sql, type Sql } from '../../../shared/sql';
import { CALLS_DAYS } from '../../casework/door-calls/queries';
import { dueBriefs } from '../../casework/due/due-items';
import { PROMISE_DUE_AFTER_DAYS } from '../../casework/follow-ups/follow-up';
import { promiseHolds } from '../../casework/follow-ups/queries';
import { listOpenRequests } from '../../casework/requests/queries';
import { refusedDoors } from '../../casework/requests/second-try';
import { DEFAULT_OPTIONS } from '../planner/planner-input';
import { ABSENCE_FACT, AVAILABILITY_FACT, type PlannerFacts } from './planner-facts';
import { facesAt, getPlanningRules } from '../round/plan-queries';

/** How many days back visits count for hours and minutes; the last meeting at a door counts even from before. */
const TRIES_DAYS = 365;
/** No round is planned later than this. */
const DAYS_AHEAD = 366;
const LOCAL = sql`AT TIME ZONE 'Asia/Ho_Chi_Minh'`;

/**
 * Reads everything that planRounds needs about one ward, in a fixed number of statements. The long lists come as JSON
 * text made by the database: it is passed on to the planner's thread unparsed, so that parsing blocks nothing here.
 */
export async function readPlannerFacts(db: Database, wardId: string, today: LocalDate): Promise<PlannerFacts> {
  const since = addDays(today, -TRIES_DAYS);
  // One after the other: a ward's worth of rows must not take all connections away from the pages.
  const { policy, calendarDays } = await getPlanningRules(db, wardId, since, addDays(today, DAYS_AHEAD));
  const doors = await doorsOf(db, wardId, today, policy.triesAfterRefusal);
  const tries = await triesOf(db, wardId, since);
  const followUps = await followUpsOf(db, wardId);
  const calls = await callsOf(db, wardId, today);
  const known = await jsonOf(db, 'planner-known', facesAt(sql`v.ward_id = ${wardId} AND v.visited_on >= ${since}`));
  const requests = await listOpenRequests(db, wardId, today);
  const rounds = await roundsOf(db, wardId, today);
  const team = await officersOf(db, wardId, today);
  return { today, policy, calendarDays, doors, tries, followUps, calls, known, requests, rounds, ...team };
}

/** Rows as JSON text. */
async function jsonOf(db: Database, name: string, rows: Sql): Promise<string> {
  const [found] = await queryRows(db, name, z.object({ json: z.string() }))`
      SELECT coalesce(json_agg(found), '[]')::text AS json FROM (${rows}) found`;
  return found!.json;
}

/** Rows of DoorRow. */
const doorsOf = (db: Database, wardId: string, today: LocalDate, triesAfterRefusal: number) =>
  jsonOf(
    db,
    'planner-doors',
    sql`WITH needs AS (SELECT resident_id, array_agg(DISTINCT need) AS needs FROM resident_needs(${wardId}, ${today}) GROUP BY resident_id),
    due AS (SELECT resident_id, json_agg(brief) AS briefs FROM (${dueBriefs({ wardId, today, until: addDays(today, DAYS_AHEAD) })}) open GROUP BY resident_id),
    people AS (
      SELECT m.household_id, bool_or(p.phone IS NOT NULL) AS has_phone,
        json_agg(json_build_array(p.birth_date, p.birth_precision, p.residence_status <> 'permanent', coalesce(n.needs, '{}'), due.briefs)) AS residents
      FROM household_membership m JOIN resident p ON p.id = m.resident_id LEFT JOIN needs n ON n.resident_id = p.id LEFT JOIN due ON due.resident_id = p.id
      WHERE m.ward_id = ${wardId} AND ${livesThere('m', 'p')} AND NOT ${objectsToContact('p')}
      GROUP BY m.household_id),
    pauses AS (
      SELECT DISTINCT ON (household_id) household_id, kind, paused_until FROM ${pausesOn(today)} x
      WHERE ward_id = ${wardId}
      ORDER BY household_id, paused_until DESC NULLS FIRST),
    left_alone AS (
      SELECT household_id FROM (${refusedDoors(sql`v.ward_id = ${wardId} AND v.household_id IN (SELECT household_id FROM visit WHERE ward_id = ${wardId} AND outcome = 'refused')`)}) refused
      WHERE tries >= ${triesAfterRefusal}),
    helpers AS (
      SELECT DISTINCT coalesce(g.household_id, m.household_id) AS household_id
      FROM digital_helper g LEFT JOIN household_membership m ON m.resident_id = g.helped_id AND m.valid_to IS NULL
      WHERE g.ward_id = ${wardId} AND g.phone IS NOT NULL AND g.valid_from <= ${today} AND (g.valid_to IS NULL OR g.valid_to > ${today})
        AND NOT EXISTS (SELECT FROM resident helper WHERE helper.id = g.resident_id AND ${objectsToContact('helper')}))
    SELECT h.id, h.walk_order AS "walkOrder", h.lane_key AS "laneKey", h.lane_label AS "laneLabel", h.residential_group_id AS "groupId", h.occupancy,
      s.kind AS "pauseKind", s.paused_until AS "pauseUntil", ${closuresOf(today, addDays(today, DAYS_AHEAD))} AS closures, coalesce(p.has_phone, false) OR o.household_id IS NOT NULL AS "hasPhone", h.id IN (SELECT household_id FROM left_alone) AS "isLeftAlone",
      (SELECT t.quarter FROM reach_turn t WHERE t.residential_group_id = h.residential_group_id) AS "turnOn",
      coalesce(p.residents, '[]') AS residents
    FROM household h LEFT JOIN people p ON p.household_id = h.id LEFT JOIN pauses s ON s.household_id = h.id LEFT JOIN helpers o ON o.household_id = h.id
    WHERE h.ward_id = ${wardId}`,
  );

/** For planning, a visit that says "met" but names no resident achieved nothing: the door is still to be met. */
const OUTCOME = sql`CASE WHEN outcome = 'met' AND NOT met_somebody THEN 'come_back_later' ELSE outcome END`;

/** Rows of DoorTry, the tries at each door: all since a day, and before it the last that met a resident. */
const triesOf = (db: Database, wardId: string, since: LocalDate) =>
  jsonOf(
    db,
    'planner-tries',
    sql`SELECT household_id AS "doorId", round_id AS "roundId", visited_on AS date, to_char(arrived_at ${LOCAL}, 'HH24:MI') AS "arrivedAt",
      CASE WHEN (left_at ${LOCAL})::date = visited_on THEN to_char(left_at ${LOCAL}, 'HH24:MI') END AS "leftAt", ${OUTCOME} AS outcome
    FROM (
      SELECT household_id, round_id, visited_on, arrived_at, left_at, outcome, met_somebody FROM visit WHERE ward_id = ${wardId} AND visited_on >= ${since}
      UNION ALL
      (SELECT DISTINCT ON (household_id) household_id, round_id, visited_on, arrived_at, left_at, outcome, met_somebody FROM visit
       WHERE ward_id = ${wardId} AND visited_on < ${since} AND met_somebody ORDER BY household_id, arrived_at DESC)) v`,
  );

/** Rows of FollowUpRow: the promise of the last visit at a door, while it is to be kept at the door. */
const followUpsOf = (db: Database, wardId: string) =>
  jsonOf(
    db,
    'planner-follow-ups',
    sql`SELECT v.id, v.household_id AS "doorId", coalesce(v.next_step_due, v.visited_on + ${constant(PROMISE_DUE_AFTER_DAYS)}) AS "dueOn",
      v.next_step AS "nextStep", v.next_step_from AS "from", v.next_step_to AS "to"
    FROM visit v
    WHERE v.ward_id = ${wardId} AND v.next_step IN ('revisit', 'bring_papers')
      AND NOT EXISTS (SELECT FROM visit later WHERE later.household_id = v.household_id AND later.arrived_at > v.arrived_at)
      AND ${promiseHolds('v')}`,
  );

/** Rows of DoorCall, the latest first: the outcomes of calls recent enough to matter. */
const callsOf = (db: Database, wardId: string, today: LocalDate) =>
  jsonOf(
    db,
    'planner-calls',
    sql`SELECT household_id AS "doorId", called_on AS date, outcome, times FROM door_call
    WHERE ward_id = ${wardId} AND withdrawn_at IS NULL AND called_on > ${addDays(today, -CALLS_DAYS)} ORDER BY called_on DESC, created_at DESC`,
  );

/** Rows of KnownRound: those of the weeks over which evenings are shared, upcoming ones, and all with open doors. */
const roundsOf = (db: Database, wardId: string, today: LocalDate) =>
  jsonOf(
    db,
    'planner-rounds',
    sql`SELECT (r.starts_at ${LOCAL})::date AS date, to_char(r.starts_at ${LOCAL}, 'HH24:MI') AS "from", to_char(r.ends_at ${LOCAL}, 'HH24:MI') AS "to",
      (SELECT coalesce(json_agg(o.user_id), '[]') FROM round_officer o WHERE o.round_id = r.id) AS "officerIds",
      (SELECT coalesce(json_agg(d.household_id), '[]') FROM round_door d WHERE d.round_id = r.id AND d.is_open) AS "openDoorIds",
      coalesce(c.kind = 'cancelled', false) AS "isCancelled"
    FROM round r LEFT JOIN round_closure c ON c.round_id = r.id
    WHERE r.ward_id = ${wardId} AND (r.starts_at >= ${instantOf(addDays(today, -7 * DEFAULT_OPTIONS.weeksOfShare), '00:00')}
      OR r.id IN (SELECT round_id FROM round_door WHERE ward_id = ${wardId} AND is_open))`,
  );

async function officersOf(db: Database, wardId: string, today: LocalDate) {
  const officers = await queryRows(db, 'planner-officers', z.object({ id: z.string(), name: z.string() }))`
      SELECT id, display_name AS name FROM user_account WHERE ward_id = ${wardId} AND role = 'officer' AND disabled_at IS NULL ORDER BY id`;
  const availability = await queryRows(db, 'planner-availability', AVAILABILITY_FACT)`
      SELECT user_id AS "officerId", weekday, from_time AS "from", to_time AS "to" FROM officer_availability WHERE ward_id = ${wardId} ORDER BY 1, 2, 3`;
  const absences = await queryRows(db, 'planner-absences', ABSENCE_FACT)`
      SELECT user_id AS "officerId", starts_at AS "startsAt", ends_at AS "endsAt" FROM absence
      WHERE ward_id = ${wardId} AND ends_at > ${instantOf(today, '00:00')} ORDER BY 1, 2`;
  return { officers, availability, absences };
}
