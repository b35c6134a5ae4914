import type { Reads } from '../../../db/snapshot';
import { addDays, instantOf, type LocalDate } from '../../../shared/dates';
import { ASKED_AFTER_REFUSAL, type AskedAfterRefusal } from '../../casework/requests/after-refusal';
import { livesInWard } from '../../../shared/living-here';
import { MET_SOMEBODY } from '../../register/households/counted-doors';
import { ADULT, adultParameters } from '../../register/residents/counted-adults';
import { windowStart, type DaySpan } from './adoption';
import {
  bestHow,
  bestSource,
  BOOK_FROM,
  dayMasks,
  DOOR,
  FILE,
  FILE_OUTCOMES,
  IS_KNOWN,
  IS_PRIORITY,
  isDoneFor,
  isLatestReadiness,
  needy,
  NO_GROUP,
  OWN_HOWS,
  PAUSED,
  PAUSES,
  SOURCES,
  TAUGHT,
  usedBetween,
  USE_MARK,
  weeksOf,
  withoutWeeks,
  type FileOutcome,
  type OwnHow,
  type ReportScope,
} from './counted';
import { TARGET_ROWS, type TargetRow } from './target-queries';

/** The numbers that the chairman's page makes its figures of, in four statements that run at the same time. */

export interface GroupRow {
  groupId: string | null;
  groupName: string | null;
  doors: number;
  doorsReached: number;
  doorsReachedBefore: number;
  doorsHelped: number;
  adults: number;
  users: number;
  /** The name (or code) that the office changed within the month, and the day of the change; absent if it kept it. */
  formerName?: FormerName;
}

interface FormerName {
  name: string;
  until: LocalDate;
}

export interface ServiceRow {
  serviceId: string;
  name: string;
  code: string | null;
  isEssential: boolean;
  users: number;
  doneFor: number;
  hows: Record<OwnHow, number>;
}

interface AdoptionRows {
  groups: GroupRow[];
  services: ServiceRow[];
  /** Adults by their best way of use, and by their surest source. */
  hows: Record<OwnHow, number>;
  sources: Record<(typeof SOURCES)[number], number>;
  /** Adults whose every use was done for them by the team. */
  doneForOnly: number;
  vneid: { level2: number; unknown: number; locked: number };
  /** Groups of people by the weeks in whose 12 months they used the portal; see usersAtEnds. */
  weeks: [mask: number, people: number][];
}

/** Rows of `people` who are alike, counted together: far fewer rows than people have to be told apart. */
const peopleWhere = (condition: string) => `coalesce(sum(people) FILTER (WHERE ${condition}), 0)`;
const tally = (column: string, values: readonly string[]) =>
  `json_build_object(${values.map((value, index) => `'${value}', ${peopleWhere(`${column} = ${index}`)}`).join(', ')})`;

