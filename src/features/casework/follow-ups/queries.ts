import { z } from 'zod';
import { queryPrepared, queryRow } from '../../../db/query-rows';
import { sql, raw, constant, constants, type Sql } from '../../../shared/sql';
import { BIRTH, NAMED, REACHED } from '../../../shared/row-schemas';
import type { Actor } from '../../../actor';
import type { Reads } from '../../../db/database';
import { FollowUpOutcome, Gender } from '../../../generated/prisma/enums';
import { objectsToContact } from '../../../shared/contact-objection';
import { addDays, localDateOf, type LocalDate } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { pausesOn } from '../../../shared/pauses';
import { wardCache, type WardState } from '../../../shared/ward-cache';
import { SPECIAL_DAY, workingCalendar } from '../../office/calendar/working-days';
import { guideTitle } from '../../office/guides/queries';
import { callMembersOf } from '../door-calls/queries';
import { CALL_MEMBER } from '../door-calls/whom-to-call';
import { HELPER_ROW, hasHelper, helpersOf } from '../needs/queries';
import { ASK_ON, IS_OPEN } from '../referrals/queries';
import {
  attemptsOf,
  compareFollowUps,
  DELIVERED,
  FAILED,
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
  type FollowUp,
  FACT,
  FOLLOW_UP_END,
  FOLLOW_UP_KIND,
} from './follow-up';

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
export const RECENT_PRESS = z.object({
  /** Any end of the press. */
  endId: z.string(),
  outcome: z.enum(FollowUpOutcome),
  count: z.number(),
  /** The kind and the person or address of its first end. */
  kind: FOLLOW_UP_KIND,
  name: z.string().nullable(),
  endedAt: z.date(),
});
export type RecentPress = z.infer<typeof RECENT_PRESS>;

const FACT_ROW = z.object({
  fact: FACT,
  householdId: z.string(),
  residentId: z.string().nullable(),
  groupId: z.string().nullable(),
  ownerIds: z.array(z.string()).nullable(),
  ends: z.array(FOLLOW_UP_END).nullable(),
});

// Every fact that may give an open follow-up, each found through an index of its table; follow-up.ts decides.

/** SQL: the rows of follow_up_end of a subject, as JSON of FollowUpEnd[]. */
const ENDS = (subject: string) => sql`(
  SELECT json_agg(json_build_object('kind', e.kind, 'factKey', e.fact_key, 'outcome', e.outcome, 'on', e.ended_on))
  FROM follow_up_end e WHERE e.subject_id = ${raw(subject)} AND e.undone_at IS NULL)`;

/** SQL: an account as the owner of a follow-up: an officer who is still on the team; null is the office. */
const OWNER = (user: string) =>
  sql`(SELECT array_agg(u.id) FROM user_account u WHERE u.id = ${raw(user)} AND u.role = 'officer' AND u.disabled_at IS NULL)`;

/** SQL that is true if a later visit helped the resident of line `a` of visit `v` with the same service. */
const LATER_ATTEMPT = sql`EXISTS (
  SELECT FROM assisted_procedure later JOIN visit lv ON lv.id = later.visit_id
  WHERE later.resident_id = a.resident_id AND later.public_service_id = a.public_service_id AND lv.arrived_at > v.arrived_at)`;

const [BENEFIT, NOTICE] = [raw(`'${UNEMPLOYMENT_BENEFIT}'`), raw(`'${JOB_SEARCH_NOTICE}'`)];

/** SQL: what FileFact says about a line `a` of visit `v`, with its service `s`, barrier `b` and use `u`, but its statuses. */
export const FILE_FACT_PAIRS = sql`'kind', 'file', 'id', a.id, 'result', a.result, 'visitedOn', v.visited_on, 'againOn', a.again_on, 'submittedOn', u.used_on,
  'barrierKey', b.key, 'barrierLabel', b.label, 'legalDays', s.legal_days, 'serviceCode', s.code,
  'hasLaterAttempt', a.result <> 'submitted' AND ${LATER_ATTEMPT},
  'hasVneid2', b.key IS NOT NULL AND b.key = ${raw(`'${NO_VNEID_2}'`)} AND EXISTS (
    SELECT FROM readiness r WHERE r.resident_id = a.resident_id AND r.is_latest AND r.vneid_level = 'level_2'),
  'noticesOn', CASE WHEN s.code = ${BENEFIT} THEN (
    SELECT coalesce(json_agg(nv.visited_on), '[]') FROM assisted_procedure n JOIN visit nv ON nv.id = n.visit_id JOIN public_service ns ON ns.id = n.public_service_id
    WHERE n.resident_id = a.resident_id AND ns.code = ${NOTICE}) ELSE '[]'::json END`;

