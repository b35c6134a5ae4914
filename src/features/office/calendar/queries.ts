import type { Database, Transaction } from '../../../db/database';
import { fromDbDate, toDbDate } from '../../../db/dates';
import { addDays, instantOf, type LocalDate } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { outreachPolicySchema, type OutreachPolicy, type OutreachRules } from './outreach-time';
import type { TimedRound } from './round-objections';
import type { AffectedRound } from './affected-rounds';

/** The special days of a year, in order. */
export async function listCalendarDays({ prisma }: Database, wardId: string, year: number) {
  const rows = await prisma.calendarDay.findMany({
    where: { wardId, date: { gte: toDbDate(`${year}-01-01`), lte: toDbDate(`${year}-12-31`) } },
    orderBy: [{ date: 'asc' }, { kind: 'asc' }],
  });
  return rows.map((row) => ({ ...row, date: fromDbDate(row.date) }));
}

/** @throws NotFoundError if the ward has no such day. */
export async function getCalendarDay({ prisma }: Database, wardId: string, id: string) {
  const row = await prisma.calendarDay.findFirst({ where: { id, wardId } });
  if (!row) throw new NotFoundError('Lịch không có ngày này.');
  return { ...row, date: fromDbDate(row.date) };
}
export type CalendarDayRecord = Awaited<ReturnType<typeof getCalendarDay>>;

type Prisma = Database['prisma'] | Transaction;

/** The special days among these dates. */
export async function listFactsOn(prisma: Prisma, wardId: string, dates: readonly LocalDate[]) {
  const rows = await prisma.calendarDay.findMany({
    where: { wardId, date: { in: [...new Set(dates)].map(toDbDate) } },
    select: { date: true, kind: true, name: true, status: true },
  });
  return rows.map((row) => ({ ...row, date: fromDbDate(row.date) }));
}

export async function getOutreachPolicy(prisma: Prisma, wardId: string): Promise<OutreachPolicy> {
  const { outreachPolicy } = await prisma.ward.findUniqueOrThrow({
    where: { id: wardId },
    select: { outreachPolicy: true },
  });
  return outreachPolicySchema.parse(outreachPolicy);
}

export async function getOutreachRules({ prisma }: Database, wardId: string, date: LocalDate): Promise<OutreachRules> {
  const [policy, calendarDays] = await Promise.all([
    getOutreachPolicy(prisma, wardId),
    listFactsOn(prisma, wardId, [date]),
  ]);
  return { policy, calendarDays };
}

export type PlannedRound = AffectedRound & TimedRound;

/** More rounds than a ward plans ahead. */
const MAX_PLANNED = 1000;

/** Rounds that are upcoming or under way and not closed, the next first; on these dates, or on all. */
export async function listPlannedRounds(prisma: Prisma, wardId: string, now: Date, dates?: readonly LocalDate[]) {
  const onDates = dates && {
    OR: [...new Set(dates)].map((date) => ({
      startsAt: { gte: instantOf(date, '00:00'), lt: instantOf(addDays(date, 1), '00:00') },
    })),
  };
  const rows = await prisma.round.findMany({
    // A round ends on the day it starts: this bounds the index scan.
    where: {
      wardId,
      roundClosure: null,
      endsAt: { gt: now },
      startsAt: { gt: new Date(now.getTime() - 86_400_000) },
      ...onDates,
    },
    select: {
      id: true,
      code: true,
      startsAt: true,
      endsAt: true,
      answeredObjections: true,
      _count: { select: { roundOfficers: true } },
    },
    orderBy: { startsAt: 'asc' },
    take: MAX_PLANNED,
  });
  return rows.map(({ _count, ...round }) => ({ ...round, teamSize: _count.roundOfficers }));
}
