import type { BaseContext } from '../../../context';
import { type LocalDate, monthStartOf } from '../../../shared/dates';
import { findClosing, findCurrentClosing, type ClosingRow } from './closed-figure-queries';
import type { Figures } from './figures';
import { renderTrend } from './trend-chart';

/** A month as the office closed it. */
export interface ClosedMonth extends Omit<ClosingRow, 'figures'> {
  figures: Figures;
}

/** What of the figures is stored, as JSON; the chart is drawn again. */
export type StoredFigures = Omit<Figures, 'trendImage' | 'readAt'> & { readAt: string };

export const toStore = ({ trendImage: _drawnAgain, ...figures }: Figures): StoredFigures => ({
  ...figures,
  readAt: figures.readAt.toISOString(),
});

function fromRow(row: ClosingRow | null): ClosedMonth | null {
  if (!row) return null;
  const stored = row.figures as StoredFigures;
  const trendImage = stored.trend.length > 1 ? renderTrend(stored.trend) : '';
  const figures = { ...stored, readAt: new Date(stored.readAt), trendImage };
  return { ...row, figures };
}

/** Closed months remembered at most. */
const KEPT_MONTHS = 24;

/** Finds closed months, each read once: a closing never changes. */
export function createClosedMonths({ db }: Pick<BaseContext, 'db'>) {
  const kept = new Map<string, Promise<ClosedMonth | null>>();

  /** The closing with this id; null when the ward has none. */
  async function find(wardId: string, id: string): Promise<ClosedMonth | null> {
    const key = `${wardId} ${id}`;
    const known = kept.get(key);
    if (known) return known;
    const found = findClosing(db, wardId, id).then(fromRow);
    if (kept.size >= KEPT_MONTHS) kept.delete(kept.keys().next().value!);
    kept.set(key, found);
    // A failure is not kept, nor an id that may still become a closing.
    found.then(
      (closed) => closed ?? kept.delete(key),
      () => kept.delete(key),
    );
    return found;
  }

  return {
    find,
    /** The valid closing of the month that ends on this day; null while the month is open. */
    async findCurrent(wardId: string, lastDay: LocalDate): Promise<ClosedMonth | null> {
      const id = await findCurrentClosing(db, wardId, monthStartOf(lastDay));
      return id ? find(wardId, id) : null;
    },
  };
}
