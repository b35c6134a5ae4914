import { compareStrings } from '../../../../shared/compare';
import type { LocalDate } from '../../../../shared/dates';

/** A stretch of days: from its first day until the day before `to`; without end while `to` is null. */
export interface Span {
  from: LocalDate;
  to: LocalDate | null;
}

const END = '9999-12-31';
const endOf = ({ to }: Span): LocalDate => to ?? END;

/** Whether two stretches share a day. One that ends on the day it begins has no day at all. */
export function overlaps(one: Span, other: Span): boolean {
  return one.from < endOf(one) && other.from < endOf(other) && one.from < endOf(other) && other.from < endOf(one);
}

/** The day on which a stretch that may still go on is ended: today, or its first day where that is later. */
export function closedOn({ from, to }: Span, today: LocalDate): LocalDate {
  if (to !== null) return to;
  return from > today ? from : today;
}

/** The first part of a stretch that none of the taken ones covers; no day at all when there is none. */
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

/** A stretch of at least a day made as long as both together, as far as the taken ones leave room on either side. */
export function widened(span: Span, by: Span, taken: readonly Span[]): Span {
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
