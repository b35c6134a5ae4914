import type { DoorOutcome } from '../../../generated/prisma/enums';
import { daysBetween, type LocalDate } from '../../../shared/dates';
import type { DoorCall, DoorTry } from './planner-input';

/** At these nobody came to the door. */
export const SHUT: readonly DoorOutcome[] = ['nobody_home', 'cannot_reach'];
/** What was said on the telephone is out of date after so many days, or when they were out so often all the same. */
const HOLDS = { days: 60, triesInVain: 2 };
/** So many days after a call a door is kept for the hours that it named; then any hour will do, for it may be that no round ever goes out at theirs. */
export const KEPT_DAYS = 28;

/**
 * The call in which a door said when it is at home, as long as that holds: some of it is still to come, nobody came to the
 * door since, nor was it shut twice. A try on the day of the call counts as made since: the office rings by day, the team
 * goes in the evening.
 * @param latest the last call to the door, whatever came of it.
 * @param tries at the door, in any order.
 * @param on the day on which it is asked.
 */
export function agreedCall<Call extends Pick<DoorCall, 'date' | 'outcome' | 'times'>>(
  latest: Call | undefined,
  tries: readonly Pick<DoorTry, 'date' | 'outcome'>[],
  on: LocalDate,
): Call | undefined {
  if (latest?.outcome !== 'agreed' || daysBetween(latest.date, on) > HOLDS.days) return undefined;
  if (!latest.times.some(({ dates }) => !dates || dates.some((date) => date >= on))) return undefined;
  const since = tries.filter(({ date }) => date >= latest.date);
  return since.length < HOLDS.triesInVain && since.every(({ outcome }) => SHUT.includes(outcome)) ? latest : undefined;
}
