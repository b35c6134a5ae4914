import type { Context } from '../../../context';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { lockRow } from '../../../db/locks';
import type { LocalDate } from '../../../shared/dates';
import { DONE, invalid, STALE } from '../../../shared/outcome';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { changedFields } from '../audit/changes';
import { done, verb, type Act } from '../audit/transact';
import type { Actor } from '../../../actor';
import type { EditedCalendarDay, NewCalendarDay } from './forms';
import { getOutreachPolicy, listFactsOn, listPlannedRounds } from './queries';
import { roundsAffectedBy } from './round-objections';
import { RoundsUnconfirmed, unconfirmed } from './affected-rounds';

/** A verb that may ask first, by throwing RoundsUnconfirmed. */
export function askingVerb<Given extends unknown[], Outcome extends object, Refusal>(
  refusals: Readonly<Record<string, Refusal>>,
  change: (act: Act, ...given: Given) => Promise<Outcome>,
) {
  const save = verb(refusals, change);
  return (context: Context, actor: Actor, ...given: Given) =>
    save(context, actor, ...given).catch((error: unknown) => {
      if (error instanceof RoundsUnconfirmed) return unconfirmed(error.rounds);
      throw error;
    });
}

const REFUSALS = { calendar_day_: invalid({ date: 'Lịch đã có ngày này với cùng loại.' }) };

/** Adds a day to the ward's calendar; if rounds are planned on it, asks first, unless `isConfirmed`. */
export const addCalendarDay = askingVerb(REFUSALS, async (act, form: NewCalendarDay, isConfirmed: boolean) => {
  const { tx, actor, now } = act;
  const [day, roundsHit] = await confirmingRounds(act, { dates: [form.date], isConfirmed }, () =>
    tx.calendarDay.create({
      data: { id: newIdAt(now()), ...form, date: toDbDate(form.date), wardId: actor.wardId },
      select: { id: true },
    }),
  );
  return { ...done('calendar-day.add', day.id, { ...form, roundsHit }), roundsHit };
});

/**
 * Changes a day, unless it was changed since `version` was read. Rounds of its old and of its new date may be affected.
 */
export const updateCalendarDay = askingVerb(
  REFUSALS,
  async (act, id: string, { version, isConfirmed, ...after }: EditedCalendarDay & { isConfirmed: boolean }) => {
    const before = await lockDay(act, id);
    if (!before) return { ...STALE, isRemoved: true };
    const changes = changedFields(before, after);
    // If the form was sent twice, the second one finds its own values.
    if (changes.length === 0) return { ...DONE, roundsHit: 0 };
    if (before.version !== version) return { ...STALE, isRemoved: false };
    const [, roundsHit] = await confirmingRounds(act, { dates: [before.date, after.date], isConfirmed }, () =>
      act.tx.calendarDay.update({
        where: { id },
        data: { ...after, date: toDbDate(after.date), version: { increment: 1 } },
      }),
    );
    return { ...done('calendar-day.update', id, { name: after.name, changes, roundsHit }), roundsHit };
  },
);

/**
 * Removes a day from the calendar, unless it was corrected since `version` was read: a round may rely on it that an
 * ordinary day does not allow. @throws NotFoundError if it is already gone.
 */
export const removeCalendarDay = askingVerb(
  REFUSALS,
  async (act, id: string, { version, isConfirmed }: { version: number | null; isConfirmed: boolean }) => {
    const day = await lockDay(act, id);
    if (!day) throw new NotFoundError('Lịch không có ngày này. Có thể người khác vừa bỏ ngày đó.');
    if (day.version !== version) return STALE;
    const { date, kind, name, status } = day;
    const [, roundsHit] = await confirmingRounds(act, { dates: [date], isConfirmed }, () =>
      act.tx.calendarDay.delete({ where: { id } }),
    );
    return { ...done('calendar-day.remove', id, { date, kind, name, status, roundsHit }), date, roundsHit };
  },
);

/**
 * Writes, and counts the planned rounds affected. @throws RoundsUnconfirmed if there are any and the user has not
 * confirmed.
 */
async function confirmingRounds<Written>(
  { tx, actor, now }: Act,
  { dates, isConfirmed }: { dates: readonly LocalDate[]; isConfirmed: boolean },
  write: () => Promise<Written>,
): Promise<[written: Written, roundsHit: number]> {
  const before = await listFactsOn(tx, actor.wardId, dates);
  const written = await write();
  const rounds = await listPlannedRounds(tx, actor.wardId, now(), dates);
  if (rounds.length === 0) return [written, 0];
  const policy = await getOutreachPolicy(tx, actor.wardId);
  const after = await listFactsOn(tx, actor.wardId, dates);
  const hit = roundsAffectedBy(rounds, { policy, calendarDays: before }, { policy, calendarDays: after });
  if (hit.length > 0 && !isConfirmed) throw new RoundsUnconfirmed(hit);
  return [written, hit.length];
}

async function lockDay({ tx, actor: { wardId } }: Act, id: string) {
  await lockRow(tx, 'calendar_day', { id, wardId });
  const day = await tx.calendarDay.findFirst({ where: { id, wardId } });
  return day && { ...day, date: fromDbDate(day.date) };
}
