import { z } from 'zod';
import { constant, empty, join, raw, sql, type Sql } from '../../../shared/sql';
import type { ListSubject } from '../../../generated/prisma/enums';
import { birthSql } from '../../../shared/birth-sql';
import { isUnrestricted, objectsToContact } from '../../../shared/contact-objection';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { selectReadiness } from '../../../shared/readiness-sql';
import { HOUSEHOLD_PLAIN, RESIDENT_PLAIN, selectPlain } from '../../../shared/register-fields';
import { IS_KNOWN_USE } from '../../office/catalogue/portal-kinds';
import { TIE_HOLDS, tiesOf } from '../../casework/needs/queries';
import { MET_SOMEBODY } from '../households/counted-doors';
import { homesOf, householdConditions, residentConditions } from './conditions';
import type { ListFilter } from './filters';
import { orderOf, type Join, type Segment } from './orders';

// The SQL of the lists, composed of fixed fragments only. Filters produce many different texts, which are planned for
// each query and not cached.

export interface ListScope {
  subject: ListSubject;
  wardId: string;
  today: LocalDate;
}

type Whose = Pick<ListScope, 'subject' | 'wardId'>;

/** Where a page begins or ends: the segment of a row and its keys in it, as text. */
export const POSITION = z.object({ segment: z.number(), keys: z.array(z.string()) });
export type Position = z.infer<typeof POSITION>;

const ALIASES: Record<ListSubject, 'r' | 'h'> = { residents: 'r', households: 'h' };
const HOUSEHOLDS = sql`household h`;
const RESIDENTS = sql`resident r`;

/** The few people without a household, found as a set: looking up each one would take four times as long. */
const homelessIn = (
  wardId: string,
) => sql`(SELECT r.* FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
  WHERE r.ward_id = ${wardId} AND m.id IS NULL OFFSET 0) r`;

/**
 * The members of the doors `h`, looked up door by door; OFFSET 0 forces that. Without it the planner occasionally
 * compared every door with every member, which took half a minute.
 */
const membersIn = (
  wardId: string,
) => sql`CROSS JOIN LATERAL (SELECT * FROM household_membership WHERE household_id = h.id AND ward_id = ${wardId} AND valid_to IS NULL OFFSET 0) m
  CROSS JOIN LATERAL (SELECT * FROM resident WHERE id = m.resident_id AND ward_id = ${wardId} OFFSET 0) r`;

const HEAD = sql`CROSS JOIN LATERAL (SELECT resident_id FROM household_membership WHERE household_id = h.id AND valid_to IS NULL AND relation = 'head' OFFSET 0) hm
  CROSS JOIN LATERAL (SELECT sort_name FROM resident WHERE id = hm.resident_id OFFSET 0) head`;

/** Keeps only visited doors, with the date of the last visit. */
const lastVisitIn = (wardId: string) =>
  sql`JOIN (SELECT household_id, max(visited_on) AS last FROM visit WHERE ward_id = ${wardId} GROUP BY household_id OFFSET 0) seen ON seen.household_id = h.id`;

interface Source {
  from: Sql;
  /** The table from which all others are looked up. */
  first: 'r' | 'h';
}

/** The tables of a list. People who are filtered by door, or sorted by door, are read door by door. */
function sourceOf({ subject, wardId }: Whose, joins: ReadonlySet<Join>): Source {
  if (subject === 'residents' && !joins.has('home')) return { from: RESIDENTS, first: 'r' };
  const pieces = [
    ...(joins.has('last-visit') ? [lastVisitIn(wardId)] : []),
    ...(joins.has('home') ? [membersIn(wardId)] : []),
    ...(joins.has('head') ? [HEAD] : []),
  ];
  return { from: join([HOUSEHOLDS, ...pieces], ' '), first: 'h' };
}

/** FROM and WHERE for all rows that match a filter, in one segment of an order or in all. Restricted people are in none. */
function matching(scope: ListScope, filter: ListFilter, segment?: Segment): { from: Sql; where: Sql[] } {
  const { subject, wardId } = scope;
  const { where, needsHome } = (subject === 'residents' ? residentConditions : householdConditions)(filter, scope);
  const isHomeless = segment?.isHomeless || (subject === 'residents' && homesOf(filter) === 'homeless');
  const { from, first }: Source = isHomeless
    ? { from: homelessIn(wardId), first: 'r' }
    : sourceOf(scope, new Set([...(needsHome ? ['home' as const] : []), ...(segment?.joins ?? [])]));
  return {
    from,
    where: [
      sql`${raw(first)}.ward_id = ${wardId}`,
      ...(subject === 'residents' ? [isUnrestricted('r', wardId)] : []),
      ...where,
      ...(segment?.where ? [segment.where] : []),
    ],
  };
}

