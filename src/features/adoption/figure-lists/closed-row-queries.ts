import type { Reads } from '../../../db/database';
import { windowStart, type DaySpan } from '../figures/adoption';
import type { LocalDate } from '../../../shared/dates';
import { REFUSED } from '../../casework/requests/after-refusal';
import { ADULT, adultParameters } from '../../register/residents/counted-adults';
import {
  bestHow,
  bestSource,
  dayMasks,
  DOOR,
  FILE,
  IS_KNOWN,
  IS_PRIORITY,
  isDoneFor,
  isLatestReadiness,
  needy,
  NO_GROUP,
  OWN_HOWS,
  PAUSED,
  SOURCES,
  TAUGHT,
  usedBetween,
  USE_MARK,
  withoutWeeks,
  type ReportScope,
} from '../figures/figure-sql';
import type { ListFilter } from './forms';

// The rows behind the figures of a month that is being closed. Of each row only its id and tags are kept: what its lists
// are filtered by. They are made of the same SQL as the figures.

interface ClosedRow {
  list: string;
  rowId: string;
  tags: string[];
}

/** A closed month is never the month of today. */
const PAST = { on: 'past', today: 'today' };

interface ClosedList {
  name: string;
  /** SELECT row_id, tags. $1 is the ward, $2 the last day; more as the list says. */
  text: string;
  values: (scope: ReportScope, month: DaySpan, ends: readonly LocalDate[]) => unknown[];
}

const named = (column: string, values: readonly string[]) =>
  `(ARRAY[${values.map((value) => `'${value}'`).join(', ')}])[${column} + 1]`;
const when = (condition: string, tag: string) => `CASE WHEN ${condition} THEN ${tag} END`;
const tags = (...each: string[]) => `array_remove(ARRAY[${each.join(', ')}]::text[], NULL)`;

