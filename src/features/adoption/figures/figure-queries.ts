import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRow, queryPrepared } from '../../../db/query-rows';
import { addDays, instantOf, type LocalDate } from '../../../shared/dates';
import { refusedBy } from '../../casework/requests/after-refusal';
import { changesOf } from '../../../shared/change-count';
import { memoizeByObject } from '../../../shared/memoize-by-object';
import { livesInWard } from '../../../shared/living-here';
import { constant, empty, join, raw, sql, type Sql } from '../../../shared/sql';
import { IS_KNOWN_USE } from '../../office/catalogue/portal-kinds';
import { MET_SOMEBODY } from '../../register/households/counted-doors';
import { adultsOf } from '../../register/residents/counted-adults';
import { usersAtEnds, windowStart, type DaySpan } from './adoption';
import {
  bestHow,
  bestSource,
  bookFrom,
  dayMasks,
  doorsOf,
  FILE_OUTCOMES,
  filesBy,
  IS_PRIORITY,
  isDoneFor,
  isLatestReadiness,
  needy,
  NO_GROUP,
  OWN_HOWS,
  pausedOn,
  PAUSES,
  settledBy,
  SOURCES,
  stepsBy,
  taughtBy,
  USE_MARK,
  weeksOf,
  withoutWeeks,
  type Part,
  type ReportScope,
} from './figure-sql';
import { LASTING_STATES } from './lasting';
import { lastingCells } from './lasting-sql';
import { STORED_TARGET, targetsOf } from './target-queries';

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
  /** Of the adults, those with VNeID level 2; people of priority, and those of them who were helped. Absent in months closed before. */
  level2?: number;
  priority?: number;
  priorityHelped?: number;
  /** The name (or code) that the office changed within the month, and the day of the change; absent if it kept it. */
  formerName?: FormerName;
}

const HOWS = z.record(z.enum(OWN_HOWS), z.number());
const BY_SOURCE = z.record(z.enum(SOURCES), z.number());

export interface ServiceRow {
  serviceId: string;
  name: string;
  code: string | null;
  isEssential: boolean;
  users: number;
  doneFor: number;
  hows: z.infer<typeof HOWS>;
}

export interface MonthRow {
  visits: number;
  households: number;
  residents: number;
  files: number;
}

export interface SpanRow extends MonthRow {
  /** Of the files, those that the team submitted itself; like what follows absent in months closed before. */
  doneFor?: number;
  /** Ward doors met in the 12 months up to the end of the span. */
  metInYear?: number;
  /** Requests settled by a visit, and the days that half of them waited at most; null of none. */
  settled?: number;
  medianWait?: number | null;
}

/** The month up to the day, and the months before it, the latest first. */
export const MONTH_SPANS = ['month', 'month1', 'month2', 'month3', 'month4', 'month5'] as const;
export type MonthSpan = (typeof MONTH_SPANS)[number];
/** These, and the equally long spans that are compared. */
const SPANS = [...MONTH_SPANS, 'now', 'before'] as const;
export type Span = (typeof SPANS)[number];

/** Numbers by the key of what they count. Keys without a number are left out. */
const by = <Counts extends z.ZodType>(counts: Counts) => z.record(z.string(), counts);

