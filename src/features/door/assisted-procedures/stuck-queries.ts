import type { Database } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';
import { everydayName } from '../../office/guides/queries';

/** Files that got stuck: at the door, by a barrier, or at the portal, which sent them back for a cause. */
const STUCK = `
  SELECT a.id, a.public_service_id AS service_id, a.barrier_id AS cause_id, v.visited_on AS stuck_on
  FROM assisted_procedure a JOIN visit v ON v.id = a.visit_id
  WHERE a.ward_id = $1 AND a.barrier_id IS NOT NULL AND v.visited_on BETWEEN $2 AND $3
  UNION ALL
  SELECT a.id, a.public_service_id, f.barrier_id, f.status_on
  FROM file_status f JOIN assisted_procedure a ON a.id = f.assisted_procedure_id
  WHERE f.ward_id = $1 AND f.status IN (3, 5, 8) AND f.barrier_id IS NOT NULL AND f.status_on BETWEEN $2 AND $3`;

export interface StuckCount {
  serviceId: string;
  serviceName: string;
  serviceCode: string | null;
  causeId: string;
  cause: string;
  /** Distinct files; one that was stuck twice for the same cause counts once. */
  files: number;
}

/** Files listed behind one number. */
export const MAX_LISTED = 200;
/** More pairs than a page is read for. */
const MAX_COUNTS = 100;

/** How many files of each service got stuck for each cause in a span of days, the most first. */
export async function countStuckFiles(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<StuckCount[]> {
  const { rows } = await pool.query<StuckCount>({
    name: 'stuck-files-count',
    text: `SELECT s.id AS "serviceId", ${everydayName('s').text} AS "serviceName", s.code AS "serviceCode", b.id AS "causeId", b.label AS cause, count(DISTINCT stuck.id) AS files
      FROM (${STUCK}) stuck JOIN public_service s ON s.id = stuck.service_id JOIN barrier b ON b.id = stuck.cause_id
      GROUP BY s.id, b.id ORDER BY files DESC, s.name, b.position, b.id LIMIT ${MAX_COUNTS}`,
    values: [wardId, from, to],
  });
  return rows;
}

export interface StuckFile {
  id: string;
  fileCode: string | null;
  residentName: string;
  addressLine: string;
  stuckOn: LocalDate;
}

/** A service and a cause of the table. */
export interface StuckPair {
  serviceId: string;
  causeId: string;
}

/** The files behind a number of countStuckFiles, the latest first. At most as many as a page shows. */
export async function listStuckFiles(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
  { from, to, serviceId, causeId }: { from: LocalDate; to: LocalDate } & StuckPair,
): Promise<StuckFile[]> {
  const { rows } = await pool.query<StuckFile>({
    name: 'stuck-files-list',
    text: `SELECT a.id, a.portal_file_code AS "fileCode", p.full_name AS "residentName", h.address_line AS "addressLine", found.stuck_on AS "stuckOn"
      FROM (SELECT id, max(stuck_on) AS stuck_on FROM (${STUCK}) stuck WHERE service_id = $4 AND cause_id = $5
            GROUP BY id ORDER BY 2 DESC, 1 LIMIT ${MAX_LISTED}) found
      JOIN assisted_procedure a ON a.id = found.id JOIN visit v ON v.id = a.visit_id JOIN household h ON h.id = v.household_id JOIN resident p ON p.id = a.resident_id
      ORDER BY found.stuck_on DESC, a.id`,
    values: [wardId, from, to, serviceId, causeId],
  });
  return rows;
}
