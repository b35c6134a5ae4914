import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import { constant, sql } from '../../../shared/sql';
import { everydayName } from '../../office/guides/queries';

interface Span {
  from: LocalDate;
  to: LocalDate;
}

/** Files that got stuck: at the door, by a barrier, or at the portal, which sent them back for a cause. */
const stuck = (wardId: string, { from, to }: Span) => sql`
  SELECT a.id, a.public_service_id AS service_id, a.barrier_id AS cause_id, v.visited_on AS stuck_on
  FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
  WHERE a.ward_id = ${wardId} AND a.barrier_id IS NOT NULL AND v.visited_on BETWEEN ${from} AND ${to}
  UNION ALL
  SELECT a.id, a.public_service_id, f.barrier_id, f.status_on
  FROM file_status f JOIN assisted_procedure a ON a.id = f.assisted_procedure_id
  WHERE f.ward_id = ${wardId} AND f.status IN (3, 5, 8) AND f.barrier_id IS NOT NULL AND f.status_on BETWEEN ${from} AND ${to}`;

const STUCK_COUNT = z.object({
  serviceId: z.string(),
  serviceName: z.string(),
  serviceCode: z.string().nullable(),
  causeId: z.string(),
  cause: z.string(),
  /** Distinct files; one that was stuck twice for the same cause counts once. */
  files: z.number(),
});
export type StuckCount = z.infer<typeof STUCK_COUNT>;

/** Files listed behind one number. */
export const MAX_LISTED = 200;
/** More pairs than a page is read for. */
const MAX_COUNTS = 100;

/** How many files of each service got stuck for each cause in a span of days, the most first. */
export const countStuckFiles = (db: Reads, wardId: string, span: Span): Promise<StuckCount[]> =>
  queryRows(db, 'stuck-files-count', STUCK_COUNT)`
      SELECT s.id AS "serviceId", ${everydayName('s')} AS "serviceName", s.code AS "serviceCode", b.id AS "causeId", b.label AS cause, count(DISTINCT stuck.id) AS files
      FROM (${stuck(wardId, span)}) stuck JOIN public_service s ON s.id = stuck.service_id JOIN barrier b ON b.id = stuck.cause_id
      GROUP BY s.id, b.id ORDER BY files DESC, s.name, b.position, b.id LIMIT ${constant(MAX_COUNTS)}`;

const STUCK_FILE = z.object({
  id: z.string(),
  fileCode: z.string().nullable(),
  residentName: z.string(),
  addressLine: z.string(),
  stuckOn: z.string(),
});
export type StuckFile = z.infer<typeof STUCK_FILE>;

/** A service and a cause of the table. */
export interface StuckPair {
  serviceId: string;
  causeId: string;
}

/** The files behind a number of countStuckFiles, the latest first. At most as many as a page shows. */
export const listStuckFiles = (db: Reads, wardId: string, asked: Span & StuckPair): Promise<StuckFile[]> =>
  queryRows(db, 'stuck-files-list', STUCK_FILE)`
      SELECT a.id, a.portal_file_code AS "fileCode", p.full_name AS "residentName", h.address_line AS "addressLine", found.stuck_on AS "stuckOn"
      FROM (SELECT id, max(stuck_on) AS stuck_on FROM (${stuck(wardId, asked)}) stuck WHERE service_id = ${asked.serviceId} AND cause_id = ${asked.causeId}
            GROUP BY id ORDER BY 2 DESC, 1 LIMIT ${constant(MAX_LISTED)}) found
      JOIN assisted_procedure a ON a.id = found.id JOIN visit v ON v.id = a.visit_id JOIN household h ON h.id = v.household_id JOIN resident p ON p.id = a.resident_id
      ORDER BY found.stuck_on DESC, a.id`;
