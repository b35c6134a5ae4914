import { v5 as derivedId } from 'uuid';
import { newIdAt } from '../../../shared/new-id';
import type { Transaction } from '../../../db/database';
import { lockOrNotFound } from '../../../db/locks';
import { DONE, invalid, STALE, type Done, type Invalid, type Stale } from '../../../shared/outcome';
import { done, verb } from '../audit/transact';
import { GUIDES, LEVEL_2_KEY, PUBLIC_SERVICES } from '../reference-data/entries';
import type { WrittenGuide } from './forms';
import { findLatestGuide } from './queries';

/**
 * Saves a new version of a service's guide, unless one was saved since `form.version` was read. The same words again
 * are no new version.
 */
export const writeGuide = verb(
  async (
    { tx, actor, now },
    serviceId: string,
    { version, steps, ...form }: WrittenGuide,
  ): Promise<Done | Stale | Invalid> => {
    await lockOrNotFound(
      tx,
      'public_service',
      { id: serviceId, wardId: actor.wardId, missing: 'Danh mục không có dịch vụ này.' },
      'NO KEY UPDATE',
    );
    const service = await tx.publicService.findUniqueOrThrow({ where: { id: serviceId } });
    const latest = await findLatestGuide(tx, serviceId);
    if (latest && wordsOf(latest) === wordsOf({ ...form, steps })) return DONE;
    if ((latest?.number ?? 0) !== version) return STALE;
    if (form.firstTaskId !== null && !(await isService(tx, actor.wardId, form.firstTaskId)))
      return invalid({ firstTaskId: 'Chọn một mục trong danh sách.' });
    const at = now();
    const id = newIdAt(at);
    const number = version + 1;
    await tx.serviceGuide.create({
      data: {
        ...form,
        id,
        number,
        wardId: actor.wardId,
        publicServiceId: serviceId,
        savedBy: actor.id,
        savedAt: at,
      },
    });
    await tx.guideStep.createMany({ data: stepRows({ id, wardId: actor.wardId }, steps, () => newIdAt(at)) });
    return done(
      'service-guide.write',
      { type: 'public-service', id: serviceId },
      { name: service.name, number, steps: steps.length, isDraft: form.isDraft },
    );
  },
);

type Content = Omit<WrittenGuide, 'version'>;

function wordsOf({ title, steps, prerequisites, firstTaskId, source, isDraft }: Content): string {
  const lines = steps.map(({ action, detail }) => [action, detail]);
  return JSON.stringify([title, lines, prerequisites, firstTaskId, source, isDraft]);
}

async function isService(tx: Transaction, wardId: string, id: string): Promise<boolean> {
  return (await tx.publicService.count({ where: { id, wardId } })) > 0;
}

/** Gives the successor of a service the guide of the old one, as a draft, because its steps may name the old code. */
export async function copyGuide(tx: Transaction, fromId: string, toId: string, at: Date): Promise<void> {
  const old = await findLatestGuide(tx, fromId);
  if (!old) return;
  const { steps, ...guide } = old;
  const id = newIdAt(at);
  await tx.serviceGuide.create({ data: { ...guide, id, publicServiceId: toId, number: 1, isDraft: true } });
  await tx.guideStep.createMany({ data: stepRows({ id, wardId: guide.wardId }, steps, () => newIdAt(at)) });
}

/** Names the services of the reference data in the ids below. */
const NAMESPACE = '6b1f0b5e-6a52-4d0c-9a57-0f4f7f3c2a11';

/**
 * Gives every service of the reference data that has no guide yet the first version, a draft; in all wards, or in one.
 * What a ward wrote stays. Services are recognised by kind and name, because their codes change. The ids follow from
 * the service's, so that two programs starting at once add the same rows.
 */
export async function addReferenceGuides(tx: Transaction, at: Date, wardId?: string): Promise<void> {
  const entries = new Map(PUBLIC_SERVICES.map((service) => [service.key, `${service.kind} ${service.name}`]));
  const guides = new Map(GUIDES.map((guide) => [entries.get(guide.key)!, guide]));
  const services = await tx.publicService.findMany({
    where: {
      ...(wardId && { wardId }),
      guides: { none: {} },
      name: {
        in: PUBLIC_SERVICES.filter(({ key }) => GUIDES.some((guide) => guide.key === key)).map(({ name }) => name),
      },
    },
    select: { id: true, wardId: true, kind: true, name: true },
  });
  const found = services.flatMap((service) => {
    const guide = guides.get(`${service.kind} ${service.name}`);
    return guide ? [{ ...service, guide, guideId: derivedId(service.id, NAMESPACE) }] : [];
  });
  if (found.length === 0) return;
  const firstTasks = await tx.publicService.findMany({
    where: { ...(wardId && { wardId }), name: PUBLIC_SERVICES.find(({ key }) => key === LEVEL_2_KEY)!.name },
    select: { id: true, wardId: true },
  });
  const firstTaskOf = new Map(firstTasks.map((service) => [service.wardId, service.id]));
  await tx.serviceGuide.createMany({
    data: found.map(({ id, wardId, guide, guideId }) => ({
      id: guideId,
      wardId,
      publicServiceId: id,
      number: 1,
      title: guide.title,
      isDraft: true,
      prerequisites: guide.prerequisites,
      firstTaskId: guide.needsLevel2 ? (firstTaskOf.get(wardId) ?? null) : null,
      source: guide.source,
      savedAt: at,
    })),
    skipDuplicates: true,
  });
  await tx.guideStep.createMany({
    data: found.flatMap(({ wardId, guide, guideId }) =>
      stepRows({ id: guideId, wardId }, guide.steps, (position) => derivedId(String(position), guideId)),
    ),
    skipDuplicates: true,
  });
}

function stepRows(
  { id, wardId }: { id: string; wardId: string },
  steps: readonly { action: string; detail: string }[],
  idAt: (position: number) => string,
) {
  return steps.map(({ action, detail }, index) => ({
    id: idAt(index + 1),
    wardId,
    serviceGuideId: id,
    position: index + 1,
    action,
    detail,
  }));
}
