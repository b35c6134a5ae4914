import type { Actor } from '../../../actor';
import { fromDbDate, toDbDate } from '../../../db/dates';
import type { Transaction } from '../../../db/database';
import { lockRows } from '../../../db/locks';
import { sentBefore } from '../../../shared/sent-before';
import { DONE, invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { changedFields } from '../../office/audit/changes';
import { done, verb } from '../../office/audit/transact';
import { findFirstDay } from '../../office/wards/queries';
import { beforeFirstDay } from '../../office/wards/settings-labels';
import type { SessionFacts } from './forms';

/** More names would be a list of the whole ward. */
const MAX_ATTENDEES = 300;

/** Records a session without participants yet. Sent twice, it is one. */
export const recordSession = verb(async ({ tx, actor, now }, { id, ...given }: SessionFacts & { id: string }) => {
  const firstDay = await findFirstDay(tx, actor.wardId, now());
  if (firstDay !== null && given.heldOn < firstDay) return invalid({ heldOn: beforeFirstDay(firstDay) });
  if (!(await areServices(tx, actor, given.services))) return NO_SUCH_SERVICE;
  const { services, heldOn, ...rest } = given;
  const columns = { ...rest, heldOn: toDbDate(heldOn) };
  const { count } = await tx.groupSession.createMany({
    data: [{ id, wardId: actor.wardId, ...columns, recordedBy: actor.id, recordedAt: now() }],
    skipDuplicates: true,
  });
  if (count === 0) {
    const stored = await tx.groupSession.findUnique({ where: { id }, include: { services: true } });
    const known = stored && { ...stored, services: stored.services.map((each) => each.publicServiceId).toSorted() };
    if (sentBefore(known, actor, { ...columns, services: services.toSorted() })) return UNCHANGED;
  }
  await writeServices(tx, actor, id, services);
  return done('group-session.record', id, { ...rest, heldOn, serviceCount: services.length });
});

/** Corrects what is known of a session; its list of names stays. */
export const editSession = verb(
  async ({ tx, actor, now }, id: string, { version, ...given }: SessionFacts & { version: number }) => {
    const firstDay = await findFirstDay(tx, actor.wardId, now());
    if (!(await areServices(tx, actor, given.services))) return NO_SUCH_SERVICE;
    const before = await getStored(tx, actor, id);
    if (firstDay !== null && given.heldOn < firstDay && given.heldOn !== fromDbDate(before.heldOn))
      return invalid({ heldOn: beforeFirstDay(firstDay) });
    const { services, heldOn, ...rest } = given;
    const data = { ...rest, heldOn: toDbDate(heldOn) };
    const changes = changedFields(before, data);
    const servicesBefore = before.services.map(({ publicServiceId }) => publicServiceId);
    const isSame = services.length === servicesBefore.length && services.every((each) => servicesBefore.includes(each));
    if (changes.length === 0 && isSame) return DONE;
    const { count } = await tx.groupSession.updateMany({
      where: { id, wardId: actor.wardId, version },
      data: { ...data, version: { increment: 1 } },
    });
    if (count === 0) return STALE;
    if (!isSame) {
      await tx.groupSessionService.deleteMany({ where: { groupSessionId: id } });
      await writeServices(tx, actor, id, services);
    }
    return done('group-session.edit', id, { changes, ...(isSame ? {} : { serviceCount: services.length }) });
  },
);

/** Puts a resident on the list of a session, unless it was withdrawn. Doing it twice does nothing. */
export const addAttendee = verb(async ({ tx, actor }, { id, residentId }: { id: string; residentId: string }) => {
  const [found] = await lockRows(tx, 'resident', { ids: [residentId], wardId: actor.wardId }, 'KEY SHARE');
  const { _count, withdrawnAt } = await getStored(tx, actor, id);
  if (withdrawnAt) return invalid({ residentId: 'Buổi này đã rút: bấm Hoàn tác rồi mới ghi tên.' });
  if (!found) return invalid({ residentId: 'Hồ sơ này vừa được gộp hay bỏ. Tìm lại.' });
  if (await tx.dataErasure.count({ where: { wardId: actor.wardId, erasedId: residentId } }))
    return invalid({ residentId: 'Dữ liệu của người này đã xóa, không ghi thêm được.' });
  if (_count.attendees >= MAX_ATTENDEES)
    return invalid({
      residentId: `Mỗi buổi ghi tên nhiều nhất ${MAX_ATTENDEES} người. Người khác cộng vào “Người khác”.`,
    });
  const { count } = await tx.groupSessionAttendee.createMany({
    data: [{ groupSessionId: id, residentId, wardId: actor.wardId }],
    skipDuplicates: true,
  });
  if (count === 0) return UNCHANGED;
  return done('group-session.add-attendee', id, { residentId });
});

/** Takes a resident off the list of a session. Doing it twice does nothing. */
export const removeAttendee = verb(async ({ tx, actor }, { id, residentId }: { id: string; residentId: string }) => {
  await getStored(tx, actor, id);
  const { count } = await tx.groupSessionAttendee.deleteMany({ where: { groupSessionId: id, residentId } });
  if (count === 0) return UNCHANGED;
  return done('group-session.remove-attendee', id, { residentId });
});

/** Withdraws a session recorded by mistake, or puts it back: a withdrawn one counts nowhere. Twice does nothing. */
export const setWithdrawn = verb(
  async ({ tx, actor, now }, { id, isWithdrawn }: { id: string; isWithdrawn: boolean }) => {
    await getStored(tx, actor, id);
    const { count } = await tx.groupSession.updateMany({
      where: { id, withdrawnAt: isWithdrawn ? null : { not: null } },
      data: isWithdrawn ? { withdrawnAt: now(), withdrawnBy: actor.id } : { withdrawnAt: null, withdrawnBy: null },
    });
    if (count === 0) return UNCHANGED;
    return done(isWithdrawn ? 'group-session.withdraw' : 'group-session.restore', id);
  },
);

const NO_SUCH_SERVICE = invalid({ services: 'Chọn trong danh mục của phường.' });

const areServices = async (tx: Transaction, { wardId }: Actor, ids: readonly string[]): Promise<boolean> =>
  (await tx.publicService.count({ where: { wardId, id: { in: [...ids] } } })) === ids.length;

const writeServices = (tx: Transaction, { wardId }: Actor, groupSessionId: string, ids: readonly string[]) =>
  tx.groupSessionService.createMany({
    data: ids.map((publicServiceId) => ({ groupSessionId, publicServiceId, wardId })),
  });

async function getStored(tx: Transaction, { wardId }: Actor, id: string) {
  const stored = await tx.groupSession.findFirst({
    where: { id, wardId },
    select: {
      heldOn: true,
      place: true,
      othersCount: true,
      note: true,
      withdrawnAt: true,
      services: { select: { publicServiceId: true } },
      _count: { select: { attendees: true } },
    },
  });
  if (!stored) throw new NotFoundError('Không có buổi tập trung này.');
  return stored;
}
