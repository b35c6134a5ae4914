import type { PauseKind, PortalUseHow, PortalUseSource } from '../../../generated/prisma/enums';
import { IS_FILE, isOfPortalSql } from '../../office/catalogue/portal-kinds';
import { IS_TEACHING } from '../../casework/portal-use/asking';
import { daysBetween, type LocalDate } from '../../../shared/dates';
import { livesInWard } from '../../../shared/living-here';
import { constant, join, raw, sql, type Sql } from '../../../shared/sql';
import type { Need } from '../../../shared/needs';
import { IS_WARD_DOOR, MET_SOMEBODY } from '../../register/households/counted-doors';
import { windowStart } from './adoption';

// What the figures count, as SQL. Each figure and the list behind it are built from the same fragment, so that they
// always agree.

export interface ReportScope {
  wardId: string;
  /** Portal uses, visits and files count up to the end of this day. */
  on: LocalDate;
  /** Adults are determined as of today, even for past days: the trend divides by today's adults. */
  today: LocalDate;
  adultAge: number;
}

/** A ward on the day of its figures. */
type WardOnDay = Pick<ReportScope, 'wardId' | 'on'>;

/** People, or doors, whose ids lie between two ids; `until` is not among them. Null: from the first, to the last. */
export interface Part {
  readonly from: string | null;
  readonly until: string | null;
}

/** Means "in no residential group" in a join, where NULL would match nothing. */
export const NO_GROUP = '00000000-0000-0000-0000-000000000000';

/**
 * The first day of the ward's book: the day the ward was opened, or its earliest visit; no earlier than the team's first
 * day. Requests and answers do not move it, because their days are typed without being compared with the team's first.
 */
export const bookFrom = (wardId: string): Sql => sql`(
  SELECT greatest(w.team_began_on, least((w.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, (SELECT min(visited_on) FROM visit WHERE ward_id = w.id)))
  FROM ward w WHERE w.id = ${wardId})`;

/** Ways of use that count, the best first. What the team did for a resident is counted apart. */
export const OWN_HOWS = ['alone', 'with_help', 'by_relative', 'unknown'] as const satisfies readonly PortalUseHow[];
/**
 * Sources of what the team knows, the surest first. Answers of a random sample speak for the ward as a share of their
 * own and are never counted here; so these figures and lists do not reveal who said what in the sample.
 */
export const SOURCES = ['visit', 'check_back', 'told'] as const satisfies readonly PortalUseSource[];
export type OwnHow = (typeof OWN_HOWS)[number];

/** Bits 0 to 25 of a mark are weeks; then come a bit for each way and source, the best first, and one for the team's own work. */
export const WEEKS = 26;
const bit = (place: number) => raw(String(2n ** BigInt(place)));
const OWN_USES = OWN_HOWS.flatMap((how, howIndex) =>
  SOURCES.map((source, sourceIndex) => ({
    how,
    source,
    howIndex,
    sourceIndex,
    bit: bit(WEEKS + howIndex * SOURCES.length + sourceIndex),
  })),
);
const DONE_FOR_BIT = bit(WEEKS + OWN_USES.length);

/** A use `u` in bits, all weeks set; bit_or over the uses of a person tells all that the figures count of them. */
export const USE_MARK = sql`CASE WHEN u.how = 'done_for' THEN ${DONE_FOR_BIT}::bigint
  ELSE ${constant(2 ** WEEKS - 1)} | CASE ${join(
    OWN_USES.map((use) => sql`WHEN ${raw(`u.how = '${use.how}' AND u.source = '${use.source}'`)} THEN ${use.bit}`),
    ' ',
  )} END::bigint END`;

const ofBestUse = (marks: Sql, index: 'howIndex' | 'sourceIndex') =>
  sql`CASE ${join(
    OWN_USES.map((use) => sql`WHEN ${marks} & ${use.bit} <> 0 THEN ${constant(use[index])}`),
    ' ',
  )} END`;

/** The column of the bits of a person's uses, as the fragments below expect it. */
export const MARKS = raw('marks');
/** SQL: the index in OWN_HOWS of a person's best way; null without an own use. */
export const bestHow = (marks = MARKS): Sql => ofBestUse(marks, 'howIndex');
/** SQL: the index in SOURCES of the surest source of that same use; null without an own use. */
export const bestSource = (marks = MARKS): Sql => ofBestUse(marks, 'sourceIndex');
export const isDoneFor = (marks = MARKS): Sql => sql`coalesce(${marks} & ${DONE_FOR_BIT} <> 0, false)`;
export const weeksOf = (marks = MARKS): Sql => sql`(${marks} & ${constant(2 ** WEEKS - 1)})::int`;
/** SQL: the marks without the weeks: 0 if there is neither an own use nor one of the team's in the last 12 months. */
export const withoutWeeks = (marks = MARKS): Sql => sql`(${marks} & ${constant(-(2 ** WEEKS))})`;

