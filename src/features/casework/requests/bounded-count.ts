import { formatNumber } from '../../../shared/numbers';
import { COUNT_LIMIT } from './queries';

/** A count that may have stopped above COUNT_LIMIT, as text: '64', 'hơn 1.000'. */
export function boundedCount(count: number): string {
  return count > COUNT_LIMIT ? `hơn ${formatNumber(COUNT_LIMIT)}` : formatNumber(count);
}
