import { isDeepStrictEqual } from 'node:util';
import { v5 as derivedId } from 'uuid';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import { lockOrNotFound } from '../../../db/locks';
import { blocked, DONE, invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { done, verb } from '../audit/transact';
import { GUIDES, LEVEL_2_KEY, PUBLIC_SERVICES } from '../reference-data/entries';
import type { WrittenGuide } from './forms';
import { confirmationBlocker, textOfSteps } from './guide-text';
import { findLatestGuide } from './queries';

/**
 * Saves a new version of a service's guide, unless one was saved since `form.version` was read. The same words again
 * are no new version.
 */
export const writeGuide = verb(
  async ({ tx, actor, now }, serviceId: string, { version, steps, sourceCheckedOn, ...form }: WrittenGuide) => {
    const service = await lockService(tx, actor.wardId, serviceId);
    const latest = await findLatestGuide(tx, serviceId);
    const words = { ...form, sourceCheckedOn: sourceCheckedOn && toDbDate(sourceCheckedOn) };
    if (
      latest &&
      textOfSteps(latest.steps) === textOfSteps(steps) &&
      isDeepStrictEqual({ ...latest, ...words }, latest)
    )
      return DONE;
    if ((latest?.number ?? 0) !== version) return STALE;
    if (form.firstTaskId !== null && !(await isService(tx, actor.wardId, form.firstTaskId)))
      return invalid({ firstTaskId: 'Chọn một mục trong danh sách.' });
    const at = now();
    const id = newIdAt(at);
    const number = version + 1;
    await tx.serviceGuide.create({
      data: { ...words, id, number, wardId: actor.wardId, publicServiceId: serviceId, savedBy: actor.id, savedAt: at },
    });
    await tx.guideStep.createMany({ data: stepRows({ id, wardId: actor.wardId }, steps, () => newIdAt(at)) });
    return done(
      'service-guide.write',
      { type: 'public-service', id: serviceId },
      { name: service.name, number, steps: steps.length },
    );
  },
);

/** Confirms that the office has tried the steps of a version, which is a draft until then; only the newest one. */
export const confirmGuide = verb(async ({ tx, actor: { id: confirmedBy, wardId }, now }, guideId: string) => {
  const opened = await tx.serviceGuide.findFirst({ where: { id: guideId, wardId } });
  if (!opened) throw new NotFoundError('Không có bản này.');
  const serviceId = opened.publicServiceId;
  await lockService(tx, wardId, serviceId);
  const { publicService, ...guide } = await tx.serviceGuide.findUniqueOrThrow({
    where: { id: guideId },
    include: { steps: true, publicService: true },
  });
  if (guide.confirmedAt) return { ...UNCHANGED, serviceId };
  const newest = await findLatestGuide(tx, serviceId);
  if (newest!.id !== guideId) return { ...STALE, serviceId };
  const blocker = confirmationBlocker(guide);
  if (blocker) return { ...blocked(blocker), serviceId };
  await tx.serviceGuide.update({ where: { id: guideId }, data: { confirmedBy, confirmedAt: now() } });
  const details = { name: publicService.name, number: guide.number };
  return { ...done('service-guide.confirm', { type: 'public-service', id: serviceId }, details), serviceId };
});

/** Locks a service of the catalogue while it or what it says is changed. @throws NotFoundError if the ward has none. */
export async function lockService(tx: Transaction, wardId: string, id: string) {
  await lockOrNotFound(
    tx,
    'public_service',
    { id, wardId, missing: 'Danh mục không có dịch vụ này.' },
    'NO KEY UPDATE',
  );
  return tx.publicService.findUniqueOrThrow({ where: { id } });
}

const isService = async (tx: Transaction, wardId: string, id: string): Promise<boolean> =>
  (await tx.publicService.count({ where: { id, wardId } })) > 0;

/** Gives the successor of a service the guide of the old one, as a draft, because its steps may name the old code. */
export async function copyGuide(tx: Transaction, fromId: string, toId: string, at: Date): Promise<void> {
  const old = await findLatestGuide(tx, fromId);
  if (!old) return;
  const { steps, ...guide } = old;
  const id = newIdAt(at);
  await tx.serviceGuide.create({ data: { ...guide, id, publicServiceId: toId, number: 1 } });
  await tx.guideStep.createMany({ data: stepRows({ id, wardId: guide.wardId }, steps, () => newIdAt(at)) });
}

/** Names the services of the reference data in the ids below. */
const NAMESPACE = '6b1f0b5e-6a52-4d0c-9a57-0f4f7f3c2a11';

/**
 * Gives every service of the reference data its guide, a draft; in all wards, or in one. Where the newest version is one
 * that the program brought along and the ward never confirmed, the next follows it; what a ward wrote or confirmed stays.
 * Services are recognised by kind and name, because their codes change. The ids follow from the service's and from the
 * words, so that two programs starting at once add the same rows.
 */
export async function addReferenceGuides(tx: Transaction, at: Date, wardId?: string): Promise<void> {
  const entries = new Map(PUBLIC_SERVICES.map((service) => [service.key, service]));
  const guides = new Map(
    GUIDES.map((guide) => {
      const { kind, name } = entries.get(guide.key)!;
      return [`${kind} ${name}`, { name, guide, words: JSON.stringify(guide) }];
    }),
  );
  const services = await tx.publicService.findMany({
    where: { ...(wardId && { wardId }), name: { in: [...guides.values()].map(({ name }) => name) } },
    select: {
      id: true,
      wardId: true,
      kind: true,
      name: true,
      guides: {
        orderBy: { number: 'desc' },
        take: 1,
        select: { id: true, number: true, savedBy: true, confirmedAt: true },
      },
    },
  });
  const found = services.flatMap(({ guides: [newest], ...service }) => {
    const written = guides.get(`${service.kind} ${service.name}`);
    if (!written || newest?.savedBy || newest?.confirmedAt) return [];
    const guideId = derivedId(`${service.id} ${written.words}`, NAMESPACE);
    if (newest?.id === guideId) return [];
    return [{ ...service, guide: written.guide, guideId, number: (newest?.number ?? 0) + 1 }];
  });
  if (found.length === 0) return;
  const firstTasks = await tx.publicService.findMany({
    where: { ...(wardId && { wardId }), name: entries.get(LEVEL_2_KEY)!.name },
    select: { id: true, wardId: true },
  });
  const firstTaskOf = new Map(firstTasks.map((service) => [service.wardId, service.id]));
  await tx.serviceGuide.createMany({
    data: found.map(
      ({ id, wardId, guideId, number, guide: { key: _, needsLevel2, steps: __, checkedOn, ...guide } }) => ({
        ...guide,
        id: guideId,
        wardId,
        publicServiceId: id,
        number,
        firstTaskId: needsLevel2 ? (firstTaskOf.get(wardId) ?? null) : null,
        sourceCheckedOn: checkedOn && toDbDate(checkedOn),
        savedAt: at,
      }),
    ),
    skipDuplicates: true,
  });
  await tx.guideStep.createMany({
    data: found.flatMap(({ wardId, guide, guideId }) =>
      stepRows({ id: guideId, wardId }, guide.steps, (position) => derivedId(String(position), guideId)),
    ),
    skipDuplicates: true,
  });
}

const stepRows = (
  { id, wardId }: { id: string; wardId: string },
  steps: readonly { action: string; detail: string }[],
  idAt: (position: number) => string,
) =>
  steps.map(({ action, detail }, index) => ({
    id: idAt(index + 1),
    wardId,
    serviceGuideId: id,
    position: index + 1,
    action,
    detail,
  }));
