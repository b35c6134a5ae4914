import type { Reads } from '../../../db/database';
import { addDays, instantOf, type LocalDate } from '../../../shared/dates';
import { REFUSED } from '../../casework/requests/after-refusal';
import { changesOf } from '../../../shared/change-count';
import { memoizeByObject } from '../../../shared/memoize-by-object';
import { livesInWard } from '../../../shared/living-here';
import { raw } from '../../../shared/sql';
import { MET_SOMEBODY } from '../../register/households/counted-doors';
import { ADULT, adultParameters } from '../../register/residents/counted-adults';
import { usersAtEnds, windowStart, type DaySpan } from './adoption';
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
  type Part,
  type ReportScope,
} from './figure-sql';
import { TARGET_ROWS, type TargetRow } from './target-queries';

/** The numbers that the chairman's page makes its figures of: about people, about doors, and about the ward. */

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

export interface ServiceRow {
  serviceId: string;
  name: string;
  code: string | null;
  isEssential: boolean;
  users: number;
  doneFor: number;
  hows: Record<OwnHow, number>;
}

export interface MonthRow {
  visits: number;
  households: number;
  residents: number;
  files: number;
}

/** Numbers by the key of what they count. Keys without a number are left out. */
type By<Key extends string, Value = number> = Partial<Record<Key, Value>>;

/** What is counted of some of a ward's people; two counts of different people can be added up (see incremental-counts.ts). */
export type PeopleCounts = {
  groups: By<string, { adults: number; users: number }>;
  services: By<string, { users: number; doneFor: number; hows: Record<OwnHow, number> }>;
  /** Adults by their best way of use, and by their surest source. */
  hows: Record<OwnHow, number>;
  sources: Record<(typeof SOURCES)[number], number>;
  /** Adults whose every use was done for them by the team. */
  doneForOnly: number;
  vneid: { level2: number; unknown: number; locked: number };
  /**
   * Adults who used the portal in the 12 months before the end of each week of the trend, by the week's index. Not an
   * array, because incremental-counts.ts joins arrays and adds up numbers.
   */
  usersAtEnds: Record<number, number>;
  /** Adults who used the portal in the 12 months before the end of the register's first full month. */
  usersAtStart: number;
  /** Residents ever helped. */
  helped: number;
  activity: Record<Span, { residents: number; files: number }>;
  /** Of the month: files by what became of them, those that the team did, the minutes they saved. */
  files: Record<FileOutcome, number> & { sent: number; doneFor: number; minutes: number; withoutMinutes: number };
  /** Of 12 months, by service. */
  serviceFiles: By<string, { sent: number; done: number }>;
  taught: number;
  confirmed: number;
  stuck: number;
  /** Those who are stuck, by what they met with. */
  barriers: By<string>;
  priority: number;
  priorityHelped: number;
  adultsWithoutBirth: number;
};

/** What is counted of some of a ward's doors; two counts of different doors can be added up. */
export type DoorCounts = {
  groups: By<string, { doors: number; reached: number; reachedBefore: number; helped: number }>;
  activity: Record<Span, { visits: number; households: number }>;
  /** Visits of the month by topic, and those with at least one. */
  topics: By<string>;
  visitsWithTopic: number;
  refused: number;
  /** For each of them that asked for the team later, after how many days. */
  invitedAfter: number[];
  /** Households where the team does not knock: all, and for each reason; one may have several. */
  paused: Record<'all' | (typeof PAUSES)[number], number>;
};

/** The whole month up to the day, and the equally long spans that are compared. */
export type Span = 'month' | 'now' | 'before';

/** Rows of `people` who are alike, counted together: far fewer rows than people have to be told apart. */
const peopleWhere = (condition: string) => `coalesce(sum(people) FILTER (WHERE ${condition}), 0)`;
const tally = (column: string, values: readonly string[]) =>
  `json_build_object(${values.map((value, index) => `'${value}', ${peopleWhere(`${column} = ${index}`)}`).join(', ')})`;
