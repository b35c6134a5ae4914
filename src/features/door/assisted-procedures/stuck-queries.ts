import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import { constant, raw, sql } from '../../../shared/sql';
import { guideTitle } from '../../office/guides/queries';

export interface Span {
  from: LocalDate;
  to: LocalDate;
}

/** 'files': submitted. 'unsent': help that ended at the door, where something stood in the way. */
export const STUCK_KINDS = ['files', 'unsent'] as const;
export type StuckKind = (typeof STUCK_KINDS)[number];

/** What got stuck: at the door, by a barrier, or at the portal, which sent a file back for a cause. */
const stuck = (wardId: string, { from, to }: Span) => sql`
  SELECT a.id, CASE a.result WHEN 'submitted' THEN 'files' ELSE 'unsent' END AS kind, a.public_service_id AS service_id, a.barrier_id AS cause_id, v.visited_on AS stuck_on
  FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
  WHERE a.ward_id = ${wardId} AND a.barrier_id IS NOT NULL AND v.visited_on BETWEEN ${from} AND ${to}
  UNION ALL
  SELECT a.id, 'files', a.public_service_id, f.barrier_id, f.status_on
  FROM file_status f JOIN assisted_procedure a ON a.id = f.assisted_procedure_id
  WHERE f.ward_id = ${wardId} AND f.status IN (3, 5, 8) AND f.barrier_id IS NOT NULL AND f.status_on BETWEEN ${from} AND ${to}`;

const distinctOf = (kind: StuckKind) => raw(`count(DISTINCT stuck.id) FILTER (WHERE stuck.kind = '${kind}')`);

const STUCK_COUNT = z.object({
  serviceId: z.string(),
  serviceName: z.string(),
  serviceCode: z.string().nullable(),
  causeId: z.string(),
  cause: z.string(),
  /** Distinct ones; a file that was stuck twice for the same cause counts once. */
  files: z.number(),
  unsent: z.number(),
});
export type StuckCount = z.infer<typeof STUCK_COUNT>;

/** How much of each service got stuck for each cause in a span of days, the most first. */
export const countStuck = (db: Reads, wardId: string, span: Span): Promise<StuckCount[]> =>
  queryRows(db, 'stuck-files-count', STUCK_COUNT)`
      SELECT s.id AS "serviceId", ${guideTitle('s')} AS "serviceName", s.code AS "serviceCode", b.id AS "causeId", b.label AS cause,
        ${distinctOf('files')} AS files, ${distinctOf('unsent')} AS unsent
      FROM (${stuck(wardId, span)}) stuck JOIN public_service s ON s.id = stuck.service_id JOIN barrier b ON b.id = stuck.cause_id
      GROUP BY s.id, b.id ORDER BY count(DISTINCT stuck.id) DESC, s.name, s.id, b.position, b.id`;

/** A line of help behind a number, and the day on which it counts. */
export const COUNTED_LINE = z.object({
  id: z.string(),
  total: z.number(),
  fileCode: z.string().nullable(),
  residentName: z.string(),
  addressLine: z.string(),
  on: z.string(),
});
export type CountedLine = z.infer<typeof COUNTED_LINE>;

export interface StuckNumber {
  serviceId: string;
  causeId: string;
  kind: StuckKind;
}

/** A page of the files, or of the help, behind a number, the latest first. */
export const listStuck = (
  db: Reads,
  wardId: string,
  { serviceId, causeId, kind, skip, size, ...span }: Span & StuckNumber & { skip: number; size: number },
) =>
  queryRows(db, 'stuck-files-list', COUNTED_LINE)`
      SELECT a.id, found.total, a.portal_file_code AS "fileCode", p.full_name AS "residentName", h.address_line AS "addressLine", found.stuck_on AS "on"
      FROM (SELECT id, max(stuck_on) AS stuck_on, count(*) OVER ()::int AS total FROM (${stuck(wardId, span)}) stuck
            WHERE service_id = ${serviceId} AND cause_id = ${causeId} AND kind = ${kind}
            GROUP BY id ORDER BY 2 DESC, 1 LIMIT ${constant(size)} OFFSET ${skip}) found
      JOIN assisted_procedure a ON a.id = found.id JOIN visit v ON v.id = a.visit_id JOIN household h ON h.id = v.household_id JOIN resident p ON p.id = a.resident_id
      ORDER BY found.stuck_on DESC, a.id`;
