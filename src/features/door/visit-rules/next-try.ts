import type { DoorOutcome } from '../../../generated/prisma/enums';
import { addDays, weekdayOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import { dayKindOf, type CalendarFact, type OutreachPolicy } from '../../office/calendar/outreach-time';
import { minuteOf, timeOf } from '../../rounds/planner/clock';
import { bandOf } from '../../rounds/planner/day-bands';
import { doorClassOf } from '../../rounds/planner/door-class';
import { chanceAfter, type PastTry } from '../../rounds/planner/door-tendency';
import { DEFAULT_OPTIONS, type PlannerDoor } from '../../rounds/planner/planner-input';
import { priorLogOdds } from '../../rounds/planner/prior-chances';
import { slotsOn } from '../../rounds/planner/slots';

/** What is known about a door that did not answer, or did not want the team. */
export interface DoorTries {
  /** The first day of another try; null if there is to be none. */
  from: LocalDate | null;
  residents: PlannerDoor['residents'];
  /** Oldest first. */
  tries: readonly { date: LocalDate; time: LocalTime; outcome: DoorOutcome }[];
  policy: OutreachPolicy;
  calendarDays: readonly CalendarFact[];
}

interface NextTry {
  date: LocalDate;
  from: LocalTime;
}

/** How far ahead to look, and by how much each day of waiting makes a try worth less. */
export const NEXT_TRY_DAYS = 14;
const WORTH_PER_DAY = 0.97;
const STEP = 60;

const ANSWERED: readonly DoorOutcome[] = ['met', 'refused', 'come_back_later'];
const SHUT: readonly DoorOutcome[] = ['nobody_home', 'cannot_reach'];

/**
 * The hour from that day on at which this door most likely opens, by the planner's own expectation for such a household
 * and the door's own tries, among the hours in which the ward goes out and the household did not refuse; the earliest of
 * equals. Null when no round goes out in that time.
 */
export function proposeNextTry(
  { from, residents, tries, policy, calendarDays }: DoorTries,
  today: LocalDate,
): NextTry | null {
  if (from === null) return null;
  const kindOf = (date: LocalDate) =>
    dayKindOf(
      date,
      calendarDays.filter((day) => day.date === date),
    );
  const doorClass = doorClassOf({ residents }, today);
  const pastTries = tries
    .filter(({ outcome }) => ANSWERED.includes(outcome) || SHUT.includes(outcome))
    .map(({ date, time, outcome }): PastTry => {
      const band = bandOf(kindOf(date), minuteOf(time));
      return {
        band,
        weekday: weekdayOf(date),
        isAnswered: ANSWERED.includes(outcome),
        expected: priorLogOdds(band, doorClass),
      };
    });
  const refused = tries
    .filter(({ outcome }) => outcome === 'refused')
    .map(({ date, time }) => bandOf(kindOf(date), minuteOf(time)));
  let best: { worth: number; next: NextTry } | null = null;
  for (let ahead = 0; ahead < NEXT_TRY_DAYS; ahead += 1) {
    const date = addDays(from, ahead);
    const kind = kindOf(date);
    const rules = { policy, calendarDays: [...calendarDays] };
    for (const slot of slotsOn(date, kind, rules, DEFAULT_OPTIONS)) {
      for (let minute = slot.from; minute <= slot.lastKnock; minute += STEP) {
        const band = bandOf(kind, minute);
        if (refused.includes(band)) continue;
        const expected = priorLogOdds(band, doorClass);
        const worth = chanceAfter(pastTries, { band, weekday: weekdayOf(date), expected }) * WORTH_PER_DAY ** ahead;
        if (best === null || worth > best.worth) best = { worth, next: { date, from: timeOf(minute) } };
      }
    }
  }
  return best && best.next;
}
