import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { NotFoundError } from '../../../shared/errors';
import { isId } from '../../../web/form';
import { findClosedMonth, findCurrentMonth, type ClosedMonth } from './closed-figures';
import { createFigures, type FiguresShown } from './figures';
import { reportDay } from './report-months';

export interface MonthShown extends FiguresShown {
  /** Null while the month is open. */
  closed: ClosedMonth | null;
  /** The closing was reopened since. */
  isReopened: boolean;
}

/** The query of an address that asks for figures: of a month ('2026-10'; see reportDay), or of one closing by its id. */
interface AskedFigures {
  month?: unknown;
  closing?: unknown;
}

/**
 * The figures of a month: as it was closed, or the book's.
 * @param patienceMs how long to wait for the newest ones; see createFigures.
 * @returns a function that throws NotFoundError if the ward has no such closing.
 */
export function createShownFigures(
  context: AppContext,
  patienceMs: number,
): (wardId: string, asked: AskedFigures) => Promise<MonthShown> {
  const figuresOf = createFigures(context, patienceMs);
  return async (wardId, { month, closing }) => {
    const today = localDateOf(context.now());
    if (isId(closing)) {
      const closed = await findClosedMonth(context.db, wardId, closing);
      if (!closed) throw new NotFoundError();
      const standing = await findCurrentMonth(context.db, wardId, closed.figures.scope.on);
      return { figures: closed.figures, areNewest: true, closed, isReopened: standing?.id !== closed.id };
    }
    const on = reportDay(month, today);
    const closed = on < today ? await findCurrentMonth(context.db, wardId, on) : null;
    return closed
      ? { figures: closed.figures, areNewest: true, closed, isReopened: false }
      : { ...(await figuresOf(wardId, on, today)), closed: null, isReopened: false };
  };
}
