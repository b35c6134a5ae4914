import { compare, prepare, type GroupSeries } from '../../../src/features/adoption/effect/comparison';
import type { StudiedDraw, StudiedGroup } from '../../../src/features/adoption/effect/measured-effect';
import { addDays, addMonths, type LocalDate } from '../../../src/shared/dates';

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

export const KINDS: readonly WardKind[] = [
  { name: '8 groups, ICC 0.01, constant effect', groups: 8, perQuarter: 2, sample: 200, icc: 0.01, effect: 'constant' },
  { name: '8 groups, ICC 0.05, no effect', groups: 8, perQuarter: 2, sample: 200, icc: 0.05, effect: 'none' },
  { name: '8 groups, ICC 0.2, constant effect', groups: 8, perQuarter: 2, sample: 200, icc: 0.2, effect: 'constant' },
  {
    name: '8 unequal groups, ICC 0.05, growing effect',
    groups: 8,
    perQuarter: 2,
    sample: 200,
    icc: 0.05,
    isUnequal: true,
    effect: 'growing',
  },
  { name: '16 groups, ICC 0.01, no effect', groups: 16, perQuarter: 4, sample: 400, icc: 0.01, effect: 'none' },
  {
    name: '16 groups, ICC 0.05, trend, constant effect',
    groups: 16,
    perQuarter: 4,
    sample: 400,
    icc: 0.05,
    trend: 0.02,
    effect: 'constant',
  },
  { name: '16 groups, ICC 0.2, growing effect', groups: 16, perQuarter: 4, sample: 400, icc: 0.2, effect: 'growing' },
  {
    name: '16 unequal groups, ICC 0.1, trend, no effect',
    groups: 16,
    perQuarter: 4,
    sample: 400,
    icc: 0.1,
    isUnequal: true,
    trend: 0.02,
    effect: 'none',
  },
  {
    name: '40 groups, ICC 0.01, constant effect',
    groups: 40,
    perQuarter: 10,
    sample: 400,
    icc: 0.01,
    effect: 'constant',
  },
  {
    name: '40 groups in two priorities, ICC 0.05, trend, growing effect',
    groups: 40,
    perQuarter: 7,
    first: 20,
    sample: 400,
    icc: 0.05,
    trend: 0.02,
    effect: 'growing',
  },
  { name: '40 groups, ICC 0.2, no effect', groups: 40, perQuarter: 10, sample: 400, icc: 0.2, effect: 'none' },
  {
    name: '40 unequal groups, ICC 0.1, trends of their own, constant effect',
    groups: 40,
    perQuarter: 10,
    sample: 400,
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
  /** People drawn, per group and quarter. */
  drawn: number[];
  /** Each group's share before any visit. */
  levels: number[];
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
  const levels: number[] = [];
  const groups = turns.map(({ stratum, turn }, index): GroupSeries => {
    // A stratum with priority starts lower.
    const level = betaOf(stratum === 0 && kind.first ? START - 0.08 : START, kind.icc, random);
    const slope = (kind.trend ?? 0) + (kind.ownTrends ?? 0) * normal(random);
    const row: number[] = [];
    effects.push(row);
    levels.push(level);
    const cells = Array.from({ length: quarters }, (_, quarter) => {
      const without = bounded(level + slope * quarter);
      const withVisits = bounded(without + effectOf(kind, quarter - turn));
      row.push(withVisits - without);
      const answered = countOf(drawn[index]!, RESPONSE, random);
      return { answered, yes: countOf(answered, withVisits, random) };
    });
    return { stratum, turn, cells };
  });
  return { groups, drawn, levels, effects };
}

export function effectOf({ effect }: WardKind, since: number): number {
  if (effect === 'none' || since < 0) return 0;
  if (effect === 'constant') return since === 0 ? 0.06 : 0.12;
  return 0.05 * (since + 0.5);
}

function drawnTurns({ groups, perQuarter, first = 0 }: WardKind, random: () => number) {
  const order = Array.from({ length: groups }, (_, index) => ({ stratum: index < first ? 0 : 1, lot: random() }));
  order.sort((one, two) => one.stratum - two.stratum || one.lot - two.lot);
  return order.map(({ stratum }, place) => ({ stratum, turn: BEFORE + Math.floor(place / perQuarter) }));
}

const FIRST_QUARTER = '2026-01-01';
const quarterOf = (index: number): LocalDate => addMonths(FIRST_QUARTER, 3 * index);

/** The simulated ward as the program reads it, on the day on which the last turn begins. */
export function studied({ groups, drawn }: SimulatedWard): { draw: StudiedDraw; today: LocalDate } {
  return {
    today: quarterOf(Math.max(...groups.map(({ turn }) => turn))),
    draw: {
      seed: 1,
      groups: groups.map(({ stratum, turn, cells }, index) => ({
        name: `Tổ ${index + 1}`,
        priority: stratum,
        turn: quarterOf(turn),
        reachedOn: addDays(quarterOf(turn), 20),
        samples: cells.map(({ answered, yes }, quarter) => ({
          quarter: quarterOf(quarter),
          drawn: drawn[index]!,
          answered,
          alone: yes,
          atVisit: 0,
        })),
      })),
    },
  };
}

/** Wards of which nothing true can be measured, and what the program is to say of them. */
export const UNFIT: readonly {
  name: string;
  spoil: (ward: SimulatedWard, random: () => number) => StudiedDraw | null;
}[] = [
  { name: 'no draw: the team chose the order', spoil: () => null },
  {
    name: 'drawn, but the team went to the easiest groups first',
    spoil: (ward) => {
      const { draw } = studied(ward);
      const easiest = [...ward.levels.keys()].sort((one, two) => ward.levels[two]! - ward.levels[one]!);
      const days = draw.groups.map(({ reachedOn }) => reachedOn).sort();
      const groups = draw.groups.map((group, index) => ({ ...group, reachedOn: days[easiest.indexOf(index)]! }));
      return { ...draw, groups };
    },
  },
  {
    name: 'only what the team saw itself, no sample',
    spoil: (ward) => mapGroups(ward, (group) => ({ ...group, samples: [] })),
  },
  {
    name: 'half of the sample asked on visits',
    spoil: (ward, random) =>
      mapGroups(ward, (group) => ({
        ...group,
        samples: group.samples.map((cell) =>
          cell.quarter >= group.turn ? { ...cell, atVisit: countOf(cell.answered, 0.5, random) } : cell,
        ),
      })),
  },
  {
    name: 'reached groups answer 90 %, waiting groups 50 %',
    spoil: (ward, random) =>
      mapGroups(ward, (group) => ({
        ...group,
        samples: group.samples.map((cell) => {
          const answered = countOf(cell.drawn, cell.quarter > group.turn ? 0.9 : 0.5, random);
          return { ...cell, answered, alone: Math.min(answered, cell.alone) };
        }),
      })),
  },
  {
    name: 'one group reached before its quarter',
    spoil: (ward) => {
      const { draw } = studied(ward);
      const [last, ...rest] = [...draw.groups].reverse();
      return { ...draw, groups: [...rest, { ...last!, reachedOn: addDays(last!.turn, -30) }] };
    },
  },
];

function mapGroups(ward: SimulatedWard, change: (group: StudiedGroup) => StudiedGroup): StudiedDraw {
  const { draw } = studied(ward);
  return { ...draw, groups: draw.groups.map(change) };
}

/** The true value of what the comparison estimates: its own weights on the true effects. */
export function truthOf({ groups, effects }: SimulatedWard): number {
  const prepared = prepare(groups);
  return compare(prepared, prepared.turns, effects).average.difference;
}

/** The same by quarters since the turn. */
export function truthsBySince({ groups, effects }: SimulatedWard) {
  const prepared = prepare(groups);
  return compare(prepared, prepared.turns, effects).bySince;
}

/**
 * Half the width of the 95 % interval of a model that knows everything but the size of the effect: its shape, the trend,
 * the variance between groups and of answers; so it needs no Student's t. Generalised least squares on the same answers.
 */
export function reachOfKnowing(kind: WardKind, { groups }: SimulatedWard): number {
  const prepared = prepare(groups);
  const quarters = prepared.quarters;
  const strata = [...new Set(groups.map(({ stratum }) => stratum))];
  const columns = 1 + strata.length * quarters;
  const share = START;
  const between = kind.icc * share * (1 - share);
  const within = (1 - kind.icc) * share * (1 - share);
  const known = kind.effect === 'growing' ? 'growing' : 'constant';
  const shape = (since: number) =>
    effectOf({ ...kind, effect: known }, since) / effectOf({ ...kind, effect: known }, 1);
  const information = Array.from({ length: columns }, () => new Float64Array(columns));
  for (const { stratum, turn, cells } of groups) {
    const used = cells.flatMap(({ answered }, quarter) =>
      answered > 0 && quarter !== turn ? [{ answered, quarter }] : [],
    );
    const covariance = used.map((one, row) =>
      used.map(
        (two, column) =>
          between +
          (kind.ownTrends ?? 0) ** 2 * one.quarter * two.quarter +
          (row === column ? within / one.answered : 0),
      ),
    );
    const inverse = inverseOf(covariance);
    const designs = used.map(({ quarter }) => {
      const row = new Float64Array(columns);
      row[0] = quarter > turn ? shape(quarter - turn) : 0;
      row[1 + strata.indexOf(stratum) * quarters + quarter] = 1;
      return row;
    });
    for (let one = 0; one < used.length; one += 1)
      for (let two = 0; two < used.length; two += 1)
        for (let row = 0; row < columns; row += 1) {
          const left = designs[one]![row]!;
          if (left === 0) continue;
          for (let column = 0; column < columns; column += 1)
            information[row]![column]! += left * inverse[one]![two]! * designs[two]![column]!;
        }
  }
  const used = Array.from({ length: columns }, (_, index) => index).filter((index) => information[index]![index]! > 0);
  const variance = inverseOf(used.map((row) => used.map((column) => information[row]![column]!)))[0]![0]!;
  const shapes = groups.map(({ turn, cells }) =>
    cells.map((_, quarter) => (quarter > turn ? shape(quarter - turn) : 0)),
  );
  return 1.959964 * Math.sqrt(variance) * compare(prepared, prepared.turns, shapes).average.difference;
}

function inverseOf(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [
    ...row,
    ...Array.from({ length: size }, (_, other) => (other === index ? 1 : 0)),
  ]);
  for (let pivot = 0; pivot < size; pivot += 1) {
    const best = rows.reduce(
      (found, row, index) => (index > pivot && Math.abs(row[pivot]!) > Math.abs(rows[found]![pivot]!) ? index : found),
      pivot,
    );
    [rows[pivot], rows[best]] = [rows[best]!, rows[pivot]!];
    const scale = rows[pivot]![pivot]!;
    // A column that the others give is left out.
    if (Math.abs(scale) < 1e-10) continue;
    for (let column = 0; column < 2 * size; column += 1) rows[pivot]![column]! /= scale;
    for (let row = 0; row < size; row += 1) {
      const factor = rows[row]![pivot]!;
      if (row === pivot || factor === 0) continue;
      for (let column = 0; column < 2 * size; column += 1) rows[row]![column]! -= factor * rows[pivot]![column]!;
    }
  }
  return rows.map((row) => row.slice(size));
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
