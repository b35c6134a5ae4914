import type { Reads } from '../../../db/database';
import type { DoorOutcome, PauseKind } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { MET_SOMEBODY } from '../../register/households/counted-doors';
import { REFUSED } from '../../casework/requests/after-refusal';
import { DOOR, FILE, NO_GROUP, PAUSED, type FileOutcome, type ReportScope } from '../figures/figure-sql';
import { pageOf, type ListPage, type Place } from './paging';

// The doors, visits and files behind the figures.

export interface DoorRow {
  id: string;
  total: number;
  addressLine: string;
  groupName: string | null;
  headName: string | null;
  firstMet: LocalDate | null;
  tries: number;
}

export const HEAD_NAME = `(SELECT r.full_name FROM household_membership m JOIN resident r ON r.id = m.resident_id
  WHERE m.household_id = h.id AND m.valid_to IS NULL AND m.relation = 'head')`;
const FROM_CURSOR = `($3::uuid IS NULL OR (h.walk_order, h.id) > (SELECT walk_order, id FROM household WHERE ward_id = $1 AND id = $3))`;

/** The ward doors in walking order: all, met, not met, or helped. */
export async function listDoors(
  { pool }: Reads,
  scope: ReportScope,
  filter: { groupId: string | null; reached: 'yes' | 'no' | 'helped' | null },
  place: Place,
): Promise<ListPage<DoorRow>> {
  const { rows } = await pool.query<DoorRow>({
    name: `reports-list-doors-${place.size}`,
    text: `WITH matching AS MATERIALIZED (
        SELECT * FROM (${DOOR}) door WHERE ($4::uuid IS NULL OR coalesce(group_id, '${NO_GROUP}') = $4)
          AND CASE $5::text WHEN 'yes' THEN first_met IS NOT NULL WHEN 'no' THEN first_met IS NULL WHEN 'helped' THEN first_helped IS NOT NULL ELSE true END)
      SELECT h.id, (SELECT count(*) FROM matching)::int AS total, h.address_line AS "addressLine", g.name AS "groupName", ${HEAD_NAME} AS "headName", x.first_met AS "firstMet",
        (SELECT count(*) FROM visit v WHERE v.household_id = h.id AND v.visited_on <= $2)::int AS tries
      FROM matching x JOIN household h ON h.id = x.id LEFT JOIN residential_group g ON g.id = x.group_id
      WHERE ${FROM_CURSOR} ORDER BY h.walk_order, h.id LIMIT ${place.size + 1}`,
    values: [scope.wardId, scope.on, place.after, filter.groupId, filter.reached],
  });
  return pageOf(rows, place);
}

export interface RefusedRow {
  id: string;
  total: number;
  addressLine: string;
  groupName: string | null;
  headName: string | null;
  refusedOn: LocalDate;
  /** '' if unknown. */
  refusalReason: string;
  invitedOn: LocalDate | null;
}

/** The households that once refused, in walking order; or only those that later invited the team. */
export async function listRefused(
  { pool }: Reads,
  scope: ReportScope,
  invitedOnly: boolean,
  place: Place,
): Promise<ListPage<RefusedRow>> {
  const { rows } = await pool.query<RefusedRow>({
    name: `reports-list-refused-${place.size}`,
    text: `WITH matching AS MATERIALIZED (SELECT * FROM (${REFUSED}) refused WHERE NOT $4 OR invited_on IS NOT NULL)
      SELECT h.id, (SELECT count(*) FROM matching)::int AS total, h.address_line AS "addressLine", g.name AS "groupName", ${HEAD_NAME} AS "headName",
        x.refused_on AS "refusedOn", x.refusal_reason AS "refusalReason", x.invited_on AS "invitedOn"
      FROM matching x JOIN household h ON h.id = x.id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      WHERE ${FROM_CURSOR} ORDER BY h.walk_order, h.id LIMIT ${place.size + 1}`,
    values: [scope.wardId, scope.on, place.after, invitedOnly],
  });
  return pageOf(rows, place);
}

export interface PausedRow {
  id: string;
  total: number;
  addressLine: string;
  groupName: string | null;
  headName: string | null;
  kinds: PauseKind[];
  pausedFrom: LocalDate;
  /** Null if one of its pauses has no end. */
  pausedUntil: LocalDate | null;
}