/** All figures about adults in one statement, because finding a ward's adults is most of the work. */
export async function readAdoption(
  { pool }: Reads,
  scope: ReportScope,
  { ends, doorsBefore }: { ends: readonly LocalDate[]; doorsBefore: LocalDate },
): Promise<AdoptionRows> {
  const starts = ends.map(windowStart);
  const { rows } = await pool.query<AdoptionRows>({
    name: scope.on === scope.today ? 'reports-adoption' : 'reports-adoption-past',
    text: `WITH adult AS MATERIALIZED (${ADULT}),
      used AS MATERIALIZED (
        SELECT u.resident_id, u.public_service_id, bit_or(($6::bigint[])[u.used_on - $5::date + 1] & (${USE_MARK})) AS marks
        FROM (SELECT * FROM portal_use u WHERE u.ward_id = $1 AND ${usedBetween('$5', '$2')} AND ${IS_KNOWN} ORDER BY u.resident_id, u.public_service_id) u GROUP BY 1, 2),
      person AS MATERIALIZED (
        SELECT coalesce(a.group_id, '${NO_GROUP}') AS group_key, ready.vneid_level, p.marks
        FROM adult a LEFT JOIN (SELECT resident_id, bit_or(marks) AS marks FROM used GROUP BY 1) p ON p.resident_id = a.id
        LEFT JOIN readiness ready ON ready.ward_id = $1 AND ready.resident_id = a.id AND ${isLatestReadiness(scope)}),
      adults AS MATERIALIZED (SELECT group_key, vneid_level, people, ${bestHow('marks')} AS best_how, ${bestSource('marks')} AS best_source, ${isDoneFor('marks')} AS is_done_for
        FROM (SELECT group_key, vneid_level, ${withoutWeeks('marks')} AS marks, count(*) AS people FROM person GROUP BY 1, 2, 3) alike),
      doors AS (SELECT coalesce(group_id, '${NO_GROUP}') AS group_key, count(*) AS doors, count(first_met) AS reached, count(*) FILTER (WHERE first_met <= $7) AS before,
        count(first_helped) AS helped FROM (${DOOR}) door GROUP BY 1)
      SELECT
        (SELECT coalesce(json_agg(json_build_object('groupId', g.id, 'groupName', g.name, 'doors', coalesce(d.doors, 0), 'doorsReached', coalesce(d.reached, 0),
            'doorsReachedBefore', coalesce(d.before, 0), 'doorsHelped', coalesce(d.helped, 0), 'adults', coalesce(a.adults, 0), 'users', coalesce(a.users, 0))
            ORDER BY g.code IS NULL, length(g.code), g.code), '[]')
         FROM (SELECT group_key, sum(people) AS adults, ${peopleWhere('best_how IS NOT NULL')} AS users FROM adults GROUP BY 1) a
         FULL JOIN doors d USING (group_key) LEFT JOIN residential_group g ON g.id = group_key) AS groups,
        (SELECT coalesce(json_agg(json_build_object('serviceId', s.id, 'name', s.name, 'code', s.code, 'isEssential', s.is_essential25,
            'users', coalesce(c.users, 0), 'doneFor', coalesce(c.done_for, 0), 'hows', coalesce(c.hows, ${`'${JSON.stringify(Object.fromEntries(OWN_HOWS.map((how) => [how, 0])))}'`}::json))
            ORDER BY c.users DESC NULLS LAST, s.name, s.id), '[]')
         FROM public_service s LEFT JOIN (
           SELECT u.public_service_id, ${peopleWhere('u.best_how IS NOT NULL')} AS users, ${peopleWhere('u.is_done_for')} AS done_for, ${tally('u.best_how', OWN_HOWS)} AS hows
           FROM (SELECT public_service_id, people, ${bestHow('marks')} AS best_how, ${isDoneFor('marks')} AS is_done_for
             FROM (SELECT x.public_service_id, ${withoutWeeks('x.marks')} AS marks, count(*) AS people FROM used x JOIN adult a ON a.id = x.resident_id
               WHERE ${withoutWeeks('x.marks')} <> 0 GROUP BY 1, 2) alike) u GROUP BY 1) c ON c.public_service_id = s.id
         WHERE s.ward_id = $1 AND (c.users IS NOT NULL OR (s.is_essential25 AND NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > $2)))) AS services,
        total.*, (SELECT coalesce(json_agg(json_build_array(weeks, people)), '[]') FROM (
          SELECT ${weeksOf('marks')} AS weeks, count(*) AS people FROM person WHERE ${weeksOf('marks')} > 0 GROUP BY 1) week) AS weeks
      FROM (SELECT ${tally('best_how', OWN_HOWS)} AS hows, ${tally('best_source', SOURCES)} AS sources,
          ${peopleWhere('is_done_for AND best_how IS NULL')}::int AS "doneForOnly",
          json_build_object('level2', ${peopleWhere("vneid_level = 'level_2'")}, 'locked', ${peopleWhere("vneid_level = 'locked'")},
            'unknown', ${peopleWhere("coalesce(vneid_level, 'unknown') = 'unknown'")}) AS vneid FROM adults) total`,
    values: [...adultParameters(scope), starts[0], dayMasks(starts, ends), doorsBefore],
  });
  return rows[0]!;
}

export interface MonthRow {
  visits: number;
  households: number;
  residents: number;
  files: number;
}

interface WorkRows {
  /** Residents ever helped. */
  helped: number;
  /** Of each of the asked spans. */
  activity: MonthRow[];
  /** Of the month: files by what became of them, those that the team did, the minutes they saved. */
  files: Record<FileOutcome, number> & { sent: number; doneFor: number; minutes: number; withoutMinutes: number };
  /** Of 12 months, by service. */
  serviceFiles: { serviceId: string; sent: number; done: number }[];
  topics: { serviceId: string; name: string; visits: number }[];
  /** Visits of the month on which at least one topic was taught. */
  visitsWithTopic: number;
  /** Sessions outside of doors in the month, and how often somebody came. */
  groupSessions: { sessions: number; named: number; others: number };
}

