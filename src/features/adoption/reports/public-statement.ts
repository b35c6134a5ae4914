import type { Estimate } from '../../../shared/share-interval';

// What the chairman may say in public, from random samples alone. Pure.

export const NUMBERS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười'];
/** People say "one in three", not "seven in twenty-two". */
const LARGEST_DENOMINATOR = 10;

/**
 * The simplest fraction that may stand for an estimate: the smallest denominator for which a fraction lies in the middle
 * half of the interval, so that "about" is no stretch. Null if there is none up to 10.
 */
export function simplestFraction({ share, low, high }: Estimate): [part: number, whole: number] | null {
  const [from, to] = [(share + low) / 2, (share + high) / 2];
  for (let whole = 2; whole <= LARGEST_DENOMINATOR; whole += 1) {
    const part = Math.round(share * whole);
    if (part > 0 && part < whole && part / whole >= from && part / whole <= to) return [part, whole];
  }
  return null;
}

/** 'Cứ ba người lớn trong phường thì khoảng một người đã tự nộp hồ sơ trên mạng trong 12 tháng qua.' */
export function shareSentence(estimate: Estimate): string {
  const fraction = simplestFraction(estimate);
  const did = 'đã tự nộp hồ sơ trên mạng trong 12 tháng qua';
  if (fraction) {
    const [part, whole] = fraction;
    return `Cứ ${NUMBERS[whole]} người lớn trong phường thì khoảng ${NUMBERS[part]} người ${did}.`;
  }
  const [low, high] = [Math.round(100 * estimate.low), Math.round(100 * estimate.high)];
  if (low === 0) return `Trong 100 người lớn của phường, nhiều nhất khoảng ${high} người ${did}.`;
  return low === high
    ? `Trong 100 người lớn của phường, khoảng ${low} người ${did}.`
    : `Trong 100 người lớn của phường, khoảng ${low} đến ${high} người ${did}.`;
}

/**
 * The difference between the shares of two independent samples with a 95 % interval: Newcombe's (1998, method 10) of
 * their two intervals.
 */
export function differenceOf(before: Estimate, now: Estimate): Estimate {
  const share = now.share - before.share;
  return {
    share,
    low: share - Math.hypot(now.share - now.low, before.high - before.share),
    high: share + Math.hypot(now.high - now.share, before.share - before.low),
  };
}

/** Whether the share rose or fell between two samples; 'unclear' if the interval of the difference includes zero. */
export function trendBetween(before: Estimate, now: Estimate): 'rose' | 'fell' | 'unclear' {
  const { low, high } = differenceOf(before, now);
  if (low > 0) return 'rose';
  return high < 0 ? 'fell' : 'unclear';
}