const PEOPLE_ROW = z.object({
  groups: by(z.object({ adults: z.number(), users: z.number(), level2: z.number() })),
  services: by(z.object({ users: z.number(), doneFor: z.number(), hows: HOWS })),
  /** Adults by the way of their best use, and by its source; `ways` by both. */
  hows: HOWS,
  sources: BY_SOURCE,
  ways: z.record(z.enum(OWN_HOWS), BY_SOURCE),
  /** Adults whose every use was done for them by the team. */
  doneForOnly: z.number(),
  /** Adults who set up an account or looked something up, and used nothing. */
  stepsOnly: z.number(),
  vneid: z.object({ level2: z.number(), unknown: z.number(), locked: z.number() }),
  /** Adults by the weeks of the trend before whose end they used the portal in 12 months, as a bit mask. */
  weeks: by(z.number()),
  /** Adults who used the portal in the 12 months before the end of the register's first full month. */
  usersAtStart: z.number(),
  /** Residents ever helped. */
  helped: z.number(),
  activity: z.record(z.enum(SPANS), z.object({ residents: z.number(), files: z.number(), doneFor: z.number() })),
  /** Of the month: files by what became of them, those that the team did, the minutes they saved. */
  files: z.record(z.enum([...FILE_OUTCOMES, 'sent', 'doneFor', 'minutes', 'withoutMinutes']), z.number()),
  /** Of 12 months, by service, and those of the days that are compared. */
  serviceFiles: by(z.object({ sent: z.number(), done: z.number(), now: z.number(), before: z.number() })),
  /** Uses of the adults that count, by who wrote them. */
  writers: by(z.number()),
  taught: z.number(),
  /** Those of them who were never reached to be asked, and those who are stuck. */
  unasked: z.number(),
  stuck: z.number(),
  /** Those who are stuck, by what they met with. */
  barriers: by(z.number()),
  /** People of priority by group, and those of them who were helped. */
  priority: by(z.object({ people: z.number(), helped: z.number() })),
  adultsWithoutBirth: z.number(),
  /** Lessons by what became of them, by cell; see lasting.ts. */
  lasting: by(z.record(z.enum([...LASTING_STATES, 'people']), z.number())),
});

/** What is counted of some of a ward's people; two counts of different people can be added up (see incremental-counts.ts). */
export type PeopleCounts = Omit<z.infer<typeof PEOPLE_ROW>, 'weeks'> & {
  /**
   * Adults who used the portal in the 12 months before the end of each week of the trend, by the week's index. Not an
   * array, because incremental-counts.ts joins arrays and adds up numbers.
   */
  usersAtEnds: Record<number, number>;
};

/** What is counted of some of a ward's doors; two counts of different doors can be added up. */
const DOOR_COUNTS = z.object({
  groups: by(z.object({ doors: z.number(), reached: z.number(), reachedBefore: z.number(), helped: z.number() })),
  activity: z.record(
    z.enum(SPANS),
    z.object({ visits: z.number(), households: z.number(), metInYear: z.number(), waits: z.array(z.number()) }),
  ),
  /** Visits of the month by topic, and those with at least one. */
  topics: by(z.number()),
  visitsWithTopic: z.number(),
  refused: z.number(),
  /** For each of them that asked for the team later, after how many days. */
  invitedAfter: z.array(z.number()),
  /** Households where the team does not knock: all, and for each reason; one may have several. */
  paused: z.record(z.enum(['all', ...PAUSES]), z.number()),
});
export type DoorCounts = z.infer<typeof DOOR_COUNTS>;

/** Rows of `people` who are alike, counted together: far fewer rows than people have to be told apart. */
const peopleWhere = (condition: Sql) => sql`coalesce(sum(people) FILTER (WHERE ${condition}), 0)`;
/** JSON with a number for each name. */
const countsOf = (counts: Readonly<Record<string, Sql>>) =>
  sql`json_build_object(${join(Object.entries(counts).map(([name, count]) => sql`${raw(`'${name}'`)}, ${count}`))})`;
const tally = (column: string, values: readonly string[], and = empty) =>
  countsOf(
    Object.fromEntries(
      values.map((value, index) => [value, peopleWhere(sql`${raw(column)} = ${constant(index)} ${and}`)] as const),
    ),
  );
const WAYS = countsOf(
  Object.fromEntries(
    OWN_HOWS.map((how, index) => [how, tally('best_source', SOURCES, sql`AND best_how = ${constant(index)}`)] as const),
  ),
);
const byKey = (key: string, value: Sql, from: Sql) =>
  sql`(SELECT coalesce(json_object_agg(${raw(key)}, ${value}), '{}') FROM ${from})`;

