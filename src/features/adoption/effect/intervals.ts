import { studentQuantile } from '../../../shared/share-interval';
import { compare, prepare, type Comparison, type Difference, type GroupSeries, type Prepared } from './comparison';

// How sure a comparison by turns is: 95 % intervals from exchanging the turns of the draw, and from leaving out one group
// after another. Pure. docs/adoption.md gives the sources.

/** Of a difference between shares; the ends are infinite if the groups are too few to bound it. */
export interface Interval {
  low: number;
  high: number;
}

export interface Measured {
  difference: number;
  /** The wider of the two below. */
  interval: Interval;
  permutation: Interval;
  jackknife: Interval;
}

/** A comparison, prepared so that its average and its parts by quarters since the turn can be measured. */
interface Study {
  prepared: Prepared;
  observed: Comparison;
  /** The turns, exchanged at random within the strata. */
  exchanges: readonly (readonly number[])[];
  without: readonly Comparison[];
}

const EXCHANGES = 999;
/** Of the exchanges, how many may be at least as extreme as what was observed. */
const REJECTED = 0.05;
/** In the quarter of its turn a group is taken to have half of the effect: the team is there while its sample is called. */
const PART_IN_TURN = 0.5;
const UNBOUNDED: Interval = { low: -Infinity, high: Infinity };

/**
 * Prepares the comparison of a draw. Null if there is no quarter in which some groups of a stratum have been reached and
 * others have not.
 * @param random gives numbers in [0, 1); the same numbers give the same intervals.
 */
export function studyOf(groups: readonly GroupSeries[], random: () => number, exchanges = EXCHANGES): Study | null {
  const prepared = prepare(groups);
  const observed = compare(prepared, prepared.turns, prepared.values);
  if (observed.average.weight === 0) return null;
  return {
    prepared,
    observed,
    exchanges: Array.from({ length: exchanges }, () => exchangedTurns(prepared, random)),
    without: groups.map((_, left) => {
      const rest = prepare(groups.filter((_group, index) => index !== left));
      return compare(rest, rest.turns, rest.values);
    }),
  };
}

/** The difference between reached and waiting groups, on average over the quarters since the turn. */
export const measureAverage = (study: Study): Measured =>
  measure(
    study,
    ({ average }) => average,
    () => true,
  );

/** The difference by quarters since the turn, for those in which something could be compared. */
export const measureBySince = (study: Study): (Measured & { quartersSince: number })[] =>
  study.observed.bySince.flatMap(({ weight }, quartersSince) => {
    if (weight === 0) return [];
    const partOf = ({ bySince }: Comparison) => bySince[quartersSince]!;
    return [{ quartersSince, ...measure(study, partOf, (quarters) => quarters === quartersSince) }];
  });

/** Which difference of a comparison is measured: the average, or the one of some quarters since the turn. */
type Part = (comparison: Comparison) => Difference;

/** @param isMeasured whether the quarters this long after the turn belong to the part. */
function measure(study: Study, partOf: Part, isMeasured: (quartersSince: number) => boolean): Measured {
  const permutation = byExchange(study, partOf, isMeasured);
  const jackknife = byLeavingOut(study, partOf);
  const interval = widthOf(permutation) >= widthOf(jackknife) ? permutation : jackknife;
  return { difference: partOf(study.observed).difference, interval, permutation, jackknife };
}

const widthOf = ({ low, high }: Interval): number => high - low;

function exchangedTurns({ strata, turns }: Prepared, random: () => number): number[] {
  const result = [...turns];
  for (const members of strata) {
    for (let last = members.length - 1; last > 0; last -= 1) {
      const [one, two] = [members[last]!, members[Math.floor(random() * (last + 1))]!];
      [result[one], result[two]] = [result[two]!, result[one]!];
    }
  }
  return result;
}

/**
 * The effects that a test by exchange of turns does not reject. For a supposed effect θ the effect is taken out of the
 * observed values; under other turns the comparison is then a − θb, and the observed one is d − θ. Both are straight
 * lines in θ, so each exchange is at least as extreme on one stretch around d, and the interval is given by the quantiles
 * of the ends of these stretches. How the effect differs by time since the turn is taken as estimated.
 */
function byExchange(
  { prepared, observed, exchanges }: Study,
  partOf: Part,
  isMeasured: (since: number) => boolean,
): Interval {
  const { difference } = partOf(observed);
  /** Which part of the effect a group has in a quarter, and of how many quarters since its turn. */
  const exposure = (group: number, quarter: number) => {
    const since = quarter - prepared.turns[group]!;
    if (since < 0) return { since: 0, part: 0 };
    return since === 0 ? { since: 1, part: PART_IN_TURN } : { since, part: 1 };
  };
  const effectAt = (since: number) => {
    const { weight, difference: own } = observed.bySince[since] ?? { weight: 0, difference: 0 };
    return weight === 0 ? observed.average.difference : own;
  };
  const mapValues = (valueOf: (value: number, at: { since: number; part: number }) => number) =>
    prepared.values.map((row, group) => row.map((value, quarter) => valueOf(value, exposure(group, quarter))));
  const held = mapValues((_, { since, part }) => (isMeasured(since) ? part : 0));
  const cleared = mapValues(
    (value, { since, part }) => value - part * (effectAt(since) - (isMeasured(since) ? difference : 0)),
  );
  const stretches = exchanges.map((turns): Interval => {
    const a = partOf(compare(prepared, turns, cleared));
    const b = partOf(compare(prepared, turns, held));
    if (a.weight === 0 || Math.abs(b.difference) > 1 - 1e-9) return UNBOUNDED;
    const ends = [(difference - a.difference) / (1 - b.difference), (difference + a.difference) / (1 + b.difference)];
    return { low: Math.min(...ends), high: Math.max(...ends) };
  });
  stretches.push(UNBOUNDED); // the observed turns are one of the exchanges
  const rejected = Math.floor(REJECTED * stretches.length + 1e-9);
  return {
    low: stretches.map(({ low }) => low).sort((one, two) => one - two)[rejected]!,
    high: stretches.map(({ high }) => high).sort((one, two) => two - one)[rejected]!,
  };
}

/** The cluster jackknife CV3: each group left out once, everything computed again, Student's t. */
function byLeavingOut({ prepared, observed, without }: Study, partOf: Part): Interval {
  const { difference } = partOf(observed);
  const left = without.map(partOf);
  const degrees = left.length - prepared.strata.length;
  if (degrees < 1 || left.some(({ weight }) => weight === 0)) return UNBOUNDED;
  const squares = left.reduce((sum, one) => sum + (one.difference - difference) ** 2, 0);
  const reach = studentQuantile(degrees) * Math.sqrt(((left.length - 1) / left.length) * squares);
  return { low: difference - reach, high: difference + reach };
}
