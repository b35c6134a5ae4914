import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import { join, raw, sql, type Sql } from '../../../shared/sql';
import type { LocalDate } from '../../../shared/dates';
import { IS_KNOWN_USE } from '../../office/catalogue/portal-kinds';
import { refusedBy } from '../../casework/requests/after-refusal';
import { adultsOf } from '../../register/residents/counted-adults';
import { windowStart, type DaySpan } from '../figures/adoption';
import {
  bestHow,
  bestSource,
  dayMasks,
  doorsOf,
  filesBy,
  IS_PRIORITY,
  isDoneFor,
  isLatestReadiness,
  needy,
  NO_GROUP,
  OWN_HOWS,
  pausedOn,
  settledBy,
  SOURCES,
  stepsBy,
  taughtBy,
  USE_MARK,
  withoutWeeks,
  type ReportScope,
} from '../figures/figure-sql';
import { IS_TRIED, lastingBy } from '../figures/lasting-sql';
import type { ListFilter } from './forms';

// The rows behind the figures of a month that is being closed. Of each row only its id and tags are kept: what its lists
// are filtered by. They are made of the same SQL as the figures.

/** What a list is made of: the month's figures, its first day, and the ends of the weeks of its trend. */
interface ClosedMonth {
  scope: ReportScope;
  month: DaySpan;
  ends: readonly LocalDate[];
}

const named = (column: string, values: readonly string[]) =>
  raw(`(ARRAY[${values.map((value) => `'${value}'`).join(', ')}])[${column} + 1]`);
const when = (condition: Sql, tag: Sql) => sql`CASE WHEN ${condition} THEN ${tag} END`;
const tags = (...each: Sql[]) => sql`array_remove(ARRAY[${join(each)}]::text[], NULL)`;
const GROUP_TAG = sql`'group=' || coalesce(group_id, ${raw(`'${NO_GROUP}'`)})`;

/** By list: SQL of row_id and tags. */
const CLOSED_LISTS: Readonly<Record<string, (closed: ClosedMonth) => Sql>> = {
  adults({ scope, ends }) {
    const starts = ends.map(windowStart);
    return sql`WITH adult AS MATERIALIZED (${adultsOf(scope)}),
      used AS MATERIALIZED (
        SELECT u.resident_id, u.public_service_id, bit_or((${dayMasks(starts, ends)}::bigint[])[u.used_on - ${starts[0]}::date + 1] & (${USE_MARK})) AS marks
        FROM portal_use u WHERE u.ward_id = ${scope.wardId} AND u.used_on BETWEEN ${starts[0]!} AND ${scope.on} AND ${IS_KNOWN_USE} GROUP BY 1, 2),
      service AS (
        SELECT resident_id, array_agg('own@' || public_service_id) FILTER (WHERE ${bestHow()} IS NOT NULL) || array_agg('done_for@' || public_service_id) FILTER (WHERE ${isDoneFor()}) AS tags
        FROM (SELECT resident_id, public_service_id, ${withoutWeeks()} AS marks FROM used) recent WHERE public_service_id IS NOT NULL GROUP BY 1),
      person AS (
        SELECT resident_id, marks AS weeks, ${bestHow(withoutWeeks())} AS best_how, ${bestSource(withoutWeeks())} AS best_source, ${isDoneFor(withoutWeeks())} AS is_done_for
        FROM (SELECT resident_id, bit_or(marks) AS marks FROM used GROUP BY 1) p)
      SELECT a.id AS row_id, ${tags(
        GROUP_TAG,
        sql`CASE WHEN p.best_how IS NULL THEN 'use=none' ELSE 'use=own' END`,
        when(sql`p.best_how IS NULL AND p.is_done_for`, sql`'use=done_for_only'`),
        when(sql`p.best_how IS NULL AND a.id IN (${stepsBy(scope)})`, sql`'use=steps_only'`),
        when(sql`p.is_done_for`, sql`'how=done_for'`),
        sql`'how=' || ${named('p.best_how', OWN_HOWS)}`,
        sql`'source=' || ${named('p.best_source', SOURCES)}`,
        sql`'vneid=' || coalesce(ready.vneid_level::text, 'unknown')`,
      )} || coalesce(s.tags, '{}')
        || ARRAY(SELECT 'until=' || week.until FROM unnest(${[...ends]}::date[]) WITH ORDINALITY week (until, n) WHERE p.weeks >> (week.n::int - 1) & 1 = 1) AS tags
      FROM adult a LEFT JOIN person p ON p.resident_id = a.id LEFT JOIN service s ON s.resident_id = a.id
      LEFT JOIN readiness ready ON ready.ward_id = ${scope.wardId} AND ready.resident_id = a.id AND ${isLatestReadiness(scope)}`;
  },
  doors: ({ scope }) =>
    sql`SELECT id AS row_id, ${tags(
      GROUP_TAG,
      sql`CASE WHEN first_met IS NULL THEN 'reached=no' ELSE 'reached=yes' END`,
      when(sql`last_met >= ${windowStart(scope.on)}`, sql`'reached=year'`),
      when(sql`first_helped IS NOT NULL`, sql`'reached=helped'`),
    )} AS tags FROM (${doorsOf(scope)}) door`,
  helped: ({ scope: { wardId, on }, month }) => sql`SELECT p.resident_id AS row_id, ${tags(
    when(sql`bool_or(v.visited_on >= ${month.from})`, sql`'month'`),
  )} AS tags
      FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE p.ward_id = ${wardId} AND v.visited_on <= ${on} GROUP BY 1`,
  taught: ({ scope }) =>
    sql`SELECT id AS row_id, ${tags(
      when(sql`is_unasked`, sql`'result=unasked'`),
      when(sql`is_stuck`, sql`'result=stuck'`),
      when(sql`is_stuck`, sql`'barrier=' || barrier_id`),
    )} AS tags FROM (${taughtBy(scope)}) taught`,
  lasting: ({ scope }) =>
    sql`SELECT id AS row_id, array_agg('wave=' || wave) || array_agg(wave || '=' || state) || array_remove(array_agg(CASE WHEN ${IS_TRIED} THEN wave || '=tried' END), NULL)
      || ARRAY['service=' || public_service_id, 'guide=' || guide, 'level=' || level, 'age=' || age] AS tags
      FROM (${lastingBy(scope)}) lasting GROUP BY id, public_service_id, guide, level, age`,
  refused: ({ scope }) =>
    sql`SELECT id AS row_id, ${tags(when(sql`invited_on IS NOT NULL`, sql`'result=invited'`))} AS tags FROM (${refusedBy(scope)}) refused`,
  paused: ({ scope }) =>
    sql`SELECT id AS row_id, array_agg(DISTINCT 'pause=' || kind) AS tags FROM (${pausedOn(scope)}) paused GROUP BY 1`,
  needy: ({ scope }) =>
    sql`SELECT id AS row_id, ${tags(
      sql`'need=priority'`,
      sql`CASE WHEN is_met THEN 'state=met' ELSE 'state=not_met' END`,
      when(sql`is_helped`, sql`'state=helped'`),
    )} AS tags FROM (${needy(scope, sql`WHERE ${IS_PRIORITY}`, sql`'priority'`)}) needy`,
  visits: ({ scope: { wardId, on }, month }) => sql`SELECT v.id AS row_id, ${tags(
    when(
      sql`v.met_somebody AND row_number() OVER (PARTITION BY v.household_id, v.met_somebody ORDER BY v.arrived_at DESC, v.id DESC) = 1`,
      sql`'reached=yes'`,
    ),
    when(sql`t.services IS NOT NULL`, sql`'topic=any'`),
  )} || coalesce(t.services, '{}') AS tags
      FROM visit v LEFT JOIN (SELECT visit_id, array_agg('service=' || public_service_id) AS services FROM topic_taught WHERE ward_id = ${wardId} GROUP BY 1) t ON t.visit_id = v.id
      WHERE v.ward_id = ${wardId} AND v.visited_on BETWEEN ${month.from} AND ${on}`,
  requests: ({ scope, month }) =>
    sql`SELECT id AS row_id, '{}'::text[] AS tags FROM (${settledBy(scope)}) settled WHERE met_on >= ${month.from}`,
  files: ({ scope, month }) =>
    sql`SELECT id AS row_id, ${tags(
      sql`'outcome=' || outcome`,
      sql`'service=' || public_service_id`,
      sql`CASE WHEN office_trip_minutes IS NULL THEN 'minutes=unset' ELSE 'minutes=set' END`,
      when(sql`help_level = 'done_for'`, sql`'how=done_for'`),
      when(sql`submitted_on >= ${month.from}`, sql`'month'`),
    )} AS tags FROM (${filesBy(scope)}) f WHERE submitted_on >= ${windowStart(scope.on)}`,
};