/**
 * SQL that narrows tables to one part of the ward: a common table expression hides the table of its name. So the
 * statements about a part read the same fragments as the lists, which read the whole ward.
 * @param rows the part's rows, by table; a table named earlier is narrowed already.
 */
const narrowed = (rows: Record<string, Sql>): Sql =>
  join(
    Object.entries(rows).map(
      ([table, select]) => sql`${raw(table)} AS ${ONCE.has(table) ? empty : sql`NOT`} MATERIALIZED (${select})`,
    ),
  );

/** Tables that a statement reads once and shares: they have few rows, which the planner would otherwise find repeatedly. */
const ONCE = new Set(['visit', 'assisted_procedure']);

/** A border that divides nothing is left out: without its value, a plan would take the rows before or after it for few. */
const isIn = ({ from, until }: Part, id: Sql) =>
  sql`${from === null ? empty : sql`AND ${id} >= ${from}`} ${until === null ? empty : sql`AND ${id} < ${until}`}`;

const rowsOf = (table: string, id: string, wardId: string, part: Part) =>
  sql`SELECT * FROM ${raw(table)} WHERE ward_id = ${wardId} ${isIn(part, raw(id))}`;

function peopleOf(wardId: string, part: Part): Sql {
  const ofPeople = (table: string) => rowsOf(table, 'resident_id', wardId, part);
  return narrowed({
    resident: rowsOf('resident', 'id', wardId, part),
    household_membership: ofPeople('household_membership'),
    readiness: ofPeople('readiness'),
    portal_use: ofPeople('portal_use'),
    check_back: ofPeople('check_back'),
    check_draw_member: ofPeople('check_draw_member'),
    assisted_procedure: ofPeople('assisted_procedure'),
    visit: sql`SELECT * FROM visit WHERE id = ANY (ARRAY(SELECT visit_id FROM assisted_procedure))`,
  });
}

function doorsOfPart(wardId: string, part: Part): Sql {
  const ofDoors = (table: string) => rowsOf(table, 'household_id', wardId, part);
  return narrowed({
    household: rowsOf('household', 'id', wardId, part),
    household_pause: ofDoors('household_pause'),
    support_request: ofDoors('support_request'),
    visit: ofDoors('visit'),
    assisted_procedure: sql`SELECT * FROM assisted_procedure WHERE visit_id = ANY (ARRAY(SELECT id FROM visit))`,
    topic_taught: sql`SELECT t.* FROM visit v JOIN topic_taught t ON t.visit_id = v.id`,
  });
}

export interface CountedDays {
  spans: Record<Span, DaySpan>;
  /** The last days of the weeks of the trend, ascending. */
  ends: readonly LocalDate[];
  /** The end of the register's first full month; null while it is not over. */
  startOn: LocalDate | null;
}

const spanRows = (spans: CountedDays['spans']): Sql =>
  sql`unnest(${[...SPANS]}::text[], ${SPANS.map((span) => spans[span].from)}::date[], ${SPANS.map((span) => spans[span].to)}::date[]) span (name, from_day, to_day)`;

const isWithin = ({ from, to }: DaySpan): Sql => sql`submitted_on BETWEEN ${from} AND ${to}`;

const masksOf = memoizeByObject(({ ends }: CountedDays) => dayMasks(ends.map(windowStart), ends));

/**
 * SQL that is true for a use `u` from one day to another. A plan without values would expect few such rows; this says that
 * they are many, so that a part's uses are read in the order of an index, from the index alone.
 */
const usedBetween = (from: LocalDate, to: LocalDate): Sql =>
  sql`(u.used_on < ${from}) IS NOT TRUE AND (u.used_on > ${to}) IS NOT TRUE`;

/**
 * Everything that is counted of the people of a part. Prepared, because PostgreSQL takes two ids of one bin of its histogram
 * for a range without rows: a plan for their values joins row by row, and counting 65,000 people takes minutes.
 */
