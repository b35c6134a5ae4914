import { lockRow } from '../../../../db/locks';
import { DONE, invalid, STALE } from '../../../../shared/outcome';
import { ForbiddenError } from '../../../../shared/errors';
import { newIdAt } from '../../../../shared/new-id';
import { changedFields } from '../../../office/audit/changes';
import { done, verb } from '../../../office/audit/transact';
import { correct } from '../../../office/audit/correct';
import { unconfirmed } from '../../../office/calendar/affected-rounds';
import { listComingRoundsOf } from '../../../office/users/queries';
import type { CorrectedAbsence, NewAbsence } from './forms';
import { canRecordFor } from './policy';
import { getAbsence } from './queries';

const OVERLAP = 'Đã báo vắng trong thời gian này. Sửa lần báo cũ nếu muốn đổi.';

/**
 * Records that an officer cannot go. If planned rounds are affected it asks first (`unconfirmed`, unless `isConfirmed`);
 * the rounds stay as they are and are listed for review. Sent twice, it is one absence.
 */
export const recordAbsence = verb(
  { absence_no_overlap: invalid({ from: OVERLAP }) },
  async ({ tx, actor, now }, form: NewAbsence, isConfirmed: boolean) => {
    const { userId, startsAt, endsAt, reason } = form;
    if (!canRecordFor(actor, userId)) throw new ForbiddenError('Chỉ báo vắng cho chính mình.');
    await lockRow(tx, 'user_account', { id: userId, wardId: actor.wardId }, 'NO KEY UPDATE');
    const officer = await tx.userAccount.findFirst({
      where: { id: userId, wardId: actor.wardId, role: 'officer', disabledAt: null },
      select: { displayName: true },
    });
    if (!officer) return invalid({ userId: 'Người này không còn trong đội. Chọn lại.' });
    if (await tx.absence.findFirst({ where: { userId, startsAt, endsAt, reason }, select: { id: true } }))
      return { ...DONE, roundsHit: 0 };
    const rounds = await listComingRoundsOf(tx, userId, now(), form);
    if (rounds.length > 0 && !isConfirmed) return unconfirmed(rounds);
    const at = now();
    const columns = { id: newIdAt(at), wardId: actor.wardId, userId, startsAt, endsAt, reason };
    const { id } = await tx.absence.create({ data: { ...columns, recordedBy: actor.id, recordedAt: at } });
    const details = { officer: officer.displayName, startsAt, endsAt, rounds: rounds.map(({ code }) => code) };
    return { ...done('absence.record', id, details), roundsHit: rounds.length };
  },
);

/**
 * Changes when an officer is away, unless it was changed since `version` was read. Asks first about rounds that only
 * the new time affects, unless `isConfirmed`.
 */
export const correctAbsence = verb(
  { absence_no_overlap: invalid({ from: 'Thời gian này trùng với lần báo vắng khác.' }) },
  async (
    { tx, actor, now },
    id: string,
    { version, isConfirmed, ...after }: CorrectedAbsence & { isConfirmed: boolean },
  ) => {
    const { userId } = await getAbsence({ prisma: tx }, actor.wardId, id);
    if (!canRecordFor(actor, userId)) throw new ForbiddenError('Chỉ sửa được lần báo vắng của chính mình.');
    // Locks the officer too, as every plan of a round does.
    await lockRow(tx, 'user_account', { id: userId, wardId: actor.wardId }, 'NO KEY UPDATE');
    await lockRow(tx, 'absence', { id, wardId: actor.wardId });
    const before = await getAbsence({ prisma: tx }, actor.wardId, id);
    const differences = changedFields(
      { startsAt: before.startsAt.toISOString(), endsAt: before.endsAt.toISOString(), reason: before.reason },
      { startsAt: after.startsAt.toISOString(), endsAt: after.endsAt.toISOString(), reason: after.reason },
    );
    return correct(before, { version, ...after, changes: differences }, async (data, changes) => {
      const known = (await listComingRoundsOf(tx, userId, now(), before)).map((round) => round.id);
      const affected = await listComingRoundsOf(tx, userId, now(), after);
      const rounds = affected.filter((round) => !known.includes(round.id));
      if (rounds.length > 0 && !isConfirmed) return unconfirmed(rounds);
      await tx.absence.update({ where: { id }, data });
      const details = { officer: before.displayName, changes, rounds: rounds.map(({ code }) => code) };
      return { ...done('absence.correct', id, details), roundsHit: rounds.length };
    });
  },
);

/**
 * Removes an absence: the officer can go after all. Stale if it was changed since `version` was read, so that no user
 * removes a version they have not seen. Returns what was removed. @throws NotFoundError if it is already gone.
 */
export const removeAbsence = verb(async ({ tx, actor }, id: string, version: number | null) => {
  await lockRow(tx, 'absence', { id, wardId: actor.wardId });
  const removed = await getAbsence({ prisma: tx }, actor.wardId, id);
  if (!canRecordFor(actor, removed.userId)) throw new ForbiddenError('Chỉ bỏ được lần báo vắng của chính mình.');
  if (removed.version !== version) return STALE;
  await tx.absence.delete({ where: { id } });
  const { displayName: officer, startsAt, endsAt } = removed;
  return { ...done('absence.remove', id, { officer, startsAt, endsAt }), removed };
});
