import type { LocalDate } from '../../../shared/dates';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { estimateShare, type Estimate } from './estimate';
import type { StratumRow } from './queries';

// What a random sample says about the whole ward, in figures and words.

/** Fewer answers say nothing about a ward: their interval is wider than 30 points. */
export const MIN_ANSWERS = 30;

/** '2026-10-01' → 'quý 4/2026'. */
export const quarterName = (quarter: LocalDate): string =>
  `quý ${Math.floor(Number(quarter.slice(5, 7)) / 3) + 1}/${quarter.slice(0, 4)}`;

export type Counted = Exclude<keyof StratumRow, 'groupName'>;

export const total = (strata: readonly StratumRow[], column: Counted) =>
  strata.reduce((sum, stratum) => sum + stratum[column], 0);

/** What the sample says about the whole ward; null until enough people have answered. */
export function wardShare(strata: readonly StratumRow[], column: 'alone' | 'online'): Estimate | null {
  if (total(strata, 'answered') < MIN_ANSWERS) return null;
  return estimateShare(strata.map((stratum) => ({ ...stratum, yes: stratum[column] })));
}

export const percent = (share: number) => formatPercent(share, 1);
export const wholePercent = (share: number) => formatNumber(Math.round(100 * share));

/** 'khoảng 25–38 %'. */
export const intervalText = ({ low, high }: Estimate) => `khoảng ${wholePercent(low)}–${wholePercent(high)} %`;

/** A share of the whole ward as a figure with what it rests on. */
export function shareText(
  strata: readonly StratumRow[],
  column: 'alone' | 'online',
): { figure: string; denominator: string } {
  const estimate = wardShare(strata, column);
  const answered = formatNumber(total(strata, 'answered'));
  if (!estimate)
    return { figure: 'chưa đủ', denominator: `mới có ${answered} người trả lời, cần ít nhất ${MIN_ANSWERS}` };
  return {
    figure: percent(estimate.share),
    denominator: `${intervalText(estimate)}, tin cậy 95 %; theo ${answered} người trả lời`,
  };
}