export async function countPeople(db: Reads, scope: ReportScope, days: CountedDays, part: Part): Promise<PeopleCounts> {
  const { wardId, on } = scope;
  const { spans, ends, startOn } = days;
  const firstDay = windowStart(ends[0]!);
  const [counted] = await queryPrepared(db, 'figures-people', PEOPLE_ROW)`WITH ${peopleOf(wardId, part)},
      adult AS MATERIALIZED (${adultsOf(scope)}),
      used AS MATERIALIZED (
        SELECT u.resident_id, u.public_service_id, bit_or((${masksOf(days)}::bigint[])[u.used_on - ${firstDay}::date + 1] & (${USE_MARK})) AS marks
        FROM portal_use u WHERE ${usedBetween(firstDay, on)} AND ${IS_KNOWN_USE} GROUP BY 1, 2),
      user_marks AS MATERIALIZED (SELECT resident_id, bit_or(marks) AS marks FROM used GROUP BY 1), -- else grouped again for each adult
      person AS MATERIALIZED (
        SELECT coalesce(a.group_id, ${NO_GROUP}) AS group_key, ready.vneid_level, p.marks, a.id IN (${stepsBy(scope)}) AS is_step
        FROM adult a LEFT JOIN user_marks p ON p.resident_id = a.id
        LEFT JOIN readiness ready ON ready.ward_id = ${wardId} AND ready.resident_id = a.id AND ${isLatestReadiness(scope)}),
      adults AS MATERIALIZED (SELECT group_key, vneid_level, is_step, people, ${bestHow()} AS best_how, ${bestSource()} AS best_source, ${isDoneFor()} AS is_done_for
        FROM (SELECT group_key, vneid_level, is_step, ${withoutWeeks()} AS marks, count(*) AS people FROM person GROUP BY 1, 2, 3, 4) alike),
      line AS MATERIALIZED (SELECT p.resident_id, v.visited_on FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE v.visited_on <= ${on}),
      file AS MATERIALIZED (SELECT * FROM (${filesBy(scope)}) f WHERE (f.submitted_on < ${windowStart(on)}) IS NOT TRUE), -- so written because most files are of these 12 months
      taught AS MATERIALIZED (${taughtBy(scope)})
      SELECT
        ${byKey(
          'group_key',
          countsOf({ adults: sql`adults`, users: sql`users`, level2: sql`level2` }),
          sql`(SELECT group_key, sum(people) AS adults, ${peopleWhere(sql`best_how IS NOT NULL`)} AS users, ${peopleWhere(sql`vneid_level = 'level_2'`)} AS level2 FROM adults GROUP BY 1) g`,
        )} AS groups,
        ${byKey(
          'public_service_id',
          countsOf({ users: sql`users`, doneFor: sql`done_for`, hows: sql`hows` }),
          sql`(SELECT public_service_id, ${peopleWhere(sql`best_how IS NOT NULL`)} AS users, ${peopleWhere(sql`is_done_for`)} AS done_for, ${tally('best_how', OWN_HOWS)} AS hows
             FROM (SELECT public_service_id, people, ${bestHow()} AS best_how, ${isDoneFor()} AS is_done_for
               FROM (SELECT x.public_service_id, ${withoutWeeks(raw('x.marks'))} AS marks, count(*) AS people FROM used x JOIN adult a ON a.id = x.resident_id
                 WHERE x.public_service_id IS NOT NULL AND ${withoutWeeks(raw('x.marks'))} <> 0 GROUP BY 1, 2) alike) u GROUP BY 1) s`,
        )} AS services,
        total.*, learners.*,
        ${byKey('weeks', sql`people`, sql`(SELECT ${weeksOf()} AS weeks, count(*) AS people FROM person WHERE ${weeksOf()} > 0 GROUP BY 1) w`)} AS weeks,
        ${startOn === null ? sql`0` : countUsers(startOn)} AS "usersAtStart",
        (SELECT count(*)::int FROM (SELECT FROM line GROUP BY resident_id) person) AS helped,
        (SELECT json_object_agg(span.name, json_build_object('residents', l.residents, 'files', f.files, 'doneFor', f.done_for))
         FROM ${spanRows(spans)}
         CROSS JOIN LATERAL (SELECT count(DISTINCT l.resident_id) AS residents
           FROM line l WHERE l.visited_on BETWEEN span.from_day AND span.to_day) l
         CROSS JOIN LATERAL (SELECT count(*) AS files, count(*) FILTER (WHERE f.help_level = 'done_for') AS done_for
           FROM file f WHERE f.submitted_on BETWEEN span.from_day AND span.to_day) f) AS activity,
        (SELECT ${countsOf({
          sent: sql`count(*)`,
          ...Object.fromEntries(
            FILE_OUTCOMES.map(
              (outcome) => [outcome, sql`count(*) FILTER (WHERE outcome = ${raw(`'${outcome}'`)})`] as const,
            ),
          ),
          doneFor: sql`count(*) FILTER (WHERE help_level = 'done_for')`,
          minutes: sql`coalesce(sum(office_trip_minutes), 0)`,
          withoutMinutes: sql`count(*) FILTER (WHERE office_trip_minutes IS NULL)`,
        })} FROM file WHERE submitted_on >= ${spans.month.from}) AS files,
        ${byKey(
          'public_service_id',
          countsOf({ sent: sql`sent`, done: sql`done`, now: sql`now`, before: sql`before` }),
          sql`(SELECT public_service_id, count(*) AS sent, count(*) FILTER (WHERE outcome = 'done') AS done, count(*) FILTER (WHERE ${isWithin(spans.now)}) AS now,
             count(*) FILTER (WHERE ${isWithin(spans.before)}) AS before FROM file GROUP BY 1) f`,
        )} AS "serviceFiles",
        ${byKey(
          'recorded_by',
          sql`uses`,
          sql`(SELECT u.recorded_by, count(*) AS uses FROM portal_use u JOIN adult a ON a.id = u.resident_id
             WHERE ${usedBetween(windowStart(on), on)} AND ${IS_KNOWN_USE} AND u.how <> 'done_for' AND u.recorded_by IS NOT NULL GROUP BY 1) w`,
        )} AS writers,
        ${byKey('barrier_id', sql`people`, sql`(SELECT barrier_id, count(*) AS people FROM taught WHERE is_stuck AND barrier_id IS NOT NULL GROUP BY 1) b`)} AS barriers,
        ${byKey(
          'group_key',
          countsOf({ people: sql`people`, helped: sql`helped` }),
          sql`(SELECT coalesce(h.residential_group_id, ${NO_GROUP}) AS group_key, count(*) AS people, count(*) FILTER (WHERE is_helped) AS helped FROM (${needy(
            scope,
            sql`WHERE ${IS_PRIORITY} ${isIn(part, sql`resident_id`)}`,
            sql`'priority'`,
            sql`SELECT resident_id FROM line`,
          )}) n JOIN household h ON h.id = n.household_id GROUP BY 1) p`,
        )} AS priority,
        ${byKey('cell', countsOf(Object.fromEntries([...LASTING_STATES, 'people'].map((name) => [name, raw(name)] as const))), sql`(${lastingCells(scope)}) l`)} AS lasting,
        (SELECT count(*)::int FROM resident r WHERE ${livesInWard('r')} AND r.birth_date IS NULL) AS "adultsWithoutBirth"
      FROM (SELECT ${tally('best_how', OWN_HOWS)} AS hows, ${tally('best_source', SOURCES)} AS sources, ${WAYS} AS ways,
          ${peopleWhere(sql`is_done_for AND best_how IS NULL`)}::int AS "doneForOnly",
          ${peopleWhere(sql`is_step AND best_how IS NULL`)}::int AS "stepsOnly",
          ${countsOf({
            level2: peopleWhere(sql`vneid_level = 'level_2'`),
            locked: peopleWhere(sql`vneid_level = 'locked'`),
            unknown: peopleWhere(sql`coalesce(vneid_level, 'unknown') = 'unknown'`),
          })} AS vneid FROM adults) total,
        (SELECT count(*)::int AS taught, (count(*) FILTER (WHERE is_unasked))::int AS unasked, (count(*) FILTER (WHERE is_stuck))::int AS stuck FROM taught) learners`;
  const { weeks, ...counts } = counted!;
  const masks = Object.entries(weeks).map(([mask, people]) => [Number(mask), people] as const);
  return { ...counts, usersAtEnds: { ...usersAtEnds(masks, ends.length) } };
}

