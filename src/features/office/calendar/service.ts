import type { AppContext } from '../../../context';
import type { Transaction } from '../../../db/database';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockRow } from '../../../db/locks';
import { onConstraint } from '../../../db/on-constraint';
import type { LocalDate } from '../../../shared/dates';
import { invalid, STALE, type Invalid, type Stale } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { changedFields } from '../audit/changes';
import { done, transact } from '../audit/transact';
import type { Actor } from '../../../actor';
import type { EditedCalendarDay, NewCalendarDay } from './forms';
import { getOutreachPolicy, listFactsOn, listPlannedRounds } from './queries';
import { roundsAffectedBy } from './round-objections';
import { RoundsUnconfirmed, type DoneWithRounds, type Unconfirmed } from './affected-rounds';

/** Adds a day to the ward's calendar; if rounds are planned on it, asks first, unless `isConfirmed`. */
export async function addCalendarDay(
  { db, now }: AppContext,
  actor: Actor,
  form: NewCalendarDay,
  isConfirmed: boolean,
): Promise<DoneWithRounds | Invalid | Unconfirmed> {
  return unlessTakenOrAsked(() =>
    transact({ db, now }, actor, async (tx) => {
      const [day, roundsHit] = await confirmingRounds(tx, { actor, dates: [form.date], now: now(), isConfirmed }, () =>
        tx.calendarDay.create({
          data: { id: newIdAt(now()), ...form, date: toDbDate(form.date), wardId: actor.wardId },
          select: { id: true },
        }),
      );
      return { ...done('calendar-day.add', day.id, { ...form, roundsHit }), roundsHit };
    }),
  );
}

/**
 * Changes a day, unless it was changed since `version` was read. Rounds of its old and of its new date may be affected.
 */
export async function updateCalendarDay(
  { db, now }: AppContext,
  actor: Actor,
  id: string,
  { version, isConfirmed, ...after }: EditedCalendarDay & { isConfirmed: boolean },
): Promise<DoneWithRounds | (Stale & { isRemoved?: true }) | Invalid | Unconfirmed> {
  return unlessTakenOrAsked(() =>
    transact({ db, now }, actor, async (tx) => {
      const before = await lockDay(tx, actor.wardId, id);
      if (!before) return { ...STALE, isRemoved: true };
      const changes = changedFields(before, after);
      // If the form was sent twice, the second one finds its own values.
      if (changes.length === 0) return { kind: 'done', roundsHit: 0 };
      if (before.version !== version) return STALE;
      const [, roundsHit] = await confirmingRounds(
        tx,
        { actor, dates: [before.date, after.date], now: now(), isConfirmed },
        () =>
          tx.calendarDay.update({
            where: { id },
            data: { ...after, date: toDbDate(after.date), version: { increment: 1 } },
          }),
      );
      return { ...done('calendar-day.update', id, { name: after.name, changes, roundsHit }), roundsHit };
    }),
  );
}

/**
 * Removes a day from the calendar, unless it was corrected since `version` was read: a round may rely on it that an
 * ordinary day does not allow. @throws NotFoundError if it is already gone.
 */
export async function removeCalendarDay(
  { db, now }: AppContext,
  actor: Actor,
  id: string,
  { version, isConfirmed }: { version: number | null; isConfirmed: boolean },
): Promise<(DoneWithRounds & { date: LocalDate }) | Stale | Unconfirmed> {
  return unlessAsked(() =>
    transact({ db, now }, actor, async (tx) => {
      const day = await lockDay(tx, actor.wardId, id);
      if (!day) throw new NotFoundError('Lịch không có ngày này. Có thể người khác vừa bỏ ngày đó.');
      if (day.version !== version) return STALE;
      const { date, kind, name, status } = day;
      const [, roundsHit] = await confirmingRounds(tx, { actor, dates: [date], now: now(), isConfirmed }, () =>
        tx.calendarDay.delete({ where: { id } }),
      );
      return { ...done('calendar-day.remove', id, { date, kind, name, status, roundsHit }), date, roundsHit };
    }),
  );
}

/**
 * Writes, and counts the planned rounds affected. @throws RoundsUnconfirmed if there are any and the user has not
 * confirmed.
 */
async function confirmingRounds<Written>(
  tx: Transaction,
  { actor, dates, now, isConfirmed }: { actor: Actor; dates: readonly LocalDate[]; now: Date; isConfirmed: boolean },
  write: () => Promise<Written>,
): Promise<[written: Written, roundsHit: number]> {
  const before = await listFactsOn(tx, actor.wardId, dates);
  const written = await write();
  const rounds = await listPlannedRounds(tx, actor.wardId, now, dates);
  if (rounds.length === 0) return [written, 0];
  const policy = await getOutreachPolicy(tx, actor.wardId);
  const after = await listFactsOn(tx, actor.wardId, dates);
  const hit = roundsAffectedBy(rounds, { policy, calendarDays: before }, { policy, calendarDays: after });
  if (hit.length > 0 && !isConfirmed) throw new RoundsUnconfirmed(hit);
  return [written, hit.length];
}

async function lockDay(tx: Transaction, wardId: string, id: string) {
  await lockRow(tx, 'calendar_day', { id, wardId });
  const day = await tx.calendarDay.findFirst({ where: { id, wardId } });
  return day && { ...day, date: fromDbDate(day.date) };
}

const unlessTakenOrAsked = <Outcome>(save: () => Promise<Outcome>) =>
  onConstraint({ calendar_day_: invalid({ date: 'Lịch đã có ngày này với cùng loại.' }) }, () => unlessAsked(save));

async function unlessAsked<Outcome>(save: () => Promise<Outcome>): Promise<Outcome | Unconfirmed> {
  try {
    return await save();
  } catch (error) {
    if (error instanceof RoundsUnconfirmed) return { kind: 'unconfirmed', rounds: error.rounds };
    throw error;
  }
}
