import fc from 'fast-check';
import {
  differenceOf,
  shareSentence,
  simplestFraction,
  trendBetween,
} from '../../../../src/features/adoption/reports/public-statement';

const estimate = (low: number, share: number, high: number) => ({ low, share, high });

describe('simplestFraction', () => {
  test.each([
    [0.25, 0.31, 0.38, [1, 3]],
    [0.42, 0.49, 0.56, [1, 2]],
    [0.35, 0.41, 0.47, [2, 5]],
    [0.6, 0.66, 0.72, [2, 3]],
    [0.16, 0.2, 0.25, [1, 5]],
    [0.01, 0.03, 0.05, null],
    [0.95, 0.98, 0.99, null],
    [0, 0, 0.06, null],
  ] as const)('of %p to %p to %p is %j', (low, share, high, fraction) => {
    expect(simplestFraction(estimate(low, share, high))).toEqual(fraction);
  });

  test('lies inside the interval, and no smaller denominator would do', () => {
    const thousandths = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(fc.tuple(thousandths, thousandths, thousandths), (given) => {
        const [low, share, high] = given.toSorted((a, b) => a - b).map((value) => value / 1000) as [
          number,
          number,
          number,
        ];
        const fraction = simplestFraction({ low, share, high });
        if (!fraction) return;
        const [part, whole] = fraction;
        expect(part / whole >= low && part / whole <= high).toBe(true);
        for (let less = 2; less < whole; less += 1) {
          const near = Math.round(share * less) / less;
          expect(near > 0 && near < 1 && near >= (share + low) / 2 && near <= (share + high) / 2).toBe(false);
        }
      }),
    );
  });
});

describe('the sentence', () => {
  test('names a fraction in words', () => {
    expect(shareSentence(estimate(0.25, 0.31, 0.38))).toBe(
      'Cứ ba người lớn trong phường thì khoảng một người đã tự nộp hồ sơ trên mạng trong 12 tháng qua.',
    );
    expect(shareSentence(estimate(0.35, 0.41, 0.47))).toMatch(/^Cứ năm người lớn .* khoảng hai người đã/);
  });

  test('names the interval where no simple fraction fits', () => {
    expect(shareSentence(estimate(0.01, 0.03, 0.05))).toMatch(
      /^Trong 100 người lớn của phường, khoảng 1 đến 5 người đã/,
    );
    expect(shareSentence(estimate(0, 0, 0.06))).toMatch(/nhiều nhất khoảng 6 người đã/);
    expect(shareSentence(estimate(1, 1, 1))).toMatch(/, khoảng 100 người đã/);
  });
});

describe('two samples', () => {
  test('a rise is said only if the interval of the difference excludes zero', () => {
    expect(trendBetween(estimate(0.15, 0.2, 0.26), estimate(0.25, 0.31, 0.38))).toBe('rose');
    expect(trendBetween(estimate(0.2, 0.26, 0.33), estimate(0.25, 0.31, 0.38))).toBe('unclear');
    expect(trendBetween(estimate(0.4, 0.46, 0.52), estimate(0.25, 0.31, 0.38))).toBe('fell');
  });

  test('the difference is Newcombe’s, from the two intervals', () => {
    // Newcombe 1998, example (a): 0.0524 to 0.3339. 56/70 and 48/80, Wilson intervals 0.6918–0.8769 and 0.4905–0.7002.
    const difference = differenceOf(estimate(0.4905, 0.6, 0.7002), estimate(0.6918, 0.8, 0.8769));
    expect([difference.share, difference.low, difference.high].map((value) => Number(value.toFixed(2)))).toEqual([
      0.2, 0.05, 0.33,
    ]);
  });

  test('nothing changed between equal samples', () => {
    const share = estimate(0.25, 0.31, 0.38);
    expect(trendBetween(share, share)).toBe('unclear');
  });
});