/** What the team did: visits, people, files and topics. @param spans the whole month first, then what is compared. */
export async function readWork(
  { pool }: Reads,
  { wardId, on }: ReportScope,
  spans: readonly [DaySpan, ...DaySpan[]],
): Promise<WorkRows> {
  const { rows } = await pool.query<WorkRows>({
    name: 'reports-work',
    text: `WITH line AS MATERIALIZED (
        SELECT p.resident_id, p.result, v.visited_on FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE p.ward_id = $1 AND v.visited_on <= $2),
      file AS MATERIALIZED (SELECT * FROM (${FILE}) f WHERE (f.visited_on < $3) IS NOT TRUE), -- so written because most files are of these 12 months
      topic AS (SELECT t.visit_id, t.public_service_id FROM topic_taught t JOIN visit v ON v.id = t.visit_id
        WHERE t.ward_id = $1 AND v.ward_id = $1 AND v.visited_on BETWEEN $4 AND $2)
      SELECT
        (SELECT count(*)::int FROM (SELECT FROM line GROUP BY resident_id) person) AS helped,
        (SELECT json_agg(json_build_object('visits', v.visits, 'households', v.households, 'residents', l.residents, 'files', l.files) ORDER BY span.n)
         FROM unnest($5::date[], $6::date[]) WITH ORDINALITY span (from_day, to_day, n)
         CROSS JOIN LATERAL (SELECT count(*) AS visits, count(DISTINCT v.household_id) FILTER (WHERE ${MET_SOMEBODY}) AS households
           FROM visit v WHERE v.ward_id = $1 AND v.visited_on BETWEEN span.from_day AND span.to_day) v
         CROSS JOIN LATERAL (SELECT count(DISTINCT l.resident_id) AS residents, count(*) FILTER (WHERE l.result = 'submitted') AS files
           FROM line l WHERE l.visited_on BETWEEN span.from_day AND span.to_day) l) AS activity,
        (SELECT json_build_object('sent', count(*), ${FILE_OUTCOMES.map((outcome) => `'${outcome}', count(*) FILTER (WHERE outcome = '${outcome}')`).join(', ')},
            'doneFor', count(*) FILTER (WHERE help_level = 'done_for'), 'minutes', coalesce(sum(office_trip_minutes), 0),
            'withoutMinutes', count(*) FILTER (WHERE office_trip_minutes IS NULL)) FROM file WHERE visited_on >= $4) AS files,
        (SELECT coalesce(json_agg(json_build_object('serviceId', public_service_id, 'sent', sent, 'done', done)), '[]') FROM (
          SELECT public_service_id, count(*) AS sent, count(*) FILTER (WHERE outcome = 'done') AS done FROM file GROUP BY 1) s) AS "serviceFiles",
        (SELECT coalesce(json_agg(json_build_object('serviceId', s.id, 'name', s.name, 'visits', t.visits) ORDER BY t.visits DESC, s.name, s.id), '[]') FROM (
          SELECT public_service_id, count(*) AS visits FROM topic GROUP BY 1) t JOIN public_service s ON s.id = t.public_service_id) AS topics,
        (SELECT count(DISTINCT visit_id)::int FROM topic) AS "visitsWithTopic",
        (SELECT json_build_object('sessions', count(*), 'others', coalesce(sum(s.others_count), 0),
            'named', coalesce(sum((SELECT count(*) FROM group_session_attendee a WHERE a.group_session_id = s.id)), 0))
         FROM group_session s WHERE s.ward_id = $1 AND s.withdrawn_at IS NULL AND s.held_on BETWEEN $4 AND $2) AS "groupSessions"`,
    values: [wardId, on, windowStart(on), spans[0].from, spans.map(({ from }) => from), spans.map(({ to }) => to)],
  });
  return rows[0]!;
}

interface PeopleRows extends AskedAfterRefusal {
  taught: number;
  confirmed: number;
  stuck: number;
  /** What most of the people who are stuck met with; null if nobody is. */
  topBarrier: { id: string; label: string; people: number } | null;
  /** Households at which nobody knocks: all, and for each reason; one may have several. */
  paused: Record<'all' | (typeof PAUSES)[number], number>;
}