/** SQL: the data of a resident were not erased. */
const IS_NAMED = (resident: string) =>
  sql`NOT EXISTS (SELECT FROM data_erasure erased WHERE erased.erased_id = ${raw(resident)}.id)`;

/** SQL: what a visit promised in words, with each person whose business goes on on an agreed day: 'Phạm Thị Sáu: Trợ cấp, hẹn 05/12/2026'. */
export function promisedNote(visit: string): Sql {
  const v = raw(visit);
  return sql`concat_ws('; ', nullif(${v}.next_step_note, ''), (
    SELECT string_agg(who.full_name || ': ' || own.note || coalesce(to_char(own.due_on, '", hẹn "DD/MM/YYYY'), ''), '; ' ORDER BY who.id)
    FROM person_promise own JOIN resident who ON who.id = own.resident_id WHERE own.visit_id = ${v}.id AND ${IS_NAMED('who')}), (
    SELECT string_agg(who.full_name || ': ' || ${guideTitle('goes_on')} || to_char(again.again_on, '", hẹn "DD/MM/YYYY'), '; ' ORDER BY again.position)
    FROM assisted_procedure again JOIN resident who ON who.id = again.resident_id JOIN public_service goes_on ON goes_on.id = again.public_service_id
    WHERE again.visit_id = ${v}.id AND again.again_on IS NOT NULL))`;
}

/**
 * SQL: the lines of help, of those who live in household `h`, that go on on an agreed day and are not ended, as a JSON array
 * of GOING_ON; forgotten and handed over as in the list of follow-ups.
 */
export const goingOnAt = (day: LocalDate): Sql => sql`(
    SELECT coalesce(jsonb_agg(jsonb_build_object('fullName', who.full_name, 'serviceName', ${guideTitle('s')}, 'on', a.again_on) ORDER BY a.again_on, a.id), '[]')
    FROM household_membership m JOIN resident who ON who.id = m.resident_id JOIN assisted_procedure a ON a.resident_id = who.id AND a.again_on IS NOT NULL
      JOIN visit v ON v.id = a.visit_id AND v.visited_on >= ${addDays(day, -FORGOTTEN_AFTER_DAYS)} JOIN public_service s ON s.id = a.public_service_id
    WHERE m.household_id = h.id AND ${livesThere('m', 'who')} AND NOT ${LATER_ATTEMPT} AND NOT ${IS_HANDED_OVER} AND NOT ${objectsToContact('who')}
      AND NOT EXISTS (SELECT FROM follow_up_end e WHERE e.subject_id = a.id AND starts_with(e.fact_key, to_char(a.again_on, 'YYYY-MM-DD')) AND e.undone_at IS NULL AND e.outcome <> 'not_reached'))`;
export const GOING_ON = z.object({ fullName: z.string(), serviceName: z.string(), on: z.string() });

/**
 * SQL that is true until the promise of a visit is ended, so that the planner does not send a team to keep it. Being
 * called in vain does not end it. @param visit its alias.
 */
export function promiseHolds(visit: string): Sql {
  const v = raw(visit);
  return sql`NOT EXISTS (
  SELECT FROM follow_up_end e CROSS JOIN to_char(coalesce(${v}.next_step_due, ${v}.visited_on + ${constant(PROMISE_DUE_AFTER_DAYS)}), 'YYYY-MM-DD') AS due
  WHERE e.subject_id = ${v}.id AND e.undone_at IS NULL AND e.outcome <> 'not_reached'
    AND (e.kind = 'promise' AND e.fact_key = ${v}.next_step || '-' || due OR e.kind = 'next_try' AND e.fact_key = due))`;
}

/**
 * SQL that is not true for submitted files that fileFollowUp cannot find due today, which saves reading them: the portal
 * asks for nothing, and the first day has not come (a period of working days lasts at least as many days) or never will,
 * because the portal has news and the law sets no period.
 */
const mayBeDue = (today: LocalDate) => sql`(a.result <> 'submitted' OR s.code = ${BENEFIT} OR said.latest IN (5, 6)
      OR CASE WHEN s.legal_days IS NULL THEN said.latest IS NULL AND coalesce(u.used_on, v.visited_on) < ${today}::date - ${constant(NO_NEWS_AFTER_DAYS)}
        ELSE coalesce(u.used_on, v.visited_on) <= ${today}::date - s.legal_days END)`;

const NEWEST_FIRST = sql`f.status_on DESC, f.recorded_at DESC, f.id DESC`;