/**
 * A bit mask for each day from the first week on, to be joined to USE_MARK with &. It keeps the weeks whose 12 months
 * contain the day. In the last 12 months it also keeps every bit above the weeks: subtracting 2^WEEKS sets them all.
 * @param starts the first days of the weeks' 12 months, ascending; @param ends their last days.
 */
export function dayMasks(starts: readonly LocalDate[], ends: readonly LocalDate[]): string[] {
  const placeOf = (day: LocalDate) => daysBetween(starts[0]!, day);
  const spans = ends.map((end, n) => ({ from: placeOf(starts[n]!), to: placeOf(end) }));
  const { from: recent, to: last } = spans.at(-1)!;
  return Array.from({ length: last + 1 }, (_, day) => {
    const weeks = spans.reduce((sum, { from, to }, n) => (from <= day && day <= to ? sum + 2 ** n : sum), 0);
    return String(day >= recent ? BigInt(weeks) - 2n ** BigInt(WEEKS) : weeks);
  });
}

/**
 * The residents who took a step towards the portal in 12 months: set up an account, logged in, looked up a status, as
 * the team saw or heard. Shown apart, for a step is no use.
 */
export const stepsBy = ({ wardId, on }: WardOnDay): Sql => sql`
  SELECT p.resident_id FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id JOIN public_service s ON s.id = p.public_service_id
  WHERE p.ward_id = ${wardId} AND v.visited_on BETWEEN ${windowStart(on)} AND ${on} AND s.kind IN ('digital_account', 'utility')
    AND p.result IN ('submitted', 'not_needed') AND p.help_level IN ('watched', 'guided', 'by_relative', 'handed_over')
  UNION
  SELECT u.resident_id FROM portal_use u JOIN public_service s ON s.id = u.public_service_id
  WHERE u.ward_id = ${wardId} AND u.used_on BETWEEN ${windowStart(on)} AND ${on} AND s.kind = 'utility' AND u.source <> 'sample' AND u.how <> 'done_for'`;

/** Every ward door with the days on which a resident was first and last met there, and first helped; null if never. */
export const doorsOf = ({ wardId, on }: WardOnDay): Sql => sql`
  SELECT h.id, h.residential_group_id AS group_id, visited.first_met, visited.last_met, visited.first_helped
  FROM household h
  LEFT JOIN (SELECT v.household_id, min(v.visited_on) FILTER (WHERE ${MET_SOMEBODY}) AS first_met, max(v.visited_on) FILTER (WHERE ${MET_SOMEBODY}) AS last_met,
      min(v.visited_on) FILTER (WHERE v.id IN (SELECT p.visit_id FROM assisted_procedure p WHERE p.ward_id = ${wardId})) AS first_helped
    FROM visit v WHERE v.ward_id = ${wardId} AND v.visited_on <= ${on} GROUP BY 1) visited ON visited.household_id = h.id
  WHERE h.ward_id = ${wardId} AND ${IS_WARD_DOOR}`;

/** True for the readiness row `ready` that was a resident's latest on the day of the figures. */
export const isLatestReadiness = ({ on, today }: Pick<ReportScope, 'on' | 'today'>): Sql =>
  on === today
    ? sql`ready.is_latest`
    : sql`ready.recorded_on <= ${on} AND NOT EXISTS (SELECT 1 FROM readiness newer WHERE newer.resident_id = ready.resident_id
        AND newer.recorded_on <= ${on} AND (newer.recorded_on, newer.created_at, newer.id) > (ready.recorded_on, ready.created_at, ready.id))`;

/** The requests that visits settled whole, by the day of the last visit; one that was reopened since waits again. */
export const settledBy = ({ wardId, on }: WardOnDay): Sql => sql`
  SELECT r.id, r.household_id, r.received_on, v.visited_on AS met_on, v.visited_on - r.received_on AS days
  FROM support_request r JOIN support_request_closure c ON c.support_request_id = r.id AND c.kind = 'done' AND c.reopened_at IS NULL
    AND NOT EXISTS (SELECT FROM support_request_service s WHERE s.support_request_id = r.id AND s.result <> 'done')
  JOIN visit v ON v.id = c.visit_id WHERE r.ward_id = ${wardId} AND v.visited_on BETWEEN r.received_on AND ${on}`;

/**
 * All residents who were taught a service of the portal: since when, whether a check-back never reached them, and whether they
 * are stuck in a service: at its latest check at which they were reached.
 */
