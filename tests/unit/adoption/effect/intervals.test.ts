import { compare, prepare, type GroupSeries } from '../../../../src/features/adoption/effect/comparison';
import { measureAverage, measureBySince, studyOf } from '../../../../src/features/adoption/effect/intervals';
import { randomFrom } from '../../../../src/features/adoption/effect/measured-effect';

/** Groups of 100 answers a quarter with the given shares. */
const group = (turn: number, shares: readonly number[], stratum = 1): GroupSeries => ({
  stratum,
  turn,
  cells: shares.map((share) => ({ answered: 100, yes: Math.round(100 * share) })),
});

const averageOf = (groups: readonly GroupSeries[]) => {
  const prepared = prepare(groups);
  return compare(prepared, prepared.turns, prepared.values).average;
};

describe('the stepped comparison', () => {
  test('sets groups whose turn is over against groups whose turn is to come, in the same quarter', () => {
    // Nothing before the first turn; quarter 2 compares the first group with the third.
    const groups = [group(0, [0.3, 0.5, 0.5]), group(1, [0.3, 0.3, 0.5]), group(2, [0.3, 0.3, 0.3])];
    expect(averageOf(groups).difference).toBeCloseTo(0.2);
  });

  test('takes no trend that all groups share for an effect', () => {
    const rising = [0.2, 0.3, 0.4, 0.5, 0.6];
    const groups = [1, 1, 2, 2, 3, 3].map((turn) => group(turn, rising));
    expect(averageOf(groups).difference).toBeCloseTo(0);
  });

  test('takes no lasting difference between groups for an effect', () => {
    // The first groups were better long before; with much data nearly all of that is taken off.
    const groups = [1, 1, 2, 2, 3, 3].map((turn, index) => {
      const level = index < 2 ? 0.7 : 0.3;
      return { ...group(turn, []), cells: Array.from({ length: 4 }, () => ({ answered: 5000, yes: 5000 * level })) };
    });
    expect(Math.abs(averageOf(groups).difference)).toBeLessThan(0.01);
  });

  test('compares nothing across strata', () => {
    const groups = [group(0, [0.9, 0.9, 0.9]), group(0, [0.9, 0.9, 0.9]), group(3, [0.1, 0.1, 0.1], 2)];
    expect(averageOf(groups).weight).toBe(0);
    expect(studyOf(groups, randomFrom(1))).toBeNull();
  });

  test('leaves the quarter of the turn out', () => {
    const groups = [group(1, [0.3, 0.9, 0.3]), group(2, [0.3, 0.3, 0.9]), group(3, [0.3, 0.3, 0.3])];
    expect(averageOf(groups).difference).toBeCloseTo(0);
  });

  test('shows an effect that grows by the time since the turn', () => {
    const shares = (turn: number) => Array.from({ length: 5 }, (_, quarter) => 0.3 + 0.1 * Math.max(0, quarter - turn));
    const groups = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5].map((turn) => group(turn, shares(turn)));
    const bySince = measureBySince(studyOf(groups, randomFrom(1))!);
    expect(bySince.map(({ quartersSince, difference }) => [quartersSince, Math.round(100 * difference)])).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
  });
});

describe('the 95 % interval', () => {
  const random = randomFrom(3);
  const noisy = (effect: number) =>
    [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4].map((turn) => {
      const level = 0.3 + 0.1 * (random() - 0.5);
      return group(
        turn,
        Array.from({ length: 4 }, (_, quarter) => level + 0.06 * (random() - 0.5) + (quarter > turn ? effect : 0)),
      );
    });

  test('is the wider of the two, around the difference', () => {
    const { difference, interval, permutation, jackknife } = measureAverage(studyOf(noisy(0.1), randomFrom(1))!);
    const widths = [permutation, jackknife].map(({ low, high }) => high - low);
    expect(interval.high - interval.low).toBe(Math.max(...widths));
    expect(interval.low).toBeLessThan(difference);
    expect(interval.high).toBeGreaterThan(difference);
  });

  test('is the same for the same seed', () => {
    const groups = noisy(0.1);
    expect(measureAverage(studyOf(groups, randomFrom(9))!)).toEqual(measureAverage(studyOf(groups, randomFrom(9))!));
  });

  test('excludes exactly the effects that the exchange of turns rejects', () => {
    const groups = noisy(0.08);
    const study = studyOf(groups, randomFrom(5))!;
    const { difference, permutation } = measureAverage(study);
    // The test done by hand: take the effect out of every value and count exchanges at least as extreme.
    const pValueOf = (effect: number) => {
      const part = (member: number, quarter: number) => {
        const since = quarter - study.prepared.turns[member]!;
        if (since < 0) return 0;
        const own = study.observed.bySince[Math.max(1, since)]!;
        const shape = (own.weight === 0 ? difference : own.difference) - difference + effect;
        return since === 0 ? shape / 2 : shape;
      };
      const values = study.prepared.values.map((row, member) =>
        row.map((value, quarter) => value - part(member, quarter)),
      );
      const extreme = study.exchanges.filter(
        (turns) =>
          Math.abs(compare(study.prepared, turns, values).average.difference) >= Math.abs(difference - effect) - 1e-12,
      ).length;
      return (extreme + 1) / (study.exchanges.length + 1);
    };
    for (const end of [permutation.low, permutation.high]) {
      const outward = Math.sign(end - difference) * 0.002;
      expect(pValueOf(end - outward)).toBeGreaterThan(0.05);
      expect(pValueOf(end + outward)).toBeLessThanOrEqual(0.05);
    }
  });

  test('has no end if the groups are too few to tell', () => {
    const few = [group(0, [0.3, 0.6, 0.6]), group(1, [0.3, 0.3, 0.6]), group(2, [0.3, 0.3, 0.3])];
    expect(measureAverage(studyOf(few, randomFrom(1))!).interval).toEqual({ low: -Infinity, high: Infinity });
  });
});

test('in 300 wards without an effect the interval excludes zero in at most 5.5 %', () => {
  const random = randomFrom(11);
  let alarms = 0;
  for (let ward = 0; ward < 300; ward += 1) {
    const groups = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3].map((turn) => {
      const level = 0.2 + 0.2 * random();
      const cells = Array.from({ length: 4 }, () => {
        let yes = 0;
        for (let person = 0; person < 20; person += 1) if (random() < level) yes += 1;
        return { answered: 20, yes };
      });
      return { stratum: 1, turn, cells };
    });
    const { low, high } = measureAverage(studyOf(groups, random, 199)!).interval;
    if (low > 0 || high < 0) alarms += 1;
  }
  expect(alarms / 300).toBeLessThanOrEqual(0.055);
});
