import { canCompare, drawTurns } from '../../../../src/features/adoption/effect/turns';

const groups = (count: number, priorityOf: (index: number) => number = () => 1) =>
  Array.from({ length: count }, (_, index) => ({ groupId: `group-${index}`, priority: priorityOf(index) }));
const plan = { seed: 7, perQuarter: 2, firstQuarter: '2027-01-01' };

describe('the draw of the order in which groups are reached', () => {
  test('gives every group one place and each quarter its number of groups', () => {
    const turns = drawTurns(groups(5), plan);
    expect(turns.map(({ groupId }) => groupId).sort()).toEqual(groups(5).map(({ groupId }) => groupId));
    expect(turns.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    expect(turns.map(({ quarter }) => quarter)).toEqual([
      '2027-01-01',
      '2027-01-01',
      '2027-04-01',
      '2027-04-01',
      '2027-07-01',
    ]);
  });

  test('can be repeated from its seed, in whatever order the groups come', () => {
    expect(drawTurns(groups(16).reverse(), plan)).toEqual(drawTurns(groups(16), plan));
    expect(drawTurns(groups(16), { ...plan, seed: 8 })).not.toEqual(drawTurns(groups(16), plan));
  });

  test('reaches a priority before the next one; lots decide within it', () => {
    const turns = drawTurns(
      groups(12, (index) => (index % 3 === 0 ? 1 : 2)),
      plan,
    );
    expect(turns.map(({ priority }) => priority)).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  test('puts every group in every place equally often', () => {
    const first = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed += 1) {
      const { groupId } = drawTurns(groups(4), { ...plan, seed })[0]!;
      first.set(groupId, (first.get(groupId) ?? 0) + 1);
    }
    for (const count of first.values()) expect(Math.abs(count - 1000)).toBeLessThan(120); // over four standard deviations
  });
});

describe('turns can be compared', () => {
  const turnsOf = (sizes: readonly number[], priority = 1) =>
    sizes.flatMap((size, index) => Array.from({ length: size }, () => ({ priority, quarter: `202${index}-01-01` })));

  test('if some groups of a priority are reached while others still wait', () => {
    expect(canCompare(turnsOf([2, 2, 2]))).toBe(true);
    expect(canCompare(turnsOf([8]))).toBe(false);
    expect(canCompare(turnsOf([4, 4]))).toBe(false); // while the second half is on its turn, no group waits
  });

  test('if they can be exchanged in at least 40 ways', () => {
    expect(canCompare(turnsOf([1, 1, 1]))).toBe(false); // 6
    expect(canCompare(turnsOf([1, 1, 1, 1, 1]))).toBe(true); // 120
  });

  test('only within a priority', () => {
    expect(canCompare([...turnsOf([4]), ...turnsOf([4], 2), ...turnsOf([4], 3)])).toBe(false);
  });
});
