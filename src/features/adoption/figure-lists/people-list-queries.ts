import type { Reads } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import { ADULT, adultParameters } from '../../register/residents/counted-adults';
import { windowStart } from '../figures/adoption';
import {
  bestHow,
  bestSource,
  IS_KNOWN,
  isDoneFor,
  USE_MARK,
  isLatestReadiness,
  NO_GROUP,
  OWN_HOWS,
  SOURCES,
  TAUGHT,
  usedBetween,
  type OwnHow,
  type ReportScope,
} from '../figures/figure-sql';
import { pageOf, type ListPage, type Place } from './paging';

// The people behind the figures.

export interface AdultRow {
  id: string;
  total: number;
  fullName: string;
  birthDate: LocalDate;
  birthPrecision: 'day' | 'year';
  addressLine: string;
  groupName: string | null;
  lastUse: LocalDate | null;
  services: string | null;
}

export interface AdultFilter {
  groupId: string | null;
  serviceId: string | null;
  use: 'own' | 'done_for_only' | 'none' | 'all';
  /** The best way in which a resident used the portal; done_for: all residents for whom the team did anything. */
  how: OwnHow | 'done_for' | null;
  /** The surest source of what is known. */
  source: (typeof SOURCES)[number] | null;
  vneid: 'level_2' | 'locked' | 'unknown' | null;
}

/** A portal use that the list of adults counts: $5 the first day, $7 only this service. */
const COUNTED_USE = `u.ward_id = $1 AND ${usedBetween('$5', '$2')} AND ${IS_KNOWN} AND ($7::uuid IS NULL OR u.public_service_id = $7)`;

/** The adults of the ward, or only those who used (or did not use) the portal in the 12 months up to scope.on. */
export async function listAdults(
  { pool }: Reads,
  scope: ReportScope,
  filter: AdultFilter,
  place: Place,
): Promise<ListPage<AdultRow>> {
  const { rows } = await pool.query<AdultRow>({
    name: `reports-list-adults${scope.on === scope.today ? '' : '-past'}-${place.size}`,
    text: `WITH adult AS MATERIALIZED (${ADULT}),
      used AS MATERIALIZED (
        SELECT resident_id, ${bestHow('marks')} AS best_how, ${bestSource('marks')} AS best_source, ${isDoneFor('marks')} AS is_done_for
        FROM (SELECT u.resident_id, bit_or(${USE_MARK}) AS marks FROM portal_use u WHERE ${COUNTED_USE} GROUP BY 1) person),
      matching AS MATERIALIZED (
        SELECT a.id, a.household_id, a.group_id FROM adult a
        WHERE ($6::uuid IS NULL OR coalesce(a.group_id, '${NO_GROUP}') = $6)
          AND ($11::text IS NULL OR $11 = coalesce((SELECT ready.vneid_level::text FROM readiness ready
            WHERE ready.ward_id = $1 AND ready.resident_id = a.id AND ${isLatestReadiness(scope)}), 'unknown'))
          AND CASE $9 WHEN 'own' THEN a.id IN (SELECT resident_id FROM used WHERE best_how IS NOT NULL)
            WHEN 'done_for_only' THEN a.id IN (SELECT resident_id FROM used WHERE is_done_for AND best_how IS NULL)
            WHEN 'none' THEN a.id NOT IN (SELECT resident_id FROM used WHERE best_how IS NOT NULL) ELSE true END
          AND CASE WHEN $8::int IS NULL AND $12::int IS NULL AND NOT $13 THEN true ELSE a.id IN (
            SELECT resident_id FROM used WHERE ($8 IS NULL OR best_how = $8) AND ($12 IS NULL OR best_source = $12) AND (NOT $13 OR is_done_for)) END),
      page AS MATERIALIZED (
        SELECT x.*, r.sort_name, r.full_name, r.birth_date, r.birth_precision FROM matching x JOIN resident r ON r.id = x.id
        WHERE $10::uuid IS NULL OR (r.sort_name, r.id) > (SELECT sort_name, id FROM resident WHERE ward_id = $1 AND id = $10)
        ORDER BY r.sort_name, r.id LIMIT ${place.size + 1})
      SELECT x.id, (SELECT count(*) FROM matching)::int AS total, x.full_name AS "fullName", x.birth_date AS "birthDate",
        x.birth_precision AS "birthPrecision", h.address_line AS "addressLine", g.name AS "groupName", use.last_use AS "lastUse", use.services
      FROM page x JOIN household h ON h.id = x.household_id LEFT JOIN residential_group g ON g.id = x.group_id
      CROSS JOIN LATERAL (
        SELECT max(u.used_on) AS last_use, string_agg(DISTINCT s.name, '; ' ORDER BY s.name) AS services
        FROM portal_use u LEFT JOIN public_service s ON s.id = u.public_service_id WHERE u.resident_id = x.id AND ${COUNTED_USE}) AS use
      ORDER BY x.sort_name, x.id`,
    values: [
      ...adultParameters(scope),
      windowStart(scope.on),
      filter.groupId,
      filter.serviceId,
      filter.how === null || filter.how === 'done_for' ? null : OWN_HOWS.indexOf(filter.how),
      filter.use,
      place.after,
      filter.vneid,
      filter.source && SOURCES.indexOf(filter.source),
      filter.how === 'done_for',
    ],
  });
  return pageOf(rows, place);
}