const CLOSED_ROW = z.object({ row_id: z.string(), tags: z.array(z.string()) });

/** Every row that the lists behind the figures of a month show. @param ends the ends of the weeks of its trend. */
export async function readClosedRows(db: Reads, scope: ReportScope, month: DaySpan, ends: readonly LocalDate[]) {
  const found = await Promise.all(
    Object.entries(CLOSED_LISTS).map(async ([list, rowsOf]) => {
      const rows = await queryRows(db, `closed-rows-${list}`, CLOSED_ROW)`${rowsOf({ scope, month, ends })}`;
      return rows.map((row) => ({ list, rowId: row.row_id, tags: row.tags }));
    }),
  );
  return found.flat();
}

/** The tags that a row must have to be in the list with this filter. @param on the last day of the closed month. */
export function tagsOf(list: string, filter: ListFilter, on: LocalDate): string[] {
  const { service, from, until } = filter;
  const given = (names: readonly (keyof ListFilter)[]) =>
    names.flatMap((name) => (filter[name] ? [`${name}=${filter[name]}`] : []));
  switch (list) {
    case 'adults': {
      const others = given(['group', 'vneid', 'source']);
      if (service) return [...others, filter.how === 'done_for' ? `done_for@${service}` : `own@${service}`];
      if (until && until !== on) return [...others, `until=${until}`];
      return [...others, ...given(['how']), ...(filter.use === 'all' ? [] : [`use=${filter.use}`])];
    }
    case 'lasting':
      return [
        ...given(['service', 'guide', 'level', 'age']),
        filter.answer ? `${filter.wave ?? '7'}=${filter.answer}` : `wave=${filter.wave ?? '7'}`,
      ];
    case 'helped':
      return from ? ['month'] : [];
    case 'files':
      return [...given(['outcome', 'service', 'how', 'minutes']), ...(from === windowStart(on) ? [] : ['month'])];
    default:
      return given(['group', 'reached', 'result', 'barrier', 'pause', 'need', 'state', 'topic', 'service']);
  }
}