/** SQL: how many of `adult` used the portal in the 12 months before the end of a day. */
const countUsers = (on: LocalDate) => sql`(SELECT count(*)::int FROM adult a WHERE EXISTS (SELECT FROM portal_use u
  WHERE u.resident_id = a.id AND ${usedBetween(windowStart(on), on)} AND ${IS_KNOWN_USE} AND u.how <> 'done_for'))`;

/** Everything that is counted of the doors of a part. */
export async function countDoors(
  db: Reads,
  scope: ReportScope,
  { spans }: CountedDays,
  part: Part,
): Promise<DoorCounts> {
  const { wardId, on } = scope;
  const [counted] = await queryPrepared(db, 'figures-doors', DOOR_COUNTS)`WITH ${doorsOfPart(wardId, part)},
      topic AS (SELECT t.visit_id, t.public_service_id FROM topic_taught t JOIN visit v ON v.id = t.visit_id WHERE v.visited_on BETWEEN ${spans.month.from} AND ${on}),
      door AS MATERIALIZED (${doorsOf(scope)}),
      settled AS MATERIALIZED (${settledBy(scope)}),
      refused AS MATERIALIZED (${refusedBy(scope)}),
      paused AS MATERIALIZED (${pausedOn(scope)})
      SELECT
        ${byKey(
          'group_key',
          countsOf({ doors: sql`doors`, reached: sql`reached`, reachedBefore: sql`before`, helped: sql`helped` }),
          sql`(SELECT coalesce(group_id, ${NO_GROUP}) AS group_key, count(*) AS doors, count(first_met) AS reached, count(*) FILTER (WHERE first_met <= ${spans.before.to}) AS before,
             count(first_helped) AS helped FROM door GROUP BY 1) g`,
        )} AS groups,
        (SELECT json_object_agg(span.name, json_build_object('visits', v.visits, 'households', v.households, 'metInYear', met.doors,
             'waits', (SELECT coalesce(json_agg(s.days), '[]') FROM settled s WHERE s.met_on BETWEEN span.from_day AND span.to_day)))
         FROM ${spanRows(spans)}
         CROSS JOIN LATERAL (SELECT count(DISTINCT v.household_id) AS doors FROM visit v JOIN door ON door.id = v.household_id
           WHERE ${MET_SOMEBODY} AND v.visited_on > span.to_day - interval '12 months' AND v.visited_on <= span.to_day) met
         CROSS JOIN LATERAL (SELECT count(*) AS visits, count(DISTINCT v.household_id) FILTER (WHERE ${MET_SOMEBODY}) AS households
           FROM visit v WHERE v.visited_on BETWEEN span.from_day AND span.to_day) v) AS activity,
        ${byKey('public_service_id', sql`visits`, sql`(SELECT public_service_id, count(*) AS visits FROM topic GROUP BY 1) t`)} AS topics,
        (SELECT count(DISTINCT visit_id)::int FROM topic) AS "visitsWithTopic",
        (SELECT count(*)::int FROM refused) AS refused,
        (SELECT coalesce(json_agg(invited_on - refused_on), '[]') FROM refused WHERE invited_on IS NOT NULL) AS "invitedAfter",
        (SELECT ${countsOf({
          all: sql`count(DISTINCT id)`,
          ...Object.fromEntries(
            PAUSES.map((kind) => [kind, sql`count(DISTINCT id) FILTER (WHERE kind = ${raw(`'${kind}'`)})`] as const),
          ),
        })} FROM paused) AS paused`;
  return counted!;
}

