import type { DoorOutcome } from '../../../generated/prisma/enums';
import { daysBetween, type LocalDate } from '../../../shared/dates';
import type { DoorCall, DoorTry } from './planner-input';

/** Outcomes of a door that stayed shut. */
export const SHUT_OUTCOMES: readonly DoorOutcome[] = ['nobody_home', 'cannot_reach'];
/** What a call agreed expires after this many days, or after this many tries in vain. */
const EXPIRY = { days: 60, triesInVain: 2 };
/**
 * Days after a call for which a door is kept for the hours it named. After that any hour will do, because the ward may
 * never go out at theirs.
 */
export const KEPT_DAYS = 28;

/**
 * The call in which a household said when it is at home, while that still holds: part of it is still to come, the door
 * was not opened since, and it did not stay shut twice. A try on the day of the call counts as later, because the
 * office calls by day and the team goes in the evening.
 * @param latest the last call to the door, whatever its outcome.
 * @param tries at the door, in any order.
 * @param on the day in question.
 */
export function agreedCall<Call extends Pick<DoorCall, 'date' | 'outcome' | 'times'>>(
  latest: Call | undefined,
  tries: readonly Pick<DoorTry, 'date' | 'outcome'>[],
  on: LocalDate,
): Call | undefined {
  if (latest?.outcome !== 'agreed' || daysBetween(latest.date, on) > EXPIRY.days) return undefined;
  if (!latest.times.some(({ dates }) => !dates || dates.some((date) => date >= on))) return undefined;
  const since = tries.filter(({ date }) => date >= latest.date);
  return since.length < EXPIRY.triesInVain && since.every(({ outcome }) => SHUT_OUTCOMES.includes(outcome))
    ? latest
    : undefined;
}
