import {
  addDays,
  instantOf,
  type LocalDate,
  type LocalTime,
  monthEndOf,
  monthStartOf,
  weekdayOf,
  weekStartOf,
} from '../../../../shared/dates';

/** The whole weeks, Monday to Sunday, that cover a month. `first` is any day of it. */
export function weeksOfMonth(first: LocalDate): LocalDate[][] {
  const start = monthStartOf(first);
  const end = monthEndOf(first);
  const weeks: LocalDate[][] = [];
  for (let monday = weekStartOf(start); monday <= end; monday = addDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(monday, index)));
  }
  return weeks;
}

interface Span {
  startsAt: Date;
  endsAt: Date;
}

/**
 * The officers who are free on a day by their weekly pattern and have no absence or round in that window, one entry per
 * window. Local wall-clock times.
 */
export const freeOn = <Free extends { userId: string; weekday: number; from: LocalTime; to: LocalTime }>(
  date: LocalDate,
  availability: readonly Free[],
  taken: readonly (Span & { userId: string })[],
): Free[] =>
  availability.filter(
    ({ userId, weekday, from, to }) =>
      weekday === weekdayOf(date) &&
      !taken.some(
        (span) => span.userId === userId && span.startsAt < instantOf(date, to) && span.endsAt > instantOf(date, from),
      ),
  );

export function onDay<Item extends Span>(date: LocalDate, spans: readonly Item[]): Item[] {
  const [start, end] = [instantOf(date, '00:00'), instantOf(addDays(date, 1), '00:00')];
  return spans.filter(({ startsAt, endsAt }) => startsAt < end && endsAt > start);
}
