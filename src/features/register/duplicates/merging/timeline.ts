import { compareStrings } from '../../../../shared/compare';
import type { LocalDate } from '../../../../shared/dates';

/** A span of days from `from` (inclusive) to `to` (exclusive); open while `to` is null. */
export interface Span {
  from: LocalDate;
  to: LocalDate | null;
}

const END = '9999-12-31';
const endOf = ({ to }: Span): LocalDate => to ?? END;

/** Whether two spans share a day. A span that ends on its first day contains no day. */
export function overlaps(one: Span, other: Span): boolean {
  return one.from < endOf(one) && other.from < endOf(other) && one.from < endOf(other) && other.from < endOf(one);
}

/** The day on which a span ends if it must be closed: today, or its first day if that is later. */
export function closedOn({ from, to }: Span, today: LocalDate): LocalDate {
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
