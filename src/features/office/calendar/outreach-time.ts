import { z } from 'zod';
import { CalendarDayKind, CalendarDayStatus } from '../../../generated/prisma/enums';
import {
  formatDayMonth,
  isRealTime,
  localDateOf,
  localTimeOf,
  weekdayName,
  weekdayOf,
  type LocalDate,
  type LocalTime,
} from '../../../shared/dates';

const time = z.string().refine(isRealTime);
const timeWindow = z.object({ from: time, to: time });

/** The shape of ward.outreach_policy; local wall-clock times. A ward whose policy does not parse must not plan. */
export const outreachPolicySchema = z.object({
  windows: z.object({
    weekday: z.array(timeWindow),
    saturday: z.array(timeWindow),
    sunday: z.array(timeWindow),
    holiday: z.array(timeWindow),
  }),
  latestKnock: z.object({ weekday: time, saturday: time, sunday: time }),
  lunchRest: timeWindow,
  bufferMinutes: z.number().int().min(1).max(120),
  teamSize: z.number().int().min(1).max(6),
  /** How many more times the team comes after a household said that it does not want it. */
  triesAfterRefusal: z.number().int().min(0).max(9),
  /** Working days until a complaint is answered: the ward's own, no law's. */
  complaintDays: z.number().int().min(1).max(30),
  /** The most rounds of an officer from Monday to Sunday, and hours of overtime in a month (0: no limit): the ward's own. */
  roundsAWeek: z.number().int().min(1).max(14),
  hoursAMonth: z.number().int().min(0).max(200),
  notBefore: time,
  notAfter: time,
});

export type OutreachPolicy = z.output<typeof outreachPolicySchema>;
export type TimeWindow = z.output<typeof timeWindow>;
export type DayKind = keyof OutreachPolicy['windows'];

/** A special day of the ward. */
export const CALENDAR_FACT = z.object({
  date: z.string(),
  kind: z.enum(CalendarDayKind),
  name: z.string(),
  status: z.enum(CalendarDayStatus),
});
export type CalendarFact = z.infer<typeof CALENDAR_FACT>;

export interface RoundTime {
  date: LocalDate;
  from: LocalTime;
  to: LocalTime;
}

/** Kinds of objections to a round's time. A written reason answers those that applied when it was written. */
type ObjectionKind =
  | 'no_knock'
  | 'holiday'
  | 'swapped_working_day'
  | 'working_day'
  | 'weekend'
  | 'lunch_rest'
  | 'latest_knock'
  | 'too_early'
  | 'too_late';

interface TimeObjection {
  kind: ObjectionKind;
  /** A Vietnamese sentence that names the day. */
  sentence: string;
}

/** The day and the hours of a round on the ward's clock. */
export const roundTimeOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): RoundTime => ({
  date: localDateOf(startsAt),
  from: localTimeOf(startsAt),
  to: localTimeOf(endsAt),
});

type TimeVerdict = { allowed: true } | { allowed: false; reasons: string[]; objections: TimeObjection[] };

/** The ward's rules about time: its policy and its special days. */
export interface OutreachRules {
  policy: OutreachPolicy;
  /** Days of other dates are ignored. */
  calendarDays: readonly CalendarFact[];
}

/**
 * What is wrong with the times themselves, in Vietnamese, otherwise null. A round ends after it starts and on the same
 * day; no written reason overrides that.
 */
export const roundTimeProblem = (from: LocalTime, to: LocalTime): string | null =>
  to > from ? null : 'Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.';

/**
 * Whether a round may go out at this local time by the ward's policy: inside one window of its kind of day, outside the
 * lunch break, started by the latest knock, on no day without knocking. A holiday has its own windows (none by
 * default); a Saturday declared a working day counts as a weekday. `reasons` are Vietnamese sentences that name the
 * day; with a written reason the round is still possible. Expects `from` < `to` (see roundTimeProblem). The windows
 * themselves are the ward's settings.
 */
