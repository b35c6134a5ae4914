import type { AppContext } from '../../../../context';
import { lockRow } from '../../../../db/locks';
import { onConstraint } from '../../../../db/on-constraint';
import { DONE, invalid, STALE, type Done, type Invalid, type Stale, type Unchanged } from '../../../../shared/outcome';
import { ForbiddenError } from '../../../../shared/errors';
import { newIdAt } from '../../../../shared/new-id';
import { changedFields } from '../../../office/audit/changes';
import { done, transact, verb } from '../../../office/audit/transact';
import { correct } from '../../../office/audit/correct';
import type { Actor } from '../../../../actor';
import type { AffectedRound } from '../../../office/calendar/affected-rounds';
import type { CorrectedAbsence, NewAbsence } from './forms';
import { canRecordFor } from './policy';
import { getAbsence, listAffectedRounds, type AbsenceRecord } from './queries';

type RecordOutcome =
  | (Done & { roundsHit: number })
  /** Nothing was written: these rounds lie in the absence, and the user has not confirmed yet. */
  | { kind: 'unconfirmed'; rounds: AffectedRound[] }
  | Invalid;

const OVERLAP = 'Đã báo vắng trong thời gian này. Sửa lần báo cũ nếu muốn đổi.';

/**
 * Records that an officer cannot go. If planned rounds are affected it asks first (unless `isConfirmed`); the rounds
 * stay as they are and are listed for review. Sent twice, it is one absence.
 */
export async function recordAbsence(
  { db, now }: AppContext,
  actor: Actor,
  form: NewAbsence,
  isConfirmed: boolean,
): Promise<RecordOutcome> {
  const { userId, startsAt, endsAt, reason } = form;
  if (!canRecordFor(actor, userId)) throw new ForbiddenError('Chỉ báo vắng cho chính mình.');
  return onConstraint({ absence_no_overlap: invalid({ from: OVERLAP }) }, () =>
    transact({ db, now }, actor, async (tx) => {
      await lockRow(tx, 'user_account', { id: userId, wardId: actor.wardId }, 'NO KEY UPDATE');
      const officer = await tx.userAccount.findFirst({
        where: { id: userId, wardId: actor.wardId, role: 'officer', disabledAt: null },
        select: { displayName: true },
      });
      if (!officer) return invalid({ userId: 'Người này không còn trong đội. Chọn lại.' });
      if (await tx.absence.findFirst({ where: { userId, startsAt, endsAt, reason }, select: { id: true } }))
        return { ...DONE, roundsHit: 0 };
      const rounds = await listAffectedRounds({ prisma: tx }, userId, form, now());
      if (rounds.length > 0 && !isConfirmed) return { kind: 'unconfirmed', rounds };
      const at = now();
      const { id } = await tx.absence.create({
        data: {
          id: newIdAt(at),
          wardId: actor.wardId,
          userId,
          startsAt,
          endsAt,
          reason,
          recordedBy: actor.id,
          recordedAt: at,
        },
        select: { id: true },
      });
      return {
        ...done('absence.record', id, {
          officer: officer.displayName,
          startsAt,
          endsAt,
          rounds: rounds.map(({ code }) => code),
        }),
        roundsHit: rounds.length,
      };
    }),
  );
}

type CorrectOutcome = RecordOutcome | Unchanged | Stale;

/**
 * Changes when an officer is away, unless it was changed since `version` was read. Asks first about rounds that only
 * the new time affects, unless `isConfirmed`.
 */
export async function correctAbsence(
  { db, now }: AppContext,
  actor: Actor,
  id: string,
  { version, isConfirmed, ...after }: CorrectedAbsence & { isConfirmed: boolean },
): Promise<CorrectOutcome> {
  const { userId } = await getAbsence(db, actor.wardId, id);
  if (!canRecordFor(actor, userId)) throw new ForbiddenError('Chỉ sửa được lần báo vắng của chính mình.');
  return onConstraint({ absence_no_overlap: invalid({ from: 'Thời gian này trùng với lần báo vắng khác.' }) }, () =>
    transact({ db, now }, actor, async (tx) => {
      // Locks the officer too, as every plan of a round does.
      await lockRow(tx, 'user_account', { id: userId, wardId: actor.wardId }, 'NO KEY UPDATE');
      await lockRow(tx, 'absence', { id, wardId: actor.wardId });
      const before = await getAbsence({ prisma: tx }, actor.wardId, id);
      const differences = changedFields(
        { startsAt: before.startsAt.toISOString(), endsAt: before.endsAt.toISOString(), reason: before.reason },
        { startsAt: after.startsAt.toISOString(), endsAt: after.endsAt.toISOString(), reason: after.reason },
      );
      return correct(before, { version, ...after, changes: differences }, async (data, changes) => {
        const known = (await listAffectedRounds({ prisma: tx }, userId, before, now())).map((round) => round.id);
        const rounds = (await listAffectedRounds({ prisma: tx }, userId, after, now())).filter(
          (round) => !known.includes(round.id),
        );
        if (rounds.length > 0 && !isConfirmed) return { kind: 'unconfirmed', rounds };
        await tx.absence.update({ where: { id }, data });
        return {
          ...done('absence.correct', id, {
            officer: before.displayName,
            changes,
            rounds: rounds.map(({ code }) => code),
          }),
          roundsHit: rounds.length,
        };
      });
    }),
  );
}

/**
 * Removes an absence: the officer can go after all. Stale if it was changed since `version` was read, so that no user
 * removes a version they have not seen. Returns what was removed. @throws NotFoundError if it is already gone.
 */
export const removeAbsence = verb(
  async ({ tx, actor }, id: string, version: number | null): Promise<(Done & { removed: AbsenceRecord }) | Stale> => {
    await lockRow(tx, 'absence', { id, wardId: actor.wardId });
    const absence = await getAbsence({ prisma: tx }, actor.wardId, id);
    if (!canRecordFor(actor, absence.userId)) throw new ForbiddenError('Chỉ bỏ được lần báo vắng của chính mình.');
    if (absence.version !== version) return STALE;
    await tx.absence.delete({ where: { id } });
    return {
      ...done('absence.remove', id, {
        officer: absence.displayName,
        startsAt: absence.startsAt,
        endsAt: absence.endsAt,
      }),
      removed: absence,
    };
  },
);
