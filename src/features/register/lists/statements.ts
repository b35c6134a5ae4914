import { raw } from '../../../shared/sql';
import type { ListSubject } from '../../../generated/prisma/enums';
import { isUnrestricted, objectsToContact } from '../../../shared/contact-objection';
import type { LocalDate } from '../../../shared/dates';
import { pausesOn } from '../../../shared/pauses';
import { selectReadiness } from '../../../shared/readiness-fields';
import { HOUSEHOLD_TEXTS, RESIDENT_TEXTS, selectTexts } from '../../../shared/register-fields';
import { MET_SOMEBODY } from '../households/counted-doors';
import { homesOf, householdConditions, Parameters, residentConditions } from './conditions';
import type { ListFilter } from './filters';
import { orderOf, type Join, type Segment } from './orders';

// The SQL of the lists, composed of fixed fragments only. Filters produce many different texts, which are planned for
// each query and not cached. Statements of every page have a fixed text and a name.

export interface Statement {
  text: string;
  values: unknown[];
}
type NamedStatement = Statement & { name: string };

/** The scope of a list: its subject, its ward and the date. */
export interface ListScope {
  subject: ListSubject;
  wardId: string;
  today: LocalDate;
}

/** Where a page begins or ends: the segment of a row and its keys in it, as text. */
export interface Position {
  segment: number;
  keys: readonly string[];
}

const ALIASES: Record<ListSubject, 'r' | 'h'> = { residents: 'r', households: 'h' };
const HOUSEHOLDS = 'household h';
const RESIDENTS = 'resident r';

/** The few people without a household, found as a set: looking up each one would take four times as long. */
const HOMELESS = `(SELECT r.* FROM resident r LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
  WHERE r.ward_id = $1 AND m.id IS NULL OFFSET 0) r`;

/**
 * The members of the doors `h`, looked up door by door; OFFSET 0 forces that. Without it the planner occasionally
 * compared every door with every member, which took half a minute.
 */
const MEMBERS = `CROSS JOIN LATERAL (SELECT * FROM household_membership WHERE household_id = h.id AND ward_id = $1 AND valid_to IS NULL OFFSET 0) m
  CROSS JOIN LATERAL (SELECT * FROM resident WHERE id = m.resident_id AND ward_id = $1 OFFSET 0) r`;

const HEAD = `CROSS JOIN LATERAL (SELECT resident_id FROM household_membership WHERE household_id = h.id AND valid_to IS NULL AND relation = 'head' OFFSET 0) hm
  CROSS JOIN LATERAL (SELECT sort_name FROM resident WHERE id = hm.resident_id OFFSET 0) head`;

/** Keeps only visited doors, with the date of the last visit. */
const LAST_VISIT =
  'JOIN (SELECT household_id, max(visited_on) AS last FROM visit WHERE ward_id = $1 GROUP BY household_id OFFSET 0) seen ON seen.household_id = h.id';

interface Source {
  from: string;
  /** The table from which all others are looked up. */
  first: 'r' | 'h';
}

/** The tables of a list. People who are filtered by door, or sorted by door, are read door by door. */
function sourceOf(subject: ListSubject, joins: ReadonlySet<Join>): Source {
  if (subject === 'residents' && !joins.has('home')) return { from: RESIDENTS, first: 'r' };
  const pieces = [
    ...(joins.has('last-visit') ? [LAST_VISIT] : []),
    ...(joins.has('home') ? [MEMBERS] : []),
    ...(joins.has('head') ? [HEAD] : []),
  ];
  return { from: [HOUSEHOLDS, ...pieces].join(' '), first: 'h' };
}

/** FROM and WHERE for all rows that match a filter, in one segment of an order or in all. Restricted people are in none. */
function matching(
  scope: ListScope,
  filter: ListFilter,
  parameters: Parameters,
  segment?: Segment,
): { from: string; where: string[] } {
  const asked = { parameters, today: scope.today };
  const { sql, needsHome } =
    scope.subject === 'residents' ? residentConditions(filter, asked) : householdConditions(filter, asked);
  const isHomeless = segment?.isHomeless || (scope.subject === 'residents' && homesOf(filter) === 'homeless');
  const { from, first }: Source = isHomeless
    ? { from: HOMELESS, first: 'r' }
    : sourceOf(scope.subject, new Set([...(needsHome ? ['home' as const] : []), ...(segment?.joins ?? [])]));
  return {
    from,
    where: [
      `${first}.ward_id = $1`,
      ...(scope.subject === 'residents' ? [isUnrestricted('r', raw('$1')).text] : []),
      ...sql,
      ...(segment?.where ? [segment.where] : []),
    ],
  };
}

/** The number of rows that match a filter; with `most`, counting stops above it. */
export function countStatement(
  scope: ListScope,
  filter: ListFilter,
  most: number | null,
  parameters = new Parameters(scope.wardId),
): Statement {
  const { from, where } = matching(scope, filter, parameters);
  const limit = most === null ? '' : ` LIMIT ${most + 1}`;
  return {
    text: `SELECT count(*)::int AS count FROM (SELECT 1 FROM ${from} WHERE ${where.join(' AND ')}${limit}) matching`,
    values: parameters.values,
  };
}

