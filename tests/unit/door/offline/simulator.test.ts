import { MUTANTS, mutant } from '../../../support/offline-simulator/mutants';
import { simulate, storyOf, type Run } from '../../../support/offline-simulator/simulate';
import { runs } from '../../../support/runs';

const { OFFLINE_SEED } = process.env;
const SEEDS = OFFLINE_SEED ? [Number(OFFLINE_SEED)] : Array.from({ length: runs(200) }, (_, index) => index + 1);

/** @returns the first run with a problem, null if there is none. */
async function firstProblem(seeds: readonly number[], makeQueue?: Parameters<typeof simulate>[1]): Promise<Run | null> {
  for (const seed of seeds) {
    const run = await simulate(seed, makeQueue);
    if (run.problem !== null) return run;
  }
  return null;
}

test('five laptops, a bad network and a failing server lose, double and mix up no visit', async () => {
  const counts = new Map<string, number>();
  for (const seed of SEEDS) {
    const run = await simulate(seed);
    if (run.problem !== null) throw new Error(storyOf(run));
    for (const [what, times] of run.counts) counts.set(what, (counts.get(what) ?? 0) + times);
  }
  // What the simulator is for did happen.
  if (OFFLINE_SEED) return;
  expect(counts.get('visit on the server')).toBeGreaterThan(15 * SEEDS.length);
  for (const what of [
    'request lost',
    'request late',
    'request doubled',
    'answer lost',
    'answer of somebody else',
    'server killed before saving',
    'server killed after saving',
    'lock held by another',
    'full disk',
    'kill the tab',
    'kill the browser',
    'session expires',
    'sign in',
    'clock',
  ])
    expect([what, (counts.get(what) ?? 0) > SEEDS.length / 4]).toEqual([what, true]);
});

test('the same seed plays the same evening', async () => {
  const [one, again, other] = [await simulate(7), await simulate(7), await simulate(8)];
  expect(again.trace).toEqual(one.trace);
  expect(other.trace).not.toEqual(one.trace);
});

test.each(Object.keys(MUTANTS))('a queue that %s is found out', async (name) => {
  const all = Array.from({ length: 200 }, (_, index) => index + 1);
  expect(await firstProblem(all, mutant(name))).toMatchObject({ problem: expect.any(String) });
});
