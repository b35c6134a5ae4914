import type { Database } from '../../../db/database';
import type { DoorOutcome, PortalUseHow } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { livesInWard } from '../../../shared/living-here';
import { IS_WARD_DOOR, MET_SOMEBODY } from '../../register/households/counted-doors';
import { ADULT, adultParameters } from '../../register/residents/counted-adults';
import { windowStart } from './adoption';

// Every figure and its list are built from the fragments below, so that they always agree. $1 ward, $2 the day of the
// figures, $3 newest adult birth date, $4 newest adult birth year.

/** Portal uses by residents or their families; uses by the team on their behalf are counted separately. */
const OWN_USE = `u.how <> 'done_for'`;

const DOOR = `
  SELECT h.id, h.residential_group_id AS group_id,
    EXISTS (SELECT 1 FROM visit v WHERE v.household_id = h.id AND ${MET_SOMEBODY} AND v.visited_on <= $2) AS is_reached
  FROM household h
  WHERE h.ward_id = $1 AND ${IS_WARD_DOOR}`;

export interface ReportScope {
  wardId: string;
  /** Portal uses, visits and files count up to the end of this day. */
  on: LocalDate;
  /** Adults are determined as of today, even for past weeks: the trend divides by today's adults. */
  today: LocalDate;
  adultAge: number;
}

/** Means "in no residential group" in a join, where NULL would match nothing. */
export const NO_GROUP = '00000000-0000-0000-0000-000000000000';

export interface GroupRow {
  groupId: string | null;
  groupName: string | null;
  doors: number;
  doorsReached: number;
  adults: number;
  users: number;
  level2: number;
}

export interface ServiceRow {
  serviceId: string;
  name: string;
  code: string | null;
  users: number;
  alone: number;
  withHelp: number;
  byRelative: number;
  doneFor: number;
}

interface AdoptionRows {
  groups: GroupRow[];
  services: ServiceRow[];
  /** Adults whose every use was done for them by the team. */
  doneForOnly: number;
  /** [person, day] of every own use that can still count at `trendFrom` or later, by person, then day. */
  uses: [person: number, day: LocalDate][];
}