const byKey = (key: string, value: string, from: string) =>
  `(SELECT coalesce(json_object_agg(${key}, ${value}), '{}') FROM ${from})`;

/**
 * SQL that narrows tables to one part of the ward: a common table expression hides the table of its name. So the
 * statements about a part read the same fragments as the lists, which read the whole ward.
 * @param rows the part's rows, by table; a table named earlier is narrowed already.
 */
const narrowed = (rows: Record<string, string>): string =>
  Object.entries(rows)
    .map(([table, select]) => `${table} AS ${ONCE.has(table) ? '' : 'NOT '}MATERIALIZED (${select})`)
    .join(',\n      ');

/** Tables that a statement reads once and shares: they have few rows, which the planner would otherwise find repeatedly. */
const ONCE = new Set(['visit', 'assisted_procedure']);

const PEOPLE_BOUNDS = ['$13', '$14'] as const;
const DOOR_BOUNDS = ['$7', '$8'] as const;
const ofWard = (table: string, id: string, [from, until]: readonly [string, string]) =>
  `SELECT * FROM ${table} WHERE ward_id = $1 AND ${id} >= ${from} AND ${id} < ${until}`;

const PEOPLE_OF_PART = narrowed({
  resident: ofWard('resident', 'id', PEOPLE_BOUNDS),
  household_membership: ofWard('household_membership', 'resident_id', PEOPLE_BOUNDS),
  readiness: ofWard('readiness', 'resident_id', PEOPLE_BOUNDS),
  portal_use: ofWard('portal_use', 'resident_id', PEOPLE_BOUNDS),
  check_back: ofWard('check_back', 'resident_id', PEOPLE_BOUNDS),
  assisted_procedure: ofWard('assisted_procedure', 'resident_id', PEOPLE_BOUNDS),
  visit: 'SELECT * FROM visit WHERE id = ANY (ARRAY(SELECT visit_id FROM assisted_procedure))',
});
const DOORS_OF_PART = narrowed({
  household: ofWard('household', 'id', DOOR_BOUNDS),
  household_pause: ofWard('household_pause', 'household_id', DOOR_BOUNDS),
  support_request: ofWard('support_request', 'household_id', DOOR_BOUNDS),
  visit: ofWard('visit', 'household_id', DOOR_BOUNDS),
  assisted_procedure: 'SELECT * FROM assisted_procedure WHERE visit_id = ANY (ARRAY(SELECT id FROM visit))',
  topic_taught: 'SELECT t.* FROM visit v JOIN topic_taught t ON t.visit_id = v.id',
});

/** Which days are counted. */
export interface CountedDays {
  spans: Record<Span, DaySpan>;
  /** The last days of the weeks of the trend, ascending. */
  ends: readonly LocalDate[];
  /** The end of the register's first full month; null while it is not over. */
  startOn: LocalDate | null;
}

const SPANS = ['month', 'now', 'before'] as const satisfies readonly Span[];

const masksOf = memoizeByObject(({ ends }: CountedDays) => dayMasks(ends.map(windowStart), ends));

