import { raw } from '../../../shared/sql';
import type { Database, Reads } from '../../../db/database';
import type { FollowUpOutcome, Gender } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { addDays, type BirthDate, type LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { workingCalendar, type SpecialDay } from '../../office/calendar/working-days';
import { everydayName } from '../../office/guides/queries';
import type { ContactWish } from '../../../shared/contact-wish';
import { callMembersOf } from '../door-calls/queries';
import type { CallMember } from '../door-calls/whom-to-call';
import { helpersOf, type HelperRow } from '../needs/queries';
import {
  attemptsOf,
  compareFollowUps,
  FORGOTTEN_AFTER_DAYS,
  followUpsOf,
  isOpen,
  JOB_SEARCH_NOTICE,
  NO_NEWS_AFTER_DAYS,
  NO_VNEID_2,
  PROMISE_DUE_AFTER_DAYS,
  tokenOf,
  TRIED_AGAIN_WITHIN_DAYS,
  UNEMPLOYMENT_BENEFIT,
  type Fact,
  type FollowUp,
  type FollowUpEnd,
  type FollowUpKind,
} from './follow-up';

/** An open follow-up, with what a list is filtered by. */
export interface OpenFollowUp extends FollowUp {
  householdId: string;
  residentId: string | null;
  groupId: string | null;
  /** The officers who logged the fact and are still on the team; empty is the office. */
  ownerIds: string[];
  /** Number of calls in vain. */
  attempts: number;
}

/** A press of today that can be undone. */
export interface RecentPress {
  /** Any end of the press. */
  endId: string;
  outcome: FollowUpOutcome;
  count: number;
  /** The kind and the person or address of its first end. */
  kind: FollowUpKind;
  name: string | null;
  endedAt: string;
}

export interface WorkList {
  /** In the order of the list. */
  open: OpenFollowUp[];
  officers: { id: string; name: string }[];
  groups: { id: string; name: string }[];
  recent: RecentPress[];
}

interface FactRow {
  fact: Fact;
  householdId: string;
  residentId: string | null;
  groupId: string | null;
  ownerIds: string[] | null;
  ends: FollowUpEnd[] | null;
}

// Every fact that may give an open follow-up, each found through an index of its table; follow-up.ts decides. $1 the
// ward, $2 today, $3 the first day that is not forgotten.

/** SQL: the rows of follow_up_end of a subject, as JSON of FollowUpEnd[]. */
const ENDS = (subject: string) => `(
  SELECT json_agg(json_build_object('kind', e.kind, 'factKey', e.fact_key, 'outcome', e.outcome, 'on', e.ended_on))
  FROM follow_up_end e WHERE e.subject_id = ${subject} AND e.undone_at IS NULL)`;

/** SQL: an account as the owner of a follow-up: an officer who is still on the team; null is the office. */
const OWNER = (user: string) =>
  `(SELECT array_agg(u.id) FROM user_account u WHERE u.id = ${user} AND u.role = 'officer' AND u.disabled_at IS NULL)`;

/** SQL that is true if a later visit helped the resident of line `a` of visit `v` with the same service. */
const LATER_ATTEMPT = `EXISTS (
  SELECT FROM assisted_procedure later JOIN visit lv ON lv.id = later.visit_id
  WHERE later.resident_id = a.resident_id AND later.public_service_id = a.public_service_id AND lv.arrived_at > v.arrived_at)`;

/** SQL: what FileFact says about a line `a` of visit `v`, with its service `s`, barrier `b` and use `u`, but its statuses. */
export const FILE_FACT = `'kind', 'file', 'id', a.id, 'result', a.result, 'visitedOn', v.visited_on, 'submittedOn', u.used_on,
  'barrierKey', b.key, 'barrierLabel', b.label, 'legalDays', s.legal_days, 'serviceCode', s.code,
  'hasLaterAttempt', a.result <> 'submitted' AND ${LATER_ATTEMPT},
  'hasVneid2', b.key IS NOT NULL AND b.key = '${NO_VNEID_2}' AND EXISTS (
    SELECT FROM readiness r WHERE r.resident_id = a.resident_id AND r.is_latest AND r.vneid_level = 'level_2'),
  'noticesOn', CASE WHEN s.code = '${UNEMPLOYMENT_BENEFIT}' THEN (
    SELECT coalesce(json_agg(nv.visited_on), '[]') FROM assisted_procedure n JOIN visit nv ON nv.id = n.visit_id JOIN public_service ns ON ns.id = n.public_service_id
    WHERE n.resident_id = a.resident_id AND ns.code = '${JOB_SEARCH_NOTICE}') ELSE '[]'::json END`;

/**
 * SQL that is true until the promise of a visit is ended, so that the planner does not send a team to keep it. Being
 * called in vain does not end it. @param visit its alias.
 */
export const promiseHolds = (visit: string): string => `NOT EXISTS (
  SELECT FROM follow_up_end e CROSS JOIN to_char(coalesce(${visit}.next_step_due, ${visit}.visited_on + ${PROMISE_DUE_AFTER_DAYS}), 'YYYY-MM-DD') AS due
  WHERE e.subject_id = ${visit}.id AND e.undone_at IS NULL AND e.outcome <> 'not_reached'
    AND (e.kind = 'promise' AND e.fact_key = ${visit}.next_step || '-' || due OR e.kind = 'next_try' AND e.fact_key = due))`;

/**
 * SQL that is not true for submitted files that fileFollowUp cannot find due today, which saves reading them: the portal
 * asks for nothing, and the first day has not come (a period of working days lasts at least as many days) or never will,
 * because the portal has news and the law sets no period.
 */
const MAY_BE_DUE = `(a.result <> 'submitted' OR s.code = '${UNEMPLOYMENT_BENEFIT}' OR said.latest IN (5, 6)
      OR CASE WHEN s.legal_days IS NULL THEN said.latest IS NULL AND coalesce(u.used_on, v.visited_on) < $2::date - ${NO_NEWS_AFTER_DAYS}
        ELSE coalesce(u.used_on, v.visited_on) <= $2::date - s.legal_days END)`;

const NEWEST_FIRST = 'f.status_on DESC, f.recorded_at DESC, f.id DESC';

const FILES = `
  SELECT json_build_object(${FILE_FACT}, 'statuses', (
      SELECT coalesce(json_agg(json_build_object('code', f.status, 'on', f.status_on) ORDER BY ${NEWEST_FIRST}), '[]') FROM file_status f WHERE f.assisted_procedure_id = a.id)) AS fact,
    v.household_id AS "householdId", a.resident_id AS "residentId", coalesce(said.recorded_by, v.logged_by) AS owner, a.id AS subject
  FROM assisted_procedure a
  JOIN visit v ON v.id = a.visit_id
  JOIN public_service s ON s.id = a.public_service_id
  LEFT JOIN barrier b ON b.id = a.barrier_id
  LEFT JOIN portal_use u ON u.assisted_procedure_id = a.id
  LEFT JOIN LATERAL (
    SELECT f.status AS latest, f.recorded_by FROM file_status f WHERE f.assisted_procedure_id = a.id ORDER BY ${NEWEST_FIRST} LIMIT 1) said ON true
  WHERE a.ward_id = $1 AND a.result IN ('submitted', 'prepared', 'blocked') AND v.visited_on >= $3
    AND (said.latest IS NULL OR said.latest NOT IN (3, 7, 8, 9, 10) OR (said.latest IN (9, 10) AND s.code = '${UNEMPLOYMENT_BENEFIT}'))
    AND ${MAY_BE_DUE}
    AND NOT EXISTS (SELECT FROM resident gone WHERE gone.id = a.resident_id AND (gone.residence_status = 'deceased' OR ${objectsToContact('gone').text}))`;

const VISITS = `
  SELECT json_build_object('kind', 'visit', 'id', v.id, 'outcome', v.outcome, 'visitedOn', v.visited_on, 'nextStep', v.next_step, 'nextStepNote', v.next_step_note,
      'nextStepDue', v.next_step_due, 'nextStepFrom', v.next_step_from, 'nextStepTo', v.next_step_to,
      'gotVneid2', v.next_step = 'police_for_vneid' AND EXISTS (
        SELECT FROM visit_presence met JOIN readiness r ON r.resident_id = met.resident_id
        WHERE met.visit_id = v.id AND r.is_latest AND r.vneid_level = 'level_2' AND r.recorded_on > v.visited_on),
      'isPlanned', EXISTS (SELECT FROM round_door d WHERE d.household_id = v.household_id AND d.is_open)) AS fact,
    v.household_id, NULL::uuid, v.logged_by, v.id
  FROM visit v
  WHERE v.ward_id = $1 AND v.visited_on >= $3
    AND (v.next_step <> 'none' OR (v.outcome = 'nobody_home' AND v.visited_on >= $2::date - ${TRIED_AGAIN_WITHIN_DAYS}))
    AND NOT EXISTS (SELECT FROM visit later WHERE later.household_id = v.household_id AND later.arrived_at > v.arrived_at)
    AND NOT EXISTS (SELECT FROM ${pausesOn(raw('$2::date')).text} x WHERE x.household_id = v.household_id)`;

const DOORS = `
  SELECT json_build_object('kind', 'door', 'id', d.id, 'on', (r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 'position', d.position, 'roundId', r.id, 'roundCode', r.code) AS fact,
    d.household_id, NULL::uuid, NULL::uuid, d.id
  FROM round r JOIN round_door d ON d.round_id = r.id
  WHERE r.ward_id = $1 AND r.ends_at < $4 AND NOT EXISTS (SELECT FROM visit v WHERE v.round_door_id = d.id)
    AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id)`;

const REFERRALS = `
  SELECT json_build_object('kind', 'referral', 'id', f.id, 'recipient', f.recipient, 'recipientName', f.recipient_name, 'purpose', f.purpose, 'answerBy', f.answer_by) AS fact,
    home.household_id, f.resident_id, f.referred_by, f.id
  FROM referral f
  JOIN resident p ON p.id = f.resident_id AND p.residence_status <> 'deceased' AND NOT ${objectsToContact('p').text}
  CROSS JOIN LATERAL (
    SELECT m.household_id FROM household_membership m WHERE m.resident_id = f.resident_id ORDER BY m.valid_to DESC NULLS FIRST LIMIT 1) home
  WHERE f.ward_id = $1 AND f.answered_on IS NULL AND f.answer_by BETWEEN $3 AND $2`;

/** SQL: the officers of the round of a planned door who are still on the team. */
const ROUND_OFFICERS = `(SELECT array_agg(o.user_id) FROM round_door d JOIN round_officer o ON o.round_id = d.round_id
  JOIN user_account u ON u.id = o.user_id AND u.role = 'officer' AND u.disabled_at IS NULL WHERE d.id = found.subject)`;

interface Found {
  facts: FactRow[];
  calendar: SpecialDay[];
  officers: WorkList['officers'];
  groups: WorkList['groups'];
  recent: RecentPress[];
}

const RECENT_SHOWN = 10;

/**
 * The ward's open follow-ups, in the order of the list, with what the page filters by. One statement: a ward has some
 * thousands of facts in a year. @param userId whose presses of today are listed.
 */
export async function loadWorkList(
  { pool }: Database,
  { wardId, userId }: { wardId: string; userId: string },
  now: Date,
  today: LocalDate,
): Promise<WorkList> {
  const { rows } = await pool.query<Found>({
    name: 'follow-ups-facts',
    text: `WITH found AS (${FILES} UNION ALL ${VISITS} UNION ALL ${DOORS} UNION ALL ${REFERRALS})
      SELECT
        (SELECT coalesce(json_agg(json_build_object('fact', found.fact, 'householdId', found."householdId", 'residentId', found."residentId", 'groupId', h.residential_group_id,
           'ownerIds', CASE WHEN found.fact ->> 'kind' = 'door' THEN ${ROUND_OFFICERS} ELSE ${OWNER('found.owner')} END, 'ends', ${ENDS('found.subject')})), '[]')
         FROM found JOIN household h ON h.id = found."householdId") AS facts,
        (SELECT coalesce(json_agg(json_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = $1 AND c.date >= $3) AS calendar,
        (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.display_name) ORDER BY u.display_name), '[]')
         FROM user_account u WHERE u.ward_id = $1 AND u.role = 'officer' AND u.disabled_at IS NULL) AS officers,
        (SELECT coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) ORDER BY g.name), '[]') FROM residential_group g WHERE g.ward_id = $1) AS groups,
        (SELECT coalesce(json_agg(press ORDER BY press."endedAt" DESC), '[]') FROM (
           SELECT min(e.id::text) AS "endId", min(e.outcome) AS outcome, count(*) AS count, min(e.kind) AS kind, max(e.ended_at) AS "endedAt",
             min(coalesce(p.full_name, rp.full_name, h.address_line)) AS name
           FROM follow_up_end e LEFT JOIN assisted_procedure a ON a.id = e.subject_id LEFT JOIN resident p ON p.id = a.resident_id
             LEFT JOIN visit v ON v.id = e.subject_id LEFT JOIN household h ON h.id = v.household_id
             LEFT JOIN referral ref ON ref.id = e.subject_id LEFT JOIN resident rp ON rp.id = ref.resident_id
           WHERE e.ended_by = $5 AND e.ended_on = $2 AND e.undone_at IS NULL
           GROUP BY e.press_id ORDER BY max(e.ended_at) DESC LIMIT ${RECENT_SHOWN}) press) AS recent`,
    values: [wardId, today, addDays(today, -FORGOTTEN_AFTER_DAYS), now, userId],
  });
  const { facts, calendar, ...choices } = rows[0]!;
  const isWorking = workingCalendar(calendar);
  const open = facts.flatMap(({ fact, ends, ownerIds, ...place }) =>
    followUpsOf(fact, today, isWorking)
      .filter((found) => isOpen(found, ends ?? [], today))
      .map((found) => ({ ...found, ...place, ownerIds: ownerIds ?? [], attempts: attemptsOf(found, ends ?? []) })),
  );
  return { open: open.sort(compareFollowUps), ...choices };
}

/** Whom a follow-up is about and how to reach them. */
export interface FollowUpDetail {
  householdId: string;
  addressLine: string;
  groupName: string | null;
  /** Null if it is about a household. */
  fullName: string | null;
  gender: Gender | null;
  birth: BirthDate | null;
  phone: string | null;
  wish: ContactWish | null;
  members: CallMember[];
  helpers: HelperRow[];
  ward: { name: string; phone: string | null; adultAge: number };
  serviceName: string | null;
  serviceGroup: string | null;
  serviceCode: string | null;
  fileCode: string | null;
  visitedOn: LocalDate | null;
  isLate: boolean;
}

/** The details of these follow-ups of the ward, by their token. */
export async function listDetails(
  { pool }: Reads,
  wardId: string,
  shown: readonly OpenFollowUp[],
): Promise<Map<string, FollowUpDetail>> {
  const { rows } = await pool.query<FollowUpDetail>({
    name: 'follow-ups-details',
    text: `SELECT h.id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName", r.full_name AS "fullName", r.gender, r.phone, r.contact_wish AS wish,
        CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth,
        ${callMembersOf('h')} AS members, ${helpersOf('h')} AS helpers, jsonb_build_object('name', w.name, 'phone', w.phone, 'adultAge', w.adult_age) AS ward,
        ${everydayName('s').text} AS "serviceName", s.group_key AS "serviceGroup", s.code AS "serviceCode", a.portal_file_code AS "fileCode", v.visited_on AS "visitedOn", v.late_reason IS NOT NULL AS "isLate"
      FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY AS asked (household_id, resident_id, subject_id, place)
      JOIN household h ON h.id = asked.household_id AND h.ward_id = $1 JOIN ward w ON w.id = h.ward_id
      LEFT JOIN residential_group g ON g.id = h.residential_group_id
      LEFT JOIN resident r ON r.id = asked.resident_id
      LEFT JOIN assisted_procedure a ON a.id = asked.subject_id
      LEFT JOIN public_service s ON s.id = a.public_service_id
      LEFT JOIN visit v ON v.id = coalesce(a.visit_id, asked.subject_id)
      ORDER BY asked.place`,
    values: [
      wardId,
      shown.map(({ householdId }) => householdId),
      shown.map(({ residentId }) => residentId),
      shown.map(({ subjectId }) => subjectId),
    ],
  });
  return new Map(rows.map((detail, index) => [tokenOf(shown[index]!), detail]));
}