/** Of which ward and day the facts are read. */
interface FactsAsked {
  wardId: string;
  today: LocalDate;
  /** The first day that is not forgotten. */
  since: LocalDate;
}

/**
 * SQL that is true for a file `a` of a visit `v` whose service the team handed over, done then or later, as long as the
 * person has a helper to whom both agreed.
 */
const IS_HANDED_OVER = sql`(EXISTS (SELECT FROM assisted_procedure given JOIN visit w ON w.id = given.visit_id
      WHERE given.resident_id = a.resident_id AND given.public_service_id = a.public_service_id AND given.help_level = 'handed_over'
        AND given.result IN ('submitted', 'not_needed') AND w.visited_on >= v.visited_on)
    AND ${hasHelper('a.resident_id')})`;

const files = ({ wardId, today, since }: FactsAsked) => sql`
  SELECT json_build_object(${FILE_FACT_PAIRS}, 'statuses', (
      SELECT coalesce(json_agg(json_build_object('code', f.status, 'on', f.status_on) ORDER BY ${NEWEST_FIRST}), '[]') FROM file_status f WHERE f.assisted_procedure_id = a.id)) AS fact,
    v.household_id AS "householdId", a.resident_id AS "residentId", coalesce(said.recorded_by, v.logged_by) AS owner, a.id AS subject
  FROM assisted_procedure a
  JOIN visit v ON v.id = a.visit_id
  JOIN public_service s ON s.id = a.public_service_id
  LEFT JOIN barrier b ON b.id = a.barrier_id
  LEFT JOIN portal_use u ON u.assisted_procedure_id = a.id
  LEFT JOIN LATERAL (
    SELECT f.status AS latest, f.recorded_by FROM file_status f WHERE f.assisted_procedure_id = a.id ORDER BY ${NEWEST_FIRST} LIMIT 1) said ON true
  WHERE a.ward_id = ${wardId} AND a.result IN ('submitted', 'prepared', 'blocked') AND v.visited_on >= ${since}
    AND (said.latest IS NULL OR said.latest NOT IN (${constants([...FAILED, ...DELIVERED])}) OR (said.latest IN (${constants(DELIVERED)}) AND s.code = ${BENEFIT}))
    AND ${mayBeDue(today)} AND NOT ${IS_HANDED_OVER}
    AND NOT EXISTS (SELECT FROM resident gone WHERE gone.id = a.resident_id AND (gone.residence_status = 'deceased' OR ${objectsToContact('gone')}))`;

const visits = ({ wardId, today, since }: FactsAsked) => sql`
  SELECT json_build_object('kind', 'visit', 'id', v.id, 'outcome', v.outcome, 'visitedOn', v.visited_on, 'nextStep', v.next_step, 'nextStepNote', v.next_step_note,
      'nextStepDue', v.next_step_due, 'nextStepFrom', v.next_step_from, 'nextStepTo', v.next_step_to,
      'gotVneid2', v.next_step = 'police_for_vneid' AND EXISTS (
        SELECT FROM visit_presence met JOIN readiness r ON r.resident_id = met.resident_id
        WHERE met.visit_id = v.id AND r.is_latest AND r.vneid_level = 'level_2' AND r.recorded_on > v.visited_on),
      'isPlanned', EXISTS (SELECT FROM round_door d WHERE d.household_id = v.household_id AND d.is_open)) AS fact,
    v.household_id, NULL::uuid, v.logged_by, v.id
  FROM visit v
  WHERE v.ward_id = ${wardId} AND v.visited_on >= ${since}
    AND (v.next_step <> 'none' OR (v.outcome = 'nobody_home' AND v.visited_on >= ${today}::date - ${constant(TRIED_AGAIN_WITHIN_DAYS)}))
    AND NOT EXISTS (SELECT FROM visit later WHERE later.household_id = v.household_id AND later.arrived_at > v.arrived_at)
    AND NOT EXISTS (SELECT FROM ${pausesOn(today)} x WHERE x.household_id = v.household_id)`;

const promises = ({ wardId, today, since }: FactsAsked) => sql`
  SELECT json_build_object('kind', 'person', 'id', own.id, 'visitId', v.id, 'visitedOn', v.visited_on, 'due', own.due_on, 'note', own.note) AS fact,
    v.household_id, own.resident_id, v.logged_by, v.id
  FROM person_promise own JOIN visit v ON v.id = own.visit_id JOIN resident p ON p.id = own.resident_id
  WHERE own.ward_id = ${wardId} AND v.visited_on >= ${since} AND p.residence_status <> 'deceased' AND ${IS_NAMED('p')} AND NOT ${objectsToContact('p')}
    AND NOT EXISTS (SELECT FROM ${pausesOn(today)} x WHERE x.household_id = v.household_id)`;