/** The number of rows that match a filter; with `most`, counting stops above it. */
export function countStatement(scope: ListScope, filter: ListFilter, most: number | null): Sql {
  const { from, where } = matching(scope, filter);
  const limit = most === null ? empty : sql`LIMIT ${constant(most + 1)}`;
  return sql`SELECT count(*)::int AS count FROM (SELECT 1 FROM ${from} WHERE ${join(where, ' AND ')} ${limit}) matching`;
}

/** From where a segment is read, and how much of it. */
interface Stretch {
  beyond: readonly string[] | null;
  isBackwards?: boolean;
  limit?: number;
}

/**
 * The ids of one segment in order, starting from a position (or backwards from it, nearest first, when `isBackwards`).
 * @param beyond null to start from the end of the segment.
 */
export function idsStatement(
  scope: ListScope,
  filter: ListFilter,
  segment: Segment,
  { beyond, isBackwards = false, limit }: Stretch,
): Sql {
  const { from, where } = matching(scope, filter, segment);
  const isDescending = (segment.isDescending ?? false) !== isBackwards;
  if (beyond) where.push(...beyondKeys(segment, beyond, isDescending));
  const order = keysOf(segment, isDescending ? ' DESC' : '');
  return sql`SELECT ${raw(ALIASES[scope.subject])}.id FROM ${from} WHERE ${join(where, ' AND ')} ORDER BY ${order} ${limit === undefined ? empty : sql`LIMIT ${constant(limit)}`}`;
}

/**
 * The ids of several segments, one segment after the other. PostgreSQL appends parts that have a limit in their order, and
 * stops in the part that fills the page.
 */
export function idsOfSegments(
  scope: ListScope,
  filter: ListFilter,
  segments: readonly { segment: Segment; beyond: readonly string[] | null }[],
  order: { isBackwards: boolean; limit: number },
): Sql {
  const parts = segments.map(
    ({ segment, beyond }) => sql`(${idsStatement(scope, filter, segment, { ...order, beyond })})`,
  );
  const all = parts.length > 0 ? join(parts, ' UNION ALL ') : sql`SELECT NULL::uuid AS id WHERE false`;
  return sql`SELECT id FROM (${all}) page LIMIT ${constant(order.limit)}`;
}

const keysOf = ({ keys }: Segment, suffix = '') =>
  raw(
    Object.keys(keys)
      .map((key) => key + suffix)
      .join(', '),
  );

function beyondKeys(segment: Segment, values: readonly string[], isDescending: boolean): Sql[] {
  const operator = raw(isDescending ? '<' : '>');
  const [first, ...others] = Object.keys(segment.keys);
  const places = Object.values(segment.keys).map((type, index) => sql`${values[index]}::${raw(type)}`);
  const row = sql`(${keysOf(segment)}) ${operator} (${join(places)})`;
  // When the keys come from several tables, only the condition on the first key lets the planner enter an index.
  return others.length > 0 ? [sql`${raw(first!)} ${operator}= ${places[0]}`, row] : [row];
}

/** The same tables in reverse: starting from one person, everything else is looked up. */
function positionSource(whose: Whose, joins: readonly Join[]): Sql {
  if (whose.subject === 'households') return sourceOf(whose, new Set(joins)).from;
  const { wardId } = whose;
  const home = sql`JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL JOIN household h ON h.id = m.household_id AND h.ward_id = ${wardId}`;
  return sql`${RESIDENTS} ${joins.includes('home') ? home : empty} ${joins.includes('last-visit') ? lastVisitIn(wardId) : empty}`;
}

const BELONGS_NOWHERE = sql`AND NOT EXISTS (SELECT 1 FROM household_membership own WHERE own.resident_id = r.id AND own.valid_to IS NULL)`;

/** The position of a row in an order: its segment and keys; no row when the ward does not have it. */
export function positionStatement(whose: Whose, sort: string, id: string): Sql {
  const alias = raw(ALIASES[whose.subject]);
  const segments = orderOf(whose.subject, sort).segments.map(
    (segment, index) => sql`
    SELECT ${constant(index)} AS segment, ARRAY[${keysOf(segment, '::text')}] AS keys
    FROM ${positionSource(whose, segment.joins)}
    WHERE ${alias}.ward_id = ${whose.wardId} AND ${alias}.id = ${id}
      ${segment.where ? sql`AND ${segment.where}` : empty} ${segment.isHomeless ? BELONGS_NOWHERE : empty}`,
  );
  return join(segments, ' UNION ALL ');
}

// ------------------------------------------------------------ rows

/** Data that is more expensive than the row's own tables, and is read only when a column shows it. */
export type Part = 'needs' | 'door' | 'helped' | 'used' | 'helpers' | 'people';

