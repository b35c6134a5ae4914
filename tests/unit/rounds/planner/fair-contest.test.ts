import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { planRounds } from '../../../../src/features/rounds/planner/plan-rounds';
import { Doors } from '../../../bench/planner/doors';
import { Register } from '../../../bench/planner/register';
import { later } from '../../../bench/planner/days';
import { makeWard } from '../../../bench/planner/ward';
import { oracle, streetOrder } from '../../../bench/planner/other-ways';
import { byPlanner } from '../../../bench/planner/planned-way';
import { makeWorld, play } from '../../../bench/planner/play';
import { ORDINARY_WARD } from '../../../bench/planner/ward-facts';

const BENCH = path.join(__dirname, '../../../bench/planner');
const SMALL = { ...ORDINARY_WARD, doors: 250, officers: 4 };

it('the simulated ward takes nothing from the program except what is to be judged, and its types', () => {
  const taken = readdirSync(BENCH).flatMap((file) =>
    Array.from(
      readFileSync(path.join(BENCH, file), 'utf8').matchAll(
        /^(?:import (?!type)[^;]*|.*require\([^;]*)\/src\/[^;]*;/gm,
      ),
      ([line]) => `${file}: ${line}`,
    ),
  );
  expect(taken).toEqual([
    "run.mjs: const { planRounds } = require('../../../src/features/rounds/planner/plan-rounds.ts');",
    "run.mjs: const { offeredRounds } = require('../../../src/features/rounds/planner/offered-rounds.ts');",
  ]);
});

it('one seed is one ward, and what a knock brings does not depend on who knocked before', () => {
  expect(makeWard(7, SMALL)).toEqual(makeWard(7, SMALL));
  expect(makeWard(7, SMALL)).not.toEqual(makeWard(8, SMALL));
  const ward = makeWard(7, SMALL);
  const alone = new Doors(ward, new Register()).knock(ward.households[90]!, '2026-03-17', 1150);
  const after = new Doors(ward, new Register());
  for (const household of ward.households.slice(0, 80)) after.knock(household, '2026-03-17', 1100);
  expect(after.knock(ward.households[90]!, '2026-03-17', 1150).outcome).toBe(alone.outcome);
});

describe('a small ward played to the end', () => {
  const ward = makeWard(3, SMALL);

  it('with the planner: nine doors in ten are met, no door gets two knocks a day, evenings are shared', () => {
    const world = makeWorld(ward);
    const played = play(world, byPlanner(world, planRounds));
    expect(played.outingsToNinety).not.toBeNull();
    expect(played.spread).toBeLessThan(1.3);
    const knocks = world.register.tries.map(({ door, date }) => `${door} ${date}`);
    expect(new Set(knocks).size).toBe(knocks.length);
    for (const { arrived, date } of world.register.tries) expect(arrived <= 1230 && date >= '2026-03-09').toBe(true);
  });

  it('more knowledge needs fewer evenings', () => {
    const wider = makeWard(3, { ...SMALL, doors: 400 });
    const [outingsOfOracle, outingsInStreetOrder] = [oracle, streetOrder].map((way) => {
      const world = makeWorld(wider);
      return play(world, way(world)).outingsToNinety!;
    });
    expect(outingsOfOracle!).toBeLessThan(outingsInStreetOrder!);
  });

  it('the oracle goes nowhere if no one is at home, and leaves households that refused alone for two weeks', () => {
    const world = makeWorld(ward);
    play(world, oracle(world));
    const { tries } = world.register;
    const refused = new Map<string, string>();
    for (const { door, date, arrived, outcome } of tries) {
      expect(
        world.doors.isSomebodyHome(
          ward.households.find(({ id }) => id === door)!,
          date,
          arrived,
        ),
      ).toBe(true);
      expect(date >= (refused.get(door) ?? '')).toBe(true);
      if (outcome === 'refused') refused.set(door, later(date, 14));
    }
    expect(refused.size).toBeGreaterThan(0);
  });
});
