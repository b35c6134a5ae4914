import { formatDayMonth } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { countOf, formatCount, fractionText, INDICATORS, percentOf, WARD_DOORS } from '../indicators/indicators';
import { FILE_OUTCOMES } from '../figures/figure-sql';
import { FILE_OUTCOME_WORDS } from '../figure-lists/figure-lists';
import type { Figures } from '../figures/figures';
import { linked, listHref, plain, points, pointsBetween, type Part } from '../figures/figure-labels';
import { wardTargetStatus } from './target-pages';

// The smaller figures of the chairman's page, each a card with the words that it needs.

export interface Card {
  title: string;
  /** A number that opens its list. */
  figure: Part;
  words: Part[];
}

/** Topics named on the card; the others are on the list of visits. */
const NAMED_TOPICS = 3;

export function cardsOf(figures: Figures): Card[] {
  return [doorsCard(figures), filesCard(figures), timeCard(figures), ...peopleCards(figures)];
}

/** ' · mục tiêu …', or nothing. */
const against = (...asked: Parameters<typeof wardTargetStatus>): Part[] => {
  const words = wardTargetStatus(...asked);
  return words ? [plain(` · ${words}`)] : [];
};

function doorsCard(figures: Figures): Card {
  const { scope, doors, doorsBefore, doorsHelped, helped, month } = figures;
  const { on } = scope;
  return {
    title: INDICATORS.doorsReached.name,
    figure: { text: percentOf(doors), href: listHref('doors', on, { reached: 'yes' }) },
    words: [
      plain(
        `${fractionText(doors, WARD_DOORS)} · ${points(pointsBetween(doorsBefore, doors))} so với ${formatDayMonth(month.before.to)} · đã giúp `,
      ),
      linked(doorsHelped, listHref('doors', on, { reached: 'helped' })),
      plain(', '),
      linked(helped, listHref('helped', on)),
      ...against(figures, 'doorsReached', doors, 'cửa'),
    ],
  };
}

function filesCard({ scope: { on }, files, month }: Figures): Card {
  const { from } = month.now;
  const listOf = (filter: Record<string, string>) => listHref('files', on, { ...filter, from });
  return {
    title: `${INDICATORS.files.name} trong tháng`,
    figure: linked(files.sent, listOf({})),
    words: FILE_OUTCOMES.flatMap((outcome, index) => [
      plain(`${index === 0 ? '' : ' · '}${uncapitalise(FILE_OUTCOME_WORDS[outcome])} `),
      { text: formatNumber(files.outcomes[outcome].value), href: listOf({ outcome }) },
    ]).concat(plain(' · '), { text: 'vì sao hồ sơ vướng', href: `/stuck-files?month=${on.slice(0, 7)}` }),
  };
}

function timeCard({ scope: { on }, time, month }: Figures): Card {
  const { from } = month.now;
  const listOf = (minutes: string) => listHref('files', on, { minutes, from });
  const isCounted = time.counted.value > 0;
  return {
    title: INDICATORS.timeSaved.name,
    figure: isCounted
      ? { text: `${formatNumber(Math.round(time.minutes / 6) / 10)} giờ`, href: listOf('set') }
      : plain('chưa tính'),
    words: [
      ...(isCounted
        ? [linked(time.counted, listOf('set')), plain(' × số phút một chuyến đi, phường đặt cho từng dịch vụ; ')]
        : []),
      linked(time.uncounted, listOf('unset')),
      plain(' chưa tính vì dịch vụ chưa đặt số phút.'),
    ],
  };
}

function peopleCards(figures: Figures): Card[] {
  const { scope, vneid, priority, files, topics, groupSessions, month } = figures;
  const { on } = scope;
  const adultsWith = (level: string) => listHref('adults', on, { use: 'all', vneid: level });
  const { from } = month.now;
  return [
    {
      title: INDICATORS.level2.name,
      figure: { text: percentOf(vneid.level2), href: adultsWith('level_2') },
      words: [
        plain(`${fractionText(vneid.level2, `người từ ${scope.adultAge} tuổi`)} · chưa rõ `),
        linked(vneid.unknown, adultsWith('unknown')),
        plain(' · bị khóa, quên mật khẩu '),
        linked(vneid.locked, adultsWith('locked')),
        ...against(figures, 'level2', vneid.level2, 'người'),
      ],
    },
    {
      title: INDICATORS.priorityHelped.name,
      figure: { text: percentOf(priority), href: listHref('needy', on, { need: 'priority', state: 'helped' }) },
      words: [
        linked(priority.numerator, listHref('needy', on, { need: 'priority', state: 'helped' })),
        plain(' trên '),
        linked(priority.denominator, listHref('needy', on, { need: 'priority' })),
        plain(' từ 60 tuổi, sống một mình, khó đi lại, khuyết tật, chính sách, nghèo · '),
        { text: 'theo từng diện', href: '/reports/needs' },
        ...against(figures, 'priorityHelped', priority, 'người'),
      ],
    },
    {
      title: `${INDICATORS.doneForShare.name} trong tháng`,
      figure: { text: percentOf(files.doneFor), href: listHref('files', on, { how: 'done_for', from }) },
      words: [plain(`${fractionText(files.doneFor, 'hồ sơ đã nộp')}; cao là đang làm hộ, chưa phải dạy`)],
    },
    {
      title: `${INDICATORS.topics.name} trong tháng`,
      figure: linked(topics.visits, listHref('visits', on, { topic: 'any', from })),
      words: topics.byTopic.slice(0, NAMED_TOPICS).flatMap((topic, index) => [
        plain(`${index === 0 ? '' : ' · '}${topic.name} `),
        {
          text: formatCount(countOf('visit', topic.visits)),
          href: listHref('visits', on, { service: topic.serviceId, from }),
        },
      ]),
    },
    {
      title: `${INDICATORS.groupSessions.name} trong tháng`,
      figure: { text: formatCount(groupSessions.sessions), href: `/group-sessions?month=${on.slice(0, 7)}` },
      words: [
        plain(
          `${formatNumber(groupSessions.named)} lượt người có tên, ${formatNumber(groupSessions.others)} lượt người khác; đếm riêng với các cửa`,
        ),
      ],
    },
  ];
}
