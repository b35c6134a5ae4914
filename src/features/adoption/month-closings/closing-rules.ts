import { addDays, addMonths, type LocalDate } from '../../../shared/dates';
import { addWorkingDays, type IsWorkingDay } from '../../office/calendar/working-days';

/** The last day of a month. @param month its first day. */
export const lastDayOf = (month: LocalDate): LocalDate => addDays(addMonths(month, 1), -1);

/** The day from which a month can be closed: the first working day after it. @param month its first day. */
export function closableFrom(month: LocalDate, isWorkingDay: IsWorkingDay): LocalDate {
  return addWorkingDays(lastDayOf(month), 1, isWorkingDay);
}

/** Longer than any run of days off: among these days is the first working day after the month. */
const DAYS_OFF_AT_MOST = 20;

/** The days after a month among which its first working day lies. */
export const daysAfter = (month: LocalDate): LocalDate[] =>
  Array.from({ length: DAYS_OFF_AT_MOST }, (_, index) => addDays(lastDayOf(month), index + 1));