/** From where a segment is read, and how much of it, as a part of the statement that `parameters` belong to. */
interface Stretch {
  beyond: readonly string[] | null;
  isBackwards?: boolean;
  limit?: number;
  parameters?: Parameters;
}

/**
 * The ids of one segment in order, starting from a position (or backwards from it, nearest first, when `isBackwards`).
 * @param beyond null to start from the end of the segment.
 */
export function idsStatement(
  scope: ListScope,
  filter: ListFilter,
  segment: Segment,
  { beyond, isBackwards = false, limit, parameters = new Parameters(scope.wardId) }: Stretch,
): Statement {
  const { from, where } = matching(scope, filter, parameters, segment);
  const isDescending = (segment.isDescending ?? false) !== isBackwards;
  if (beyond) where.push(...beyondKeys(segment, beyond, isDescending, parameters));
  const order = segment.keys.map(([sql]) => `${sql}${isDescending ? ' DESC' : ''}`).join(', ');
  return {
    text: `SELECT ${ALIASES[scope.subject]}.id FROM ${from} WHERE ${where.join(' AND ')} ORDER BY ${order}${limit === undefined ? '' : ` LIMIT ${limit}`}`,
    values: parameters.values,
  };
}

/**
 * The ids of several segments, one segment after the other. PostgreSQL appends parts that have a limit in their order, and
 * stops in the part that fills the page.
 */
export function idsOfSegments(
  scope: ListScope,
  filter: ListFilter,
  segments: readonly { segment: Segment; beyond: readonly string[] | null }[],
  order: { isBackwards: boolean; limit: number; parameters: Parameters },
): string {
  const parts = segments.map(
    ({ segment, beyond }) => `(${idsStatement(scope, filter, segment, { ...order, beyond }).text})`,
  );
  return `SELECT id FROM (${parts.join(' UNION ALL ') || 'SELECT NULL::uuid AS id WHERE false'}) page LIMIT ${order.limit}`;
}

function beyondKeys(
  { keys }: Segment,
  values: readonly string[],
  isDescending: boolean,
  parameters: Parameters,
): string[] {
  const operator = isDescending ? '<' : '>';
  const places = keys.map(([, type], index) => parameters.add(values[index], type));
  const row = `(${keys.map(([sql]) => sql).join(', ')}) ${operator} (${places.join(', ')})`;
  // When the keys come from several tables, only the condition on the first key lets the planner enter an index.
  return keys.length > 1 ? [`${keys[0]![0]} ${operator}= ${places[0]}`, row] : [row];
}

/** The same tables in reverse: starting from one person, everything else is looked up. */
function positionSource(subject: ListSubject, joins: readonly Join[]): string {
  if (subject === 'households') return sourceOf(subject, new Set(joins)).from;
  const home =
    'JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL JOIN household h ON h.id = m.household_id AND h.ward_id = $1';
  return [
    RESIDENTS,
    ...(joins.includes('home') ? [home] : []),
    ...(joins.includes('last-visit') ? [LAST_VISIT] : []),
  ].join(' ');
}

const BELONGS_NOWHERE =
  'NOT EXISTS (SELECT 1 FROM household_membership own WHERE own.resident_id = r.id AND own.valid_to IS NULL)';

/** The position of a row in an order: its segment and keys; no row when the ward does not have it. */
export function positionStatement(
  { subject, wardId }: Pick<ListScope, 'subject' | 'wardId'>,
  sort: string,
  id: string,
): NamedStatement {
  const alias = ALIASES[subject];
  const segments = orderOf(subject, sort).segments.map(
    (segment, index) => `
    SELECT ${index} AS segment, ARRAY[${segment.keys.map(([sql]) => `${sql}::text`).join(', ')}] AS keys
    FROM ${positionSource(subject, segment.joins)}
    WHERE ${[`${alias}.ward_id = $1`, `${alias}.id = $2`, ...(segment.where ? [segment.where] : []), ...(segment.isHomeless ? [BELONGS_NOWHERE] : [])].join(' AND ')}`,
  );
  return { name: `lists-position-${subject}-${sort}`, text: segments.join(' UNION ALL '), values: [wardId, id] };
}

// ------------------------------------------------------------ rows

/** Data that is more expensive than the row's own tables, and is read only when a column shows it. */
const RESIDENT_PARTS = ['needs', 'door', 'helped', 'used', 'helpers'] as const;
const HOUSEHOLD_PARTS = ['people', 'needs', 'door', 'helpers'] as const;
export type Part = (typeof RESIDENT_PARTS)[number] | (typeof HOUSEHOLD_PARTS)[number];

