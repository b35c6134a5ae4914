import { formatNumber } from '../../../shared/numbers';

/** The expected number of meetings, which is no whole number, in words: 'khoảng 8', below a half 'chưa đến 1'. */
export function aboutMet(expected: number): string {
  const doors = Math.round(expected);
  return doors === 0 ? 'chưa đến 1' : `khoảng ${formatNumber(doors)}`;
}
