import { formatDayMonth } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { countOf, formatCount, fractionText, INDICATORS, percentOf, WARD_DOORS } from '../indicators/indicators';
import { FILE_OUTCOMES } from '../figures/figure-sql';
import { FILE_OUTCOME_WORDS } from '../figure-lists/figure-lists';
import type { Figures } from '../figures/figures';
import { linked, listHref, points, pointsBetween, sentence, type Part } from '../figures/figure-labels';
import { wardTargetStatus } from './target-pages';

// The figures that are folded at the end of the chairman's page, each a card with the words that it needs.

export interface Card {
  title: string;
  /** A number that opens its list. */
  figure: Part;
  words: Part[];
  /** Whether there is something to count; else the card is not drawn. */
  isKnown: boolean;
}

/** Topics named on the card; the others are on the list of visits. */
const NAMED_TOPICS = 3;

export const cardsOf = (figures: Figures): Card[] =>
  [doorsCard(figures), filesCard(figures), ...peopleCards(figures)].filter(({ isKnown }) => isKnown);

/** ' · mục tiêu …', or nothing. */
const against = (...asked: Parameters<typeof wardTargetStatus>): string => {
  const words = wardTargetStatus(...asked);
  return words && ` · ${words}`;
};

function doorsCard(figures: Figures): Card {
  const { scope, doors, doorsBefore, doorsHelped, helped, month } = figures;
  const { on } = scope;
  const change = `${points(pointsBetween(doorsBefore, doors))} so với ${formatDayMonth(month.before.to)}`;
  const doorsOf = linked(doorsHelped, listHref('doors', on, { reached: 'helped' }));
  const peopleOf = linked(helped, listHref('helped', on));
  return {
    title: INDICATORS.doorsReached.name,
    isKnown: doors.denominator.value > 0,
    figure: { text: percentOf(doors), href: listHref('doors', on, { reached: 'yes' }) },
    words: sentence`${fractionText(doors, WARD_DOORS)} · ${change} · đã giúp ${doorsOf}, ${peopleOf}${against(figures, 'doorsReached', doors, 'cửa')}`,
  };
}

function filesCard({ scope: { on }, files, month }: Figures): Card {
  const { from } = month.now;
  const listOf = (filter: Record<string, string>) => listHref('files', on, { ...filter, from });
  return {
    title: `${INDICATORS.files.name} trong tháng`,
    isKnown: files.sent.value > 0,
    figure: linked(files.sent, listOf({})),
    words: FILE_OUTCOMES.flatMap((outcome) => {
      const count = { text: formatNumber(files.outcomes[outcome].value), href: listOf({ outcome }) };
      return sentence`${uncapitalise(FILE_OUTCOME_WORDS[outcome])} ${count} · `;
    }).concat({ text: 'vì sao hồ sơ vướng', href: `/stuck-files?month=${on.slice(0, 7)}` }),
  };
}

function peopleCards(figures: Figures): Card[] {
  const { scope, vneid, priority, topics, groupSessions, month } = figures;
  const { on } = scope;
  const adultsWith = (level: string) => listHref('adults', on, { use: 'all', vneid: level });
  const [unknown, locked] = [linked(vneid.unknown, adultsWith('unknown')), linked(vneid.locked, adultsWith('locked'))];
  const helpedHref = listHref('needy', on, { need: 'priority', state: 'helped' });
  const [helped, all] = [
    linked(priority.numerator, helpedHref),
    linked(priority.denominator, listHref('needy', on, { need: 'priority' })),
  ];
  const { from } = month.now;
  return [
    {
      title: INDICATORS.level2.name,
      isKnown: vneid.level2.denominator.value > 0,
      figure: { text: percentOf(vneid.level2), href: adultsWith('level_2') },
      words: sentence`${fractionText(vneid.level2, `người từ ${scope.adultAge} tuổi`)} · chưa rõ ${unknown} · bị khóa, quên mật khẩu ${locked}${against(figures, 'level2', vneid.level2, 'người')}`,
    },
    {
      title: INDICATORS.priorityHelped.name,
      isKnown: priority.denominator.value > 0,
      figure: { text: percentOf(priority), href: helpedHref },
      words: sentence`${helped} trên ${all} từ 60 tuổi, sống một mình, khó đi lại, khuyết tật, chính sách, nghèo · ${{ text: 'theo từng diện', href: '/reports/needs' }}${against(figures, 'priorityHelped', priority, 'người')}`,
    },
    {
      title: `${INDICATORS.topics.name} trong tháng`,
      isKnown: topics.visits.value > 0,
      figure: linked(topics.visits, listHref('visits', on, { topic: 'any', from })),
      words: topics.byTopic.slice(0, NAMED_TOPICS).flatMap(({ name, visits, serviceId }, index) => {
        const href = listHref('visits', on, { service: serviceId, from });
        return sentence`${index === 0 ? '' : ' · '}${name} ${linked(countOf('visit', visits), href)}`;
      }),
    },
    {
      title: `${INDICATORS.groupSessions.name} trong tháng`,
      isKnown: groupSessions.sessions.value > 0,
      figure: { text: formatCount(groupSessions.sessions), href: `/group-sessions?month=${on.slice(0, 7)}` },
      words: sentence`${formatNumber(groupSessions.named)} lượt người có tên, ${formatNumber(groupSessions.others)} lượt người khác; đếm riêng với các cửa`,
    },
  ];
}