/** What a group was called until it was corrected. */
const FORMER_NAME = z.object({ name: z.string(), until: z.string() });
type FormerName = z.infer<typeof FORMER_NAME>;

/** What the figures need of the ward as a whole: names, in the order in which they are listed, and what concerns no single person. */
const WARD_FACTS = z.object({
  /** The earliest use since the team's first day whose day is known, because the team saw it or asked back; null if there is none. */
  firstUse: z.string().nullable(),
  /** The first day of the book; see bookFrom in figure-sql.ts. */
  bookFrom: z.string(),
  /** Whether the order in which the groups are reached was drawn by lot. */
  isOrderDrawn: z.boolean(),
  targets: z.array(STORED_TARGET),
  formerNames: by(FORMER_NAME),
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  services: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      code: z.string().nullable(),
      isEssential: z.boolean(),
      isAlwaysListed: z.boolean(),
    }),
  ),
  barriers: z.array(z.object({ id: z.string(), label: z.string() })),
  /** Sessions outside of doors in the month, and how often residents came. */
  groupSessions: z.object({ sessions: z.number(), named: z.number(), others: z.number() }),
  /** Planned minutes of the month's rounds that are over, those of each officer added up. */
  teamMinutes: z.number(),
});
export type WardFacts = z.infer<typeof WARD_FACTS>;

