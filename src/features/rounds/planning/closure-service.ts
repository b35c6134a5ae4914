import { z } from 'zod';
import type { AppContext, Context } from '../../../context';
import type { Transaction } from '../../../db/database';
import { queryRows } from '../../../db/query-rows';
import type { RoundClosureKind } from '../../../generated/prisma/enums';
import type { Job } from '../../../jobs';
import { instantOf, localDateOf, localTimeOf } from '../../../shared/dates';
import { ForbiddenError } from '../../../shared/errors';
import { DONE, invalid, STALE, UNCHANGED, WHOLE_FORM, type Stale } from '../../../shared/outcome';
import { done, logEvent, transact, verb } from '../../office/audit/transact';
import type { Actor } from '../../../actor';
import { readWorkingCalendar } from '../../casework/requests/queries';
import { getRound } from '../round/queries';
import { OVER_LIMIT, withReason } from '../round/stated-hours';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { addWorkingDays } from '../../office/calendar/working-days';
import { listOverLimit, overLimitSentences } from './limit-queries';
import { MIN_REASON_LENGTH, type restorationForm, type returnForm } from './forms';
import { closedAlready, lockDoors, lockOfficers, lockRound, refusalOf, type Outcome } from './service';

/**
 * Cancels a round before its first visit and releases officers and doors. `stale`: another user changed the round after
 * it was read; it may be another evening by now.
 */
export const cancelRound = async (
  context: AppContext,
  actor: Actor,
  roundId: string,
  { reason, version }: { reason: string; version: number },
): Promise<Outcome | Stale> =>
  endRound(context, { actor, wardId: actor.wardId }, roundId, {
    kind: 'cancelled',
    reason,
    objection: async (tx) => {
      const round = await tx.round.findUniqueOrThrow({ where: { id: roundId }, select: { version: true } });
      if (round.version !== version) return STALE;
      const visits = await tx.visit.count({ where: { roundDoor: { roundId } } });
      return visits === 0
        ? null
        : invalid({ [WHOLE_FORM]: 'Buổi này đã có lượt thăm nên không hủy được. Hãy đóng buổi khi xong.' });
    },
  });

/** Closes a round that has ended or has no doors left. Doors that were not reached can be planned again. */
export const closeRound = async (context: AppContext, actor: Actor, roundId: string): Promise<Outcome> =>
  endRound(context, { actor, wardId: actor.wardId }, roundId, {
    kind: 'closed',
    objection: async (tx) => {
      const round = await tx.round.findUniqueOrThrow({ where: { id: roundId }, select: { endsAt: true } });
      const openDoors = await tx.roundDoor.count({ where: { roundId, isOpen: true } });
      return round.endsAt <= context.now() || openDoors === 0
        ? null
        : invalid({ [WHOLE_FORM]: 'Buổi chưa kết thúc và còn cửa chưa đến.' });
    },
  });

/**
 * Working days after its end, or after it was opened again, until a round that the office does not close closes itself:
 * the papers of Thursday are typed on Monday.
 */
const CLOSES_ITSELF_AFTER_DAYS = 2;
const SLIP_MS = 15 * 60_000;

/** Closes rounds long past, so that their doors and the requests there wait for another round again. */
export const closeRoundsJob: Job = {
  name: 'close-rounds',
  everyMs: 10 * 60_000,
  async run({ db, now }, signal) {
    const row = z.object({ id: z.string(), wardId: z.string(), since: z.date() });
    const open = await queryRows(db, 'rounds-to-close', row)`
      SELECT r.id, r.ward_id AS "wardId", greatest(r.ends_at, r.reopened_at) AS since FROM round r
      WHERE r.ends_at <= ${new Date(now().getTime() - CLOSES_ITSELF_AFTER_DAYS * 86_400_000)} AND NOT EXISTS (SELECT FROM round_closure c WHERE c.round_id = r.id)`;
    for (const { id, wardId, since } of open) {
      if (signal.aborted) return;
      const isWorkingDay = await readWorkingCalendar(db.prisma, wardId, localDateOf(since));
      const closesOn = addWorkingDays(localDateOf(since), CLOSES_ITSELF_AFTER_DAYS, isWorkingDay);
      if (instantOf(closesOn, localTimeOf(since)) <= now())
        await endRound({ db, now }, { actor: null, wardId }, id, { kind: 'closed' });
    }
  },
};

/**
 * Takes back that a round was cancelled or closed: it has its officers and doors again. Refused in words if an officer or
 * a door of a cancelled round is taken by now, or its time has passed; a closed round gets back the doors that no other
 * round took.
 */
