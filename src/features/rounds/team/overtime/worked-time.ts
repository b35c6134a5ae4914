import { localDateOf, localTimeOf, type LocalDate, type LocalTime } from '../../../../shared/dates';
import { dayKindOf, type CalendarFact } from '../../../office/calendar/outreach-time';

/**
 * The start of the evening on a working day: the application's own definition (shared/dates calls later times "tối"),
 * not a rule of law. Earlier time is shown separately and not counted.
 */
export const EVENING_FROM: LocalTime = '17:30';

/** Minutes of one stretch of work, by the kind of its day in the ward's calendar. */
export interface WorkedTime {
  /** Before the evening of a working day, swapped working Saturdays included. Not overtime. */
  officeHours: number;
  evening: number;
  /** Saturday and Sunday, unless swapped for a working day. */
  weekend: number;
  /** A public holiday of the calendar, whatever the weekday. */
  holiday: number;
}

const NONE: WorkedTime = { officeHours: 0, evening: 0, weekend: 0, holiday: 0 };

/**
 * How the minutes of a stretch of work count, by the day on which it begins in Hà Nội. `calendarDays` of other dates
 * are ignored. Hours only, no rates.
 */
export function workedTimeOf(
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date },
  calendarDays: readonly CalendarFact[],
): WorkedTime {
  const date = localDateOf(startsAt);
  const minutes = Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000);
  const kind = dayKindOf(
    date,
    calendarDays.filter((day) => day.date === date),
  );
  if (kind === 'holiday') return { ...NONE, holiday: minutes };
  if (kind !== 'weekday') return { ...NONE, weekend: minutes };
  const officeHours = Math.min(minutes, Math.max(0, minuteOf(EVENING_FROM) - minuteOf(localTimeOf(startsAt))));
  return { ...NONE, officeHours, evening: minutes - officeHours };
}

/** Overtime minutes: everything except the office hours of a working day. */
export const overtimeOf = ({ evening, weekend, holiday }: WorkedTime): number => evening + weekend + holiday;

export const sumOf = (times: readonly WorkedTime[]): WorkedTime =>
  times.reduce(
    (sum, time) => ({
      officeHours: sum.officeHours + time.officeHours,
      evening: sum.evening + time.evening,
      weekend: sum.weekend + time.weekend,
      holiday: sum.holiday + time.holiday,
    }),
    NONE,
  );

/** Minutes as hours with two decimals: 135 → 2.25. */
export const hoursOf = (minutes: number): number => Math.round(minutes / 0.6) / 100;

/**
 * The name of the calendar day that decides how a date counts, and whether it is only expected; null on an ordinary
 * day.
 */
export function decidingDay(date: LocalDate, calendarDays: readonly CalendarFact[]): CalendarFact | null {
  const today = calendarDays.filter((day) => day.date === date);
  return today.find((day) => day.kind === 'holiday') ?? today.find((day) => day.kind === 'swapped_working_day') ?? null;
}

const minuteOf = (time: LocalTime): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
