import type { LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { listHref } from '../figures/figure-labels';
import { APPROACH_LABELS, APPROACHES, type ApproachCount } from '../figures/second-tries';
import { shareOfAsked } from '../sample/estimate';
import { intervalText, percent } from '../sample/ward-share';

/** Shares of fewer doors are not shown. */
const LEAST_DOORS = 5;

/** How many doors opened when the team came again after a refusal, by approach; [] before the first. */
export function secondTryTable(counts: readonly ApproachCount[], on: LocalDate) {
  const sum = (of: 'tries' | 'opened') => counts.reduce((total, count) => total + count[of], 0);
  const known = APPROACHES.flatMap((approach) => counts.filter((count) => count.approach === approach));
  const all = { approach: 'any' as const, tries: sum('tries'), opened: sum('opened') };
  return (known.length > 0 ? [...known, all] : []).map(({ approach, tries, opened }) => {
    const share = tries < LEAST_DOORS ? null : shareOfAsked(opened, tries);
    return {
      label: approach === 'any' ? 'Tất cả' : APPROACH_LABELS[approach],
      tries: { text: formatNumber(tries), href: listHref('refused', on, { approach }) },
      opened: {
        text: share ? percent(share.share) : '',
        href: listHref('refused', on, { approach, result: 'opened' }),
      },
      interval: share ? intervalText(share) : `dưới ${LEAST_DOORS} cửa`,
    };
  });
}
