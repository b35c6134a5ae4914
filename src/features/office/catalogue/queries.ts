import { z } from 'zod';
import type { Database } from '../../../db/database';
import { fromDbDate } from '../../../db/dates';
import { queryRow, queryRows } from '../../../db/query-rows';
import { FactConfidence, ServiceKind, ServiceLevel, TopicArea } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import { holdsWords } from '../../../shared/service-search';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { NotFoundError } from '../../../shared/errors';
import { raw, sql } from '../../../shared/sql';
import { guideTitle } from '../guides/queries';
import type { CatalogueQuery } from './forms';
import { serviceSearchText } from './labels';

const SERVICE = z.object({
  id: z.string(),
  kind: z.enum(ServiceKind),
  code: z.string().nullable(),
  name: z.string(),
  /** What residents call it, one name a line. */
  alsoCalled: z.string(),
  ministry: z.string(),
  groupKey: z.string(),
  isEssential25: z.boolean(),
  level: z.enum(ServiceLevel).nullable(),
  levelDate: z.iso.date().nullable(),
  levelSource: z.string(),
  decidingBody: z.string(),
  topicArea: z.enum(TopicArea).nullable(),
  /** Within how many working days the law has a file decided; null is unknown. */
  legalDays: z.number().nullable(),
  officeTripMinutes: z.number().nullable(),
  portalUrl: z.string(),
  note: z.string(),
  codeConfidence: z.enum(FactConfidence).nullable(),
  isRetired: z.boolean(),
  retiredOn: z.iso.date().nullable(),
  version: z.number(),
});
export type ListedService = z.infer<typeof SERVICE>;

const NEIGHBOUR = z.object({ id: z.string(), name: z.string(), code: z.string().nullable() });

const SERVICE_RECORD = SERVICE.extend({ replacedBy: NEIGHBOUR.nullable(), replaces: z.array(NEIGHBOUR) });
export type ServiceRecord = z.infer<typeof SERVICE_RECORD>;

/** SQL: the columns of SERVICE, of the row `s`. */
const SERVICE_COLUMNS = sql`s.id, s.kind, s.code, s.name, s.also_called AS "alsoCalled", s.ministry, s.group_key AS "groupKey", s.is_essential25 AS "isEssential25", s.level, s.level_date AS "levelDate",
        s.level_source AS "levelSource", s.deciding_body AS "decidingBody", s.topic_area AS "topicArea", s.legal_days AS "legalDays",
        s.office_trip_minutes AS "officeTripMinutes", s.portal_url AS "portalUrl", s.note, s.code_confidence AS "codeConfidence",
        s.is_retired AS "isRetired", s.retired_on AS "retiredOn", s.version`;

const LISTED_SERVICE = SERVICE.extend({ title: z.string() });

/**
 * Services of the ward that match, by group and name; retired means retired on that day. A search finds them by every
 * name, as the forms do.
 */
export async function listServices(
  db: Database,
  wardId: string,
  { q, kind, group, essential, state }: CatalogueQuery,
  today: LocalDate,
): Promise<ListedService[]> {
  const services = await queryRows(db, 'catalogue-services', LISTED_SERVICE)`
      SELECT ${SERVICE_COLUMNS}, ${guideTitle('s')} AS title FROM public_service s WHERE s.ward_id = ${wardId}
      ORDER BY s.kind, s.group_key, s.name`;
  return services.filter((service) => {
    const isRetired = service.isRetired || (service.retiredOn !== null && service.retiredOn <= today);
    return (
      (kind === null || service.kind === kind) &&
      (group === null || service.groupKey === group) &&
      (!essential || service.isEssential25) &&
      (state === 'all' || isRetired === (state === 'retired')) &&
      holdsWords(foldVietnamese(serviceSearchText({ ...service, name: service.title, officialName: service.name })), q)
    );
  });
}

/** @throws NotFoundError if the ward has no such service. */
export async function getService(db: Database, wardId: string, id: string): Promise<ServiceRecord> {
  const reference = (service: string) => {
    const s = raw(service);
    return sql`json_build_object('id', ${s}.id, 'name', ${s}.name, 'code', ${s}.code)`;
  };
  return queryRow(db, { name: 'catalogue-service', missing: 'Danh mục không có dịch vụ này.' }, SERVICE_RECORD)`
      SELECT ${SERVICE_COLUMNS},
        (SELECT ${reference('later')} FROM public_service later WHERE later.id = s.replaced_by_id) AS "replacedBy",
        (SELECT coalesce(json_agg(${reference('earlier')} ORDER BY earlier.name), '[]') FROM public_service earlier WHERE earlier.ward_id = ${wardId} AND earlier.replaced_by_id = s.id) AS replaces
      FROM public_service s WHERE s.ward_id = ${wardId} AND s.id = ${id}`;
}

export interface BarrierRecord {
  id: string;
  label: string;
  position: number;
  retiredOn: LocalDate | null;
  version: number;
  /** Number of assisted procedures that name it. */
  uses: number;
}

/** Barriers in the order of the visit form. */
export async function listBarriers({ prisma }: Database, wardId: string): Promise<BarrierRecord[]> {
  const rows = await prisma.barrier.findMany({
    where: { wardId },
    include: { _count: { select: { assistedProcedures: true } } },
    orderBy: [{ position: 'asc' }, { label: 'asc' }],
  });
  return rows.map(({ _count, ...row }) => ({
    ...row,
    retiredOn: row.retiredOn && fromDbDate(row.retiredOn),
    uses: _count.assistedProcedures,
  }));
}

/** @throws NotFoundError if the ward has no such barrier. */
export async function getBarrier(
  { prisma }: Database,
  wardId: string,
  id: string,
): Promise<Omit<BarrierRecord, 'uses'>> {
  const row = await prisma.barrier.findFirst({ where: { id, wardId } });
  if (!row) throw new NotFoundError('Không có rào cản này.');
  return { ...row, retiredOn: row.retiredOn && fromDbDate(row.retiredOn) };
}