/** SQL: what each group was called before its first correction between two instants, by the audit log, which alone keeps it. */
const formerNames = (
  wardId: string,
  from: Date,
  until: Date,
) => sql`(SELECT coalesce(json_object_agg("groupId", json_build_object('name', name, 'until', until)), '{}') FROM (
    SELECT DISTINCT ON (e.subject_id) e.subject_id AS "groupId", (e.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS until,
      CASE change ->> 'field' WHEN 'code' THEN 'mã ' ELSE '' END || (change ->> 'before') AS name
    FROM audit_event e CROSS JOIN jsonb_array_elements(e.details -> 'changes') change
    WHERE e.chain_id = ${wardId} AND e.subject_type = 'residential-group' AND e.action = 'residential-group.correct'
      AND e.at >= ${from} AND e.at < ${until} AND change ->> 'field' IN ('name', 'code')
    ORDER BY e.subject_id, (change ->> 'field' = 'name') DESC, e.seq) renamed)`;

/** @param at when it is read: a round counts once it is over. */
export async function readWardFacts(db: Reads, { wardId, on }: ReportScope, at: Date): Promise<WardFacts> {
  const month = `${on.slice(0, 7)}-01`;
  return queryRow(db, 'figures-ward', WARD_FACTS)`SELECT
        (SELECT min(u.used_on) FROM portal_use u JOIN ward w ON w.id = u.ward_id
          WHERE u.ward_id = ${wardId} AND u.source IN ('visit', 'check_back') AND u.used_on >= coalesce(w.team_began_on, '-infinity')) AS "firstUse",
        ${bookFrom(wardId)} AS "bookFrom",
        EXISTS (SELECT FROM reach_draw WHERE ward_id = ${wardId} AND (drawn_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= ${on}) AS "isOrderDrawn", ${targetsOf(wardId, on)} AS targets, ${formerNames(wardId, instantOf(month, '00:00'), instantOf(addDays(on, 1), '00:00'))} AS "formerNames",
        (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name) ORDER BY code IS NULL, length(code), code), '[]')
         FROM residential_group WHERE ward_id = ${wardId}) AS groups,
        (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'code', code, 'isEssential', is_essential25,
            'isAlwaysListed', is_essential25 AND NOT is_retired AND (retired_on IS NULL OR retired_on > ${on})) ORDER BY name, id), '[]')
         FROM public_service WHERE ward_id = ${wardId}) AS services,
        (SELECT coalesce(json_agg(json_build_object('id', id, 'label', label) ORDER BY position, id), '[]') FROM barrier WHERE ward_id = ${wardId}) AS barriers,
        (SELECT json_build_object('sessions', count(*), 'others', coalesce(sum(s.others_count), 0),
            'named', coalesce(sum((SELECT count(*) FROM group_session_attendee a WHERE a.group_session_id = s.id)), 0))
         FROM group_session s WHERE s.ward_id = ${wardId} AND s.withdrawn_at IS NULL AND s.held_on BETWEEN ${month} AND ${on}) AS "groupSessions",
        (SELECT coalesce(sum(extract(epoch FROM r.ends_at - r.starts_at)), 0)::int / 60 FROM round r JOIN round_officer o ON o.round_id = r.id LEFT JOIN round_closure c ON c.round_id = r.id
         WHERE r.ward_id = ${wardId} AND r.starts_at >= ${instantOf(month, '00:00')} AND r.starts_at < ${instantOf(addDays(on, 1), '00:00')}
           AND (r.ends_at <= ${at} OR c.kind = 'closed') AND c.kind IS DISTINCT FROM 'cancelled') AS "teamMinutes"`;
}

