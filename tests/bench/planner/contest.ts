import { offeredRounds } from '../../../src/features/rounds/planner/offered-rounds';
import { planRounds } from '../../../src/features/rounds/planner/plan-rounds';
import { knowsChances } from './knows-chances';
import { makeWard } from './make-ward';
import { clairvoyant, oracle } from './oracles';
import { randomDoors, streetOrder } from './plain-ways';
import { placingBy } from './offered-requests';
import { byPlanner, CALLS_A_DAY, type Planner } from './planned-way';
import { makeWorld, play, type Played, type World } from './play';
import { WARDS, type WardName } from './wards';

/** All ways of planning, by name. */
const WAYS: Record<string, (world: World, planner: Planner) => ReturnType<typeof streetOrder>> = {
  'street order': (world) => streetOrder(world),
  'street order, requests first': (world) => streetOrder(world, undefined, true),
  'random doors': (world) => randomDoors(world),
  planner: (world, planner) => byPlanner(world, planner),
  'planner, requests offered its rounds': (world, planner) =>
    byPlanner(world, planner, CALLS_A_DAY, placingBy(offeredRounds)),
  'planner, 4 calls a day': (world, planner) => byPlanner(world, planner, 4),
  'planner, nobody telephones': (world, planner) => byPlanner(world, planner, 0),
  'knows all chances': (world) => knowsChances(world),
  oracle: (world) => oracle(world),
  'oracle, priority doors first': (world) => oracle(world, { priorityFirst: true }),
  clairvoyant: (world) => clairvoyant(world),
};

/** Ways that are worth playing if an assumption is wrong. */
const WAYS_ELSEWHERE = ['street order', 'street order, requests first', 'planner', 'oracle'];

export interface Contest {
  ward: WardName;
  seed: number;
  played: Played[];
  /** One value for each planned week. */
  planSeconds: number[];
}

/** All ways of planning in the same ward. */
export function contest(name: WardName, seed: number): Contest {
  const ward = makeWard(seed, WARDS[name].facts);
  const planSeconds: number[] = [];
  const timedPlanner: Planner = (input) => {
    const begin = performance.now();
    const plan = planRounds(input);
    planSeconds.push((performance.now() - begin) / 1000);
    return plan;
  };
  const ways = name === 'ordinary' ? Object.keys(WAYS) : WAYS_ELSEWHERE;
  const played = ways.map((way): Played => {
    const world = makeWorld(ward);
    return { ...play(world, WAYS[way]!(world, timedPlanner)), way };
  });
  return { ward: name, seed, played, planSeconds };
}