/** What became of people who were taught, and of households that refused or are in a pause. */
export async function readTaughtAndRefused({ pool }: Reads, { wardId, on }: ReportScope): Promise<PeopleRows> {
  const { rows } = await pool.query<PeopleRows>({
    name: 'reports-taught-refused',
    text: `WITH taught AS MATERIALIZED (${TAUGHT})
      SELECT learners.*, homes.*,
        (SELECT json_build_object('all', count(DISTINCT id), ${PAUSES.map((kind) => `'${kind}', count(DISTINCT id) FILTER (WHERE kind = '${kind}')`).join(', ')})
         FROM (${PAUSED}) paused) AS paused,
        (SELECT json_build_object('id', b.id, 'label', b.label, 'people', count(*)) FROM taught t JOIN barrier b ON b.id = t.barrier_id
         WHERE t.is_stuck GROUP BY b.id ORDER BY count(*) DESC, b.position, b.id LIMIT 1) AS "topBarrier"
      FROM (SELECT count(*)::int AS taught, (count(*) FILTER (WHERE is_confirmed))::int AS confirmed, (count(*) FILTER (WHERE is_stuck))::int AS stuck FROM taught) learners,
        (${ASKED_AFTER_REFUSAL}) homes`,
    values: [wardId, on],
  });
  return rows[0]!;
}

interface TotalsRow {
  /** The earliest use whose day is known, because the team saw it or asked back; null if there is none. */
  firstUse: LocalDate | null;
  /** The first day on which anything was written: the ward's opening, or an earlier visit, request or answer. */
  bookFrom: LocalDate;
  adultsWithoutBirth: number;
  targets: TargetRow[];
  /** By group. */
  formerNames: Record<string, FormerName>;
  priority: number;
  priorityHelped: number;
}

/** SQL: what each group was called before its first correction between $3 and $4, by the audit log, which alone keeps it. */
const FORMER_NAMES = `(SELECT coalesce(json_object_agg("groupId", json_build_object('name', name, 'until', until)), '{}') FROM (
    SELECT DISTINCT ON (e.subject_id) e.subject_id AS "groupId", (e.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS until,
      CASE change ->> 'field' WHEN 'code' THEN 'mã ' ELSE '' END || (change ->> 'before') AS name
    FROM audit_event e CROSS JOIN jsonb_array_elements(e.details -> 'changes') change
    WHERE e.chain_id = $1 AND e.subject_type = 'residential-group' AND e.action = 'residential-group.correct'
      AND e.at >= $3 AND e.at < $4 AND change ->> 'field' IN ('name', 'code')
    ORDER BY e.subject_id, (change ->> 'field' = 'name') DESC, e.seq) renamed)`;

export async function readTotals({ pool }: Reads, { wardId, on }: ReportScope): Promise<TotalsRow> {
  const { rows } = await pool.query<TotalsRow>({
    name: 'reports-totals',
    text: `SELECT
        (SELECT min(used_on) FROM portal_use WHERE ward_id = $1 AND source IN ('visit', 'check_back')) AS "firstUse",
        ${BOOK_FROM} AS "bookFrom",
        (SELECT count(*) FROM resident r WHERE r.ward_id = $1 AND ${livesInWard('r')} AND r.birth_date IS NULL)::int AS "adultsWithoutBirth",
        ${TARGET_ROWS} AS targets, ${FORMER_NAMES} AS "formerNames",
        count(*)::int AS priority, (count(*) FILTER (WHERE is_helped))::int AS "priorityHelped"
      FROM (${needy(`WHERE ${IS_PRIORITY}`, `'priority'`)}) priority`,
    values: [wardId, on, instantOf(`${on.slice(0, 7)}-01`, '00:00'), instantOf(addDays(on, 1), '00:00')],
  });
  return rows[0]!;
}

/** The number of changes in the ward's audit chain. Figures computed at the same number are still valid. */
export async function getWardVersion(
  { pool }: Reads,
  wardId: string,
): Promise<{ changes: number; adultAge: number; name: string }> {
  const { rows } = await pool.query<{ changes: number; adultAge: number; name: string }>({
    name: 'reports-ward-version',
    text: `SELECT coalesce(c.change_seq, 0) AS changes, w.adult_age AS "adultAge", w.name
           FROM ward w LEFT JOIN audit_chain c ON c.chain_id = w.id WHERE w.id = $1`,
    values: [wardId],
  });
  return rows[0]!;
}