const CLOSED_LISTS: readonly ClosedList[] = [
  {
    name: 'adults',
    text: `WITH adult AS MATERIALIZED (${ADULT}),
      used AS MATERIALIZED (
        SELECT u.resident_id, u.public_service_id, bit_or(($6::bigint[])[u.used_on - $5::date + 1] & (${USE_MARK})) AS marks
        FROM portal_use u WHERE u.ward_id = $1 AND ${usedBetween('$5', '$2')} AND ${IS_KNOWN} GROUP BY 1, 2),
      service AS (
        SELECT resident_id, array_agg('own@' || public_service_id) FILTER (WHERE ${bestHow('marks')} IS NOT NULL) || array_agg('done_for@' || public_service_id) FILTER (WHERE ${isDoneFor('marks')}) AS tags
        FROM (SELECT resident_id, public_service_id, ${withoutWeeks('marks')} AS marks FROM used) recent WHERE public_service_id IS NOT NULL GROUP BY 1),
      person AS (
        SELECT resident_id, marks AS weeks, ${bestHow(withoutWeeks('marks'))} AS best_how, ${bestSource(withoutWeeks('marks'))} AS best_source, ${isDoneFor(withoutWeeks('marks'))} AS is_done_for
        FROM (SELECT resident_id, bit_or(marks) AS marks FROM used GROUP BY 1) p)
      SELECT a.id AS row_id, ${tags(
        `'group=' || coalesce(a.group_id, '${NO_GROUP}')`,
        `CASE WHEN p.best_how IS NULL THEN 'use=none' ELSE 'use=own' END`,
        when('p.best_how IS NULL AND p.is_done_for', `'use=done_for_only'`),
        when('p.is_done_for', `'how=done_for'`),
        `'how=' || ${named('p.best_how', OWN_HOWS)}`,
        `'source=' || ${named('p.best_source', SOURCES)}`,
        `'vneid=' || coalesce(ready.vneid_level::text, 'unknown')`,
      )} || coalesce(s.tags, '{}')
        || ARRAY(SELECT 'until=' || week.until FROM unnest($7::date[]) WITH ORDINALITY week (until, n) WHERE p.weeks >> (week.n::int - 1) & 1 = 1) AS tags
      FROM adult a LEFT JOIN person p ON p.resident_id = a.id LEFT JOIN service s ON s.resident_id = a.id
      LEFT JOIN readiness ready ON ready.ward_id = $1 AND ready.resident_id = a.id AND ${isLatestReadiness(PAST)}`,
    values: (scope, _month, ends) => {
      const starts = ends.map(windowStart);
      return [...adultParameters(scope), starts[0], dayMasks(starts, ends), ends];
    },
  },
  {
    name: 'doors',
    text: `SELECT id AS row_id, ${tags(
      `'group=' || coalesce(group_id, '${NO_GROUP}')`,
      `CASE WHEN first_met IS NULL THEN 'reached=no' ELSE 'reached=yes' END`,
      when('first_helped IS NOT NULL', `'reached=helped'`),
    )} AS tags FROM (${DOOR}) door`,
    values: ({ wardId, on }) => [wardId, on],
  },
  {
    name: 'helped',
    text: `SELECT p.resident_id AS row_id, ${tags(when('bool_or(v.visited_on >= $3)', `'month'`))} AS tags
      FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE p.ward_id = $1 AND v.visited_on <= $2 GROUP BY 1`,
    values: ({ wardId, on }, { from }) => [wardId, on, from],
  },
  {
    name: 'taught',
    text: `SELECT id AS row_id, ${tags(
      when('is_confirmed', `'result=confirmed'`),
      when('is_stuck', `'result=stuck'`),
      when('is_stuck', `'barrier=' || barrier_id`),
    )} AS tags FROM (${TAUGHT}) taught`,
    values: ({ wardId, on }) => [wardId, on],
  },
  {
    name: 'refused',
    text: `SELECT id AS row_id, ${tags(when('invited_on IS NOT NULL', `'result=invited'`))} AS tags FROM (${REFUSED}) refused`,
    values: ({ wardId, on }) => [wardId, on],
  },
  {
    name: 'paused',
    text: `SELECT id AS row_id, array_agg(DISTINCT 'pause=' || kind) AS tags FROM (${PAUSED}) paused GROUP BY 1`,
    values: ({ wardId, on }) => [wardId, on],
  },
  {
    name: 'needy',
    text: `SELECT id AS row_id, ${tags(
      `'need=priority'`,
      `CASE WHEN is_met THEN 'state=met' ELSE 'state=not_met' END`,
      when('is_helped', `'state=helped'`),
    )} AS tags FROM (${needy(`WHERE ${IS_PRIORITY}`, `'priority'`)}) needy`,
    values: ({ wardId, on }) => [wardId, on],
  },
  {
    name: 'visits',
    text: `SELECT v.id AS row_id, ${tags(
      when(
        `v.met_somebody AND row_number() OVER (PARTITION BY v.household_id, v.met_somebody ORDER BY v.arrived_at DESC, v.id DESC) = 1`,
        `'reached=yes'`,
      ),
      when('t.services IS NOT NULL', `'topic=any'`),
    )} || coalesce(t.services, '{}') AS tags
      FROM visit v LEFT JOIN (SELECT visit_id, array_agg('service=' || public_service_id) AS services FROM topic_taught WHERE ward_id = $1 GROUP BY 1) t ON t.visit_id = v.id
      WHERE v.ward_id = $1 AND v.visited_on BETWEEN $3 AND $2`,
    values: ({ wardId, on }, { from }) => [wardId, on, from],
  },
  {
    name: 'files',
    text: `SELECT id AS row_id, ${tags(
      `'outcome=' || outcome`,
      `'service=' || public_service_id`,
      `CASE WHEN office_trip_minutes IS NULL THEN 'minutes=unset' ELSE 'minutes=set' END`,
      when(`help_level = 'done_for'`, `'how=done_for'`),
      when('visited_on >= $3', `'month'`),
    )} AS tags FROM (${FILE}) f WHERE visited_on >= $4`,
    values: ({ wardId, on }, { from }) => [wardId, on, from, windowStart(on)],
  },
];

/** Every row that the lists behind the figures of a month show. @param ends the ends of the weeks of its trend. */
export async function readClosedRows(
  { pool }: Reads,
  scope: ReportScope,
  month: DaySpan,
  ends: readonly LocalDate[],
): Promise<ClosedRow[]> {
  const found = await Promise.all(
    CLOSED_LISTS.map(async ({ name, text, values }) => {
      const { rows } = await pool.query<{ row_id: string; tags: string[] }>({
        name: `closed-rows-${name}`,
        text,
        values: values(scope, month, ends),
      });
      return rows.map((row) => ({ list: name, rowId: row.row_id, tags: row.tags }));
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
    case 'helped':
      return from ? ['month'] : [];
    case 'files':
      return [...given(['outcome', 'service', 'how', 'minutes']), ...(from === windowStart(on) ? [] : ['month'])];
    default:
      return given(['group', 'reached', 'result', 'barrier', 'pause', 'need', 'state', 'topic', 'service']);
  }
}