/** Everything that is counted of the people of a part. */
export async function countPeople(
  { pool }: Reads,
  scope: ReportScope,
  days: CountedDays,
  part: Part,
): Promise<PeopleCounts> {
  const { spans, ends, startOn } = days;
  const { rows } = await pool.query<Omit<PeopleCounts, 'usersAtEnds'> & { weeks: Record<string, number> }>({
    name: scope.on === scope.today ? 'reports-people' : 'reports-people-past',
    text: `WITH ${PEOPLE_OF_PART},
      adult AS MATERIALIZED (${ADULT}),
      used AS MATERIALIZED (
        SELECT u.resident_id, u.public_service_id, bit_or(($6::bigint[])[u.used_on - $5::date + 1] & (${USE_MARK})) AS marks
        FROM portal_use u WHERE ${usedBetween('$5', '$2')} AND ${IS_KNOWN} GROUP BY 1, 2),
      person AS MATERIALIZED (
        SELECT coalesce(a.group_id, '${NO_GROUP}') AS group_key, ready.vneid_level, p.marks
        FROM adult a LEFT JOIN (SELECT resident_id, bit_or(marks) AS marks FROM used GROUP BY 1) p ON p.resident_id = a.id
        LEFT JOIN readiness ready ON ready.ward_id = $1 AND ready.resident_id = a.id AND ${isLatestReadiness(scope)}),
      adults AS MATERIALIZED (SELECT group_key, vneid_level, people, ${bestHow('marks')} AS best_how, ${bestSource('marks')} AS best_source, ${isDoneFor('marks')} AS is_done_for
        FROM (SELECT group_key, vneid_level, ${withoutWeeks('marks')} AS marks, count(*) AS people FROM person GROUP BY 1, 2, 3) alike),
      line AS MATERIALIZED (SELECT p.resident_id, p.result, v.visited_on FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE v.visited_on <= $2),
      file AS MATERIALIZED (SELECT * FROM (${FILE}) f WHERE (f.visited_on < $7) IS NOT TRUE), -- so written because most files are of these 12 months
      taught AS MATERIALIZED (${TAUGHT})
      SELECT
        ${byKey('group_key', "json_build_object('adults', adults, 'users', users)", `(SELECT group_key, sum(people) AS adults, ${peopleWhere('best_how IS NOT NULL')} AS users FROM adults GROUP BY 1) g`)} AS groups,
        ${byKey(
          'public_service_id',
          "json_build_object('users', users, 'doneFor', done_for, 'hows', hows)",
          `(SELECT public_service_id, ${peopleWhere('best_how IS NOT NULL')} AS users, ${peopleWhere('is_done_for')} AS done_for, ${tally('best_how', OWN_HOWS)} AS hows
             FROM (SELECT public_service_id, people, ${bestHow('marks')} AS best_how, ${isDoneFor('marks')} AS is_done_for
               FROM (SELECT x.public_service_id, ${withoutWeeks('x.marks')} AS marks, count(*) AS people FROM used x JOIN adult a ON a.id = x.resident_id
                 WHERE x.public_service_id IS NOT NULL AND ${withoutWeeks('x.marks')} <> 0 GROUP BY 1, 2) alike) u GROUP BY 1) s`,
        )} AS services,
        total.*, learners.*, needy.*,
        ${byKey('weeks', 'people', `(SELECT ${weeksOf('marks')} AS weeks, count(*) AS people FROM person WHERE ${weeksOf('marks')} > 0 GROUP BY 1) w`)} AS weeks,
        (SELECT count(*)::int FROM adult a WHERE $12::date IS NOT NULL AND EXISTS (SELECT FROM portal_use u
          WHERE u.resident_id = a.id AND ${usedBetween('$11', '$12')} AND ${IS_KNOWN} AND u.how <> 'done_for')) AS "usersAtStart",
        (SELECT count(*)::int FROM (SELECT FROM line GROUP BY resident_id) person) AS helped,
        (SELECT json_object_agg(span.name, json_build_object('residents', l.residents, 'files', l.files))
         FROM unnest($8::text[], $9::date[], $10::date[]) span (name, from_day, to_day)
         CROSS JOIN LATERAL (SELECT count(DISTINCT l.resident_id) AS residents, count(*) FILTER (WHERE l.result = 'submitted') AS files
           FROM line l WHERE l.visited_on BETWEEN span.from_day AND span.to_day) l) AS activity,
        (SELECT json_build_object('sent', count(*), ${FILE_OUTCOMES.map((outcome) => `'${outcome}', count(*) FILTER (WHERE outcome = '${outcome}')`).join(', ')},
            'doneFor', count(*) FILTER (WHERE help_level = 'done_for'), 'minutes', coalesce(sum(office_trip_minutes), 0),
            'withoutMinutes', count(*) FILTER (WHERE office_trip_minutes IS NULL)) FROM file WHERE visited_on >= ($9::date[])[1]) AS files,
        ${byKey(
          'public_service_id',
          "json_build_object('sent', sent, 'done', done)",
          `(SELECT public_service_id, count(*) AS sent, count(*) FILTER (WHERE outcome = 'done') AS done FROM file GROUP BY 1) f`,
        )} AS "serviceFiles",
        ${byKey('barrier_id', 'people', '(SELECT barrier_id, count(*) AS people FROM taught WHERE is_stuck AND barrier_id IS NOT NULL GROUP BY 1) b')} AS barriers,
        (SELECT count(*)::int FROM resident r WHERE ${livesInWard('r').text} AND r.birth_date IS NULL) AS "adultsWithoutBirth"
      FROM (SELECT ${tally('best_how', OWN_HOWS)} AS hows, ${tally('best_source', SOURCES)} AS sources,
          ${peopleWhere('is_done_for AND best_how IS NULL')}::int AS "doneForOnly",
          json_build_object('level2', ${peopleWhere("vneid_level = 'level_2'")}, 'locked', ${peopleWhere("vneid_level = 'locked'")},
            'unknown', ${peopleWhere("coalesce(vneid_level, 'unknown') = 'unknown'")}) AS vneid FROM adults) total,
        (SELECT count(*)::int AS taught, (count(*) FILTER (WHERE is_confirmed))::int AS confirmed, (count(*) FILTER (WHERE is_stuck))::int AS stuck FROM taught) learners,
        (SELECT count(*)::int AS priority, (count(*) FILTER (WHERE is_helped))::int AS "priorityHelped"
         FROM (${needy(`WHERE ${IS_PRIORITY} AND resident_id >= ${PEOPLE_BOUNDS[0]} AND resident_id < ${PEOPLE_BOUNDS[1]}`, `'priority'`, 'SELECT resident_id FROM line')}) priority) needy`,
    values: [
      ...adultParameters(scope),
      windowStart(ends[0]!),
      masksOf(days),
      windowStart(scope.on),
      SPANS,
      SPANS.map((span) => spans[span].from),
      SPANS.map((span) => spans[span].to),
      startOn && windowStart(startOn),
      startOn,
      part.from,
      part.until,
    ],
  });
  const { weeks, ...counts } = rows[0]!;
  const masks = Object.entries(weeks).map(([mask, people]) => [Number(mask), people] as const);
  return { ...counts, usersAtEnds: { ...usersAtEnds(masks, ends.length) } };
}

