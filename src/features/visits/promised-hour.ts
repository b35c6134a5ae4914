import type { LocalDate, LocalTime } from '../../shared/dates';
import { dayKindOf, judgeRoundTime, type OutreachRules } from '../calendar/outreach-time';
import { minuteOf, timeOf } from '../rounds/planner/clock';
import { LAST_VISIT } from '../rounds/planner/slots';

/**
 * What the ward's policy says against coming back at a promised hour, in Vietnamese sentences; [] when a round may be there.
 * As the planner has it: a knock at the latest knock itself is in time, the visit ends with the window, and somebody who
 * waits from one hour to another is visited when a window opens meanwhile.
 * @param to '' when only about one hour was said.
 */
export function promiseObjections({ date, from, to }: { date: LocalDate; from: LocalTime; to: LocalTime | '' }, rules: OutreachRules): string[] {
  const windows = rules.policy.windows[dayKindOf(date, rules.calendarDays.filter((day) => day.date === date))];
  const knocks = [from, ...windows.map((window) => window.from).filter((opening) => opening > from && opening < to)];
  const judged = knocks.map((knock) => judgeRoundTime({ date, from: knock, to: timeOf(minuteOf(knock) + LAST_VISIT), ...rules }));
  const [first] = judged;
  return !first || first.allowed || judged.some(({ allowed }) => allowed) ? [] : first.reasons;
}
