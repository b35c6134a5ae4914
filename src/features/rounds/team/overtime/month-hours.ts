import { z } from 'zod';
import { localDateOf } from '../../../../shared/dates';
import type { CalendarFact } from '../../../office/calendar/outreach-time';
import { decidingDay, sumOf, workedTimeOf, type WorkedTime } from './worked-time';

export const WALKED_ROUND = z.object({
  officerId: z.string(),
  officer: z.string(),
  roundId: z.string(),
  code: z.string(),
  area: z.string(),
  startsAt: z.date(),
  endsAt: z.date(),
  doors: z.number(),
  loggedDoors: z.number(),
  /** Why the team went although an officer of it went beyond the ward's limits; null if none did. */
  overLimitReason: z.string().nullable(),
});
export type WalkedRound = z.infer<typeof WALKED_ROUND>;

export interface RoundHours extends WalkedRound {
  time: WorkedTime;
  /** What the person who signs should know: the calendar day that decided, or a round without a logged door. */
  note: string;
}

export interface OfficerHours {
  officerId: string;
  officer: string;
  rounds: RoundHours[];
  sum: WorkedTime;
}

/** The rounds of a month with their time by kind, grouped by officer in the given order. */
export function monthHours(walked: readonly WalkedRound[], calendarDays: readonly CalendarFact[]): OfficerHours[] {
  const rounds = walked.map((round) => ({
    ...round,
    time: workedTimeOf(round, calendarDays),
    note: noteOf(round, calendarDays),
  }));
  return [...new Set(rounds.map(({ officerId }) => officerId))].map((officerId) => {
    const own = rounds.filter((round) => round.officerId === officerId);
    return { officerId, officer: own[0]!.officer, rounds: own, sum: sumOf(own.map(({ time }) => time)) };
  });
}

function noteOf({ startsAt, doors, loggedDoors, overLimitReason }: WalkedRound, calendarDays: readonly CalendarFact[]) {
  const day = decidingDay(localDateOf(startsAt), calendarDays);
  return [
    ...(day ? [`${day.name}${day.status === 'expected' ? ' (dự kiến)' : ''}`] : []),
    ...(doors > 0 && loggedDoors === 0 ? ['Chưa ghi cửa nào'] : []),
    ...(overLimitReason === null ? [] : [`Có người quá hạn của phường: ${overLimitReason}`]),
  ].join('; ');
}

/** The different days on which an officer walked in the evening of a working day. */
export const eveningsOf = (rounds: readonly RoundHours[]): number =>
  new Set(rounds.filter(({ time }) => time.evening > 0).map(({ startsAt }) => localDateOf(startsAt))).size;
