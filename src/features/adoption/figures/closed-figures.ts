import type { Reads } from '../../../context';
import { type LocalDate, monthStartOf } from '../../../shared/dates';
import { findClosing, findCurrentClosing, type ClosingRow } from './closed-figure-queries';
import type { Figures } from './figures';
import { renderTrend } from './trend-chart';

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

/** The closing with this id; null when the ward has none. */
export const findClosedMonth = async (db: Reads, wardId: string, id: string): Promise<ClosedMonth | null> =>
  fromRow(await findClosing(db, wardId, id));

/** The valid closing of the month that ends on this day; null while the month is open. */
export async function findCurrentMonth(db: Reads, wardId: string, lastDay: LocalDate): Promise<ClosedMonth | null> {
  const id = await findCurrentClosing(db, wardId, monthStartOf(lastDay));
  return id === null ? null : findClosedMonth(db, wardId, id);
}