const DIVISION = z.object({ snapshot: z.string(), people: z.array(z.string()), doors: z.array(z.string()) });

/** A ward's borders between parts of `size` people, and of `size` doors, by their ids, with the snapshot that showed them. */
export async function divideWard(db: Reads, wardId: string, size: number): Promise<z.infer<typeof DIVISION>> {
  const borders = (table: string) => sql`ARRAY(SELECT id::text FROM (
      SELECT id, row_number() OVER (ORDER BY id) AS n FROM ${raw(table)} WHERE ward_id = ${wardId}) numbered WHERE n % ${size} = 0 ORDER BY id)`;
  return queryRow(db, 'figures-division', DIVISION)`
      SELECT pg_current_snapshot()::text AS snapshot, ${borders('resident')} AS people, ${borders('household')} AS doors`;
}

const TOUCHED = DIVISION.extend({ isEverything: z.boolean() });

/**
 * About whom something was written that a snapshot did not show: the people and doors that triggers noted (see
 * figure_change in the migrations), and all who live behind these doors.
 * @returns with the snapshot that shows it; `isEverything` if something that concerns the whole ward was written.
 */
export const findTouched = async (
  db: Reads,
  wardId: string,
  since: string,
): Promise<z.infer<typeof TOUCHED>> => queryRow(db, 'figures-touched', TOUCHED)`
      WITH written AS MATERIALIZED (SELECT DISTINCT resident_id, household_id FROM figure_change
        WHERE ward_id = ${wardId} AND xid >= pg_snapshot_xmin(${since}::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, ${since}::pg_snapshot))
      SELECT pg_current_snapshot()::text AS snapshot,
        EXISTS (SELECT FROM written WHERE resident_id IS NULL AND household_id IS NULL) AS "isEverything",
        ARRAY(SELECT household_id::text FROM written WHERE household_id IS NOT NULL) AS doors,
        ARRAY(SELECT resident_id::text FROM written WHERE resident_id IS NOT NULL
          UNION SELECT m.resident_id::text FROM household_membership m
          WHERE m.household_id = ANY (ARRAY(SELECT household_id FROM written WHERE household_id IS NOT NULL)) AND m.valid_to IS NULL) AS people`;

const WARD_VERSION = z.object({ changes: z.number(), adultAge: z.number(), name: z.string() });

/** The number of changes in the ward's audit log. Figures computed at the same number are still valid. */
export async function getWardVersion(db: Reads, wardId: string): Promise<z.infer<typeof WARD_VERSION>> {
  const [version] = await queryPrepared(db, 'figures-ward-version', WARD_VERSION)`
      SELECT ${changesOf(raw('w.id'))} AS changes, w.adult_age AS "adultAge", w.name FROM ward w WHERE w.id = ${wardId}`;
  return version!;
}
