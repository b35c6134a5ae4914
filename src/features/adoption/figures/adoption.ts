import {
  addDays,
  addMonths,
  daysBetween,
  monthEndOf,
  monthStartOf,
  weekStartOf,
  type LocalDate,
} from '../../../shared/dates';

// The definitions behind the chairman's figures; see docs/adr/0008. The adult age is a setting of the ward.

/** First day of the 12-month window that ends on `until`, inclusive. */
export const windowStart = (until: LocalDate): LocalDate => addDays(addMonths(until, -12), 1);

/** The last `count` week ends up to `today`, oldest first: Sundays, except that the current week ends today. */
export function weekEnds(today: LocalDate, count: number): LocalDate[] {
  const thisMonday = weekStartOf(today);
  const past = Array.from({ length: count - 1 }, (_, index) => addDays(thisMonday, -1 - 7 * (count - 2 - index)));
  return [...past, today];
}

/**
 * The members of `ends` whose 12-month window is fully covered by the ledger. A window that starts before the ledger
 * holds fewer than 12 months, and a trend line through such windows rises only because the ledger grows.
 * @param firstUse the first day in the ward's ledger on which something was recorded; null while it is empty.
 */
export const fullWindowEnds = (ends: readonly LocalDate[], firstUse: LocalDate | null): LocalDate[] =>
  firstUse === null ? [] : ends.filter((end) => windowStart(end) >= firstUse);

/** Days from `from` to `to`, inclusive. */
export interface DaySpan {
  from: LocalDate;
  to: LocalDate;
}

/**
 * The days of the current month so far and the same days of the previous month: 1–26/11 and 1–26/10. If the previous
 * month is shorter, both spans end with its last day, so that they are equally long: on 31/3, 1–28/3 and 1–28/2.
 */
export function comparedDays(today: LocalDate): { now: DaySpan; before: DaySpan } {
  const from = `${today.slice(0, 7)}-01`;
  const fromBefore = addMonths(from, -1);
  const days = Math.min(daysBetween(from, today), daysBetween(fromBefore, addDays(from, -1)));
  return { now: { from, to: addDays(from, days) }, before: { from: fromBefore, to: addDays(fromBefore, days) } };
}

/** The last `count` months up to a day, the newest first: the current one so far, and whole ones. */
export const lastMonths = (on: LocalDate, count: number): DaySpan[] =>
  Array.from({ length: count }, (_, index) => {
    const from = addMonths(monthStartOf(on), -index);
    return { from, to: index === 0 ? on : monthEndOf(from) };
  });

/**
 * How many people used the portal in the 12 months before each of `count` days.
 * @param masks groups of people: bit n is set if they used it in the 12 months before day n.
 */
export const usersAtEnds = (masks: readonly (readonly [mask: number, people: number])[], count: number): number[] =>
  Array.from({ length: count }, (_, end) =>
    masks.reduce((sum, [mask, people]) => sum + ((mask >> end) & 1 ? people : 0), 0),
  );