const doors = (wardId: string, now: Date) => sql`
  SELECT json_build_object('kind', 'door', 'id', d.id, 'on', (r.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 'position', d.position, 'roundId', r.id, 'roundCode', r.code) AS fact,
    d.household_id, NULL::uuid, NULL::uuid, d.id
  FROM round r JOIN round_door d ON d.round_id = r.id
  WHERE r.ward_id = ${wardId} AND r.ends_at < ${now} AND NOT EXISTS (SELECT FROM visit v WHERE v.round_door_id = d.id)
    AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id)`;

const referrals = ({ wardId, today, since }: FactsAsked) => sql`
  SELECT json_build_object('kind', 'referral', 'id', f.id, 'recipient', f.recipient, 'recipientName', f.recipient_name, 'purpose', f.purpose, 'answerBy', f.ask_on, 'isAccepted', f.outcome IS NOT NULL) AS fact,
    home.household_id, f.resident_id, f.referred_by, f.id
  FROM (SELECT f.*, ${ASK_ON} AS ask_on FROM referral f WHERE f.ward_id = ${wardId} AND ${IS_OPEN}) f
  JOIN resident p ON p.id = f.resident_id AND p.residence_status <> 'deceased' AND NOT ${objectsToContact('p')}
  CROSS JOIN LATERAL (
    SELECT m.household_id FROM household_membership m WHERE m.resident_id = f.resident_id ORDER BY m.valid_to DESC NULLS FIRST LIMIT 1) home
  WHERE f.ask_on BETWEEN ${since} AND ${today}`;

/** SQL: the officers of the round of a planned door who are still on the team. */
const ROUND_OFFICERS = sql`(SELECT array_agg(o.user_id) FROM round_door d JOIN round_officer o ON o.round_id = d.round_id
  JOIN user_account u ON u.id = o.user_id AND u.role = 'officer' AND u.disabled_at IS NULL WHERE d.id = found.subject)`;

const FOUND = z.object({
  facts: z.array(FACT_ROW),
  calendar: z.array(SPECIAL_DAY),
  officers: z.array(NAMED),
  groups: z.array(NAMED),
});

/** A big ward's list takes some megabytes. */
const keepWorkList = wardCache<WorkList>(16);

/** The ward's follow-ups for a page. They are derived from all facts of a year, so they are read once for each state of the ward. */
export const readWorkList = (db: Reads, ward: WardState, now: Date): Promise<WorkList> =>
  keepWorkList(db, ward, { now }, () => loadWorkList(db, ward.wardId, now));

/** The ward's follow-ups, in the order of the list, for an act, which must not miss what was written since its request began. */
export async function loadWorkList(db: Reads, wardId: string, now: Date) {
  const today = localDateOf(now);
  const since = addDays(today, -FORGOTTEN_AFTER_DAYS);
  const asked = { wardId, today, since };
  const { facts, calendar, ...choices } = await queryRow(db, 'follow-ups-facts', FOUND)`
      WITH found AS (${files(asked)} UNION ALL ${visits(asked)} UNION ALL ${promises(asked)} UNION ALL ${doors(wardId, now)} UNION ALL ${referrals(asked)})
      SELECT
        (SELECT coalesce(json_agg(json_build_object('fact', found.fact, 'householdId', found."householdId", 'residentId', found."residentId", 'groupId', h.residential_group_id,
           'ownerIds', CASE WHEN found.fact ->> 'kind' = 'door' THEN ${ROUND_OFFICERS} ELSE ${OWNER('found.owner')} END, 'ends', ${ENDS('found.subject')})), '[]')
         FROM found JOIN household h ON h.id = found."householdId") AS facts,
        (SELECT coalesce(json_agg(json_build_object('date', c.date, 'kind', c.kind)), '[]') FROM calendar_day c WHERE c.ward_id = ${wardId} AND c.date >= ${since}) AS calendar,
        (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.display_name) ORDER BY u.display_name), '[]')
         FROM user_account u WHERE u.ward_id = ${wardId} AND u.role = 'officer' AND u.disabled_at IS NULL) AS officers,
        (SELECT coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) ORDER BY lpad(substring(g.code FROM '\\d+'), 6, '0'), g.code), '[]') FROM residential_group g WHERE g.ward_id = ${wardId}) AS groups`;
  const isWorking = workingCalendar(calendar);
  const open = facts.flatMap(({ fact, ends, ownerIds, ...place }): OpenFollowUp[] =>
    followUpsOf(fact, today, isWorking)
      .filter((found) => isOpen(found, ends ?? [], today))
      .map((found) => ({ ...found, ...place, ownerIds: ownerIds ?? [], attempts: attemptsOf(found, ends ?? []) })),
  );
  return { open: open.sort(compareFollowUps), ...choices };
}
/** What every reader of a ward's list shares. */
export type WorkList = Awaited<ReturnType<typeof loadWorkList>>;

