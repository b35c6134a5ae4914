import { addDays, instantOf, weekStartOf, type LocalDate } from '../../../shared/dates';

/** Number of weeks, including that of the round, over which evenings and weekends are shared. */
export const SHARE_WEEKS = 8;

/** The period in which each officer's rounds are counted for a round on that date, as instants. */
export function shareSpan(date: LocalDate): { from: Date; to: Date } {
  const monday = weekStartOf(date);
  return {
    from: instantOf(addDays(monday, -7 * (SHARE_WEEKS - 1)), '00:00'),
    to: instantOf(addDays(monday, 7), '00:00'),
  };
}
