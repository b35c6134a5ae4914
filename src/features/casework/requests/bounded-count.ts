import { formatNumber } from '../../../shared/numbers';
import { COUNT_LIMIT } from './queries';

/** A count that may have stopped above COUNT_LIMIT, as text: '64', 'hơn 1.000'. */
export const boundedCount = (count: number): string =>
  count > COUNT_LIMIT ? `hơn ${formatNumber(COUNT_LIMIT)}` : formatNumber(count);