/** All figures about adults in one statement, because finding a ward's adults is most of the work. */
export async function readAdoption(
  { pool }: Database,
  scope: ReportScope,
  trendFrom: LocalDate,
): Promise<AdoptionRows> {
  const { rows } = await pool.query<AdoptionRows>({
    name: 'reports-adoption',
    text: `WITH adult AS MATERIALIZED (${ADULT}),
      door AS (${DOOR}),
      trend_use AS MATERIALIZED (
        SELECT u.resident_id, u.public_service_id, u.used_on, u.how, coalesce(a.group_id, '${NO_GROUP}') AS group_key
        FROM portal_use u JOIN adult a ON a.id = u.resident_id
        WHERE u.ward_id = $1 AND u.used_on BETWEEN $6 AND $2),
      recent_use AS MATERIALIZED (SELECT * FROM trend_use WHERE used_on >= $5),
      person AS MATERIALIZED (SELECT resident_id, group_key, bool_or(${OWN_USE}) AS is_own FROM recent_use u GROUP BY 1, 2),
      adults AS (
        SELECT coalesce(a.group_id, '${NO_GROUP}') AS group_key, count(*) AS adults, count(ready.resident_id) AS level2
        FROM adult a LEFT JOIN readiness ready ON ready.ward_id = $1 AND ready.resident_id = a.id AND ready.is_latest AND ready.vneid_level = 'level_2'
        GROUP BY 1),
      users AS (SELECT group_key, count(*) FILTER (WHERE is_own) AS users FROM person GROUP BY 1),
      doors AS (SELECT coalesce(group_id, '${NO_GROUP}') AS group_key, count(*) AS doors, count(*) FILTER (WHERE is_reached) AS reached FROM door GROUP BY 1)
      SELECT
        (SELECT coalesce(json_agg(json_build_object('groupId', g.id, 'groupName', g.name, 'doors', coalesce(d.doors, 0), 'doorsReached', coalesce(d.reached, 0),
            'adults', coalesce(a.adults, 0), 'users', coalesce(u.users, 0), 'level2', coalesce(a.level2, 0))
            ORDER BY g.code IS NULL, length(g.code), g.code), '[]')
         FROM adults a FULL JOIN doors d USING (group_key) LEFT JOIN users u USING (group_key) LEFT JOIN residential_group g ON g.id = group_key) AS groups,
        (SELECT coalesce(json_agg(service ORDER BY users DESC, name, "serviceId"), '[]') FROM (
          SELECT s.id AS "serviceId", s.name, s.code,
            count(DISTINCT u.resident_id) FILTER (WHERE ${OWN_USE}) AS users,
            count(DISTINCT u.resident_id) FILTER (WHERE u.how = 'alone') AS alone,
            count(DISTINCT u.resident_id) FILTER (WHERE u.how = 'with_help') AS "withHelp",
            count(DISTINCT u.resident_id) FILTER (WHERE u.how = 'by_relative') AS "byRelative",
            count(DISTINCT u.resident_id) FILTER (WHERE u.how = 'done_for') AS "doneFor"
          FROM recent_use u JOIN public_service s ON s.id = u.public_service_id GROUP BY s.id) AS service) AS services,
        (SELECT count(*) FROM person WHERE NOT is_own)::int AS "doneForOnly",
        (SELECT coalesce(json_agg(json_build_array(person, used_on) ORDER BY person, used_on), '[]') FROM (
          SELECT DISTINCT dense_rank() OVER (ORDER BY u.resident_id) AS person, u.used_on FROM trend_use u WHERE ${OWN_USE}) AS own) AS uses`,
    values: [...adultParameters(scope), windowStart(scope.on), windowStart(trendFrom)],
  });
  return rows[0]!;
}

interface TotalsRow {
  helped: number;
  /** The first day in the portal use ledger; null while it is empty. */
  firstUse: LocalDate | null;
  adultsWithoutBirth: number;
  targetPercent: number | null;
}

const ADULT_USE_INDICATOR = 'Tỷ lệ người trưởng thành đã dùng dịch vụ công trực tuyến';

export async function getTotals({ pool }: Database, { wardId, on }: ReportScope): Promise<TotalsRow> {
  const { rows } = await pool.query<TotalsRow>({
    name: 'reports-totals',
    text: `SELECT
        (SELECT count(DISTINCT p.resident_id) FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id WHERE p.ward_id = $1 AND v.visited_on <= $2)::int AS helped,
        (SELECT min(used_on) FROM portal_use WHERE ward_id = $1) AS "firstUse",
        (SELECT count(*) FROM resident r WHERE r.ward_id = $1 AND ${livesInWard('r')} AND r.birth_date IS NULL)::int AS "adultsWithoutBirth",
        (SELECT value::float8 FROM indicator_target WHERE ward_id = $1 AND indicator = $3 ORDER BY period DESC LIMIT 1) AS "targetPercent"`,
    values: [wardId, on, ADULT_USE_INDICATOR],
  });
  return rows[0]!;
}

export interface MonthRow {
  visits: number;
  households: number;
  residents: number;
  files: number;
}

/** Visits, households, people and files (lượt, hộ, người, hồ sơ) of the days from `from` to `to`. */
export async function getActivity(
  { pool }: Database,
  wardId: string,
  from: LocalDate,
  to: LocalDate,
): Promise<MonthRow> {
  const { rows } = await pool.query<MonthRow>({
    name: 'reports-activity',
    text: `SELECT
        (SELECT count(*) FROM visit WHERE ward_id = $1 AND visited_on BETWEEN $2 AND $3)::int AS visits,
        (SELECT count(DISTINCT v.household_id) FROM visit v WHERE v.ward_id = $1 AND v.visited_on BETWEEN $2 AND $3 AND ${MET_SOMEBODY})::int AS households,
        count(DISTINCT p.resident_id)::int AS residents,
        (count(*) FILTER (WHERE p.result = 'submitted'))::int AS files
      FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id
      WHERE p.ward_id = $1 AND v.ward_id = $1 AND v.visited_on BETWEEN $2 AND $3`,
    values: [wardId, from, to],
  });
  return rows[0]!;
}