/** Everything that is counted of the doors of a part. */
export async function countDoors(
  { pool }: Reads,
  { wardId, on }: ReportScope,
  { spans }: CountedDays,
  part: Part,
): Promise<DoorCounts> {
  const { rows } = await pool.query<DoorCounts>({
    name: 'reports-doors',
    text: `WITH ${DOORS_OF_PART},
      topic AS (SELECT t.visit_id, t.public_service_id FROM topic_taught t JOIN visit v ON v.id = t.visit_id WHERE v.visited_on BETWEEN ($5::date[])[1] AND $2),
      refused AS MATERIALIZED (${REFUSED}),
      paused AS MATERIALIZED (${PAUSED})
      SELECT
        ${byKey(
          'group_key',
          "json_build_object('doors', doors, 'reached', reached, 'reachedBefore', before, 'helped', helped)",
          `(SELECT coalesce(group_id, '${NO_GROUP}') AS group_key, count(*) AS doors, count(first_met) AS reached, count(*) FILTER (WHERE first_met <= $3) AS before,
             count(first_helped) AS helped FROM (${DOOR}) door GROUP BY 1) g`,
        )} AS groups,
        (SELECT json_object_agg(span.name, json_build_object('visits', v.visits, 'households', v.households))
         FROM unnest($4::text[], $5::date[], $6::date[]) span (name, from_day, to_day)
         CROSS JOIN LATERAL (SELECT count(*) AS visits, count(DISTINCT v.household_id) FILTER (WHERE ${MET_SOMEBODY.text}) AS households
           FROM visit v WHERE v.visited_on BETWEEN span.from_day AND span.to_day) v) AS activity,
        ${byKey('public_service_id', 'visits', '(SELECT public_service_id, count(*) AS visits FROM topic GROUP BY 1) t')} AS topics,
        (SELECT count(DISTINCT visit_id)::int FROM topic) AS "visitsWithTopic",
        (SELECT count(*)::int FROM refused) AS refused,
        (SELECT coalesce(json_agg(invited_on - refused_on), '[]') FROM refused WHERE invited_on IS NOT NULL) AS "invitedAfter",
        (SELECT json_build_object('all', count(DISTINCT id), ${PAUSES.map((kind) => `'${kind}', count(DISTINCT id) FILTER (WHERE kind = '${kind}')`).join(', ')})
         FROM paused) AS paused`,
    values: [
      wardId,
      on,
      spans.before.to,
      SPANS,
      SPANS.map((span) => spans[span].from),
      SPANS.map((span) => spans[span].to),
      part.from,
      part.until,
    ],
  });
  return rows[0]!;
}