export const taughtBy = ({ wardId, on }: WardOnDay): Sql => sql`
  SELECT taught.id, taught.first_on, taught.services, asked.resident_id IS NULL AS is_unasked, last_stuck.resident_id IS NOT NULL AS is_stuck, last_stuck.barrier_id
  FROM (
    SELECT lesson.resident_id AS id, min(lesson.first_on) AS first_on, array_agg(lesson.public_service_id) AS services
    FROM (
      SELECT p.resident_id, p.public_service_id, min(v.visited_on) AS first_on
      FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id JOIN public_service s ON s.id = p.public_service_id
      WHERE p.ward_id = ${wardId} AND v.visited_on <= ${on} AND ${isOfPortalSql('s')}
      GROUP BY 1, 2 HAVING bool_or(${IS_TEACHING})) lesson
    GROUP BY 1) taught
  LEFT JOIN (
    SELECT DISTINCT c.resident_id FROM check_back c
    WHERE c.ward_id = ${wardId} AND c.checked_on <= ${on} AND c.outcome NOT IN ('not_reached', 'declined')) asked ON asked.resident_id = taught.id
  LEFT JOIN (
    SELECT DISTINCT ON (c.resident_id) c.resident_id, c.barrier_id FROM check_back c
    WHERE c.ward_id = ${wardId} AND c.checked_on <= ${on} AND c.outcome = 'stuck' AND NOT EXISTS (
      SELECT 1 FROM check_back newer WHERE newer.resident_id = c.resident_id AND newer.public_service_id = c.public_service_id
        AND newer.checked_on <= ${on} AND newer.outcome NOT IN ('not_reached', 'declined')
        AND (newer.checked_on, newer.recorded_at, newer.id) > (c.checked_on, c.recorded_at, c.id))
    ORDER BY c.resident_id, c.checked_on DESC, c.recorded_at DESC, c.id DESC) last_stuck
    ON last_stuck.resident_id = taught.id`;

/** The reasons for which the team does not knock, in the order in which pages name them. */
export const PAUSES = ['refusal', 'mourning', 'do_not_knock'] as const satisfies readonly PauseKind[];

/**
 * The pauses that held on the day of the figures. One that was lifted later held then, so this is the same as pausesOn
 * for today only.
 */
export const pausedOn = ({ wardId, on }: WardOnDay): Sql => sql`
  SELECT p.household_id AS id, p.kind, p.paused_from, p.paused_until FROM household_pause p
  WHERE p.ward_id = ${wardId} AND p.paused_from <= ${on} AND (p.paused_until IS NULL OR p.paused_until >= ${on})
    AND (p.lifted_at IS NULL OR (p.lifted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > ${on})`;

export const FILE_OUTCOMES = ['done', 'needs_papers', 'failed', 'processing', 'unknown'] as const;
export type FileOutcome = (typeof FILE_OUTCOMES)[number];

/**
 * The files submitted with the team's help, by the day of their submission, which may come after the visit, with the
 * latest status that was looked up; see shared/portal-status.
 */
export const filesBy = ({ wardId, on }: WardOnDay): Sql => sql`
  SELECT p.id, p.resident_id, p.public_service_id, p.help_level, p.help_level IN ('by_relative', 'handed_over') AS is_by_relative, p.portal_file_code, coalesce(sent.used_on, v.visited_on) AS submitted_on, s.office_trip_minutes, latest.status,
    CASE WHEN latest.status IN (9, 10) THEN 'done' WHEN latest.status = 5 THEN 'needs_papers' WHEN latest.status IN (3, 7, 8) THEN 'failed'
      WHEN latest.status IS NULL THEN 'unknown' ELSE 'processing' END AS outcome
  FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id JOIN public_service s ON s.id = p.public_service_id
  LEFT JOIN portal_use sent ON sent.assisted_procedure_id = p.id
  LEFT JOIN LATERAL (SELECT f.status FROM file_status f WHERE f.assisted_procedure_id = p.id AND f.ward_id = ${wardId} AND f.status_on <= ${on}
    ORDER BY f.status_on DESC, f.recorded_at DESC LIMIT 1) latest ON true
  WHERE p.ward_id = ${wardId} AND p.result = 'submitted' AND ${IS_FILE} AND coalesce(sent.used_on, v.visited_on) <= ${on}`;

/** The needs that make a resident a priority; what only concerns the telephone does not. */
const PRIORITY_NEEDS = [
  'aged_60', // includes those of 75 and 80
  'lives_alone',
  'hard_to_move',
  'needs_helper',
  'disabled',
  'policy_family',
  'poor',
  'near_poor',
  'social_protection',
] as const satisfies readonly Need[];

export const IS_PRIORITY = raw(`need IN (${PRIORITY_NEEDS.map((need) => `'${need}'`).join(', ')})`);

/**
 * All residents with a need, and whether the team had met and helped them by that day.
 * @param where which needs. @param need SQL of the need to show. @param helped SQL of the ids of those who were helped,
 * for a statement that has them.
 */
export const needy = (
  { wardId, on }: WardOnDay,
  where: Sql,
  need: Sql,
  helped = sql`SELECT a.resident_id FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.ward_id = ${wardId} AND v.visited_on <= ${on}`,
): Sql => sql`
  SELECT n.resident_id AS id, n.household_id, ${need} AS need,
    EXISTS (SELECT 1 FROM visit_presence p JOIN visit v ON v.id = p.visit_id WHERE p.resident_id = n.resident_id AND v.met_somebody AND v.visited_on <= ${on}) AS is_met,
    n.resident_id IN (${helped}) AS is_helped
  FROM (SELECT DISTINCT resident_id, household_id, ${need} AS need FROM resident_needs(${wardId}, ${on}) ${where}) n
  JOIN resident r ON r.id = n.resident_id AND ${livesInWard('r')}`;
