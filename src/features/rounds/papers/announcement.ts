import { addDays, daysBetween, type LocalDate } from '../../../shared/dates';

/** A round is announced three days ahead. */
const DAYS_AHEAD = 3;

/** The last day to hand a notice to the group's leader, and the number of whole days until the round. */
export function announcementOf(
  roundOn: LocalDate,
  today: LocalDate,
): { by: LocalDate; daysLeft: number; isInTime: boolean } {
  const by = addDays(roundOn, -DAYS_AHEAD);
  return { by, daysLeft: daysBetween(today, roundOn), isInTime: today <= by };
}
