import { compareStrings } from '../../../../shared/compare';
import type { LocalDate } from '../../../../shared/dates';
import type { RowSnapshot } from '../../../../shared/row-snapshot';

/** A span of days from `from` (inclusive) to `to` (exclusive); open while `to` is null. */
export interface Span {
  from: LocalDate;
  to: LocalDate | null;
}

const END = '9999-12-31';
const endOf = ({ to }: Span): LocalDate => to ?? END;

/** Whether two spans share a day. A span that ends on its first day contains no day. */
export const overlaps = (one: Span, other: Span): boolean =>
  one.from < endOf(one) && other.from < endOf(other) && one.from < endOf(other) && other.from < endOf(one);

/** The day on which a span ends if it must be closed: today, or its first day if that is later. */
function closedOn({ from, to }: Span, today: LocalDate): LocalDate {
  if (to !== null) return to;
  return from > today ? from : today;
}

/** The first part of a span that the taken ones leave free; an empty span when there is none. */
export function freePart(span: Span, taken: readonly Span[]): Span {
  const inside = taken.filter((other) => overlaps(other, span)).sort((a, b) => compareStrings(a.from, b.from));
  let { from } = span;
  for (const other of inside) {
    if (other.from > from) return { from, to: other.from };
    if (other.to === null || endOf(other) >= endOf(span)) return { from: span.from, to: span.from };
    if (other.to > from) from = other.to;
  }
  return { from, to: span.to };
}

/**
 * Rows of spans that must not overlap: the chosen ones, and the others on the days that are left free. Only a chosen one
 * may remain open.
 * @param from the column of the first day; the last is `ended_on`.
 */
export function fillGaps(
  chosen: readonly RowSnapshot[],
  others: readonly RowSnapshot[],
  from: 'absent_from' | 'began_on',
  today: LocalDate,
): RowSnapshot[] {
  const spanOf = (row: RowSnapshot): Span => ({ from: String(row[from]), to: row.ended_on as string | null });
  const placed = [...chosen];
  for (const row of others) {
    const span = spanOf(row);
    const part = freePart({ from: span.from, to: closedOn(span, today) }, placed.map(spanOf));
    placed.push({
      ...row,
      [from]: part.from,
      ended_on: part.to,
      ...(String(row.expected_until ?? part.from) < part.from && { expected_until: part.from }),
    });
  }
  return placed;
}

/** Extends a span of at least one day to cover both, as far as the taken ones leave room on either side. */
export function extendedBy(span: Span, by: Span, taken: readonly Span[]): Span {
  const wantedFrom = by.from < span.from ? by.from : span.from;
  const wantedTo = endOf(by) > endOf(span) ? by.to : span.to;
  const before = taken
    .map(endOf)
    .filter((to) => to <= span.from)
    .reduce((last, to) => (to > last ? to : last), '');
  const after = taken
    .map((other) => other.from)
    .filter((from) => from >= endOf(span))
    .reduce((first, from) => (from < first ? from : first), END);
  const from = wantedFrom > before ? wantedFrom : before;
  return { from, to: after < (wantedTo ?? END) ? after : wantedTo };
}