/** The number of changes in the ward's audit chain. Figures computed at the same number are still valid. */
export async function getWardVersion(
  { pool }: Database,
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

// ---------------------------------------------------------------- the lists behind the figures

/** The cursor of a page is the id of its previous record, so that a URL contains no name and no address. */
export interface ListPage<Row> {
  rows: Row[];
  total: number;
  nextAfterId: string | null;
}

export const PAGE = 50;

/** Splits the rows of a statement that reads one row more than a page; each row carries the total. */
export function pageOf<Row extends { id: string; total: number }>(rows: Row[]): ListPage<Row> {
  const shown = rows.slice(0, PAGE);
  const last = shown.at(-1);
  return { rows: shown, total: rows[0]?.total ?? 0, nextAfterId: rows.length > PAGE && last ? last.id : null };
}

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
  how: PortalUseHow | null;
  /** Only adults who have VNeID level 2 now. */
  level2: boolean;
}

/** A portal use that the list of adults counts: $5 the first day, $7 only this service, $8 only this way of use. */
const COUNTED_USE = `u.ward_id = $1 AND u.used_on BETWEEN $5 AND $2 AND ($7::uuid IS NULL OR u.public_service_id = $7) AND ($8::text IS NULL OR u.how::text = $8)`;

/** The adults of the ward, or only those who used (or did not use) the portal in the 12 months up to scope.on. */
export async function listAdults(
  { pool }: Database,
  scope: ReportScope,
  filter: AdultFilter,
  afterId: string | null,
): Promise<ListPage<AdultRow>> {
  const { rows } = await pool.query<AdultRow>({
    name: 'reports-list-adults',
    // Portal users are looked up in a hash instead of a join: the generic plan expects one adult, and a join would scan
    // all uses for each of the 50,000 adults of a big ward.
    text: `WITH adult AS MATERIALIZED (${ADULT}),
      used AS MATERIALIZED (SELECT u.resident_id, bool_or(${OWN_USE}) AS is_own FROM portal_use u WHERE ${COUNTED_USE} GROUP BY 1),
      matching AS MATERIALIZED (
        SELECT a.id, a.household_id, a.group_id FROM adult a
        WHERE ($6::uuid IS NULL OR coalesce(a.group_id, '${NO_GROUP}') = $6)
          AND (NOT $11 OR a.id IN (SELECT x.resident_id FROM readiness x WHERE x.ward_id = $1 AND x.is_latest AND x.vneid_level = 'level_2'))
          AND CASE WHEN $8 IS NOT NULL THEN a.id IN (SELECT resident_id FROM used) WHEN $9 = 'own' THEN a.id IN (SELECT resident_id FROM used WHERE is_own)
                   WHEN $9 = 'done_for_only' THEN a.id IN (SELECT resident_id FROM used WHERE NOT is_own)
                   WHEN $9 = 'none' THEN a.id NOT IN (SELECT resident_id FROM used WHERE is_own) ELSE true END),
      page AS MATERIALIZED (
        SELECT x.*, r.sort_name, r.full_name, r.birth_date, r.birth_precision FROM matching x JOIN resident r ON r.id = x.id
        WHERE $10::uuid IS NULL OR (r.sort_name, r.id) > (SELECT sort_name, id FROM resident WHERE ward_id = $1 AND id = $10)
        ORDER BY r.sort_name, r.id LIMIT ${PAGE + 1})
      SELECT x.id, (SELECT count(*) FROM matching)::int AS total, x.full_name AS "fullName", x.birth_date AS "birthDate",
        x.birth_precision AS "birthPrecision", h.address_line AS "addressLine", g.name AS "groupName", use.last_use AS "lastUse", use.services
      FROM page x JOIN household h ON h.id = x.household_id LEFT JOIN residential_group g ON g.id = x.group_id
      CROSS JOIN LATERAL (
        SELECT max(u.used_on) AS last_use, string_agg(DISTINCT s.name, '; ' ORDER BY s.name) AS services
        FROM portal_use u JOIN public_service s ON s.id = u.public_service_id WHERE u.resident_id = x.id AND ${COUNTED_USE}) AS use
      ORDER BY x.sort_name, x.id`,
    values: [
      ...adultParameters(scope),
      windowStart(scope.on),
      filter.groupId,
      filter.serviceId,
      filter.how,
      filter.use,
      afterId,
      filter.level2,
    ],
  });
  return pageOf(rows);
}

