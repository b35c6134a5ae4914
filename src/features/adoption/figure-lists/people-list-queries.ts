import { z } from 'zod';
import type { Reads } from '../../../db/database';
import type { Wave } from '../../casework/portal-use/waves';
import { IS_KNOWN_USE } from '../../office/catalogue/portal-kinds';
import { constant, empty, sql, type Sql } from '../../../shared/sql';
import { adultsOf } from '../../register/residents/counted-adults';
import { windowStart } from '../figures/adoption';
import {
  bestHow,
  bestSource,
  isDoneFor,
  isLatestReadiness,
  NO_GROUP,
  OWN_HOWS,
  SOURCES,
  stepsBy,
  taughtBy,
  USE_MARK,
} from '../figures/figure-sql';
import { LASTING_STATES, LEVELS } from '../figures/lasting';
import { IS_TRIED, lastingBy } from '../figures/lasting-sql';
import { LISTED, queryPage, type AskedList } from './list-frame-queries';
import type { Place } from './paging';

// The people behind the figures.

/** SQL: a page of residents `r`, by name. */
export const byName = (wardId: string, { after, size }: Place): Sql =>
  sql`${after === null ? empty : sql`WHERE (r.sort_name, r.id) > (SELECT sort_name, id FROM resident WHERE ward_id = ${wardId} AND id = ${after})`}
      ORDER BY r.sort_name, r.id LIMIT ${constant(size + 1)}`;

const ADULT_ROW = LISTED.extend({
  fullName: z.string(),
  birthDate: z.string(),
  birthPrecision: z.enum(['day', 'year']),
  addressLine: z.string(),
  groupName: z.string().nullable(),
  lastUse: z.string().nullable(),
  services: z.string().nullable(),
});

/** The adults of the ward, or only those who used (or did not use) the portal in the 12 months up to scope.on. */
export function listAdults(db: Reads, { scope, filter, place }: AskedList) {
  const { wardId, on } = scope;
  const { group, service, use, how, source, vneid } = filter;
  const users = (condition: Sql) => sql`(SELECT resident_id FROM used WHERE ${condition})`;
  const ofUse = {
    own: sql`AND a.id IN ${users(sql`best_how IS NOT NULL`)}`,
    done_for_only: sql`AND a.id IN ${users(sql`is_done_for AND best_how IS NULL`)}`,
    steps_only: sql`AND a.id IN (${stepsBy(scope)}) AND a.id NOT IN ${users(sql`best_how IS NOT NULL`)}`,
    none: sql`AND a.id NOT IN ${users(sql`best_how IS NOT NULL`)}`,
    all: empty,
  }[use];
  const isOfHow = how === 'done_for' ? sql`is_done_for` : sql`best_how = ${OWN_HOWS.indexOf(how ?? 'unknown')}`;
  const isCounted = sql`u.ward_id = ${wardId} AND u.used_on BETWEEN ${windowStart(on)} AND ${on} AND ${IS_KNOWN_USE}
    ${service === null ? empty : sql`AND u.public_service_id = ${service}`}`;
  return queryPage(db, 'list-adults', ADULT_ROW, place)`WITH adult AS MATERIALIZED (${adultsOf(scope)}),
      used AS MATERIALIZED (
        SELECT resident_id, ${bestHow()} AS best_how, ${bestSource()} AS best_source, ${isDoneFor()} AS is_done_for
        FROM (SELECT u.resident_id, bit_or(${USE_MARK}) AS marks FROM portal_use u WHERE ${isCounted} GROUP BY 1) person),
      matching AS MATERIALIZED (
        SELECT a.id, a.household_id, a.group_id FROM adult a WHERE true ${ofUse}
          ${group === null ? empty : sql`AND coalesce(a.group_id, ${NO_GROUP}::uuid) = ${group}`}
          ${
            vneid === null
              ? empty
              : sql`AND ${vneid} = coalesce((SELECT ready.vneid_level::text FROM readiness ready
                  WHERE ready.ward_id = ${wardId} AND ready.resident_id = a.id AND ${isLatestReadiness(scope)}), 'unknown')`
          }
          ${how === null ? empty : sql`AND a.id IN ${users(isOfHow)}`}
          ${source === null ? empty : sql`AND a.id IN ${users(sql`best_source = ${SOURCES.indexOf(source)}`)}`}),
      page AS MATERIALIZED (
        SELECT x.*, r.sort_name, r.full_name, r.birth_date, r.birth_precision FROM matching x JOIN resident r ON r.id = x.id
        ${byName(wardId, place)})
      SELECT x.id, (SELECT count(*) FROM matching)::int AS total, x.full_name AS "fullName", x.birth_date AS "birthDate",
        x.birth_precision AS "birthPrecision", h.address_line AS "addressLine", g.name AS "groupName", use.last_use AS "lastUse", use.services
      FROM page x JOIN household h ON h.id = x.household_id LEFT JOIN residential_group g ON g.id = x.group_id
      CROSS JOIN LATERAL (
        SELECT max(u.used_on) AS last_use, string_agg(DISTINCT s.name, '; ' ORDER BY s.name) AS services
        FROM portal_use u LEFT JOIN public_service s ON s.id = u.public_service_id WHERE u.resident_id = x.id AND ${isCounted}) AS use
      ORDER BY x.sort_name, x.id`;
}

