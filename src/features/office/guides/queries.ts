import { z } from 'zod';
import type { Database, Transaction } from '../../../db/database';
import { queryRow } from '../../../db/query-rows';
import { ServiceKind } from '../../../generated/prisma/enums';
import { raw, sql, type Sql } from '../../../shared/sql';

/** SQL that is true for a version `guide` that the office has not confirmed. @param guide the alias of its row. */
export const isDraftGuide = (guide: string): Sql => sql`${raw(guide)}.confirmed_at IS NULL`;

/**
 * SQL: a service as people call it, which is the title of its newest guide if it has one, otherwise its official name.
 * @param service the alias of its row.
 */
export function guideTitle(service: string): Sql {
  const s = raw(service);
  return sql`coalesce((SELECT nullif(guide.title, '') FROM service_guide guide WHERE guide.public_service_id = ${s}.id ORDER BY guide.number DESC LIMIT 1), ${s}.name)`;
}

/** A step of a version, as every page and paper shows it. */
export const STEP = z.object({ id: z.string(), position: z.number(), action: z.string(), detail: z.string() });
export type GuideStep = z.infer<typeof STEP>;

/**
 * SQL: the steps of a version in order, as a JSON array of STEP.
 * @param guide the alias of its row.
 * @param chosen which of them, of the row `step`.
 */
export const stepsOf = (guide: string, chosen: Sql = sql`true`): Sql => sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', step.id, 'position', step.position, 'action', step.action, 'detail', step.detail) ORDER BY step.position), '[]')
  FROM guide_step step WHERE step.service_guide_id = ${raw(guide)}.id AND ${chosen})`;

const GUIDED_SERVICE = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(ServiceKind),
  guides: z.array(
    z.object({
      id: z.string(),
      number: z.number(),
      title: z.string(),
      /** Who confirmed it and when; null for a draft. */
      confirmed: z.object({ by: z.string(), at: z.string() }).nullable(),
      prerequisites: z.array(z.string()),
      papers: z.array(z.string()),
      papersFromData: z.array(z.string()),
      mustBePresent: z.string(),
      fee: z.string(),
      trouble: z.string(),
      troubleAnswer: z.string(),
      /** The service to help with first when a resident has no VNeID level 2; null if the service does not need it. */
      firstTask: z.object({ id: z.string(), name: z.string() }).nullable(),
      source: z.string(),
      /** The day on which the source was read, if it was written down. */
      sourceCheckedOn: z.iso.date().nullable(),
      /** Null for a version that the program brought along. */
      savedBy: z.string().nullable(),
      savedAt: z.string(),
      steps: z.array(STEP),
    }),
  ),
});
/** A service with every version of its guide, newest first. */
export type GuidedService = z.infer<typeof GUIDED_SERVICE>;

/** One version of a service's guide. */
export type Guide = GuidedService['guides'][number];

/** @throws NotFoundError if the ward has no such service. */
export const getGuidedService = (db: Database, wardId: string, serviceId: string): Promise<GuidedService> =>
  queryRow(db, { name: 'guided-service', missing: 'Danh mục không có dịch vụ này.' }, GUIDED_SERVICE)`
      SELECT service.id, service.name, service.kind, (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', guide.id, 'number', guide.number, 'title', guide.title,
            'confirmed', CASE WHEN guide.confirmed_at IS NOT NULL THEN jsonb_build_object('by', confirmer.display_name, 'at', guide.confirmed_at) END,
            'prerequisites', guide.prerequisites, 'papers', guide.papers, 'papersFromData', guide.papers_from_data, 'mustBePresent', guide.must_be_present,
            'fee', guide.fee, 'trouble', guide.trouble, 'troubleAnswer', guide.trouble_answer, 'source', guide.source, 'sourceCheckedOn', guide.source_checked_on,
            'savedAt', guide.saved_at, 'savedBy', writer.display_name,
            'firstTask', CASE WHEN task.id IS NOT NULL THEN jsonb_build_object('id', task.id, 'name', ${guideTitle('task')}) END,
            'steps', ${stepsOf('guide')}) ORDER BY guide.number DESC), '[]')
        FROM service_guide guide
        LEFT JOIN user_account writer ON writer.id = guide.saved_by
        LEFT JOIN user_account confirmer ON confirmer.id = guide.confirmed_by
        LEFT JOIN public_service task ON task.id = guide.first_task_id
        WHERE guide.public_service_id = service.id) AS guides
      FROM public_service service WHERE service.id = ${serviceId} AND service.ward_id = ${wardId}`;

/** The services that a resident without VNeID level 2 may begin with: those that open an account. */
export const listFirstTasks = async ({ prisma }: Database, wardId: string): Promise<{ id: string; name: string }[]> =>
  prisma.publicService.findMany({
    where: { wardId, kind: 'digital_account', isRetired: false },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });

export const findLatestGuide = async (tx: Transaction, serviceId: string) =>
  tx.serviceGuide.findFirst({
    where: { publicServiceId: serviceId },
    orderBy: { number: 'desc' },
    include: { steps: { orderBy: { position: 'asc' } } },
  });
