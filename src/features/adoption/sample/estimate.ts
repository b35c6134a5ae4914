import { sumOf } from '../../../shared/numbers';
import { studentQuantile, wilson, type Estimate } from '../../../shared/share-interval';

export { shareOfAsked, type Estimate } from '../../../shared/share-interval';

// What a stratified random sample says about the whole ward. Pure.

/** A residential group on the day of the draw, in numbers of adults. */
export interface Stratum {
  population: number;
  /** How many of those drawn gave an answer that counts. */
  answered: number;
  /** How many of these have what is asked for. */
  yes: number;
}

/**
 * The share of the population that has what was asked for, with a 95 % interval. Groups weigh as much as they have
 * adults; groups without an answer are taken to be like the rest.
 *
 * The interval is Wilson's (1927) on the effective number of answers: 1 / Σ W²(1 − f)/r, where W is a group's weight,
 * r its answers and f = r / population. It takes the answers of a group to be a random part of it. If who could be
 * reached depends on the answer, nothing in the sample shows that, and the interval is too narrow.
 * @returns null before the first answer.
 */
export function estimateShare(strata: readonly Stratum[]): Estimate | null {
  const interviewed = strata.filter(({ answered }) => answered > 0);
  const population = sumOf(interviewed, (stratum) => stratum.population);
  if (population === 0) return null;
  const weightOf = (stratum: Stratum) => stratum.population / population;
  const share = sumOf(interviewed, (stratum) => (weightOf(stratum) * stratum.yes) / stratum.answered);
  const spread = sumOf(interviewed, (stratum) => {
    const unasked = 1 - stratum.answered / stratum.population;
    return (weightOf(stratum) ** 2 * unasked) / stratum.answered;
  });
  if (spread === 0) return { share, low: share, high: share }; // all members answered
  const quantile = studentQuantile(sumOf(interviewed, ({ answered }) => answered) - 1);
  return wilson(share, 1 / spread, quantile);
}

/**
 * How many to draw from each group: in proportion to its adults, by the largest remainders, at least one from each.
 * @param size at least the number of groups, at most the sum of the populations.
 */
export function allocate(size: number, populations: readonly number[]): number[] {
  const population = sumOf(populations, (adults) => adults);
  const shares = populations.map((adults) => (size * adults) / population);
  const drawn = shares.map((share) => Math.max(1, Math.floor(share)));
  for (let left = size - sumOf(drawn, (count) => count); left !== 0; left -= Math.sign(left)) {
    const lacks = shares.map((share, index) => share - drawn[index]!);
    const pool = left > 0 ? drawn.map((count, index) => count < populations[index]!) : drawn.map((count) => count > 1);
    const open = lacks.map((lack, index) => (pool[index] ? Math.sign(left) * lack : -Infinity));
    drawn[open.indexOf(Math.max(...open))]! += Math.sign(left);
  }
  return drawn;
}