export function validateRoundTime(given: RoundTime & OutreachRules): TimeVerdict {
  const objections = timeObjections(given);
  return objections.length === 0
    ? { allowed: true }
    : { allowed: false, reasons: objections.map(({ sentence }) => sentence), objections };
}

function timeObjections({ date, from, to, policy, calendarDays }: RoundTime & OutreachRules): TimeObjection[] {
  const today = calendarDays.filter((day) => day.date === date);
  const dayKind = dayKindOf(date, today);
  const noKnock = today.find((day) => day.kind === 'no_knock');
  const latestKnock = latestKnockOf(dayKind, policy);
  const found: (TimeObjection | false)[] = [
    noKnock !== undefined && {
      kind: 'no_knock',
      sentence: `${dayName(date)} là ngày kiêng gõ cửa: ${nameOf(noKnock)}.`,
    },
    windowObjection({ date, from, to }, dayKind, policy.windows[dayKind], today),
    from < policy.lunchRest.to &&
      to > policy.lunchRest.from && {
        kind: 'lunch_rest',
        sentence: `Buổi này chạm giờ nghỉ trưa ${spanOf(policy.lunchRest)}.`,
      },
    from > latestKnock && { kind: 'latest_knock', sentence: `Bắt đầu sau giờ gõ cửa muộn nhất (${latestKnock}).` },
    from < policy.notBefore && { kind: 'too_early', sentence: `Không gõ cửa trước ${policy.notBefore}.` },
    to > policy.notAfter && { kind: 'too_late', sentence: `Không ở nhà dân sau ${policy.notAfter}.` },
  ];
  return found.filter((objection) => objection !== false);
}

/** Which windows of the policy apply on a date, given the calendar days of that date. */
export function dayKindOf(date: LocalDate, today: readonly CalendarFact[]): DayKind {
  if (today.some((day) => day.kind === 'holiday')) return 'holiday';
  if (today.some((day) => day.kind === 'swapped_working_day')) return 'weekday';
  const weekday = weekdayOf(date);
  if (weekday === 6) return 'saturday';
  return weekday === 7 ? 'sunday' : 'weekday';
}

function windowObjection(
  { date, from, to }: RoundTime,
  dayKind: DayKind,
  windows: readonly TimeWindow[],
  today: readonly CalendarFact[],
): TimeObjection | false {
  if (windows.some((window) => from >= window.from && to <= window.to)) return false;
  const holiday = today.find((day) => day.kind === 'holiday');
  const swapped = today.find((day) => day.kind === 'swapped_working_day');
  const rule = windows.length === 0 ? 'không ra quân' : `chỉ ra quân ${windows.map(spanOf).join(', ')}`;
  if (holiday) return { kind: 'holiday', sentence: `${dayName(date)} là ngày nghỉ: ${nameOf(holiday)}; ${rule}.` };
  if (swapped)
    return {
      kind: 'swapped_working_day',
      sentence: `${dayName(date)} là ngày đi làm (${nameOf(swapped)}), tính như ngày thường; ${rule}.`,
    };
  return dayKind === 'weekday'
    ? { kind: 'working_day', sentence: `${dayName(date)} là ngày làm việc; ${rule}.` }
    : { kind: 'weekend', sentence: `${dayName(date)} là cuối tuần; ${rule}.` };
}

/** The last minute at which the team may knock on such a day. */
export const latestKnockOf = (kind: DayKind, { latestKnock }: OutreachPolicy): LocalTime =>
  latestKnock[kind === 'holiday' ? 'sunday' : kind];

function dayName(date: LocalDate): string {
  const name = `${weekdayName(date)} ${formatDayMonth(date)}`;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const nameOf = (day: CalendarFact): string => (day.status === 'expected' ? `${day.name} (dự kiến)` : day.name);

const spanOf = ({ from, to }: TimeWindow): string => `${from}–${to}`;
