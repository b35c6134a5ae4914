import type { AppContext } from '../../context';
import { violatedConstraint, type Transaction } from '../../db/database';
import { fromDbDate, toDbDate } from '../../db/dates';
import type { LocalDate } from '../../shared/dates';
import { NotFoundError } from '../../web/errors';
import { changedFields } from '../audit/changes';
import { recordEvent } from '../audit/record';
import type { Actor } from '../auth/actor';
import type { EditedCalendarDay, NewCalendarDay } from './forms';
import { listPlannedRounds } from './queries';
import type { RoundHit } from './rounds-hit';

type SaveDayOutcome =
  | { ok: true; roundsHit: number }
  | { ok: false; reason: 'taken' | 'conflict' }
  /** Nothing was written: these planned rounds lie on the day, and nobody has said yet that they know. */
  | { ok: false; reason: 'asks'; rounds: RoundHit[] };

/** Adds a day to the ward's calendar; over planned rounds it asks first, unless `knowsRounds`. */
export async function addCalendarDay({ db, now }: AppContext, actor: Actor, form: NewCalendarDay, knowsRounds: boolean): Promise<SaveDayOutcome> {
  return unlessTakenOrAsked(() => db.prisma.$transaction(async (tx): Promise<SaveDayOutcome> => {
    const { id } = await tx.calendarDay.create({ data: { ...form, date: toDbDate(form.date), wardId: actor.wardId }, select: { id: true } });
    const roundsHit = await roundsKnown(tx, actor, [form.date], now(), knowsRounds);
    await recordEvent(tx, { actor, action: 'calendar-day.add', subject: { type: 'calendar-day', id }, details: { ...form, roundsHit }, at: now() });
    return { ok: true, roundsHit };
  }));
}

/** Changes a day, unless someone else did since `form.version` was read. Rounds on the old and on the new day are hit. */
export async function updateCalendarDay({ db, now }: AppContext, actor: Actor, id: string, form: EditedCalendarDay, knowsRounds: boolean): Promise<SaveDayOutcome> {
  return unlessTakenOrAsked(() => db.prisma.$transaction(async (tx): Promise<SaveDayOutcome> => {
    const before = await lockDay(tx, actor.wardId, id);
    const { version, ...after } = form;
    const changes = changedFields(before, after);
    // Sent twice: the second one finds its own words.
    if (changes.length === 0) return { ok: true, roundsHit: 0 };
    if (before.version !== version) return { ok: false, reason: 'conflict' };
    await tx.calendarDay.update({ where: { id }, data: { ...after, date: toDbDate(after.date), version: { increment: 1 } } });
    const roundsHit = await roundsKnown(tx, actor, [before.date, after.date], now(), knowsRounds);
    await recordEvent(tx, { actor, action: 'calendar-day.update', subject: { type: 'calendar-day', id }, details: { name: after.name, changes, roundsHit }, at: now() });
    return { ok: true, roundsHit };
  }));
}

/** Takes a day out of the calendar. @throws NotFoundError when it is gone already. */
export async function removeCalendarDay({ db, now }: AppContext, actor: Actor, id: string): Promise<{ date: LocalDate; roundsHit: number }> {
  return db.prisma.$transaction(async (tx) => {
    const { date, kind, name, status } = await lockDay(tx, actor.wardId, id);
    await tx.calendarDay.delete({ where: { id } });
    const roundsHit = (await listPlannedRounds(tx, actor.wardId, [date], now())).length;
    await recordEvent(tx, { actor, action: 'calendar-day.remove', subject: { type: 'calendar-day', id }, details: { date, kind, name, status, roundsHit }, at: now() });
    return { date, roundsHit };
  });
}

/** Ends the transaction without a trace and carries the rounds out. */
class AsksFirst extends Error {
  constructor(readonly rounds: RoundHit[]) {
    super('planned rounds lie on the day');
  }
}

async function roundsKnown(tx: Transaction, actor: Actor, dates: readonly LocalDate[], now: Date, knowsRounds: boolean): Promise<number> {
  const rounds = await listPlannedRounds(tx, actor.wardId, dates, now);
  if (rounds.length > 0 && !knowsRounds) throw new AsksFirst(rounds);
  return rounds.length;
}

async function lockDay(tx: Transaction, wardId: string, id: string) {
  await tx.$queryRaw`SELECT id FROM calendar_day WHERE id = ${id}::uuid AND ward_id = ${wardId}::uuid FOR UPDATE`;
  const day = await tx.calendarDay.findFirst({ where: { id, wardId } });
  if (!day) throw new NotFoundError('Lịch không có ngày này. Có thể người khác vừa bỏ ngày đó.');
  return { ...day, date: fromDbDate(day.date) };
}

async function unlessTakenOrAsked(save: () => Promise<SaveDayOutcome>): Promise<SaveDayOutcome> {
  try {
    return await save();
  } catch (error) {
    if (error instanceof AsksFirst) return { ok: false, reason: 'asks', rounds: error.rounds };
    if (violatedConstraint(error) !== null) return { ok: false, reason: 'taken' };
    throw error;
  }
}
