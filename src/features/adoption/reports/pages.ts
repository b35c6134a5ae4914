import { formatDate, formatDayMonth, type LocalDate } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { formatNumber, formatPercent } from '../../../shared/numbers';
import { NEEDS, type Need } from '../../../shared/needs';
import { definePage } from '../../../web/page';
import { countWords } from '../../casework/requests/pages';
import { officialCountKpi } from '../official-counts/pages';
import { sampleKpi } from '../sample/pages';
import { targetTag, windowStart, type DaySpan, type Share, type TargetTag } from './adoption';
import type { Figures, MonthFigures } from './figures';
import type { NeedRow } from './need-queries';
import { NO_GROUP, type MonthRow } from './queries';

interface Kpi {
  label: string;
  figure: string;
  denominator: string;
  change: string;
  href: string;
}

interface OverviewModel {
  wardName: string;
  context: string;
  kpis: Kpi[];
  /** Share of requests that came after a refusal: '16 trong 64 …'; '' while there are no requests. */
  afterRefusal: string;
  monthTitle: string;
  month: Kpi[];
  trendImage: string;
  trendSummary: string;
  trend: { week: string; share: string; figures: string; href: string }[];
  groups: {
    name: string;
    doors: string;
    doorsHref: string;
    users: string;
    usersHref: string;
    share: string;
    tag: TargetTag;
    others: string;
    othersHref: string;
  }[];
  services: {
    name: string;
    code: string;
    users: string;
    usersHref: string;
    how: string;
    doneFor: string;
    doneForHref: string;
  }[];
  /** '' when the reader may not import. */
  importHref: string;
  notes: string[];
}

export const overviewPage = definePage<OverviewModel>('adoption/reports/overview');

/** PORTAL_USE_HOW in words short enough for a table cell. */
const SHORT_HOW = { alone: 'tự làm', with_help: 'có hướng dẫn', by_relative: 'người nhà' } as const;

const fraction = ({ numerator, denominator }: Share) => `${formatNumber(numerator)} / ${formatNumber(denominator)}`;
const percent = ({ numerator, denominator }: Share) => formatPercent(numerator, denominator);

/** @param canImport whether the page of an empty ward offers the import. */
export function overviewModel(figures: Figures, canImport: boolean): OverviewModel {
  const { scope, trend, targetPercent } = figures;
  return {
    wardName: figures.wardName,
    context: `Số liệu đến hôm nay, ${formatDate(scope.on)}. Mỗi con số mở ra danh sách phía sau nó.`,
    afterRefusal: afterRefusalWords(figures.requests),
    kpis: [
      sampleKpi(figures.sample),
      {
        label: 'Người lớn đã dùng Cổng trong 12 tháng',
        figure: percent(figures.adults),
        denominator: `${formatNumber(figures.adults.numerator)} trên ${formatNumber(figures.adults.denominator)} người từ ${scope.adultAge} tuổi`,
        change: changeOfUse(figures),
        href: '/reports/adults?use=own',
      },
      officialCountKpi(figures.officialCount),
      {
        label: 'Cửa đã gặp',
        figure: percent(figures.doors),
        denominator: `${formatNumber(figures.doors.numerator)} trên ${formatNumber(figures.doors.denominator)} cửa đang có người ở`,
        change: '',
        href: '/reports/doors?reached=yes',
      },
      {
        label: 'Người đã được đội hỗ trợ',
        figure: formatNumber(figures.helped),
        denominator: 'người khác nhau, từ trước đến nay',
        change: '',
        href: '/reports/helped',
      },
      {
        label: 'Người lớn có VNeID mức 2',
        figure: percent(figures.level2),
        denominator: `${formatNumber(figures.level2.numerator)} trên ${formatNumber(figures.level2.denominator)} người từ ${scope.adultAge} tuổi`,
        change: '',
        href: '/reports/adults?use=all&vneid=level_2',
      },
    ],
    monthTitle: `Tháng ${Number(scope.on.slice(5, 7))}/${scope.on.slice(0, 4)}, ${daysInWords({ from: figures.month.now.from, to: scope.on })}`,
    month: monthKpis(figures.month),
    trendImage: figures.trendImage,
    trendSummary: trendInWords(figures),
    trend: trend.toReversed().map((point) => ({
      week: `đến ${formatDate(point.until)}`,
      share: percent(point),
      figures: fraction(point),
      href: `/reports/adults?use=own&until=${point.until}`,
    })),
    groups: figures.groups.map((row) => {
      const users = { numerator: row.users, denominator: row.adults };
      const group = row.groupId ?? NO_GROUP;
      return {
        name: shortGroupName(row.groupName ?? 'Chưa xếp tổ'),
        doors: fraction({ numerator: row.doorsReached, denominator: row.doors }),
        doorsHref: `/reports/doors?group=${group}`,
        users: fraction(users),
        usersHref: `/reports/adults?use=own&group=${group}`,
        share: percent(users),
        tag: targetTag(users, targetPercent),
        others: `${formatNumber(row.adults - row.users)} người`,
        othersHref: `/reports/adults?use=none&group=${group}`,
      };
    }),
    services: figures.services.map((row) => ({
      name: row.name,
      code: row.code ?? '',
      users: formatNumber(row.users),
      usersHref: `/reports/adults?use=own&service=${row.serviceId}`,
      how: [
        ['alone', row.alone],
        ['with_help', row.withHelp],
        ['by_relative', row.byRelative],
      ]
        .filter(([, count]) => count !== 0)
        .map(([how, count]) => `${SHORT_HOW[how as 'alone']} ${formatNumber(count as number)}`)
        .join(' · '),
      doneFor: formatNumber(row.doneFor),
      doneForHref: `/reports/adults?use=all&how=done_for&service=${row.serviceId}`,
    })),
    importHref: canImport ? '/imports/new' : '',
    notes: [
      '“Cửa đã gặp”: cửa đang có người ở, có ít nhất một lượt thăm gặp được người. Nhà trống, nhà cả hộ vắng lâu không tính. “Hộ đã gặp” của tháng đếm mọi hộ gặp được trong những ngày ấy, kể cả hộ nay đã để trống.',
      `“Đã dùng Cổng”: người từ ${scope.adultAge} tuổi đang ở trong phường, có ít nhất một hồ sơ trực tuyến từ ${formatDate(windowStart(scope.on))} đến ${formatDate(scope.on)}, tự làm, có đội hướng dẫn hoặc người nhà làm. Mỗi người tính một lần.`,
      `Không tính ${formatNumber(figures.doneForOnly)} người chỉ được đội làm thay; ${formatNumber(figures.adultsWithoutBirth)} người chưa rõ năm sinh không nằm trong mẫu số.`,
      'Chỉ gồm những lần dùng mà đội biết: đội ghi khi đến nhà, người dân kể lại, danh sách nhập vào. Tỷ lệ của cả phường trên Cổng do hệ thống thành phố công bố có thể khác.',
      'Đường biểu diễn: mỗi điểm là 12 tháng tính đến ngày ấy, bắt đầu từ điểm đầu tiên có đủ 12 tháng số liệu; mẫu số là số người lớn đang ở hôm nay.',
      ...(targetPercent === null
        ? []
        : [
            `Mục tiêu ${formatNumber(targetPercent)} % người trưởng thành vào năm 2030: Quyết định 1588/QĐ-TTg ngày 17/12/2024; người quản trị sửa được ở trang Cài đặt.`,
          ]),
    ],
  };
}

