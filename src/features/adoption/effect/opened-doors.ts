import type { LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { listHref } from '../figures/figure-labels';
import { CALL_SIDES, type CallSide, type CallSideCount } from '../figures/called-doors';
import { APPROACH_LABELS, APPROACHES, type ApproachCount } from '../figures/second-tries';
import { shareOfAsked } from '../sample/estimate';
import { intervalText, percent } from '../sample/ward-share';

/** Shares of fewer doors are not shown. */
const LEAST_DOORS = 5;

/** A kind of doors, how many opened, and the lists behind both. */
function openedRow(label: string, [opened, doors]: [number, number], hrefOf: (of: Record<string, string>) => string) {
  const share = doors < LEAST_DOORS ? null : shareOfAsked(opened, doors);
  return {
    label,
    doors: { text: formatNumber(doors), href: hrefOf({}) },
    opened: { text: share ? percent(share.share) : '', href: hrefOf({ result: 'opened' }) },
    interval: share ? intervalText(share) : `dưới ${LEAST_DOORS} cửa`,
  };
}

/** How many doors opened when the team came again after a refusal, by approach; [] before the first. */
export function secondTryTable(counts: readonly ApproachCount[], on: LocalDate) {
  const sum = (of: 'tries' | 'opened') => counts.reduce((total, count) => total + count[of], 0);
  const known = APPROACHES.flatMap((approach) => counts.filter((count) => count.approach === approach));
  const all = { approach: 'any' as const, tries: sum('tries'), opened: sum('opened') };
  return (known.length > 0 ? [...known, all] : []).map(({ approach, tries, opened }) =>
    openedRow(approach === 'any' ? 'Tất cả' : APPROACH_LABELS[approach], [opened, tries], (filter) =>
      listHref('refused', on, { approach, ...filter }),
    ),
  );
}

/** How many doors the team met after a call, beside doors like them that were not called; [] before the first call counts. */
export function calledTable(counts: readonly CallSideCount[], on: LocalDate) {
  const sides = counts.length > 0 ? (Object.keys(CALL_SIDES) as CallSide[]) : [];
  return sides.map((call) => {
    const { met, doors } = counts.find(({ side }) => side === call) ?? { met: 0, doors: 0 };
    return openedRow(CALL_SIDES[call], [met, doors], (filter) => listHref('called', on, { call, ...filter }));
  });
}