export interface HelpedRow {
  id: string;
  total: number;
  fullName: string;
  addressLine: string | null;
  groupName: string | null;
  procedures: number;
  services: string;
  lastHelped: LocalDate;
}

/** The residents helped from `from` (null: ever) to scope.on. */
export async function listHelped(
  { pool }: Reads,
  scope: ReportScope,
  from: LocalDate | null,
  place: Place,
): Promise<ListPage<HelpedRow>> {
  const { rows } = await pool.query<HelpedRow>({
    name: `reports-list-helped-${place.size}`,
    text: `WITH matching AS MATERIALIZED (
        SELECT p.resident_id, count(*)::int AS procedures, max(v.visited_on) AS last_helped, array_agg(DISTINCT p.public_service_id) AS services
        FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id
        WHERE p.ward_id = $1 AND v.visited_on <= $2 AND ($3::date IS NULL OR v.visited_on >= $3) GROUP BY 1)
      SELECT r.id, (SELECT count(*) FROM matching)::int AS total, r.full_name AS "fullName", h.address_line AS "addressLine",
        g.name AS "groupName", x.procedures, x.last_helped AS "lastHelped",
        (SELECT string_agg(s.name, '; ' ORDER BY s.name) FROM public_service s WHERE s.id = ANY (x.services)) AS services
      FROM matching x JOIN resident r ON r.id = x.resident_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN household h ON h.id = m.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      WHERE $4::uuid IS NULL OR (r.sort_name, r.id) > (SELECT sort_name, id FROM resident WHERE ward_id = $1 AND id = $4)
      ORDER BY r.sort_name, r.id LIMIT ${place.size + 1}`,
    values: [scope.wardId, scope.on, from, place.after],
  });
  return pageOf(rows, place);
}

export interface TaughtRow {
  id: string;
  total: number;
  fullName: string;
  addressLine: string | null;
  groupName: string | null;
  firstOn: LocalDate;
  services: string;
  isConfirmed: boolean;
  isStuck: boolean;
  barrier: string | null;
}

/** The people who were taught by scope.on: all, those who did it again alone, or those who are stuck. */
export async function listTaught(
  { pool }: Reads,
  scope: ReportScope,
  { result, barrierId }: { result: 'confirmed' | 'stuck' | null; barrierId: string | null },
  place: Place,
): Promise<ListPage<TaughtRow>> {
  const { rows } = await pool.query<TaughtRow>({
    name: `reports-list-taught-${place.size}`,
    text: `WITH matching AS MATERIALIZED (
        SELECT * FROM (${TAUGHT}) t
        WHERE CASE $3::text WHEN 'confirmed' THEN is_confirmed WHEN 'stuck' THEN is_stuck ELSE true END
          AND ($4::uuid IS NULL OR (is_stuck AND barrier_id = $4)))
      SELECT r.id, (SELECT count(*) FROM matching)::int AS total, r.full_name AS "fullName", h.address_line AS "addressLine", g.name AS "groupName",
        x.first_on AS "firstOn", x.is_confirmed AS "isConfirmed", x.is_stuck AS "isStuck", b.label AS barrier,
        (SELECT string_agg(s.name, '; ' ORDER BY s.name) FROM public_service s WHERE s.id = ANY (x.services)) AS services
      FROM matching x JOIN resident r ON r.id = x.id LEFT JOIN barrier b ON b.id = x.barrier_id
      LEFT JOIN household_membership m ON m.resident_id = r.id AND m.valid_to IS NULL
      LEFT JOIN household h ON h.id = m.household_id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      WHERE $5::uuid IS NULL OR (r.sort_name, r.id) > (SELECT sort_name, id FROM resident WHERE ward_id = $1 AND id = $5)
      ORDER BY r.sort_name, r.id LIMIT ${place.size + 1}`,
    values: [scope.wardId, scope.on, result, barrierId, place.after],
  });
  return pageOf(rows, place);
}
