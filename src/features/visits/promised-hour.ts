import type { LocalDate, LocalTime } from '../../shared/dates';
import { dayKindOf, judgeRoundTime, type OutreachRules } from '../calendar/outreach-time';
import { promisedHours } from '../rounds/planner-facts';
import { minuteOf, timeOf } from '../rounds/planner/clock';
import { fitOf } from '../rounds/planner/expected-visits';
import { DEFAULT_OPTIONS } from '../rounds/planner/planner-input';
import { LAST_VISIT, slotsOn, type Slot } from '../rounds/planner/slots';

/**
 * Why no round that the planner proposes can keep a promised hour, in Vietnamese sentences; [] when one can. The planner's
 * own slots and fit decide. The reasons are the policy's about a visit at the first minute, else the hours of the slots.
 * @param to '' when only about one hour was said.
 */
export function promiseObjections({ date, from, to }: { date: LocalDate; from: LocalTime; to: LocalTime | '' }, rules: OutreachRules): string[] {
  const slots = slotsOn(date, dayKindOf(date, rules.calendarDays.filter((day) => day.date === date)), rules, DEFAULT_OPTIONS);
  const wishes = [promisedHours(from, to)];
  if (slots.some((slot) => fitOf({ wishes }, slot) !== null)) return [];
  const judged = judgeRoundTime({ date, from, to: timeOf(minuteOf(from) + LAST_VISIT), ...rules });
  return judged.allowed ? [knockingHours(slots)] : judged.reasons;
}

function knockingHours(slots: readonly Slot[]): string {
  if (slots.length === 0) return 'Ngày này không có buổi gợi ý nào.';
  return `Ngày này buổi gợi ý chỉ gõ cửa ${slots.map((slot) => `${timeOf(slot.from)}–${timeOf(slot.lastKnock)}`).join(', ')}.`;
}
