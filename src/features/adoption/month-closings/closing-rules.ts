import { addDays, type LocalDate, monthEndOf } from '../../../shared/dates';
import { addWorkingDays, type IsWorkingDay } from '../../office/calendar/working-days';

/** The day from which a month can be closed: the first working day after it. @param month its first day. */
export const closableFrom = (month: LocalDate, isWorkingDay: IsWorkingDay): LocalDate =>
  addWorkingDays(monthEndOf(month), 1, isWorkingDay);

/** Longer than any run of days off, so that the first working day after a month lies among that many days. */
const DAYS_OFF_AT_MOST = 20;

/** The days after a month among which its first working day lies. */
export const daysAfter = (month: LocalDate): LocalDate[] =>
  Array.from({ length: DAYS_OFF_AT_MOST }, (_, index) => addDays(monthEndOf(month), index + 1));