interface FormerName {
  name: string;
  until: LocalDate;
}

/** What the figures need of the ward as a whole: names, in the order in which they are listed, and what concerns no single person. */
export interface WardFacts {
  /** The earliest use whose day is known, because the team saw it or asked back; null if there is none. */
  firstUse: LocalDate | null;
  /** The first day on which anything was written: the ward's opening, or an earlier visit, request or answer. */
  bookFrom: LocalDate;
  targets: TargetRow[];
  /** By group. */
  formerNames: Record<string, FormerName>;
  groups: { id: string; name: string }[];
  services: (Pick<ServiceRow, 'name' | 'code' | 'isEssential'> & { id: string; isAlwaysListed: boolean })[];
  barriers: { id: string; label: string }[];
  /** Sessions outside of doors in the month, and how often residents came. */
  groupSessions: { sessions: number; named: number; others: number };
}

/** SQL: what each group was called before its first correction between $3 and $4, by the audit log, which alone keeps it. */
const FORMER_NAMES = `(SELECT coalesce(json_object_agg("groupId", json_build_object('name', name, 'until', until)), '{}') FROM (
    SELECT DISTINCT ON (e.subject_id) e.subject_id AS "groupId", (e.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS until,
      CASE change ->> 'field' WHEN 'code' THEN 'mã ' ELSE '' END || (change ->> 'before') AS name
    FROM audit_event e CROSS JOIN jsonb_array_elements(e.details -> 'changes') change
    WHERE e.chain_id = $1 AND e.subject_type = 'residential-group' AND e.action = 'residential-group.correct'
      AND e.at >= $3 AND e.at < $4 AND change ->> 'field' IN ('name', 'code')
    ORDER BY e.subject_id, (change ->> 'field' = 'name') DESC, e.seq) renamed)`;

