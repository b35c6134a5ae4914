import type { Database } from '../../../db/database';
import { fromDbDate, toDbDate } from '../../../db/dates';
import type { FactConfidence, ServiceKind, ServiceLevel, TopicArea } from '../../../generated/prisma/enums';
import type { Prisma } from '../../../generated/prisma/client';
import type { LocalDate } from '../../../shared/dates';
import { escapeLikePattern, foldVietnamese } from '../../../shared/vietnamese-text';
import { NotFoundError } from '../../../web/errors';
import type { CatalogueQuery } from './forms';

export interface ServiceRecord {
  id: string;
  kind: ServiceKind;
  code: string | null;
  name: string;
  ministry: string;
  groupKey: string;
  isEssential25: boolean;
  level: ServiceLevel | null;
  levelDate: LocalDate | null;
  levelSource: string;
  decidingBody: string;
  topicArea: TopicArea | null;
  /** Within how many working days the law has a file decided; null is unknown. */
  legalDays: number | null;
  officeTripMinutes: number | null;
  portalUrl: string;
  note: string;
  codeConfidence: FactConfidence | null;
  isRetired: boolean;
  retiredOn: LocalDate | null;
  version: number;
  replacedBy: { id: string; name: string; code: string | null } | null;
  replaces: { id: string; name: string; code: string | null }[];
}

const reference = { select: { id: true, name: true, code: true } } as const;
const include = { replacedBy: reference, replaces: reference } as const;

/** Services of the ward that match, by group and name; retired means retired on that day. */
export async function listServices(
  { prisma }: Database,
  wardId: string,
  query: CatalogueQuery,
  today: LocalDate,
): Promise<ServiceRecord[]> {
  const folded = escapeLikePattern(foldVietnamese(query.q));
  const retired: Prisma.PublicServiceWhereInput = {
    OR: [{ isRetired: true }, { retiredOn: { lte: toDbDate(today) } }],
  };
  // Written out, because the negation of a comparison with NULL is neither true nor false.
  const active: Prisma.PublicServiceWhereInput = {
    isRetired: false,
    OR: [{ retiredOn: null }, { retiredOn: { gt: toDbDate(today) } }],
  };
  const rows = await prisma.publicService.findMany({
    where: {
      wardId,
      ...(query.kind && { kind: query.kind }),
      ...(query.group && { groupKey: query.group }),
      ...(query.essential && { isEssential25: true }),
      AND: [
        { all: {}, retired, active }[query.state],
        query.q === ''
          ? {}
          : {
              OR: [
                { nameFolded: { contains: folded } },
                { code: { contains: escapeLikePattern(query.q), mode: 'insensitive' } },
              ],
            },
      ],
    },
    include,
    orderBy: [{ kind: 'asc' }, { groupKey: 'asc' }, { name: 'asc' }],
  });
  return rows.map(toRecord);
}

/** @throws NotFoundError if the ward has no such service. */
export async function getService({ prisma }: Database, wardId: string, id: string): Promise<ServiceRecord> {
  const row = await prisma.publicService.findFirst({ where: { id, wardId } });
  if (!row) throw new NotFoundError('Danh mục không có dịch vụ này.');
  // Both neighbours in one statement.
  const neighbours = await prisma.publicService.findMany({
    where: { OR: [{ replacedById: id }, ...(row.replacedById ? [{ id: row.replacedById }] : [])] },
    ...reference,
  });
  return toRecord({
    ...row,
    replacedBy: neighbours.find((service) => service.id === row.replacedById) ?? null,
    replaces: neighbours.filter((service) => service.id !== row.replacedById),
  });
}

function toRecord(row: Prisma.PublicServiceGetPayload<{ include: typeof include }>): ServiceRecord {
  return {
    ...row,
    levelDate: row.levelDate && fromDbDate(row.levelDate),
    retiredOn: row.retiredOn && fromDbDate(row.retiredOn),
  };
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
