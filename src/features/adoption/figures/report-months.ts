import { addMonths, monthEndOf, monthStartOf, type LocalDate } from '../../../shared/dates';
import type { Figures } from './figures';

/**
 * The day of the figures of a month: its last day, or today for the current month. Anything that is not a month of the
 * last two years is taken to be the current month.
 */
export const reportDay = (month: unknown, today: LocalDate): LocalDate =>
  recentMonths(today).includes(month as string) && month !== today.slice(0, 7) ? monthEndOf(month as string) : today;

/** '2026-11', '2026-10', …: the months that can be looked at, the current one first. */
export const recentMonths = (today: LocalDate): string[] =>
  Array.from({ length: 24 }, (_, index) => addMonths(monthStartOf(today), -index).slice(0, 7));

/** '2026-10' throughout November 2026. */
export const lastEndedMonth = (today: LocalDate): string => addMonths(monthStartOf(today), -1).slice(0, 7);

/** Today is never before the book, even in a ward that has written nothing yet. */
export const isBeforeBook = ({ scope, bookFrom }: Figures): boolean => scope.on < scope.today && scope.on < bookFrom;
