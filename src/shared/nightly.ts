import { addDays, instantOf, localDateOf, localTimeOf } from './dates';

/** When wards sleep, and so do their rounds. */
const NIGHTLY_TIME = '02:00';

/**
 * Whether a nightly run is due: none was done since the latest 02:00 in Việt Nam. A machine that was switched off at
 * that hour makes up for it whenever it asks next.
 * @param lastDone when a run was last finished; null when none ever was.
 */
export function isNightlyRunDue(lastDone: Date | null, now: Date): boolean {
  return lastDone === null || lastDone < latestNightlyTime(now);
}

function latestNightlyTime(now: Date): Date {
  const today = localDateOf(now);
  return instantOf(localTimeOf(now) >= NIGHTLY_TIME ? today : addDays(today, -1), NIGHTLY_TIME);
}