export interface DoorRow {
  id: string;
  total: number;
  addressLine: string;
  groupName: string | null;
  headName: string | null;
  firstMet: LocalDate | null;
  tries: number;
}

/** The ward doors, met or not, in walking order. */
export async function listDoors(
  { pool }: Database,
  scope: ReportScope,
  filter: { groupId: string | null; reached: boolean | null },
  afterId: string | null,
): Promise<ListPage<DoorRow>> {
  const { rows } = await pool.query<DoorRow>({
    name: 'reports-list-doors',
    text: `WITH door AS MATERIALIZED (${DOOR}),
      matching AS (SELECT * FROM door WHERE ($3::uuid IS NULL OR coalesce(group_id, '${NO_GROUP}') = $3) AND ($4::boolean IS NULL OR is_reached = $4))
      SELECT h.id, (SELECT count(*) FROM matching)::int AS total, h.address_line AS "addressLine", g.name AS "groupName",
        (SELECT r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id
          WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head') AS "headName",
        (SELECT min(v.visited_on) FROM visit v WHERE v.household_id = h.id AND ${MET_SOMEBODY} AND v.visited_on <= $2) AS "firstMet",
        (SELECT count(*) FROM visit v WHERE v.household_id = h.id AND v.visited_on <= $2)::int AS tries
      FROM matching x JOIN household h ON h.id = x.id LEFT JOIN residential_group g ON g.id = x.group_id
      WHERE $5::uuid IS NULL OR (h.walk_order, h.id) > (SELECT walk_order, id FROM household WHERE ward_id = $1 AND id = $5)
      ORDER BY h.walk_order, h.id LIMIT ${PAGE + 1}`,
    values: [scope.wardId, scope.on, filter.groupId, filter.reached, afterId],
  });
  return pageOf(rows);
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
  { pool }: Database,
  scope: ReportScope,
  from: LocalDate | null,
  afterId: string | null,
): Promise<ListPage<HelpedRow>> {
  const { rows } = await pool.query<HelpedRow>({
    name: 'reports-list-helped',
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
      ORDER BY r.sort_name, r.id LIMIT ${PAGE + 1}`,
    values: [scope.wardId, scope.on, from, afterId],
  });
  return pageOf(rows);
}

export interface VisitRow {
  id: string;
  total: number;
  arrivedAt: Date;
  addressLine: string;
  outcome: DoorOutcome;
  officerName: string;
  procedures: number;
  isLate: boolean;
}

/**
 * The visits from `from` to scope.on, newest first. `metDoorsOnly` keeps one row for each household that was met: its
 * newest meeting.
 */
export async function listVisits(
  { pool }: Database,
  scope: ReportScope,
  { from, metDoorsOnly }: { from: LocalDate; metDoorsOnly: boolean },
  afterId: string | null,
): Promise<ListPage<VisitRow>> {
  const { rows } = await pool.query<VisitRow>({
    name: 'reports-list-visits',
    text: `WITH matching AS MATERIALIZED (
        SELECT v.id, v.arrived_at FROM visit v
        WHERE v.ward_id = $1 AND v.visited_on BETWEEN $3 AND $2
          AND (NOT $4 OR (${MET_SOMEBODY} AND NOT EXISTS (
            SELECT 1 FROM visit n WHERE n.household_id = v.household_id AND n.met_somebody AND n.visited_on BETWEEN $3 AND $2
              AND (n.arrived_at, n.id) > (v.arrived_at, v.id)))))
      SELECT v.id, (SELECT count(*) FROM matching)::int AS total,
        v.arrived_at AS "arrivedAt", h.address_line AS "addressLine", v.outcome, u.display_name AS "officerName", v.late_reason IS NOT NULL AS "isLate",
        (SELECT count(*) FROM assisted_procedure p WHERE p.visit_id = v.id)::int AS procedures
      FROM matching x JOIN visit v ON v.id = x.id JOIN household h ON h.id = v.household_id JOIN user_account u ON u.id = v.logged_by
      WHERE $5::uuid IS NULL OR (v.arrived_at, v.id) < (SELECT arrived_at, id FROM visit WHERE ward_id = $1 AND id = $5)
      ORDER BY v.arrived_at DESC, v.id DESC LIMIT ${PAGE + 1}`,
    values: [scope.wardId, scope.on, from, metDoorsOnly, afterId],
  });
  return pageOf(rows);
}

export interface FileRow {
  id: string;
  total: number;
  visitedOn: LocalDate;
  fullName: string;
  serviceName: string;
  portalFileCode: string | null;
  latestStatus: number | null;
}

/** The files submitted with the team's help from `from` to scope.on, newest first. */
export async function listFiles(
  { pool }: Database,
  scope: ReportScope,
  from: LocalDate,
  afterId: string | null,
): Promise<ListPage<FileRow>> {
  const { rows } = await pool.query<FileRow>({
    name: 'reports-list-files',
    text: `WITH matching AS MATERIALIZED (
        SELECT p.id, v.visited_on FROM assisted_procedure p JOIN visit v ON v.id = p.visit_id
        WHERE p.ward_id = $1 AND p.result = 'submitted' AND v.visited_on BETWEEN $3 AND $2)
      SELECT p.id, (SELECT count(*) FROM matching)::int AS total, x.visited_on AS "visitedOn", r.full_name AS "fullName",
        s.name AS "serviceName", p.portal_file_code AS "portalFileCode",
        (SELECT f.status FROM file_status f WHERE f.assisted_procedure_id = p.id ORDER BY f.status_on DESC, f.recorded_at DESC LIMIT 1) AS "latestStatus"
      FROM matching x JOIN assisted_procedure p ON p.id = x.id JOIN resident r ON r.id = p.resident_id JOIN public_service s ON s.id = p.public_service_id
      WHERE $4::uuid IS NULL OR (x.visited_on, p.id) < (SELECT visited_on, id FROM matching WHERE id = $4)
      ORDER BY x.visited_on DESC, p.id DESC LIMIT ${PAGE + 1}`,
    values: [scope.wardId, scope.on, from, afterId],
  });
  return pageOf(rows);
}

/**
 * What a list is limited by: the ward's adult age, and the names of a group and a service for its heading. A name is
 * null when the ward has no such record.
 */
export async function getListFrame(
  { pool }: Database,
  wardId: string,
  { group, service }: { group: string | null; service: string | null },
): Promise<{ adultAge: number; groupName: string | null; serviceName: string | null }> {
  const { rows } = await pool.query<{ adultAge: number; groupName: string | null; serviceName: string | null }>({
    name: 'reports-list-frame',
    text: `SELECT adult_age AS "adultAge", (SELECT name FROM residential_group WHERE ward_id = $1 AND id = $2) AS "groupName",
             (SELECT name FROM public_service WHERE ward_id = $1 AND id = $3) AS "serviceName"
           FROM ward WHERE id = $1`,
    values: [wardId, group, service],
  });
  return rows[0]!;
}
