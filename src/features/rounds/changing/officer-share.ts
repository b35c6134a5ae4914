import { addDays, instantOf, weekStartOf, type LocalDate } from '../../../shared/dates';

/** Over how many weeks, the round's own included, evenings and weekends are shared. */
export const SHARE_WEEKS = 8;

/** The stretch of time over which the rounds of each officer are counted for a round on that date; instants. */
export function shareSpan(date: LocalDate): { from: Date; to: Date } {
  const monday = weekStartOf(date);
  return {
    from: instantOf(addDays(monday, -7 * (SHARE_WEEKS - 1)), '00:00'),
    to: instantOf(addDays(monday, 7), '00:00'),
  };
}