/** What is known of a door's visits, as door-state.ts needs it. */
const doorOn = (
  today: LocalDate,
) => sql`(SELECT json_build_object('visits', count(*), 'lastVisit', max(v.visited_on), 'lastOutcome', (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1],
      'wasMet', coalesce(bool_or(${MET_SOMEBODY}), false), 'wasHelped', coalesce(bool_or(EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)), false),
      'isPaused', EXISTS (SELECT 1 FROM ${pausesOn(today)} p WHERE p.household_id = h.id))
    FROM visit v WHERE v.household_id = h.id)`;

const helpers = (
  ties: Sql,
) => sql`(SELECT string_agg(concat_ws(', ', coalesce(helper.full_name, d.name), nullif(d.relation_note, ''), CASE WHEN NOT ${objectsToContact('helper')} THEN coalesce(d.phone, helper.phone) END), '; ' ORDER BY d.recorded_at, d.id)
    FROM (SELECT DISTINCT ON (coalesce(g.resident_id::text, g.phone)) g.* FROM ${ties} g WHERE ${TIE_HOLDS} ORDER BY coalesce(g.resident_id::text, g.phone), g.recorded_at, g.id) d
    LEFT JOIN resident helper ON helper.id = d.resident_id)`;

/** Rows by id, in the order of the ids. Parts that are not shown are null. */
export function rowsStatement(scope: ListScope, ids: readonly string[], parts: ReadonlySet<Part>): Sql {
  const { subject, wardId, today } = scope;
  const shown = (part: Part, value: Sql) => (parts.has(part) ? value : sql`NULL`);
  const wanted = sql`unnest(${ids}::uuid[]) WITH ORDINALITY AS wanted (id, position)`;
  return subject === 'residents'
    ? sql`
  SELECT r.id, r.full_name AS "fullName", ${birthSql('r')} AS birth, CASE WHEN NOT ${objectsToContact('r')} THEN r.phone END AS phone,
    r.national_number_last4 AS last4, r.residence_status AS status, ${raw(selectPlain(RESIDENT_PLAIN, 'r'))}, m.relation, m.relation_note AS "relationNote",
    h.address_line AS "addressLine", h.code AS "householdCode", h.lane_label AS "laneLabel", h.former_ward AS "formerWard", h.occupancy,
    g.name AS "groupName", ${selectReadiness('f')},
    ${shown('needs', sql`(SELECT array_agg(n.need) FROM resident_needs(${wardId}::uuid, ${today}::date) n WHERE n.resident_id = r.id)`)} AS needs,
    ${shown('door', doorOn(today))} AS door,
    ${shown('helped', sql`(SELECT json_build_object('count', count(*), 'last', max(v.visited_on)) FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.resident_id = r.id)`)} AS helped,
    ${shown('used', sql`(SELECT max(u.used_on) FROM portal_use u WHERE u.resident_id = r.id AND u.how <> 'done_for' AND ${IS_KNOWN_USE})`)} AS "lastUse",
    ${shown('helpers', helpers(sql`(SELECT * FROM digital_helper WHERE helped_id = r.id UNION ALL SELECT * FROM digital_helper WHERE household_id = h.id)`))} AS helpers
  FROM ${wanted}, LATERAL (SELECT * FROM resident WHERE id = wanted.id AND ward_id = ${wardId} OFFSET 0) r
  LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
  LEFT JOIN household h ON h.id = m.household_id
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN readiness f ON f.resident_id = r.id AND f.is_latest
  ORDER BY wanted.position`
    : sql`
  SELECT h.id, h.address_line AS "addressLine", h.code, h.lane_label AS "laneLabel", ${raw(selectPlain(HOUSEHOLD_PLAIN, 'h'))},
    h.occupancy, g.name AS "groupName",
    ${shown(
      'people',
      sql`(SELECT json_build_object('count', count(*), 'head', max(r.full_name) FILTER (WHERE m.relation = 'head' AND ${isUnrestricted('r', wardId)}),
        'phone', max(r.phone) FILTER (WHERE m.relation = 'head' AND NOT ${objectsToContact('r')}))
      FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL)`,
    )} AS people,
    ${shown(
      'needs',
      sql`(SELECT array_agg(DISTINCT n.need) FROM household_membership m, LATERAL (
        SELECT need FROM resident_needs(${wardId}::uuid, ${today}::date) WHERE resident_id = m.resident_id OFFSET 0) n WHERE m.household_id = h.id AND m.valid_to IS NULL)`,
    )} AS needs,
    ${shown('door', doorOn(today))} AS door,
    ${shown('helpers', helpers(tiesOf('h')))} AS helpers
  FROM ${wanted}, LATERAL (SELECT * FROM household WHERE id = wanted.id AND ward_id = ${wardId} OFFSET 0) h
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  ORDER BY wanted.position`;
}
