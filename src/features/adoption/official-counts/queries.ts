import { z } from 'zod';
import type { Reads } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import type { LocalDate } from '../../../shared/dates';
import { sql, type Sql } from '../../../shared/sql';

/** The valid numbers of a month and a service. */
const OFFICIAL_COUNT = z.object({
  id: z.string(),
  month: z.string(),
  /** Both null: all services together. */
  serviceId: z.string().nullable(),
  serviceName: z.string().nullable(),
  received: z.number(),
  online: z.number(),
  whollyOnline: z.number().nullable(),
  source: z.string(),
  statedOn: z.string(),
  recordedByName: z.string(),
});
export type OfficialCountRow = z.infer<typeof OFFICIAL_COUNT>;

const TRACED_COUNT = OFFICIAL_COUNT.extend({
  recordedAt: z.date(),
  /** What was recorded for the month and service before, the latest first: withdrawn or typed over. */
  earlier: z.array(
    OFFICIAL_COUNT.pick({ received: true, online: true, whollyOnline: true, recordedByName: true }).extend({
      recordedAt: z.string(),
      isWithdrawn: z.boolean(),
    }),
  ),
});

const SERVICE_CHOICE = z.object({ id: z.string(), name: z.string(), code: z.string().nullable() });

/** SQL: the newest row of each month and service, of the last two years. */
const currentCounts = (wardId: string): Sql => sql`
  SELECT c.id, c.month, c.public_service_id AS "serviceId", s.name AS "serviceName", c.received, c.online, c.wholly_online AS "whollyOnline", c.source,
    c.stated_on AS "statedOn", u.display_name AS "recordedByName"
  FROM (SELECT DISTINCT ON (month, public_service_id) * FROM official_count
        WHERE ward_id = ${wardId} AND withdrawn_at IS NULL ORDER BY month, public_service_id, recorded_at DESC, id DESC) c
  JOIN user_account u ON u.id = c.recorded_by LEFT JOIN public_service s ON s.id = c.public_service_id
  ORDER BY c.month DESC, s.name IS NOT NULL, s.name LIMIT 500`;

export async function readOfficialCounts(db: Reads, wardId: string) {
  const [counts, services] = await Promise.all([
    queryRows(db, 'official-counts', TRACED_COUNT)`
      SELECT valid.*, own.recorded_at AS "recordedAt",
        (SELECT coalesce(json_agg(json_build_object('received', e.received, 'online', e.online, 'whollyOnline', e.wholly_online, 'recordedByName', u.display_name,
            'recordedAt', e.recorded_at, 'isWithdrawn', e.withdrawn_at IS NOT NULL) ORDER BY e.recorded_at DESC, e.id DESC), '[]')
         FROM official_count e JOIN user_account u ON u.id = e.recorded_by
         WHERE e.ward_id = own.ward_id AND e.month = own.month AND e.public_service_id IS NOT DISTINCT FROM own.public_service_id AND e.id <> own.id) AS earlier
      FROM (${currentCounts(wardId)}) valid JOIN official_count own ON own.id = valid.id
      ORDER BY valid.month DESC, valid."serviceName" IS NOT NULL, valid."serviceName"`,
    queryRows(db, 'official-counts-services', SERVICE_CHOICE)`
        SELECT id, name, code FROM public_service WHERE ward_id = ${wardId} AND kind = 'procedure' AND NOT is_retired ORDER BY name`,
  ]);
  return { counts, services };
}

/** What the office typed in by a day: the newest two months for which it has the whole, and the services of the month. */
export async function findNewestOfficialCounts(db: Reads, wardId: string, on: LocalDate) {
  const rows = await queryRows(db, 'official-counts-newest', OFFICIAL_COUNT)`
      SELECT * FROM (${currentCounts(wardId)}) current
      WHERE month <= ${on} AND ("serviceId" IS NULL OR month = date_trunc('month', ${on}::date)) ORDER BY month DESC`;
  return {
    whole: rows.filter(({ serviceId }) => serviceId === null).slice(0, 2),
    services: rows.filter(({ serviceId }) => serviceId !== null),
  };
}