/** The households where the team does not knock, in walking order: all, or those for one reason. */
export async function listPaused(
  { pool }: Reads,
  scope: ReportScope,
  kind: PauseKind | null,
  place: Place,
): Promise<ListPage<PausedRow>> {
  const { rows } = await pool.query<PausedRow>({
    name: `reports-list-paused-${place.size}`,
    text: `WITH matching AS MATERIALIZED (
        SELECT id, json_agg(DISTINCT kind) AS kinds, min(paused_from) AS paused_from, CASE WHEN bool_and(paused_until IS NOT NULL) THEN max(paused_until) END AS paused_until
        FROM (${PAUSED}) paused GROUP BY id HAVING $4::pause_kind IS NULL OR bool_or(kind = $4))
      SELECT h.id, (SELECT count(*) FROM matching)::int AS total, h.address_line AS "addressLine", g.name AS "groupName", ${HEAD_NAME} AS "headName",
        x.kinds, x.paused_from AS "pausedFrom", x.paused_until AS "pausedUntil"
      FROM matching x JOIN household h ON h.id = x.id LEFT JOIN residential_group g ON g.id = h.residential_group_id
      WHERE ${FROM_CURSOR} ORDER BY h.walk_order, h.id LIMIT ${place.size + 1}`,
    values: [scope.wardId, scope.on, place.after, kind],
  });
  return pageOf(rows, place);
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

/** Visits that taught this topic, or any; null for all visits. */
type VisitTopic = string | null;

/**
 * The visits from `from` to scope.on, newest first. `metDoorsOnly` keeps one row for each household that was met: its
 * newest meeting.
 */
export async function listVisits(
  { pool }: Reads,
  scope: ReportScope,
  { from, metDoorsOnly, topic }: { from: LocalDate; metDoorsOnly: boolean; topic: VisitTopic },
  place: Place,
): Promise<ListPage<VisitRow>> {
  const { rows } = await pool.query<VisitRow>({
    name: `reports-list-visits-${place.size}`,
    text: `WITH matching AS MATERIALIZED (
        SELECT v.id, v.arrived_at FROM visit v
        WHERE v.ward_id = $1 AND v.visited_on BETWEEN $3 AND $2
          AND (NOT $4 OR (${MET_SOMEBODY.text} AND NOT EXISTS (
            SELECT 1 FROM visit n WHERE n.household_id = v.household_id AND n.met_somebody AND n.visited_on BETWEEN $3 AND $2
              AND (n.arrived_at, n.id) > (v.arrived_at, v.id))))
          AND ($6::text IS NULL OR EXISTS (SELECT 1 FROM topic_taught t WHERE t.visit_id = v.id AND ($6 = 'any' OR t.public_service_id::text = $6))))
      SELECT v.id, (SELECT count(*) FROM matching)::int AS total,
        v.arrived_at AS "arrivedAt", h.address_line AS "addressLine", v.outcome, u.display_name AS "officerName", v.late_reason IS NOT NULL AS "isLate",
        (SELECT count(*) FROM assisted_procedure p WHERE p.visit_id = v.id)::int AS procedures
      FROM matching x JOIN visit v ON v.id = x.id JOIN household h ON h.id = v.household_id JOIN user_account u ON u.id = v.logged_by
      WHERE $5::uuid IS NULL OR (v.arrived_at, v.id) < (SELECT arrived_at, id FROM visit WHERE ward_id = $1 AND id = $5)
      ORDER BY v.arrived_at DESC, v.id DESC LIMIT ${place.size + 1}`,
    values: [scope.wardId, scope.on, from, metDoorsOnly, place.after, topic],
  });
  return pageOf(rows, place);
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

interface FileFilter {
  from: LocalDate;
  outcome: FileOutcome | null;
  serviceId: string | null;
  doneForOnly: boolean;
  /** Whether the ward set the minutes of a trip for the service; null for all. */
  hasMinutes: boolean | null;
  withoutCodeOnly: boolean;
}

/** The files submitted with the team's help from filter.from to scope.on, newest first. */
export async function listFiles(
  { pool }: Reads,
  scope: ReportScope,
  filter: FileFilter,
  place: Place,
): Promise<ListPage<FileRow>> {
  const { rows } = await pool.query<FileRow>({
    name: `reports-list-files-${place.size}`,
    text: `WITH matching AS MATERIALIZED (
        SELECT * FROM (${FILE}) f WHERE visited_on >= $3 AND ($5::text IS NULL OR outcome = $5) AND ($6::uuid IS NULL OR public_service_id = $6)
          AND (NOT $7 OR help_level = 'done_for') AND ($8::boolean IS NULL OR (office_trip_minutes IS NOT NULL) = $8)
          AND (NOT $9 OR coalesce(portal_file_code, '') = ''))
      SELECT x.id, (SELECT count(*) FROM matching)::int AS total, x.visited_on AS "visitedOn", r.full_name AS "fullName",
        s.name AS "serviceName", x.portal_file_code AS "portalFileCode", x.status AS "latestStatus"
      FROM matching x JOIN resident r ON r.id = x.resident_id JOIN public_service s ON s.id = x.public_service_id
      WHERE $4::uuid IS NULL OR (x.visited_on, x.id) < (SELECT visited_on, id FROM matching WHERE id = $4)
      ORDER BY x.visited_on DESC, x.id DESC LIMIT ${place.size + 1}`,
    values: [
      scope.wardId,
      scope.on,
      filter.from,
      place.after,
      filter.outcome,
      filter.serviceId,
      filter.doneForOnly,
      filter.hasMinutes,
      filter.withoutCodeOnly,
    ],
  });
  return pageOf(rows, place);
}