export async function restoreRound(
  context: AppContext,
  actor: Actor,
  roundId: string,
  { outOfHoursReason: why }: z.output<typeof restorationForm>,
): Promise<Outcome> {
  const { db, now } = context;
  const round = await getRound(db, actor.wardId, roundId);
  const officers = round.officers.map(({ id }) => id);
  const about = { time: roundTimeOf(round), exceptRoundId: roundId };
  try {
    return await transact({ db, now }, actor, async (tx) => {
      await lockOfficers(tx, actor.wardId, officers);
      const closure = await lockRound(tx, actor.wardId, roundId);
      if (closure === null) return UNCHANGED;
      if (closure === 'cancelled' && round.endsAt <= now())
        return invalid({ [WHOLE_FORM]: 'Giờ của buổi này đã qua, không khôi phục được nữa.' });
      // A slip taken back within minutes adds nothing, if its officers got no other round since.
      const since = round.closure?.closedAt ?? now();
      const later = { userId: { in: officers }, isActive: true, round: { createdAt: { gte: since } } };
      const isSlip =
        since > new Date(now().getTime() - SLIP_MS) && (await tx.roundOfficer.count({ where: later })) === 0;
      const isAsked = closure === 'cancelled' && !isSlip && !round.answeredObjections.includes(OVER_LIMIT);
      const over = isAsked ? await listOverLimit(tx, actor.wardId, officers, about) : new Map<string, string>();
      if (over.size > 0 && why.length < MIN_REASON_LENGTH) {
        const said = overLimitSentences(round.officers, officers, over).join(' ');
        return invalid({
          outOfHoursReason: `${said} Ghi lý do vẫn đi (ít nhất ${MIN_REASON_LENGTH} ký tự), hoặc lập buổi mới.`,
        });
      }
      await lockDoors(tx, roundId);
      await tx.roundClosure.delete({ where: { roundId } });
      await tx.roundOfficer.updateMany({ where: { roundId }, data: { isActive: true } });
      const household = closure === 'closed' ? { roundDoors: { none: { isOpen: true } } } : {};
      const doors = await tx.roundDoor.updateMany({
        where: { roundId, visits: { none: {} }, household },
        data: { isOpen: true },
      });
      if (closure === 'closed') await tx.round.update({ where: { id: roundId }, data: { reopenedAt: now() } });
      const reasoned = over.size > 0 ? withReason(round, [OVER_LIMIT], why) : {};
      // Two steps: the cancellation counted as one in the calendars of phones, without a version of its own.
      await tx.round.update({ where: { id: roundId }, data: { version: { increment: 2 }, ...reasoned } });
      return done('round.restore', roundId, { code: round.code, restoredDoors: doors.count, ...reasoned });
    });
  } catch (error) {
    const doors = await db.prisma.roundDoor.findMany({ where: { roundId }, select: { householdId: true } });
    const wanted = { ...round, officers, doors: doors.map(({ householdId }) => householdId) };
    const refusal = await refusalOf(context, actor, error, wanted);
    return invalid({ [WHOLE_FORM]: `Chưa khôi phục được. ${Object.values(refusal.errors).join(' ')}` });
  }
}

/** When the office is told that a team has not said it is back: minutes after the end of its round. */
export const BACK_WITHIN_MINUTES = 30;

/**
 * Says that a team is back from its round, or takes that back. An officer may say it only of their own round, the office
 * of any; neither before it begins.
 */
export const recordReturn = verb(
  async ({ tx, actor, now }, roundId: string, { isBack }: z.output<typeof returnForm>) => {
    const closure = await lockRound(tx, actor.wardId, roundId);
    const round = await tx.round.findUniqueOrThrow({ where: { id: roundId }, include: { roundOfficers: true } });
    if (actor.role === 'officer' && !round.roundOfficers.some(({ userId }) => userId === actor.id))
      throw new ForbiddenError('Chỉ người đi buổi này, hoặc văn phòng, ghi đội đã về.');
    if (closure === 'cancelled') return closedAlready(closure);
    if (round.startsAt > now()) return invalid({ [WHOLE_FORM]: 'Buổi chưa bắt đầu.' });
    const isSaid = isBack === 'yes';
    if (isSaid === (round.returnedAt !== null)) return UNCHANGED;
    const [returnedAt, returnedBy] = isSaid ? [now(), actor.id] : [null, null];
    await tx.round.update({ where: { id: roundId }, data: { returnedAt, returnedBy } });
    return done(isSaid ? 'round.return' : 'round.undo-return', roundId);
  },
);

interface Ending<Refusal> {
  kind: RoundClosureKind;
  reason?: string;
  /** Why the round cannot end this way; null if it can. */
  objection?: (tx: Transaction) => Promise<Refusal | null>;
}

const endRound = async <Refusal>(
  { db, now }: Context,
  { actor, wardId }: { actor: Actor | null; wardId: string },
  roundId: string,
  { kind, reason = '', objection }: Ending<Refusal>,
): Promise<Outcome | Refusal> =>
  db.prisma.$transaction(async (tx): Promise<Outcome | Refusal> => {
    const closure = await lockRound(tx, wardId, roundId);
    if (closure) return closure === kind ? UNCHANGED : closedAlready(closure);
    await lockDoors(tx, roundId);
    const problem = await objection?.(tx);
    if (problem) return problem;
    await tx.roundClosure.create({
      data: { roundId, wardId, kind, reason, closedBy: actor?.id ?? null, closedAt: now() },
    });
    if (kind === 'cancelled') await tx.roundOfficer.updateMany({ where: { roundId }, data: { isActive: false } });
    const released = await tx.roundDoor.updateMany({ where: { roundId, isOpen: true }, data: { isOpen: false } });
    await logEvent(tx, { actor, wardId, at: now() }, kind === 'cancelled' ? 'round.cancel' : 'round.close', roundId, {
      reason,
      releasedDoors: released.count,
    });
    return DONE;
  });
