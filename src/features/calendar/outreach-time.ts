import { z } from 'zod';
import type { CalendarDayKind, CalendarDayStatus } from '../../generated/prisma/enums';
import { formatDayMonth, weekdayName, weekdayOf, type LocalDate, type LocalTime } from '../../shared/dates';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const timeWindow = z.object({ from: time, to: time });

/** The shape of ward.outreach_policy; local wall-clock times. A ward whose policy does not parse must not plan. */
export const outreachPolicySchema = z.object({
  windows: z.object({
    weekday: z.array(timeWindow), saturday: z.array(timeWindow), sunday: z.array(timeWindow), holiday: z.array(timeWindow),
  }),
  latestKnock: z.object({ weekday: time, saturday: time, sunday: time }),
  lunchRest: timeWindow,
  bufferMinutes: z.number().int().min(1).max(120),
  teamSize: z.number().int().min(1).max(6),
  notBefore: time,
  notAfter: time,
});

export type OutreachPolicy = z.output<typeof outreachPolicySchema>;
export type TimeWindow = z.output<typeof timeWindow>;
export type DayKind = keyof OutreachPolicy['windows'];

export interface CalendarFact {
  date: LocalDate;
  kind: CalendarDayKind;
  name: string;
  status: CalendarDayStatus;
}

export interface RoundTime {
  date: LocalDate;
  from: LocalTime;
  to: LocalTime;
}

type TimeJudgement = { allowed: true } | { allowed: false; reasons: string[] };

/**
 * What is wrong with the times themselves, in Vietnamese, else null. A round ends after it starts and on the same day;
 * no written reason makes another one possible.
 */
export function roundTimeProblem(from: LocalTime, to: LocalTime): string | null {
  return to > from ? null : 'Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.';
}

/**
 * Whether a round may go out at this local time by the ward's policy: inside one window of its kind of day, outside
 * the lunch rest, begun by the latest knock, on no day without knocking. A holiday has its own windows (none by
 * default); a Saturday declared a working day is judged as a weekday. `reasons` are Vietnamese sentences and name the
 * day; with a reason in writing the round is still possible. Expects `from` < `to` (see roundTimeProblem); days of
 * other dates in `calendarDays` are ignored. The windows themselves are the ward's settings.
 */
export function judgeRoundTime(
  { date, from, to, policy, calendarDays }: RoundTime & { policy: OutreachPolicy; calendarDays: readonly CalendarFact[] },
): TimeJudgement {
  const today = calendarDays.filter((day) => day.date === date);
  const kind = dayKindOf(date, today);
  const noKnock = today.find((day) => day.kind === 'no_knock');
  const reasons = [
    noKnock && `${dayName(date)} là ngày kiêng gõ cửa: ${nameOf(noKnock)}.`,
    windowReason({ date, from, to }, kind, policy.windows[kind], today),
    from < policy.lunchRest.to && to > policy.lunchRest.from && `Buổi này chạm giờ nghỉ trưa ${spanOf(policy.lunchRest)}.`,
    from > latestKnockOf(kind, policy) && `Bắt đầu sau giờ gõ cửa muộn nhất (${latestKnockOf(kind, policy)}).`,
    from < policy.notBefore && `Không gõ cửa trước ${policy.notBefore}.`,
    to > policy.notAfter && `Không ở nhà dân sau ${policy.notAfter}.`,
  ].filter((reason) => typeof reason === 'string');
  return reasons.length === 0 ? { allowed: true } : { allowed: false, reasons };
}

/** Which windows of the policy hold on a date, given the calendar days of that date. */
export function dayKindOf(date: LocalDate, today: readonly CalendarFact[]): DayKind {
  if (today.some((day) => day.kind === 'holiday')) return 'holiday';
  if (today.some((day) => day.kind === 'swapped_working_day')) return 'weekday';
  const weekday = weekdayOf(date);
  return weekday === 6 ? 'saturday' : weekday === 7 ? 'sunday' : 'weekday';
}

function windowReason({ date, from, to }: RoundTime, kind: DayKind, windows: readonly TimeWindow[], today: readonly CalendarFact[]): string | null {
  if (windows.some((window) => from >= window.from && to <= window.to)) return null;
  const holiday = today.find((day) => day.kind === 'holiday');
  const swapped = today.find((day) => day.kind === 'swapped_working_day');
  const day = holiday ? `${dayName(date)} là ngày nghỉ: ${nameOf(holiday)}`
    : swapped ? `${dayName(date)} là ngày đi làm (${nameOf(swapped)}), tính như ngày thường`
      : kind === 'weekday' ? `${dayName(date)} là ngày làm việc` : `${dayName(date)} là cuối tuần`;
  const rule = windows.length === 0 ? 'không ra quân' : `chỉ ra quân ${windows.map(spanOf).join(', ')}`;
  return `${day}; ${rule}.`;
}

/** The last minute at which a door is knocked at on such a day. */
export function latestKnockOf(kind: DayKind, { latestKnock }: OutreachPolicy): LocalTime {
  return latestKnock[kind === 'holiday' ? 'sunday' : kind];
}

function dayName(date: LocalDate): string {
  const name = `${weekdayName(date)} ${formatDayMonth(date)}`;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function nameOf(day: CalendarFact): string {
  return day.status === 'expected' ? `${day.name} (dự kiến)` : day.name;
}

function spanOf({ from, to }: TimeWindow): string {
  return `${from}–${to}`;
}
