import { compare, prepare, type GroupSeries } from '../../../src/features/adoption/effect/comparison';

// Simulated wards whose true effect is known.

export interface WardKind {
  name: string;
  groups: number;
  perQuarter: number;
  /** Groups of the first stratum, which is reached first; 0 for a single stratum. */
  first?: number;
  /** People drawn each quarter. */
  sample: number;
  icc: number;
  isUnequal?: boolean;
  /** Rise of the share per quarter without any visit. */
  trend?: number;
  /** Standard deviation of the groups' own trends around it. */
  ownTrends?: number;
  effect: 'none' | 'constant' | 'growing';
}

const EIGHT = { groups: 8, perQuarter: 2, sample: 200 };
const SIXTEEN = { groups: 16, perQuarter: 4, sample: 400 };
const FORTY = { groups: 40, perQuarter: 10, sample: 400 };

export const KINDS: readonly WardKind[] = [
  { name: '8 groups, ICC 0.01, constant effect', ...EIGHT, icc: 0.01, effect: 'constant' },
  { name: '8 groups, ICC 0.05, no effect', ...EIGHT, icc: 0.05, effect: 'none' },
  { name: '8 groups, ICC 0.2, constant effect', ...EIGHT, icc: 0.2, effect: 'constant' },
  { name: '8 unequal groups, ICC 0.05, growing effect', ...EIGHT, icc: 0.05, isUnequal: true, effect: 'growing' },
  { name: '16 groups, ICC 0.01, no effect', ...SIXTEEN, icc: 0.01, effect: 'none' },
  { name: '16 groups, ICC 0.05, trend, constant effect', ...SIXTEEN, icc: 0.05, trend: 0.02, effect: 'constant' },
  { name: '16 groups, ICC 0.2, growing effect', ...SIXTEEN, icc: 0.2, effect: 'growing' },
  {
    name: '16 unequal groups, ICC 0.1, trend, no effect',
    ...SIXTEEN,
    icc: 0.1,
    isUnequal: true,
    trend: 0.02,
    effect: 'none',
  },
  { name: '40 groups, ICC 0.01, constant effect', ...FORTY, icc: 0.01, effect: 'constant' },
  {
    name: '40 groups in two priorities, ICC 0.05, trend, growing effect',
    ...FORTY,
    perQuarter: 7,
    first: 20,
    icc: 0.05,
    trend: 0.02,
    effect: 'growing',
  },
  { name: '40 groups, ICC 0.2, no effect', ...FORTY, icc: 0.2, effect: 'none' },
  {
    name: '40 unequal groups, ICC 0.1, trends of their own, constant effect',
    ...FORTY,
    icc: 0.1,
    isUnequal: true,
    trend: 0.02,
    ownTrends: 0.02,
    effect: 'constant',
  },
];

/** Quarters with a sample before the first turn. */
const BEFORE = 2;
const START = 0.3;
const RESPONSE = 0.7;

export interface SimulatedWard {
  groups: GroupSeries[];
  /** The true effect in each group and quarter. */
  effects: number[][];
}

export function simulate(kind: WardKind, random: () => number): SimulatedWard {
  const turns = drawnTurns(kind, random);
  const quarters = Math.max(...turns.map(({ turn }) => turn)) + 1;
  const sizes = turns.map(() => (kind.isUnequal ? Math.exp(0.7 * normal(random)) : 1));
  const adults = sizes.reduce((sum, size) => sum + size, 0);
  const effects: number[][] = [];
  const drawn = sizes.map((size) => Math.max(1, Math.round((kind.sample * size) / adults)));
  const groups = turns.map(({ stratum, turn }, index): GroupSeries => {
    // A stratum with priority starts lower.
    const level = betaOf(stratum === 0 && kind.first ? START - 0.08 : START, kind.icc, random);
    const slope = (kind.trend ?? 0) + (kind.ownTrends ?? 0) * normal(random);
    const row: number[] = [];
    effects.push(row);
    const cells = Array.from({ length: quarters }, (_, quarter) => {
      const without = bounded(level + slope * quarter);
      const withVisits = bounded(without + effectOf(kind, quarter - turn));
      row.push(withVisits - without);
      const answered = countOf(drawn[index]!, RESPONSE, random);
      return { answered, yes: countOf(answered, withVisits, random) };
    });
    return { stratum, turn, cells };
  });
  return { groups, effects };
}

function effectOf({ effect }: WardKind, since: number): number {
  if (effect === 'none' || since < 0) return 0;
  if (effect === 'constant') return since === 0 ? 0.06 : 0.12;
  return 0.05 * (since + 0.5);
}

function drawnTurns({ groups, perQuarter, first = 0 }: WardKind, random: () => number) {
  const order = Array.from({ length: groups }, (_, index) => ({ stratum: index < first ? 0 : 1, lot: random() }));
  order.sort((one, two) => one.stratum - two.stratum || one.lot - two.lot);
  return order.map(({ stratum }, place) => ({ stratum, turn: BEFORE + Math.floor(place / perQuarter) }));
}

/** The true value of what the comparison estimates: its own weights on the true effects. */
export function truthOf({ groups, effects }: SimulatedWard): number {
  const prepared = prepare(groups);
  return compare(prepared, prepared.turns, effects).average.difference;
}

const bounded = (share: number) => Math.min(1, Math.max(0, share));

function countOf(tries: number, chance: number, random: () => number): number {
  let count = 0;
  for (let one = 0; one < tries; one += 1) if (random() < chance) count += 1;
  return count;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A share whose intracluster correlation is `icc`: Beta with that mean. */
function betaOf(mean: number, icc: number, random: () => number): number {
  const size = 1 / icc - 1;
  const one = gammaOf(mean * size, random);
  return one / (one + gammaOf((1 - mean) * size, random));
}

/** Marsaglia and Tsang 2000. */
function gammaOf(shape: number, random: () => number): number {
  if (shape < 1) return gammaOf(shape + 1, random) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
