import { z } from 'zod';
import { CalendarDayKind } from '../../../generated/prisma/enums';
import { addDays, weekdayOf, type LocalDate } from '../../../shared/dates';

/** A special day of the ward's calendar, as far as working days are concerned. */
export const SPECIAL_DAY = z.object({ date: z.string(), kind: z.enum(CalendarDayKind) });
export type SpecialDay = z.infer<typeof SPECIAL_DAY>;

export type IsWorkingDay = (date: LocalDate) => boolean;

/**
 * Offices work from Monday to Friday, not on holidays, and on a day off that was swapped for a working day (domain:
 * working time and holidays). A holiday outweighs a swap. A day without knocking concerns the team, not the offices.
 */
export function workingCalendar(specialDays: readonly SpecialDay[]): IsWorkingDay {
  const holidays = new Set(specialDays.filter(({ kind }) => kind === 'holiday').map(({ date }) => date));
  const swapped = new Set(specialDays.filter(({ kind }) => kind === 'swapped_working_day').map(({ date }) => date));
  return (date) => !holidays.has(date) && (swapped.has(date) || weekdayOf(date) <= 5);
}

/** A calendar without a working day for this long is a mistake: counting stops. */
const MAX_DAYS_AHEAD = 3660;

/**
 * The working day on which a period of `count` working days ends. The day itself does not count, so one working day after
 * a Friday is the Monday; 0 gives the day itself.
 * @param counts a day on which the clock stands still (the file waits for the citizen) must give false.
 * @throws RangeError if the period does not end within ten years.
 */
export function addWorkingDays(from: LocalDate, count: number, counts: IsWorkingDay): LocalDate {
  let day = from;
  let left = count;
  for (let ahead = 0; left > 0; ahead += 1) {
    if (ahead > MAX_DAYS_AHEAD) throw new RangeError(`No ${count} working days after ${from}`);
    day = addDays(day, 1);
    if (counts(day)) left -= 1;
  }
  return day;
}
