import type { Database, Transaction } from '../../db/database';
import { fromDbDate, toDbDate } from '../../db/dates';
import type { CalendarDayKind, CalendarDayStatus } from '../../generated/prisma/enums';
import { addDays, instantOf, type LocalDate } from '../../shared/dates';
import { NotFoundError } from '../../web/errors';
import type { RoundHit } from './rounds-hit';

export interface CalendarDayRecord {
  id: string;
  date: LocalDate;
  kind: CalendarDayKind;
  name: string;
  status: CalendarDayStatus;
  source: string;
  version: number;
}

/** The days of a year that are not like other days, in order. */
export async function listCalendarDays({ prisma }: Database, wardId: string, year: number): Promise<CalendarDayRecord[]> {
  const rows = await prisma.calendarDay.findMany({
    where: { wardId, date: { gte: toDbDate(`${year}-01-01`), lte: toDbDate(`${year}-12-31`) } }, orderBy: [{ date: 'asc' }, { kind: 'asc' }],
  });
  return rows.map((row) => ({ ...row, date: fromDbDate(row.date) }));
}

/** @throws NotFoundError when the ward has no such day. */
export async function getCalendarDay({ prisma }: Database, wardId: string, id: string): Promise<CalendarDayRecord> {
  const row = await prisma.calendarDay.findFirst({ where: { id, wardId } });
  if (!row) throw new NotFoundError('Lịch không có ngày này.');
  return { ...row, date: fromDbDate(row.date) };
}

/** Rounds that are still to come, and not cancelled, on any of these days. */
export async function listPlannedRounds(prisma: Database['prisma'] | Transaction, wardId: string, dates: readonly LocalDate[], now: Date): Promise<RoundHit[]> {
  return prisma.round.findMany({
    where: {
      wardId, roundClosure: null, endsAt: { gte: now },
      OR: [...new Set(dates)].map((date) => ({ startsAt: { gte: instantOf(date, '00:00'), lt: instantOf(addDays(date, 1), '00:00') } })),
    },
    select: { id: true, code: true, startsAt: true, endsAt: true }, orderBy: { startsAt: 'asc' },
  });
}