const HELPED_ROW = LISTED.extend({
  fullName: z.string(),
  addressLine: z.string().nullable(),
  groupName: z.string().nullable(),
  procedures: z.number(),
  services: z.string(),
  lastHelped: z.string(),
});

/** The residents helped from `from` (null: ever) to scope.on. */
export const listHelped = (db: Reads, { scope: { wardId, on }, filter: { from }, place }: AskedList) => queryPage(
  db,
  'list-helped',
  HELPED_ROW,
  place,
)`WITH matching AS MATERIALIZED (
        SELECT p.resident_id, count(*)::int AS procedures, max(v.visited_on) AS last_helped, array_agg(DISTINCT p.public_service_id) AS services
        FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id
        WHERE p.ward_id = ${wardId} AND v.visited_on <= ${on} ${from === null ? empty : sql`AND v.visited_on >= ${from}`} GROUP BY 1)
      SELECT r.id, (SELECT count(*) FROM matching)::int AS total, r.full_name AS "fullName", h.address_line AS "addressLine",
        g.name AS "groupName", x.procedures, x.last_helped AS "lastHelped",
        (SELECT string_agg(s.name, '; ' ORDER BY s.name) FROM public_service s WHERE s.id = ANY (x.services)) AS services
      FROM matching x JOIN resident r ON r.id = x.resident_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN household h ON h.id = m.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      ${byName(wardId, place)}`;

const TAUGHT_ROW = LISTED.extend({
  fullName: z.string(),
  addressLine: z.string().nullable(),
  groupName: z.string().nullable(),
  firstOn: z.string(),
  services: z.string(),
  isStuck: z.boolean(),
  isUnasked: z.boolean(),
  barrier: z.string().nullable(),
});
export type TaughtRow = z.infer<typeof TAUGHT_ROW>;

/** The people who were taught by scope.on: all, those who are stuck, or were never asked. */
export function listTaught(db: Reads, { scope, filter: { result, barrier }, place }: AskedList) {
  const ofResult = { stuck: sql`is_stuck`, unasked: sql`is_unasked`, invited: sql`true`, opened: sql`true` };
  return queryPage(db, 'list-taught', TAUGHT_ROW, place)`WITH matching AS MATERIALIZED (
        SELECT * FROM (${taughtBy(scope)}) t WHERE ${result === null ? sql`true` : ofResult[result]}
          ${barrier === null ? empty : sql`AND is_stuck AND barrier_id = ${barrier}`})
      SELECT r.id, (SELECT count(*) FROM matching)::int AS total, r.full_name AS "fullName", h.address_line AS "addressLine", g.name AS "groupName",
        x.first_on AS "firstOn", x.is_stuck AS "isStuck", x.is_unasked AS "isUnasked", b.label AS barrier,
        (SELECT string_agg(s.name, '; ' ORDER BY s.name) FROM public_service s WHERE s.id = ANY (x.services)) AS services
      FROM matching x JOIN resident r ON r.id = x.id LEFT JOIN barrier b ON b.id = x.barrier_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN household h ON h.id = m.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      ${byName(scope.wardId, place)}`;
}

const LASTING_ROW = LISTED.extend({
  fullName: z.string(),
  addressLine: z.string().nullable(),
  serviceName: z.string(),
  taughtOn: z.string(),
  level: z.enum(LEVELS),
  state: z.enum(LASTING_STATES),
});

/** The lessons that a wave asks about, the latest first. */
export function listLasting(db: Reads, { scope, filter, place }: AskedList, wave: Wave['key']) {
  const { answer, service, guide, level, age } = filter;
  const only = (value: string | null, column: Sql) => (value === null ? empty : sql`AND ${column} = ${value}`);
  return queryPage(db, 'list-lasting', LASTING_ROW, place)`WITH matching AS MATERIALIZED (
        SELECT * FROM (${lastingBy(scope)}) lasting WHERE wave = ${wave}
          ${answer === 'tried' ? sql`AND ${IS_TRIED}` : only(answer, sql`state`)} ${only(service, sql`public_service_id`)}
          ${only(guide, sql`guide::text`)} ${only(level, sql`level`)} ${only(age, sql`age`)})
      SELECT x.id, (SELECT count(*) FROM matching)::int AS total, r.full_name AS "fullName", h.address_line AS "addressLine",
        s.name AS "serviceName", x.taught_on AS "taughtOn", x.level, x.state
      FROM matching x JOIN resident r ON r.id = x.resident_id JOIN public_service s ON s.id = x.public_service_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL LEFT JOIN household h ON h.id = m.household_id
      ${place.after === null ? empty : sql`WHERE (x.taught_on, x.id) < (SELECT taught_on, id FROM matching WHERE id = ${place.after})`}
      ORDER BY x.taught_on DESC, x.id DESC LIMIT ${constant(place.size + 1)}`;
}
