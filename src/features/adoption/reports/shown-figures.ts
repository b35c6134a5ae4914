import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { createClosedMonths, type ClosedMonth } from './closed-figures';
import { createFigures, type FiguresShown } from './figures';
import { reportDay } from './forms';

export interface MonthShown extends FiguresShown {
  /** Null while the month is open. */
  closed: ClosedMonth | null;
}

/**
 * The figures of a month: as it was closed, or the book's.
 * @param patienceMs how long to wait for the newest ones; see createFigures.
 * @returns a function of the ward and of the month as an address names it ('2026-10'); see reportDay.
 */
export function createShownFigures(
  context: AppContext,
  patienceMs: number,
): (wardId: string, month: unknown) => Promise<MonthShown> {
  const closedMonths = createClosedMonths(context);
  const figuresOf = createFigures(context, patienceMs);
  return async (wardId, month) => {
    const today = localDateOf(context.now());
    const on = reportDay(month, today);
    const closed = on < today ? await closedMonths.findStanding(wardId, on) : null;
    return closed
      ? { figures: closed.figures, areNewest: true, closed }
      : { ...(await figuresOf(wardId, on, today)), closed: null };
  };
}
