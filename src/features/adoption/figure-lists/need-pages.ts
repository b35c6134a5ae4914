import { formatDate, type LocalDate } from '../../../shared/dates';
import { NEEDS, type Need } from '../../../shared/needs';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { viewOf } from '../../../web/page';
import { hrefWith } from '../../../web/pager';
import { windowStart } from '../figures/adoption';
import { INDICATORS, NEED_DEFINITIONS } from '../indicators/indicators';
import { ABLE, HELPED, type Helping, type NeedRow } from './need-queries';

/** Only people who may read residents see who has a health-related need; others see the number only. */
export const isListedNeed = (need: Need, canReadResidents: boolean): boolean => canReadResidents || need !== 'disabled';

/** Each need with the number of people who have it, were met and were helped; the most important need first. */
export function needsPage(found: readonly NeedRow[], helping: Helping, on: LocalDate, canReadResidents: boolean) {
  const figure = (indicator: { name: string; numerator: string }, [part, all]: [number, number], href: string) => ({
    name: indicator.name,
    definition: indicator.numerator,
    share: formatPercent(part, all),
    text: `${formatNumber(part)} trên ${formatNumber(all)}`,
    href,
  });
  const listOf = (subject: string, filter: Readonly<Record<string, readonly string[]>>) =>
    canReadResidents ? hrefWith(`/lists/${subject}`, filter) : '';
  return viewOf('adoption/figure-lists/needs', {
    context: `Số liệu đến hôm nay, ${formatDate(on)}. Một người có thể có nhiều nhu cầu. “Đã gặp” là có mặt trong một lượt thăm; “đã giúp” là được đội hỗ trợ ít nhất một việc.`,
    helping: [
      figure(INDICATORS.ableHouseholds, helping.able, listOf('households', ABLE)),
      figure(INDICATORS.peopleHelpedBy, helping.helped, listOf('residents', HELPED)),
      figure(
        INDICATORS.filesByRelatives,
        helping.byRelatives,
        hrefWith('/reports/files', { how: 'by_relative', from: windowStart(on) }),
      ),
    ],
    rows: (Object.keys(NEEDS) as Need[])
      .flatMap((need) => found.filter((row) => row.need === need))
      .map(({ need, people, met, helped }) => {
        const number = (value: number, state: string) => ({
          text: formatNumber(value),
          href: isListedNeed(need, canReadResidents) ? `/reports/needy?need=${need}${state}` : '',
        });
        return {
          label: NEEDS[need],
          definition: NEED_DEFINITIONS[need],
          people: number(people, ''),
          met: number(met, '&state=met'),
          share: formatPercent(met, people),
          helped: number(helped, '&state=helped'),
          counts: { people, met, helped },
        };
      }),
  });
}
