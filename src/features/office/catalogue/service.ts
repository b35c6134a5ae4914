import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import { lockRows, lockWhere, lockOrNotFound } from '../../../db/locks';
import { localDateOf, type LocalDate } from '../../../shared/dates';
import { DONE, invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { sql } from '../../../shared/sql';
import { changedFields } from '../audit/changes';
import { done, logEvent, verb } from '../audit/transact';
import { correct } from '../audit/correct';
import { copyGuide, lockService } from '../guides/service';
import { PAYMENTS } from './portal-kinds';
import type { EditedBarrier, EditedService, NewService, Replacement, BulkEdit } from './forms';

const CODE_TAKEN = { public_service_code: invalid({ code: 'Danh mục đã có dịch vụ mang mã này.' }) };

/**
 * Adds a service to the ward's catalogue. A service without a code whose kind and name already exist is that existing
 * one.
 */
export const createService = verb(CODE_TAKEN, async ({ tx, actor, now }, form: NewService) => {
  if (form.code === null) {
    await lockWhere(tx, 'ward', sql`id = ${actor.wardId}::uuid`, 'NO KEY UPDATE');
    const same = await tx.publicService.findFirst({
      where: { wardId: actor.wardId, kind: form.kind, name: form.name, code: null, retiredOn: null, isRetired: false },
      select: { id: true },
    });
    if (same) return { ...DONE, id: same.id };
  }
  const at = now();
  const { id } = await tx.publicService.create({
    data: { id: newIdAt(at), ...columnsOf(form), wardId: actor.wardId, createdAt: at },
    select: { id: true },
  });
  return { ...done('public-service.create', id, { code: form.code, name: form.name }), id };
});

/** Changes a service, unless it was changed since `version` was read. What it counts as stays once something was recorded. */
export const updateService = verb(
  CODE_TAKEN,
  async ({ tx, actor }, id: string, { version, ...form }: EditedService) => {
    const before = await lockService(tx, actor.wardId, id);
    const counts = COUNTED_BY.find((field) => countsAs(before)[field] !== countsAs(form)[field]);
    if (counts && (await isRecorded(tx, id)))
      return invalid({
        [counts]: 'Dịch vụ này đã có việc ghi trong sổ: đổi thì số đã báo đổi theo. Ngừng dùng nó, thêm dịch vụ mới.',
      });
    return correct(before, { version, ...columnsOf(form) }, async (data, changes) => {
      await tx.publicService.update({ where: { id }, data });
      return done('public-service.update', id, { code: form.code, changes });
    });
  },
);

/** The services that a page of bulk edit showed, for `seen`. */
export const seenVersions = (services: readonly { id: string; version: number }[]): string =>
  services
    .map(({ id, version }) => `${id} ${version}`)
    .toSorted()
    .join(', ');

/**
 * Sets level, legal days and minutes of several services, each changed one with an event of its own; nothing if one of
 * the page's services was changed since `seen`.
 */
export const bulkEditServices = verb(async ({ tx, actor, now }, form: BulkEdit) => {
  const ids = Object.keys(form.services).toSorted();
  const { wardId } = actor;
  const found = await lockRows(tx, 'public_service', { ids, wardId }, 'NO KEY UPDATE');
  if (found.length < ids.length) throw new NotFoundError('Danh mục không có dịch vụ này.');
  const services = await tx.publicService.findMany({ where: { wardId, id: { in: ids } } });
  const levelDate = form.levelDate && toDbDate(form.levelDate);
  const corrections = services.flatMap((service) => {
    const { level, legalDays, officeTripMinutes } = form.services[service.id]!;
    const basis = level === null ? { levelDate: null, levelSource: '' } : { levelDate, levelSource: form.levelSource };
    const data = { legalDays, officeTripMinutes, ...(level !== service.level && { level, ...basis }) };
    const changes = changedFields<object>(service, data);
    return changes.length > 0 ? [{ service, data, changes }] : [];
  });
  if (corrections.length === 0) return UNCHANGED;
  if (seenVersions(services) !== form.seen) return STALE;
  if (corrections.some(({ data }) => data.level)) {
    const errors = {
      ...(!levelDate && { levelDate: 'Ghi ngày xem được mức vừa đổi.' }),
      ...(!form.levelSource && { levelSource: 'Ghi nguồn của mức vừa đổi.' }),
    };
    if (Object.keys(errors).length > 0) return invalid(errors);
  }
  for (const { service, data, changes } of corrections) {
    await tx.publicService.update({ where: { id: service.id }, data: { ...data, version: { increment: 1 } } });
    const details = { code: service.code, name: service.name, changes };
    await logEvent(tx, { actor, at: now() }, 'public-service.update', service.id, details);
  }
  return DONE;
});

/** What decides in which figures a service counts: see IS_KNOWN_USE and IS_FILE. */
const COUNTED_BY = ['kind', 'groupKey'] as const;
const countsAs = ({ kind, groupKey }: Pick<EditedService, 'kind'> & { groupKey: string }) => ({
  kind,
  groupKey: groupKey === PAYMENTS,
});

const isRecorded = async (tx: Transaction, publicServiceId: string) =>
  (await tx.assistedProcedure.findFirst({ where: { publicServiceId }, select: { id: true } })) !== null ||
  (await tx.portalUse.findFirst({ where: { publicServiceId }, select: { id: true } })) !== null ||
  (await tx.topicTaught.findFirst({ where: { publicServiceId }, select: { visitId: true } })) !== null;

/** Sets what residents call a service, unless it was changed since `version` was read. */
export const nameService = verb(async ({ tx, actor }, id: string, form: { alsoCalled: string; version: number }) => {
  const before = await lockService(tx, actor.wardId, id);
  return correct(before, form, async (data, changes) => {
    await tx.publicService.update({ where: { id }, data });
    return done('public-service.name', id, { code: before.code, changes });
  });
});

/** What belongs to a national code, empty. */
const OF_A_CODE = {
  level: null,
  levelDate: null,
  levelSource: '',
  legalDays: null,
  codeConfidence: null,
  isRetired: false,
  retiredOn: null,
};

/**
 * Gives a service a new national code: creates a successor with the same texts, the same guide and the new code, linked from the old
 * one, which retires on the given day. Level, legal period and confidence belong to a code, so they start empty. Does nothing if the
 * service was already replaced.
 */
export const replaceService = verb(CODE_TAKEN, async ({ tx, actor, now }, id: string, form: Replacement) => {
  const old = await lockService(tx, actor.wardId, id);
  if (old.replacedById) return { ...UNCHANGED, successorId: old.replacedById };
  const at = now();
  const fresh = { id: newIdAt(at), code: form.code, name: form.name, createdAt: at, version: 1 };
  const successor = await tx.publicService.create({
    data: { ...old, ...OF_A_CODE, ...fresh },
    select: { id: true },
  });
  await copyGuide(tx, id, successor.id, at);
  await tx.$executeRaw`
      UPDATE due_rule SET public_service_ids = array_replace(public_service_ids, ${id}::uuid, ${successor.id}::uuid)
      WHERE ward_id = ${actor.wardId}::uuid AND ${id}::uuid = ANY (public_service_ids)`;
  await tx.publicService.update({
    where: { id },
    data: { replacedById: successor.id, retiredOn: toDbDate(form.retiredOn), version: { increment: 1 } },
  });
  return {
    ...done('public-service.replace', id, {
      code: old.code,
      replacedBy: form.code,
      name: form.name,
      retiredOn: form.retiredOn,
    }),
    successorId: successor.id,
  };
});

/** Retires a service from a day on, unless it already had an end. */
export const retireService = verb(async ({ tx, actor }, id: string, retiredOn: LocalDate) => {
  const service = await lockService(tx, actor.wardId, id);
  if (service.isRetired || service.retiredOn) return UNCHANGED;
  await tx.publicService.update({
    where: { id },
    data: { retiredOn: toDbDate(retiredOn), version: { increment: 1 } },
  });
  return done('public-service.retire', id, { code: service.code, name: service.name, retiredOn });
});

/** Adds a barrier at the end of the list, unless an active one has the label. */
export const createBarrier = verb(async ({ tx, actor, now }, label: string) => {
  await lockWhere(tx, 'barrier', sql`ward_id = ${actor.wardId}::uuid`, 'NO KEY UPDATE');
  const barriers = await tx.barrier.findMany({
    where: { wardId: actor.wardId },
    select: { label: true, position: true, retiredOn: true },
  });
  if (barriers.some((barrier) => barrier.label === label && !barrier.retiredOn))
    return invalid({ label: 'Đã có rào cản này.' });
  const position = Math.max(0, ...barriers.map((barrier) => barrier.position)) + 1;
  const { id } = await tx.barrier.create({
    data: { id: newIdAt(now()), wardId: actor.wardId, key: `rieng_${randomUUID()}`, label, position },
    select: { id: true },
  });
  return done('barrier.create', id, { label });
});

/** Renames or moves a barrier, unless it was changed since `form.version` was read. */
export const renameBarrier = verb(async ({ tx, actor }, id: string, form: EditedBarrier) => {
  await lockOrNotFound(tx, 'barrier', { id, wardId: actor.wardId, missing: 'Không có rào cản này.' }, 'NO KEY UPDATE');
  const before = await tx.barrier.findUniqueOrThrow({ where: { id } });
  return correct(before, form, async (data, changes) => {
    await tx.barrier.update({ where: { id }, data });
    return done('barrier.rename', id, { changes });
  });
});

/** Stops offering a barrier from today on; records that use it keep it. */
export const retireBarrier = verb(async ({ tx, actor, now }, id: string) => {
  const barrier = await tx.barrier.findFirst({ where: { id, wardId: actor.wardId } });
  if (!barrier) throw new NotFoundError('Không có rào cản này.');
  const today = localDateOf(now());
  const { count } = await tx.barrier.updateMany({
    where: { id, retiredOn: null },
    data: { retiredOn: toDbDate(today), version: { increment: 1 } },
  });
  if (count === 0) return UNCHANGED;
  return done('barrier.retire', id, { label: barrier.label, retiredOn: today });
});

const columnsOf = (form: NewService) => ({ ...form, levelDate: form.levelDate && toDbDate(form.levelDate) });
