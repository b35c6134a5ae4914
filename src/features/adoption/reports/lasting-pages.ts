import { formatNumber } from '../../../shared/numbers';
import { INDICATORS } from '../indicators/indicators';
import { listHref, type Part } from '../figures/figure-labels';
import type { Figures } from '../figures/figures';
import { lastingSentence, pointOf, pointTexts, triedOf, WAVE_NAMES, wholeRows } from '../figures/lasting';

/** "Còn tự làm được" on the chairman's page: a sentence, and a line from 0 to 100 % for each wave that can be shown. */
export function lastingModel({ lasting, scope: { on } }: Figures) {
  const points = wholeRows(lasting).flatMap(({ wave, cell }) => {
    const point = pointOf(cell);
    if (!point) return [];
    const { share, interval } = pointTexts(point);
    const { low, high, share: at } = point.asked;
    return [
      {
        name: `Sau ${WAVE_NAMES[wave]}`,
        text: `Trên vạch từ 0 đến 100 %: ${share}, ${interval}`,
        share,
        at: 100 * at,
        low: 100 * low,
        width: 100 * (high - low),
        figure: {
          text: `${formatNumber(cell.alone)}/${formatNumber(triedOf(cell))}`,
          href: listHref('lasting', on, { wave, answer: 'alone' }),
        } satisfies Part,
      },
    ];
  });
  return {
    title: INDICATORS.lasting.name,
    sentence: lastingSentence(lasting).replace(/^Còn tự làm được: /, ''),
    points,
  };
}
