import { sumOf } from '../../../shared/numbers';

// The comparison by turns: in each quarter, groups whose turn has come against groups whose turn is still to come. Pure.
// docs/adoption.md gives the method, its assumptions and its sources.

/** Answers of a quarter's random sample in one residential group. */
export interface Cell {
  answered: number;
  /** How many of these say yes to what is compared. */
  yes: number;
}

/** A residential group of the draw. */
export interface GroupSeries {
  /** Groups are compared, and turns exchanged, only within a stratum. */
  stratum: number;
  /** The quarter of its turn, as an index into `cells`. */
  turn: number;
  /** One for each quarter, in order. */
  cells: readonly Cell[];
}

/** A weighted mean of differences between shares. Its `weight` is its precision, 0 if nothing could be compared. */
export interface Difference {
  difference: number;
  weight: number;
}

export interface Comparison {
  average: Difference;
  /** By quarters since the turn; the first entry is the quarter of the turn, in which nothing is compared. */
  bySince: readonly Difference[];
}

/** The groups' figures in a form in which turns can be exchanged. */
export interface Prepared {
  /** The groups of each stratum, as indexes. */
  strata: readonly (readonly number[])[];
  turns: readonly number[];
  quarters: number;
  /** Per group and quarter: the share less what its start explains, and its precision (0 without answers). */
  values: readonly (readonly number[])[];
  weights: readonly (readonly number[])[];
}

/** The assumed part of the variance that lies between groups, if there are no answers from before the first turn. */
const USUAL_BETWEEN = 0.05;
/** Shares of 0 or 1 would give a group infinite precision. */
const LEAST_VARIANCE = 0.02;

/**
 * Subtracts from each share what the group's own answers before the first turn of its stratum lead to expect, shrunk by
 * how reliable these answers are, and weighs it by its precision. Neither looks at who has which turn, so that exchanging
 * turns stays fair.
 */
export function prepare(groups: readonly GroupSeries[]): Prepared {
  const strata = [...new Set(groups.map(({ stratum }) => stratum))].map((stratum) =>
    groups.flatMap((group, index) => (group.stratum === stratum ? [index] : [])),
  );
  const all = totalOf(groups.flatMap(({ cells }) => cells));
  const share = all.answered === 0 ? 0 : all.yes / all.answered;
  const spread = Math.max(LEAST_VARIANCE, share * (1 - share));
  const starts = groups.map(({ stratum, cells }) => {
    const firstTurn = Math.min(...groups.filter((other) => other.stratum === stratum).map(({ turn }) => turn));
    return totalOf(cells.slice(0, firstTurn));
  });
  const startOf = (members: readonly number[]) => totalOf(members.map((member) => starts[member]!));
  const between = betweenGroups(
    strata.map((members) => members.map((member) => starts[member]!)),
    spread,
  );
  const rest = between ?? USUAL_BETWEEN * spread;
  const expected = starts.map(() => 0);
  const unexplained = starts.map(() => rest);
  if (between !== null) {
    for (const members of strata) {
      const { answered, yes } = startOf(members);
      for (const member of members) {
        const start = starts[member]!;
        const reliability = between / (between + spread / start.answered);
        expected[member] = reliability * (start.yes / start.answered - yes / answered);
        unexplained[member] = rest * (1 - reliability);
      }
    }
  }
  return {
    strata,
    turns: groups.map(({ turn }) => turn),
    quarters: Math.max(0, ...groups.map(({ cells }) => cells.length)),
    values: groups.map(({ cells }, index) =>
      cells.map(({ answered, yes }) => (answered === 0 ? 0 : yes / answered - expected[index]!)),
    ),
    weights: groups.map(({ cells }, index) =>
      cells.map(({ answered }) => (answered === 0 ? 0 : 1 / (unexplained[index]! + spread / answered))),
    ),
  };
}

/**
 * The variance between groups of one stratum before its first turn, by moments (DerSimonian and Laird 1986). Null if
 * a group has no answers from that time.
 */
function betweenGroups(strata: readonly (readonly Cell[])[], spread: number): number | null {
  if (strata.flat().some(({ answered }) => answered === 0)) return null;
  let [excess, scale] = [0, 0];
  for (const starts of strata) {
    const { answered, yes } = totalOf(starts);
    const mean = yes / answered;
    excess += sumOf(starts, (start) => (start.answered / spread) * (start.yes / start.answered - mean) ** 2);
    excess -= starts.length - 1;
    scale += answered / spread - sumOf(starts, (start) => (start.answered / spread) ** 2) / (answered / spread);
  }
  return scale <= 0 ? 0 : Math.max(0, excess / scale);
}

const totalOf = (cells: readonly Cell[]): Cell => ({
  answered: sumOf(cells, ({ answered }) => answered),
  yes: sumOf(cells, ({ yes }) => yes),
});

/**
 * The comparison for given turns and values. A group counts as reached from the quarter after its turn, as not yet
 * reached before it, and not at all in the quarter of its turn, in which the team is on its way.
 */
export function compare(
  { strata, quarters, weights }: Prepared,
  turns: readonly number[],
  values: readonly (readonly number[])[],
): Comparison {
  const average = new Sum();
  const bySince = Array.from({ length: quarters }, () => new Sum());
  const since = Array.from({ length: quarters }, () => new Mean());
  const [reached, waiting] = [new Mean(), new Mean()];
  for (const members of strata) {
    for (let quarter = 0; quarter < quarters; quarter += 1) {
      for (const mean of since) mean.clear();
      reached.clear();
      waiting.clear();
      for (const member of members) {
        const weight = weights[member]![quarter]!;
        const quartersSince = quarter - turns[member]!;
        if (weight === 0 || quartersSince === 0) continue;
        const value = values[member]![quarter]!;
        if (quartersSince < 0) waiting.add(value, weight);
        else {
          reached.add(value, weight);
          since[quartersSince]!.add(value, weight);
        }
      }
      average.add(reached, waiting);
      for (let quartersSince = 1; quartersSince <= quarter; quartersSince += 1)
        bySince[quartersSince]!.add(since[quartersSince]!, waiting);
    }
  }
  return { average: average.difference(), bySince: bySince.map((sum) => sum.difference()) };
}

class Mean {
  sum = 0;
  weight = 0;

  add(value: number, weight: number): void {
    this.sum += weight * value;
    this.weight += weight;
  }

  clear(): void {
    this.sum = 0;
    this.weight = 0;
  }
}

/** Differences between two means, weighed by their precision. */
class Sum {
  private sum = 0;
  private weight = 0;

  add(reached: Mean, waiting: Mean): void {
    if (reached.weight === 0 || waiting.weight === 0) return;
    const weight = 1 / (1 / reached.weight + 1 / waiting.weight);
    this.sum += weight * (reached.sum / reached.weight - waiting.sum / waiting.weight);
    this.weight += weight;
  }

  difference(): Difference {
    return { difference: this.weight === 0 ? 0 : this.sum / this.weight, weight: this.weight };
  }
}