/** Change since the latest week end that is at least three weeks old: '+0,4 điểm so với ngày 01/11'. */
function changeOfUse({ trend, firstUse, adults }: Figures): string {
  if (trend.length === 0)
    return firstUse === null ? '' : `sổ mới có số liệu từ ${formatDate(firstUse)}, chưa đủ 12 tháng`;
  const before = trend.at(-5);
  return before ? `${signed(pointsBetween(before, adults))} điểm so với ngày ${formatDayMonth(before.until)}` : '';
}

function trendInWords({ trend, trendImage, firstUse, adults }: Figures): string {
  const [first] = trend;
  if (!first || trendImage === '')
    return ['Chưa đủ số liệu để vẽ.', firstUse && `Mỗi điểm cần đủ 12 tháng; sổ có số liệu từ ${formatDate(firstUse)}.`]
      .filter(Boolean)
      .join(' ');
  return `Tỷ lệ người lớn đã dùng Cổng, từng tuần: từ ${percent(first)} ngày ${formatDate(first.until)} đến ${percent(adults)} hôm nay (${signed(pointsBetween(first, adults))} điểm).`;
}

function pointsBetween(from: Share, to: Share): number {
  return from.denominator === 0 || to.denominator === 0
    ? 0
    : (100 * to.numerator) / to.denominator - (100 * from.numerator) / from.denominator;
}

/** 'từ 01/10 đến 26/10', 'ngày 01/10'. */
function daysInWords({ from, to }: DaySpan): string {
  return from === to ? `ngày ${formatDayMonth(from)}` : `từ ${formatDayMonth(from)} đến ${formatDayMonth(to)}`;
}

function monthKpis({ activity, now, before }: MonthFigures): Kpi[] {
  const isCut = now.activity !== activity;
  const kpi = (label: string, figure: keyof MonthRow, unit: string, href: string): Kpi => ({
    label,
    figure: formatNumber(activity[figure]),
    denominator: unit,
    href: `${href}${href.includes('?') ? '&' : '?'}from=${now.from}`,
    change: (isCut ? [now, before] : [before])
      .map((days) => `${daysInWords(days)}: ${formatNumber(days.activity[figure])}`)
      .join('; '),
  });
  return [
    kpi('Lượt thăm', 'visits', 'lượt', '/reports/visits'),
    kpi('Hộ đã gặp', 'households', 'hộ khác nhau', '/reports/visits?reached=yes'),
    kpi('Người được hỗ trợ', 'residents', 'người khác nhau', '/reports/helped'),
    kpi('Hồ sơ đã nộp', 'files', 'hồ sơ do đội hỗ trợ', '/reports/files'),
  ];
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${formatNumber(Math.abs(Math.round(points * 10) / 10))}`;
}

function afterRefusalWords({ afterRefusal, all }: Figures['requests']): string {
  return all === 0
    ? ''
    : `${countWords(afterRefusal)} trong ${countWords(all)} đề nghị hỗ trợ từ trước đến nay là của hộ từng nói chưa muốn.`;
}

interface NeedsModel {
  context: string;
  rows: {
    label: string;
    people: string;
    peopleHref: string;
    met: string;
    metHref: string;
    share: string;
    helped: string;
    helpedHref: string;
  }[];
}

export const needsPage = definePage<NeedsModel>('adoption/reports/needs');

/** Only people who may read residents see who has a health-related need; others see the number only. */
export function isListedNeed(need: Need, canReadResidents: boolean): boolean {
  return canReadResidents || need !== 'disabled';
}

/** Each need with the number of people who have it, were met and were helped; the most important need first. */
export function needsModel(found: readonly NeedRow[], on: LocalDate, canReadResidents: boolean): NeedsModel {
  return {
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
  };
}
