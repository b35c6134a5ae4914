import { batched } from '../../../src/db/batched';

describe('look-ups batched over one turn of the event loop', () => {
  test('run together, each key once, and every caller gets its own answer', async () => {
    const asked: string[][] = [];
    const find = batched(async (keys: string[]) => {
      asked.push(keys);
      return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, key.toUpperCase()]));
    });
    expect(await Promise.all([find('a'), find('b'), find('a'), find('nobody')])).toEqual(['A', 'B', 'A', undefined]);
    expect(asked).toEqual([['a', 'b', 'nobody']]);
  });

  test('are not cached: a second look-up reads again', async () => {
    let reads = 0;
    const find = batched(async (keys: string[]) => new Map(keys.map((key) => [key, (reads += 1)])));
    expect([await find('a'), await find('a')]).toEqual([1, 2]);
  });

  test('fail together, and the next ones read again', async () => {
    let isAway = true;
    const find = batched(async (keys: string[]) => {
      if (isAway) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    });
    const failed = await Promise.allSettled([find('a'), find('b')]);
    expect(failed.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    isAway = false;
    expect(await find('a')).toBe('a');
  });
});