export async function readWardFacts({ pool }: Reads, { wardId, on }: ReportScope): Promise<WardFacts> {
  const month = `${on.slice(0, 7)}-01`;
  const { rows } = await pool.query<WardFacts>({
    name: 'reports-ward',
    text: `SELECT
        (SELECT min(used_on) FROM portal_use WHERE ward_id = $1 AND source IN ('visit', 'check_back')) AS "firstUse",
        ${BOOK_FROM} AS "bookFrom", ${TARGET_ROWS} AS targets, ${FORMER_NAMES} AS "formerNames",
        (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name) ORDER BY code IS NULL, length(code), code), '[]')
         FROM residential_group WHERE ward_id = $1) AS groups,
        (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'code', code, 'isEssential', is_essential25,
            'isAlwaysListed', is_essential25 AND NOT is_retired AND (retired_on IS NULL OR retired_on > $2)) ORDER BY name, id), '[]')
         FROM public_service WHERE ward_id = $1) AS services,
        (SELECT coalesce(json_agg(json_build_object('id', id, 'label', label) ORDER BY position, id), '[]') FROM barrier WHERE ward_id = $1) AS barriers,
        (SELECT json_build_object('sessions', count(*), 'others', coalesce(sum(s.others_count), 0),
            'named', coalesce(sum((SELECT count(*) FROM group_session_attendee a WHERE a.group_session_id = s.id)), 0))
         FROM group_session s WHERE s.ward_id = $1 AND s.withdrawn_at IS NULL AND s.held_on BETWEEN $5 AND $2) AS "groupSessions"`,
    values: [wardId, on, instantOf(month, '00:00'), instantOf(addDays(on, 1), '00:00'), month],
  });
  return rows[0]!;
}

/** A ward's borders between parts of `size` people, and of `size` doors, by their ids, with the snapshot that showed them. */
export async function divideWard(
  { pool }: Reads,
  wardId: string,
  size: number,
): Promise<{ snapshot: string; people: string[]; doors: string[] }> {
  const borders = (table: string) => `ARRAY(SELECT id::text FROM (
      SELECT id, row_number() OVER (ORDER BY id) AS n FROM ${table} WHERE ward_id = $1) numbered WHERE n % $2 = 0 ORDER BY id)`;
  const { rows } = await pool.query<{ snapshot: string; people: string[]; doors: string[] }>({
    name: 'reports-divide',
    text: `SELECT pg_current_snapshot()::text AS snapshot, ${borders('resident')} AS people, ${borders('household')} AS doors`,
    values: [wardId, size],
  });
  return rows[0]!;
}

/**
 * About whom something was written that a snapshot did not show: the people and doors that triggers noted (see
 * figure_change in the migrations), and all who live behind these doors.
 * @returns with the snapshot that shows it; `isEverything` if something that concerns the whole ward was written.
 */
export async function findTouched(
  { pool }: Reads,
  wardId: string,
  since: string,
): Promise<{ snapshot: string; isEverything: boolean; people: string[]; doors: string[] }> {
  const { rows } = await pool.query<{ snapshot: string; isEverything: boolean; people: string[]; doors: string[] }>({
    name: 'reports-touched',
    text: `WITH written AS MATERIALIZED (SELECT DISTINCT resident_id, household_id FROM figure_change
        WHERE ward_id = $1 AND xid >= pg_snapshot_xmin($2::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, $2::pg_snapshot))
      SELECT pg_current_snapshot()::text AS snapshot,
        EXISTS (SELECT FROM written WHERE resident_id IS NULL AND household_id IS NULL) AS "isEverything",
        ARRAY(SELECT household_id::text FROM written WHERE household_id IS NOT NULL) AS doors,
        ARRAY(SELECT resident_id::text FROM written WHERE resident_id IS NOT NULL
          UNION SELECT m.resident_id::text FROM household_membership m
          WHERE m.household_id = ANY (ARRAY(SELECT household_id FROM written WHERE household_id IS NOT NULL)) AND m.valid_to IS NULL) AS people`,
    values: [wardId, since],
  });
  return rows[0]!;
}

/** The number of changes in the ward's audit log. Figures computed at the same number are still valid. */
export async function getWardVersion(
  { pool }: Reads,
  wardId: string,
): Promise<{ changes: number; adultAge: number; name: string }> {
  const { rows } = await pool.query<{ changes: number; adultAge: number; name: string }>({
    name: 'reports-ward-version',
    text: `SELECT ${changesOf(raw('w.id')).text} AS changes, w.adult_age AS "adultAge", w.name FROM ward w WHERE w.id = $1`,
    values: [wardId],
  });
  return rows[0]!;
}
