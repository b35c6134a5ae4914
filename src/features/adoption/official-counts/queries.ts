import { combineReads, type Read } from '../../../db/combine-reads';
import type { Database, Reads } from '../../../db/database';
import type { LocalDate } from '../../../shared/dates';

/** The valid numbers of a month and a service. */
export interface OfficialCountRow {
  id: string;
  month: LocalDate;
  /** Both null: all services together. */
  serviceId: string | null;
  serviceName: string | null;
  received: number;
  online: number;
  whollyOnline: number | null;
  source: string;
  statedOn: LocalDate;
  recordedByName: string;
}

interface ServiceChoice {
  id: string;
  name: string;
  code: string | null;
}

/** The newest row of each month and service in $1, of the last two years. */
const STANDING: Read<OfficialCountRow> = {
  text: `SELECT c.id, c.month, c.public_service_id AS "serviceId", s.name AS "serviceName", c.received, c.online, c.wholly_online AS "whollyOnline", c.source,
      c.stated_on AS "statedOn", u.display_name AS "recordedByName"
    FROM (SELECT DISTINCT ON (month, public_service_id) * FROM official_count
          WHERE ward_id = $1 AND withdrawn_at IS NULL ORDER BY month, public_service_id, recorded_at DESC, id DESC) c
    JOIN user_account u ON u.id = c.recorded_by LEFT JOIN public_service s ON s.id = c.public_service_id
    ORDER BY c.month DESC, s.name IS NOT NULL, s.name LIMIT 500`,
  instants: {},
};

const SERVICES: Read<ServiceChoice> = {
  text: `SELECT id, name, code FROM public_service WHERE ward_id = $1 AND kind = 'procedure' AND NOT is_retired ORDER BY name`,
  instants: {},
};

const readPage = combineReads<{ counts: OfficialCountRow; services: ServiceChoice }>('official-counts-page', {
  counts: STANDING,
  services: SERVICES,
});

export function readOfficialCounts(
  { pool }: Pick<Database, 'pool'>,
  wardId: string,
): Promise<{ counts: OfficialCountRow[]; services: ServiceChoice[] }> {
  return readPage(pool, [wardId]);
}

interface NewestOfficialCounts {
  /** Of the newest month and of the one before it, all services together. */
  whole: OfficialCountRow[];
  /** Of the day's own month, service by service. */
  services: OfficialCountRow[];
}

/** What the office typed in by a day: the newest two months for which it has the whole, and the services of the month. */
export async function findNewestOfficialCounts(
  { pool }: Reads,
  wardId: string,
  on: LocalDate,
): Promise<NewestOfficialCounts> {
  const { rows } = await pool.query<OfficialCountRow>({
    name: 'official-counts-newest',
    text: `SELECT * FROM (${STANDING.text}) standing
           WHERE month <= $2 AND ("serviceId" IS NULL OR month = date_trunc('month', $2::date)) ORDER BY month DESC`,
    values: [wardId, on],
  });
  return {
    whole: rows.filter(({ serviceId }) => serviceId === null).slice(0, 2),
    services: rows.filter(({ serviceId }) => serviceId !== null),
  };
}
