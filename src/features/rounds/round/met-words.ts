import { formatNumber } from '../../../shared/numbers';

/** 'khoảng 8', below a half 'chưa đến 1': how many doors will be met, said of an expectation, which is no whole number. */
export function aboutMet(expected: number): string {
  const doors = Math.round(expected);
  return doors === 0 ? 'chưa đến 1' : `khoảng ${formatNumber(doors)}`;
}
