import { addDays, instantOf, localDateOf, localTimeOf } from './dates';

/** When wards sleep, and no round is out. */
const NIGHTLY_TIME = '02:00';

/**
 * Whether a nightly run is due: none has finished since the latest 02:00 in Việt Nam. A machine that was switched off
 * at that hour catches up when it next asks.
 * @param lastDone when a run last finished; null if none ever did.
 */
export const isNightlyRunDue = (lastDone: Date | null, now: Date): boolean =>
  lastDone === null || lastDone < latestNightlyTime(now);

function latestNightlyTime(now: Date): Date {
  const today = localDateOf(now);
  return instantOf(localTimeOf(now) >= NIGHTLY_TIME ? today : addDays(today, -1), NIGHTLY_TIME);
}