const RECENT_SHOWN = 10;

/** An officer's presses of today, the latest first. */
export const recentPresses = (db: Reads, { wardId, id }: Actor, today: LocalDate): Promise<RecentPress[]> =>
  queryPrepared(db, 'follow-ups-recent', RECENT_PRESS)`
      SELECT min(e.id::text) AS "endId", min(e.outcome) AS outcome, count(*)::int AS count, min(e.kind) AS kind, max(e.ended_at) AS "endedAt",
        min(coalesce(p.full_name, rp.full_name, h.address_line)) AS name
      FROM follow_up_end e LEFT JOIN assisted_procedure a ON a.id = e.subject_id LEFT JOIN resident p ON p.id = a.resident_id
        LEFT JOIN visit v ON v.id = e.subject_id LEFT JOIN household h ON h.id = v.household_id
        LEFT JOIN referral ref ON ref.id = e.subject_id LEFT JOIN person_promise own ON own.visit_id = v.id AND own.id::text = left(e.fact_key, 36)
        LEFT JOIN resident rp ON rp.id IN (ref.resident_id, own.resident_id)
      WHERE e.ward_id = ${wardId} AND e.ended_by = ${id} AND e.ended_on = ${today} AND e.undone_at IS NULL
      GROUP BY e.press_id ORDER BY max(e.ended_at) DESC LIMIT ${constant(RECENT_SHOWN)}`;

export const FOLLOW_UP_DETAIL = z.object({
  householdId: z.string(),
  addressLine: z.string(),
  groupName: z.string().nullable(),
  /** Null if it is about a household. */
  fullName: z.string().nullable(),
  gender: z.enum(Gender).nullable(),
  birth: BIRTH.nullable(),
  ...REACHED,
  members: z.array(CALL_MEMBER),
  helpers: z.array(HELPER_ROW),
  ward: z.object({ name: z.string(), phone: z.string().nullable(), adultAge: z.number() }),
  serviceName: z.string().nullable(),
  serviceGroup: z.string().nullable(),
  serviceCode: z.string().nullable(),
  fileCode: z.string().nullable(),
  visitedOn: z.string().nullable(),
  isLate: z.boolean(),
});
export type FollowUpDetail = z.infer<typeof FOLLOW_UP_DETAIL>;

/** The details of these follow-ups of the ward, by their token. */
export async function listDetails(db: Reads, wardId: string, shown: readonly OpenFollowUp[]) {
  const rows = await queryPrepared(db, 'follow-ups-details', FOLLOW_UP_DETAIL)`
      SELECT h.id AS "householdId", h.address_line AS "addressLine", g.name AS "groupName", r.full_name AS "fullName", r.gender, r.phone, r.contact_wish AS wish,
        CASE WHEN r.birth_date IS NOT NULL THEN json_build_object('date', r.birth_date, 'precision', r.birth_precision) END AS birth,
        ${callMembersOf('h')} AS members, ${helpersOf('h')} AS helpers, jsonb_build_object('name', w.name, 'phone', w.phone, 'adultAge', w.adult_age) AS ward,
        ${guideTitle('s')} AS "serviceName", s.group_key AS "serviceGroup", s.code AS "serviceCode", a.portal_file_code AS "fileCode", v.visited_on AS "visitedOn", v.late_reason IS NOT NULL AS "isLate"
      FROM unnest(${shown.map(({ householdId }) => householdId)}::uuid[], ${shown.map(({ residentId }) => residentId)}::uuid[], ${shown.map(({ subjectId }) => subjectId)}::uuid[]) WITH ORDINALITY AS asked (household_id, resident_id, subject_id, place)
      JOIN household h ON h.id = asked.household_id AND h.ward_id = ${wardId} JOIN ward w ON w.id = h.ward_id
      LEFT JOIN residential_group g ON g.id = h.residential_group_id
      LEFT JOIN resident r ON r.id = asked.resident_id
      LEFT JOIN assisted_procedure a ON a.id = asked.subject_id
      LEFT JOIN public_service s ON s.id = a.public_service_id
      LEFT JOIN visit v ON v.id = coalesce(a.visit_id, asked.subject_id)
      ORDER BY asked.place`;
  return new Map(rows.map((detail, index) => [tokenOf(shown[index]!), detail]));
}