/** What is known of a door's visits, as door-state.ts needs it. $3 is today. */
const DOOR = `(SELECT json_build_object('visits', count(*), 'lastVisit', max(v.visited_on), 'lastOutcome', (array_agg(v.outcome ORDER BY v.arrived_at DESC))[1],
      'wasMet', coalesce(bool_or(${MET_SOMEBODY.text}), false), 'wasHelped', coalesce(bool_or(EXISTS (SELECT 1 FROM assisted_procedure a WHERE a.visit_id = v.id)), false),
      'isPaused', EXISTS (SELECT 1 FROM ${pausesOn(raw('$3')).text} p WHERE p.household_id = h.id))
    FROM visit v WHERE v.household_id = h.id)`;

const HELPERS = `(SELECT string_agg(concat_ws(', ', coalesce(helper.full_name, d.name), nullif(d.relation_note, ''), CASE WHEN NOT ${objectsToContact('helper').text} THEN coalesce(d.phone, helper.phone) END), '; ' ORDER BY d.recorded_at, d.id)
    FROM digital_helper d LEFT JOIN resident helper ON helper.id = d.resident_id WHERE d.household_id = h.id AND d.valid_to IS NULL)`;

/** Rows by id, in the order of the ids. $1 ward, $2 ids, $3 today, then one boolean for each part. */
const RESIDENT_ROWS = `
  SELECT r.id, r.full_name AS "fullName", r.birth_date AS "birthDate", r.birth_precision AS "birthPrecision", r.gender, CASE WHEN NOT ${objectsToContact('r').text} THEN r.phone END AS phone,
    r.national_number_last4 AS last4, r.residence_status AS status, ${selectTexts(RESIDENT_TEXTS, 'r')}, m.relation, m.relation_note AS "relationNote",
    h.address_line AS "addressLine", h.code AS "householdCode", h.lane_label AS "laneLabel", h.former_ward AS "formerWard", h.occupancy,
    g.name AS "groupName", ${selectReadiness('f').text},
    CASE WHEN $4::boolean THEN (SELECT array_agg(n.need) FROM resident_needs($1, $3) n WHERE n.resident_id = r.id) END AS needs,
    CASE WHEN $5::boolean THEN ${DOOR} END AS door,
    CASE WHEN $6::boolean THEN (SELECT json_build_object('count', count(*), 'last', max(v.visited_on))
      FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id WHERE a.resident_id = r.id) END AS helped,
    CASE WHEN $7::boolean THEN (SELECT max(u.used_on) FROM portal_use u WHERE u.resident_id = r.id${` AND u.how <> 'done_for'`}) END AS "lastUse",
    CASE WHEN $8::boolean THEN ${HELPERS} END AS helpers
  FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, position),
    LATERAL (SELECT * FROM resident WHERE id = wanted.id AND ward_id = $1 OFFSET 0) r
  LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
  LEFT JOIN household h ON h.id = m.household_id
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  LEFT JOIN readiness f ON f.resident_id = r.id AND f.is_latest
  ORDER BY wanted.position`;

const HOUSEHOLD_ROWS = `
  SELECT h.id, h.address_line AS "addressLine", h.code, h.lane_label AS "laneLabel", ${selectTexts(HOUSEHOLD_TEXTS, 'h')},
    h.occupancy, g.name AS "groupName",
    CASE WHEN $4::boolean THEN (SELECT json_build_object('count', count(*), 'head', max(r.full_name) FILTER (WHERE m.relation = 'head' AND ${isUnrestricted('r', raw('$1')).text}),
        'phone', max(r.phone) FILTER (WHERE m.relation = 'head' AND NOT ${objectsToContact('r').text}))
      FROM household_membership m JOIN resident r ON r.id = m.resident_id WHERE m.household_id = h.id AND m.valid_to IS NULL) END AS people,
    CASE WHEN $5::boolean THEN (SELECT array_agg(DISTINCT n.need) FROM household_membership m, LATERAL (
        SELECT need FROM resident_needs($1, $3) WHERE resident_id = m.resident_id OFFSET 0) n WHERE m.household_id = h.id AND m.valid_to IS NULL) END AS needs,
    CASE WHEN $6::boolean THEN ${DOOR} END AS door,
    CASE WHEN $7::boolean THEN ${HELPERS} END AS helpers
  FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, position),
    LATERAL (SELECT * FROM household WHERE id = wanted.id AND ward_id = $1 OFFSET 0) h
  LEFT JOIN residential_group g ON g.id = h.residential_group_id
  ORDER BY wanted.position`;

/** One text for each subject, whatever the columns; parts that are not shown are not computed. */
export function rowsStatement(
  { subject, wardId, today }: ListScope,
  ids: readonly string[],
  parts: ReadonlySet<Part>,
): NamedStatement {
  const flags = (subject === 'residents' ? RESIDENT_PARTS : HOUSEHOLD_PARTS).map((part) => parts.has(part));
  return {
    name: `lists-rows-${subject}`,
    text: subject === 'residents' ? RESIDENT_ROWS : HOUSEHOLD_ROWS,
    values: [wardId, ids, today, ...flags],
  };
}
