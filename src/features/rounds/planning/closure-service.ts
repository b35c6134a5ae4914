import type { AppContext } from '../../../context';
import type { Transaction } from '../../../db/database';
import type { RoundClosureKind } from '../../../generated/prisma/enums';
import { formatRoundTime } from '../../../shared/dates';
import { DONE, invalid, UNCHANGED } from '../../../shared/outcome';
import { ConflictError } from '../../../web/errors';
import { conflictOf } from '../../office/audit/conflict';
import { findLastChange } from '../../office/audit/last-change';
import { recordEvent } from '../../office/audit/record';
import type { Actor } from '../../../actor';
import { getRound } from '../round/queries';
import { closedAlready, lockDoors, lockRound, type Outcome } from './service';

/**
 * Cancels a round before its first visit and releases officers and doors. Throws ConflictError if somebody changed the
 * round after it was read, because it may be another evening by now.
 */
export async function cancelRound(
  context: AppContext,
  actor: Actor,
  roundId: string,
  { reason, version }: { reason: string; version: number },
): Promise<Outcome> {
  return endRound(context, actor, roundId, {
    kind: 'cancelled',
    reason,
    objection: async (tx) => {
      const round = await tx.round.findUniqueOrThrow({ where: { id: roundId }, select: { version: true } });
      if (round.version !== version) throw await changedMeanwhile(context, actor, roundId, reason);
      const visits = await tx.visit.count({ where: { roundDoor: { roundId } } });
      return visits === 0 ? null : 'Buổi này đã có lượt thăm nên không hủy được. Hãy đóng buổi khi xong.';
    },
  });
}

/** Closes a round that has ended or has no doors left. Doors that were not reached can be planned again. */
export async function closeRound(context: AppContext, actor: Actor, roundId: string): Promise<Outcome> {
  return endRound(context, actor, roundId, {
    kind: 'closed',
    reason: '',
    objection: async (tx) => {
      const round = await tx.round.findUniqueOrThrow({ where: { id: roundId }, select: { endsAt: true } });
      const openDoors = await tx.roundDoor.count({ where: { roundId, isOpen: true } });
      return round.endsAt <= context.now() || openDoors === 0 ? null : 'Buổi chưa kết thúc và còn cửa chưa đến.';
    },
  });
}

interface Ending {
  kind: RoundClosureKind;
  reason: string;
  /** Why the round cannot end this way, in words; null if it can. */
  objection: (tx: Transaction) => Promise<string | null>;
}

async function endRound(
  { db, now }: AppContext,
  actor: Actor,
  roundId: string,
  { kind, reason, objection }: Ending,
): Promise<Outcome> {
  return db.prisma.$transaction(async (tx): Promise<Outcome> => {
    const closure = await lockRound(tx, actor.wardId, roundId);
    if (closure) return closure === kind ? UNCHANGED : closedAlready(closure);
    await lockDoors(tx, roundId);
    const problem = await objection(tx);
    if (problem) return invalid({ round: problem });
    await tx.roundClosure.create({
      data: { roundId, wardId: actor.wardId, kind, reason, closedBy: actor.id, closedAt: now() },
    });
    if (kind === 'cancelled') await tx.roundOfficer.updateMany({ where: { roundId }, data: { isActive: false } });
    const released = await tx.roundDoor.updateMany({ where: { roundId, isOpen: true }, data: { isOpen: false } });
    await recordEvent(tx, {
      actor,
      action: kind === 'cancelled' ? 'round.cancel' : 'round.close',
      subject: { type: 'round', id: roundId },
      details: { reason, releasedDoors: released.count },
      at: now(),
    });
    return DONE;
  });
}

async function changedMeanwhile(
  { db }: AppContext,
  actor: Actor,
  roundId: string,
  reason: string,
): Promise<ConflictError> {
  const round = await getRound(db, actor.wardId, roundId);
  const last = await findLastChange(db, actor.wardId, { type: 'round', id: roundId });
  return new ConflictError(
    conflictOf({
      what: `Buổi ${round.code} vừa được người khác sửa.`,
      yours: [
        { label: 'Việc', value: 'Hủy buổi' },
        { label: 'Lý do hủy', value: reason },
      ],
      theirs: [
        { label: 'Thời gian', value: formatRoundTime(round.startsAt, round.endsAt) },
        { label: 'Đội', value: round.officers.map(({ displayName }) => displayName).join(', ') },
      ],
      last,
      resumeHref: `/rounds/${roundId}`,
      action: `/rounds/${roundId}/cancellation`,
      version: round.version,
      fields: [{ name: 'reason', value: reason }],
      keepLabel: 'Vẫn hủy buổi',
    }),
  );
}
