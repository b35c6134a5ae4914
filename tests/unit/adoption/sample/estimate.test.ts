import { allocate, estimateShare, type Stratum } from '../../../../src/features/adoption/sample/estimate';

const stratum = (population: number, answered: number, yes: number): Stratum => ({ population, answered, yes });

describe('the share of a ward, estimated from a sample', () => {
  test('is the share of the answers when every group answered in proportion', () => {
    expect(estimateShare([stratum(1000, 50, 10), stratum(1000, 50, 30)])!.share).toBeCloseTo(0.4);
  });

  test('weighs groups by their adults, not by their answers', () => {
    // A quarter of the adults answered five times as often as the rest.
    expect(estimateShare([stratum(1000, 100, 0), stratum(3000, 20, 20)])!.share).toBeCloseTo(0.75);
  });

  test('takes a group without an answer to be like the rest', () => {
    const heard = [stratum(1000, 40, 10), stratum(500, 20, 10)];
    expect(estimateShare([...heard, stratum(900, 0, 0)])).toEqual(estimateShare(heard));
  });

  test('is exact when all members answered', () => {
    expect(estimateShare([stratum(40, 40, 10)])).toEqual({ share: 0.25, low: 0.25, high: 0.25 });
  });

  test('is unknown without an answer', () => {
    expect(estimateShare([stratum(40, 0, 0)])).toBeNull();
    expect(estimateShare([])).toBeNull();
  });

  test('is not certain when all answers agree', () => {
    const { share, low, high } = estimateShare([stratum(5000, 60, 0)])!;
    expect([share, low]).toEqual([0, 0]);
    expect(high).toBeGreaterThan(0.03);
  });
});

describe('a draw', () => {
  test('gives groups their part by the largest remainders', () => {
    expect(allocate(10, [500, 300, 200])).toEqual([5, 3, 2]);
    expect(allocate(7, [500, 300, 200])).toEqual([4, 2, 1]);
  });

  test('takes one at least from each group', () => {
    expect(allocate(100, [9000, 900, 60, 3, 1])).toEqual([89, 8, 1, 1, 1]);
  });

  test('takes all adults when the sample is as large as the ward', () => {
    expect(allocate(504, [300, 200, 3, 1])).toEqual([300, 200, 3, 1]);
  });
});

describe('in 2,000 simulated wards the 95 % interval holds the true share in at least 94 %', () => {
  const WARDS = 2000;
  /** Twenty groups of one size, and twenty as unequal as a ward's are. */
  const GROUPS = {
    equal: Array.from({ length: 20 }, () => 290),
    unequal: [1200, 900, 700, 500, 400, 350, 300, 250, 220, 200, 160, 140, 120, 100, 90, 70, 50, 30, 15, 5],
  };

  const cases = Object.keys(GROUPS).flatMap((groups) =>
    [200, 400].flatMap((size) =>
      [0.05, 0.2, 0.5].flatMap((share) =>
        [0, 0.4].map((unreached) => ({ groups: groups as keyof typeof GROUPS, size, share, unreached })),
      ),
    ),
  );

  test.each(cases)('$groups groups, $size drawn, $share use the portal, $unreached not reached', (given) => {
    const random = generator(given.size * 1000 + given.share * 100 + given.unreached * 10 + given.groups.length);
    const populations = GROUPS[given.groups];
    const adults = populations.reduce((sum, population) => sum + population, 0);
    const drawn = allocate(given.size, populations);
    let held = 0;
    for (let ward = 0; ward < WARDS; ward += 1) {
      // In every second ward the groups differ from each other.
      const users = populations.map((population) => {
        const chance = ward % 2 === 0 ? given.share : given.share * (0.3 + 1.4 * random());
        return Math.floor(population * chance + random());
      });
      const truth = users.reduce((sum, count) => sum + count, 0) / adults;
      const strata = populations.map((population, index) => {
        const answered = times(drawn[index]!, () => random() >= given.unreached);
        return { population, answered, yes: usersAmong(answered, population, users[index]!, random) };
      });
      const { low, high } = estimateShare(strata)!;
      if (low <= truth && truth <= high) held += 1;
    }
    expect(held / WARDS).toBeGreaterThanOrEqual(0.94);
  });

  /** How many of `count` people, drawn from `population` without replacement, are among its `users`. */
  function usersAmong(count: number, population: number, users: number, random: () => number): number {
    let found = 0;
    for (let index = 0; index < count; index += 1) if (random() * (population - index) < users - found) found += 1;
    return found;
  }

  const times = (count: number, isHit: () => boolean) => {
    let hits = 0;
    for (let index = 0; index < count; index += 1) if (isHit()) hits += 1;
    return hits;
  };
});

/** Mulberry32: the same seed gives the same numbers. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
