import type { Database, Transaction } from '../../../db/database';
import type { ServiceKind } from '../../../generated/prisma/enums';
import { NotFoundError } from '../../../shared/errors';
import type { Step } from './guide-text';

/**
 * SQL: a service as people call it, which is the title of its newest guide if it has one, otherwise its official name.
 * @param service the alias of its row.
 */
export const everydayName = (service: string): string =>
  `coalesce((SELECT nullif(guide.title, '') FROM service_guide guide WHERE guide.public_service_id = ${service}.id ORDER BY guide.number DESC LIMIT 1), ${service}.name)`;

/** One version of a service's guide. */
export interface Guide {
  id: string;
  number: number;
  title: string;
  isDraft: boolean;
  prerequisites: string[];
  /** The service to help with first when a resident has no VNeID level 2; null if the service does not need it. */
  firstTask: { id: string; name: string } | null;
  source: string;
  /** Null for a version that the program brought along. */
  savedBy: string | null;
  savedAt: Date;
  steps: (Step & { id: string; position: number })[];
}

/** A service with every version of its guide, newest first. */
export interface GuidedService {
  id: string;
  name: string;
  kind: ServiceKind;
  guides: Guide[];
}

/** A version as JSON: an instant in JSON is a text. */
type GuideRow = Omit<Guide, 'savedAt'> & { savedAt: string };

/** @throws NotFoundError if the ward has no such service. */
export async function getGuidedService({ pool }: Database, wardId: string, serviceId: string): Promise<GuidedService> {
  const { rows } = await pool.query<Omit<GuidedService, 'guides'> & { guides: GuideRow[] }>({
    name: 'guided-service',
    text: `
      SELECT service.id, service.name, service.kind, (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', guide.id, 'number', guide.number, 'title', guide.title, 'isDraft', guide.is_draft,
            'prerequisites', guide.prerequisites, 'source', guide.source, 'savedAt', guide.saved_at, 'savedBy', writer.display_name,
            'firstTask', CASE WHEN task.id IS NOT NULL THEN jsonb_build_object('id', task.id, 'name', ${everydayName('task')}) END,
            'steps', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', step.id, 'position', step.position, 'action', step.action, 'detail', step.detail)
              ORDER BY step.position), '[]') FROM guide_step step WHERE step.service_guide_id = guide.id)) ORDER BY guide.number DESC), '[]')
        FROM service_guide guide
        LEFT JOIN user_account writer ON writer.id = guide.saved_by
        LEFT JOIN public_service task ON task.id = guide.first_task_id
        WHERE guide.public_service_id = service.id) AS guides
      FROM public_service service WHERE service.id = $1 AND service.ward_id = $2`,
    values: [serviceId, wardId],
  });
  if (!rows[0]) throw new NotFoundError('Danh mục không có dịch vụ này.');
  return { ...rows[0], guides: rows[0].guides.map((guide) => ({ ...guide, savedAt: new Date(guide.savedAt) })) };
}

/** The services that a resident without VNeID level 2 may begin with: those that open an account. */
export async function listFirstTasks({ prisma }: Database, wardId: string): Promise<{ id: string; name: string }[]> {
  return prisma.publicService.findMany({
    where: { wardId, kind: 'digital_account', isRetired: false },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
}

export async function findLatestGuide(tx: Transaction, serviceId: string) {
  return tx.serviceGuide.findFirst({
    where: { publicServiceId: serviceId },
    orderBy: { number: 'desc' },
    include: { steps: { orderBy: { position: 'asc' } } },
  });
}
