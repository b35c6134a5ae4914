import { isOverAYearAfter, type LocalDate, type LocalTime } from '../../../shared/dates';
import {
  dayKindOf,
  validateRoundTime,
  latestKnockOf,
  type CalendarFact,
  type DayKind,
  type OutreachRules,
  type TimeWindow,
} from '../../office/calendar/outreach-time';
import { promisedHours } from '../../rounds/planner-thread/planner-facts';
import { minuteOf, timeOf } from '../../rounds/planner/clock';
import { fitOf } from '../../rounds/planner/expected-visits';
import { DEFAULT_OPTIONS } from '../../rounds/planner/planner-input';
import { LAST_VISIT, slotsOn, type Slot } from '../../rounds/planner/slots';

/** Why nothing can be promised for a day; null if it can. */
export function promisedDayProblem(day: LocalDate, visitedOn: LocalDate): string | null {
  if (day < visitedOn) return 'Ngày hẹn phải từ ngày đến thăm trở đi.';
  return isOverAYearAfter(day, visitedOn) ? 'Ngày này còn hơn một năm nữa: xem lại năm.' : null;
}

/** Why no round can be there at a promised hour. */
interface PromiseObjection {
  /** A clause about the hour, in Vietnamese: 'ngoài giờ đội đi (18:00–21:00)'. */
  why: string;
  /** No other hour of that day would work either. */
  isAboutDay: boolean;
}

interface Promised {
  date: LocalDate;
  from: LocalTime;
  to: LocalTime | '';
}

/**
 * Why no round proposed by the planner can keep a promised hour; null when one can. Uses the planner's own slots and
 * fit. If there are several reasons, returns the most telling one: the day first, then the ward's hours for that kind
 * of day.
 * @param promised `to` is '' when only an approximate hour was given.
 */
export function promiseObjection(promised: Promised, rules: OutreachRules): PromiseObjection | null {
  const { date, from, to } = promised;
  const days = rules.calendarDays.filter((day) => day.date === date);
  const kind = dayKindOf(date, days);
  const slots = slotsOn(date, kind, rules, DEFAULT_OPTIONS);
  const wishes = [promisedHours(from, to)];
  if (slots.some((slot) => fitOf({ preferredTimes: wishes }, slot) !== null)) return null;
  const day = closedDay(kind, days, rules);
  return day
    ? { why: day, isAboutDay: true }
    : { why: closedHour(promised, kind, slots, { ...rules, calendarDays: days }), isAboutDay: slots.length === 0 };
}

/** Why no round goes out on that day at all; null when the ward has hours for it. */
function closedDay(kind: DayKind, days: readonly CalendarFact[], { policy }: OutreachRules): string | null {
  const noKnock = days.find((day) => day.kind === 'no_knock');
  if (noKnock) return `rơi vào ngày kiêng gõ cửa (${noKnock.name})`;
  if (policy.windows[kind].length > 0) return null;
  const holiday = days.find((day) => day.kind === 'holiday');
  return holiday ? `rơi vào ngày nghỉ (${holiday.name})` : 'rơi vào ngày phường không ra quân';
}

/** Why the hour does not fit a day on which rounds go out; verdict as a visit at its first minute. */
function closedHour({ date, from }: Promised, kind: DayKind, slots: readonly Slot[], rules: OutreachRules): string {
  const { policy, calendarDays } = rules;
  const verdict = validateRoundTime({ date, from, to: timeOf(minuteOf(from) + LAST_VISIT), ...rules });
  const kinds = verdict.allowed ? [] : verdict.objections.map((objection) => objection.kind);
  const windows = policy.windows[kind];
  if (kinds.includes('lunch_rest')) return `chạm giờ nghỉ trưa (${spansOf([policy.lunchRest])})`;
  if (!windows.some((window) => from >= window.from && from < window.to))
    return `ngoài giờ đội đi${dayText(calendarDays)} (${spansOf(windows)})`;
  if (kinds.includes('latest_knock')) return `sau giờ gõ cửa muộn nhất (${latestKnockOf(kind, policy)})`;
  if (kinds.includes('too_early')) return `trước giờ sớm nhất được gõ cửa (${policy.notBefore})`;
  if (slots.length === 0) return 'rơi vào ngày không có khung giờ nào đủ dài cho một buổi';
  return `ngoài giờ gõ cửa của các buổi ngày ấy (${spansOf(slots.map((slot) => ({ from: timeOf(slot.from), to: timeOf(slot.lastKnock) })))})`;
}

/** What makes the hours of this day differ from those of its weekday. */
function dayText(days: readonly CalendarFact[]): string {
  if (days.some((day) => day.kind === 'holiday')) return ' ngày nghỉ';
  return days.some((day) => day.kind === 'swapped_working_day') ? ' ngày làm bù' : '';
}

const spansOf = (windows: readonly TimeWindow[]): string => windows.map(({ from, to }) => `${from}–${to}`).join(', ');
