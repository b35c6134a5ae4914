import { formatDate, type LocalDate } from '../../../shared/dates';
import { NEEDS, type Need } from '../../../shared/needs';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { viewOf } from '../../../web/page';
import type { NeedRow } from './need-queries';

/** Only people who may read residents see who has a health-related need; others see the number only. */
export function isListedNeed(need: Need, canReadResidents: boolean): boolean {
  return canReadResidents || need !== 'disabled';
}

/** Each need with the number of people who have it, were met and were helped; the most important need first. */
export function needsPage(found: readonly NeedRow[], on: LocalDate, canReadResidents: boolean) {
  return viewOf('adoption/figure-lists/needs', {
    context: `Số liệu đến hôm nay, ${formatDate(on)}. Một người có thể có nhiều nhu cầu. “Đã gặp” là có mặt trong một lượt thăm; “đã giúp” là được đội hỗ trợ ít nhất một việc.`,
    rows: (Object.keys(NEEDS) as Need[])
      .flatMap((need) => found.filter((row) => row.need === need))
      .map((row) => {
        const href = (state: string) =>
          isListedNeed(row.need, canReadResidents) ? `/reports/needy?need=${row.need}${state}` : '';
        return {
          label: NEEDS[row.need],
          people: `${formatNumber(row.people)} người`,
          peopleHref: href(''),
          met: formatNumber(row.met),
          metHref: href('&state=met'),
          share: formatPercent(row.met, row.people),
          helped: formatNumber(row.helped),
          helpedHref: href('&state=helped'),
        };
      }),
  });
}
