import {
  daysBetween,
  formatDate,
  formatDateTime,
  formatDayMonth,
  type LocalDate,
  localTimeOf,
  monthName,
} from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import { INDICATORS, type Indicator, percentOf, type Share, shareOf, type Unit } from '../indicators/indicators';
import { type DaySpan, windowStart } from '../figures/adoption';
import { cardsOf } from './card-pages';
import { NO_GROUP, OWN_HOWS } from '../figures/figure-sql';
import { groupTitle, listHref, points, pointsBetween } from '../figures/figure-labels';
import type { ClosedMonth } from '../figures/closed-figures';
import type { Figures, MonthFigures } from '../figures/figures';
import { headlineModel, SHORT_HOW, type HeadlineNotes } from './headline-pages';
import { lastingModel } from './lasting-pages';
import { effortCards, monthCards, movedServices } from './month-cards';
import { monthOptions, papersOf } from './month-options';
import { reluctanceModel } from './reluctance-pages';
import type { MonthShown } from '../figures/shown-figures';
import { sentencesOf, type SentenceFacts } from './sentences';
import { groupTargetStatuses, targetNote } from './target-pages';

type OverviewModel = ReturnType<typeof overviewModel>;

/** What the page needs besides the figures. */
export interface OverviewAsked {
  today: LocalDate;
  /** Whether the page of an empty ward offers the import. */
  canImport: boolean;
  /** The requests that are overdue today; null for another day. */
  overdue: number | null;
  openMonth: SentenceFacts['openMonth'];
  notes?: HeadlineNotes;
}

/**
 * The chairman's page.
 * @param before the last full month, on the first days of a month: its sentences are said, because the new month has
 * nothing to compare yet.
 */
export function overviewPage(shown: MonthShown, asked: OverviewAsked, before: MonthShown | null = null) {
  const model = modelOf(shown, asked);
  return viewOf('adoption/reports/overview', {
    ...model,
    ...(before && {
      sentences: modelOf(before, asked).sentences,
      context: `${model.context}; các câu đầu nói về ${monthName(before.figures.scope.on)}`,
    }),
    state: stateModel(shown, asked.today),
  });
}

const modelOf = ({ figures, closed }: MonthShown, asked: OverviewAsked) => {
  const open = overviewModel(figures, asked);
  return closed ? ofClosing(open, closed) : open;
};

/** What the colour of a sentence means, for readers who do not see it. */
const TONE_WORDS = { better: 'Tốt lên', worse: 'Xấu đi', 'to-do': 'Cần làm' } as const;

const fraction = ({ numerator, denominator }: Share<Unit>) =>
  `${formatNumber(numerator.value)} / ${formatNumber(denominator.value)}`;

/** What stands above the figures: whether they are the newest, and whether the month is closed. */
function stateModel({ figures, areNewest, closed, isReopened }: MonthShown, today: LocalDate) {
  const month = figures.scope.on.slice(0, 7);
  return {
    /** When figures that are not the newest were read: '08:21'; '' for the newest. */
    readAt: areNewest ? '' : localTimeOf(figures.readAt),
    newestHref: `/reports?month=${month}`,
    /** '' for the current month. */
    closing: month === today.slice(0, 7) ? '' : closingText(figures, closed, isReopened),
    closingHref: `/month-closings?month=${month}`,
    closingLabel: closed ? 'Các lần chốt' : 'Việc còn mở',
    isClosed: closed !== null && !isReopened,
  };
}

function closingText({ scope: { on } }: Figures, closed: ClosedMonth | null, isReopened: boolean): string {
  const month = capitalise(monthName(on));
  if (!closed) return `${month} chưa chốt, số còn có thể đổi.`;
  if (isReopened) return `Bản ${closed.revision} của ${monthName(on)}, đã mở lại: không còn là số của tháng.`;
  const reason = closed.reason && ` Lý do mở lại bản trước: ${closed.reason}`;
  return `${month} đã chốt, bản ${closed.revision}: ${formatDateTime(closed.closedAt)}, ${closed.closedByName}; chủ tịch ${closed.confirmedAt ? `xác nhận ${formatDateTime(closed.confirmedAt)}` : 'chưa xác nhận'}.${reason}`;
}

/** The address of a list or a paper of the month. */
const MONTH_ADDRESS = /^\/reports\/[\w.-]+\?/;

/**
 * The page of a closed month: every link to a list or a paper opens it as it was closed. The closing keeps the rows of its
 * month, and of adults those of the trend; a number of other days is plain there.
 */
function ofClosing(model: OverviewModel, { id, figures: { scope } }: ClosedMonth): OverviewModel {
  const text = JSON.stringify(model, (_name, value: unknown) => {
    if (typeof value !== 'string' || !MONTH_ADDRESS.test(value)) return value;
    const until = new URLSearchParams(value.split('?')[1]).get('until');
    if (until && until !== scope.on && !value.startsWith('/reports/adults?')) return '';
    return `${value}&closing=${id}`;
  });
  return JSON.parse(text) as OverviewModel;
}

function overviewModel(figures: Figures, { canImport, today, overdue, openMonth, notes }: OverviewAsked) {
  const { scope, trend } = figures;
  const { on } = scope;
  const sentences = sentencesOf({ ...figures, overdue: overdue ?? 0, openMonth });
  return {
    month: monthName(on),
    wardName: figures.wardName,
    context: on === today ? `đến ${formatDayMonth(on)}` : '',
    sentences: sentences.map((sentence) => ({
      ...sentence,
      word: TONE_WORDS[sentence.tone],
      isMain: sentence === (sentences.find(({ tone }) => tone === 'to-do') ?? sentences[0]),
    })),
    /** Instead of sentences; what is overdue is read for today only. */
    quiet: `Không có thay đổi rõ rệt${overdue === null ? '' : ', không có việc quá hạn'}.`,
    months: monthOptions(figures, today),
    papers: papersOf(figures),
    headline: headlineModel(figures, notes),
    monthCards: monthCards(figures, overdue),
    effort: effortCards(figures),
    lasting: lastingModel(figures),
    moved: movedServices(figures),
    cards: cardsOf(figures),
    activity: activityLines(figures.month, on),
    trendImage: figures.trendImage,
    trendSummary: trendText(figures),
    trend: trend.toReversed().map((point) => ({
      week: `đến ${formatDate(point.until)}`,
      share: percentOf(point),
      figures: fraction(point),
      href: listHref('adults', point.until, { use: 'own' }),
    })),
    targetNote: targetNote(figures),
    hasStatus: groupTargetStatuses(figures).some(({ tag }) => tag.kind !== 'plain'),
    groups: groupTargetStatuses(figures).map(({ row, tag, gap, ownTargets }) => {
      const users = shareOf('person', row.users, row.adults);
      const group = row.groupId ?? NO_GROUP;
      return {
        name: groupTitle(row),
        /** Under a head that says 'Tổ'. */
        short: groupTitle(row).replace(/^Tổ (?=\d)/, ''),
        doors: `${formatNumber(row.doorsReached)}/${formatNumber(row.doors)}`,
        doorsHref: listHref('doors', on, { reached: 'yes', group }),
        users: fraction(users),
        usersHref: listHref('adults', on, { use: 'own', group }),
        /** Under a head that says '%'. */
        share: percentOf(users).replace(/\s%$/, ''),
        /** '' where nothing can be compared; that no door was met, the doors say. */
        status: tag.kind === 'plain' ? '' : tag.text,
        tag,
        gap,
        ownTargets,
        others: `${formatNumber(row.adults - row.users)} người`,
        othersHref: listHref('adults', on, { use: 'none', group }),
      };
    }),
    services: figures.services.filter(({ isEssential }) => !isEssential).map((row) => serviceLine(row, on)),
    reluctance: reluctanceModel(figures),
    essential: essentialServices(figures),
    importHref: canImport ? '/imports/new' : '',
    notes: [
      contextOf(figures),
      ...(figures.adultsWithoutBirth === 0
        ? []
        : [`${formatNumber(figures.adultsWithoutBirth)} người chưa rõ năm sinh không nằm trong mẫu số.`]),
    ],
  };
}

function contextOf({ scope: { on, today }, month: { now, before }, bookFrom }: Figures): string {
  const days = daysBetween(before.from, before.to) + 1;
  const earlier = `${days} ngày đầu tháng ${Number(before.from.slice(5, 7))}`;
  const compared = now.to === on ? `so với ${earlier}` : `${days} ngày đầu tháng so với ${earlier}`;
  const began = before.from < bookFrom && bookFrom <= on ? ` Sổ bắt đầu từ ${formatDate(bookFrom)}.` : '';
  return on === today
    ? `Số liệu đến hôm nay ${formatDayMonth(on)}, ${compared}. Tháng chưa hết.${began}`
    : `Số liệu đến hết ngày ${formatDate(on)}, ${compared}. Ai ở phường, cửa nào có người ở theo sổ ngày ${formatDate(today)}.${began}`;
}

function essentialServices({ services, scope }: Figures) {
  const essential = services.filter(({ isEssential }) => isEssential);
  const isUsed = ({ users, doneFor, files }: (typeof essential)[number]) => users + doneFor + files > 0;
  const unused = essential.filter((row) => !isUsed(row)).map(({ name }) => name);
  const title = INDICATORS.essential25.name;
  if (essential.length === 0) return { title, rows: [], unused: 'Danh mục chưa đánh dấu dịch vụ thiết yếu nào.' };
  return {
    title,
    rows: essential.filter(isUsed).map((row) => serviceLine(row, scope.on)),
    unused: [
      `Trong danh mục của phường, 25 dịch vụ này là ${essential.length} thủ tục.`,
      unused.length > 0 ? `Chưa ai dùng, chưa hồ sơ nào (${unused.length}): ${unused.join('; ')}.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  };
}

function serviceLine(row: Figures['services'][number], on: LocalDate) {
  const service = row.serviceId;
  const from = windowStart(on);
  const files = (filter: Record<string, string>) => listHref('files', on, { ...filter, service, from });
  return {
    name: row.name,
    code: row.code ?? '',
    users: formatNumber(row.users),
    usersHref: listHref('adults', on, { use: 'own', service }),
    how: OWN_HOWS.filter((how) => row.hows[how] > 0)
      .map((how) => `${uncapitalise(SHORT_HOW[how])} ${formatNumber(row.hows[how])}`)
      .join(' · '),
    doneFor: formatNumber(row.doneFor),
    doneForHref: listHref('adults', on, { use: 'all', how: 'done_for', service }),
    files: formatNumber(row.files),
    filesHref: files({}),
    filesDone: formatNumber(row.filesDone),
    filesDoneHref: files({ outcome: 'done' }),
  };
}

function trendText({ trend, trendImage, firstUse, adults, scope }: Figures): string {
  const [first] = trend;
  if (!first || trendImage === '')
    return ['Chưa đủ số liệu để vẽ.', firstUse && `Mỗi điểm cần đủ 12 tháng; sổ có số liệu từ ${formatDate(firstUse)}.`]
      .filter(Boolean)
      .join(' ');
  const end = scope.on === scope.today ? 'hôm nay' : `ngày ${formatDate(scope.on)}`;
  return `Tỷ lệ người lớn đã dùng Cổng, từng tuần: từ ${percentOf(first)} ngày ${formatDate(first.until)} đến ${percentOf(adults)} ${end} (${points(pointsBetween(first, adults))}).`;
}

/** 'từ 01/10 đến 26/10', 'ngày 01/10'. */
const daysText = ({ from, to }: DaySpan): string =>
  from === to ? `ngày ${formatDayMonth(from)}` : `từ ${formatDayMonth(from)} đến ${formatDayMonth(to)}`;

/** Visits and households of the month, which have no card. */
function activityLines({ activity, now, before }: MonthFigures, on: LocalDate) {
  const line = (label: string, figure: 'visits' | 'households', unit: string) => ({
    label,
    unit,
    figure: {
      text: formatNumber(activity[figure]),
      href: listHref('visits', on, { ...(figure === 'households' && { reached: 'yes' }), from: now.from }),
    },
    change: (now.to === on ? [before] : [now, before])
      .map((days) => `${daysText(days)}: ${formatNumber(days.activity[figure])}`)
      .join('; '),
  });
  return [
    line(INDICATORS.visits.name, 'visits', 'lượt'),
    line(INDICATORS.householdsMet.name, 'households', 'hộ khác nhau'),
  ];
}

// ------------------------------------------------------------ before the register

// A month before the ward kept its book: nothing was counted, which is not the same as zero.

export function beforeBookPage(figures: Figures) {
  const { scope, bookFrom, wardName } = figures;
  const month = monthName(scope.on);
  return viewOf('adoption/reports/before-book', {
    month,
    wardName,
    months: monthOptions(figures, scope.today),
    missing: {
      title: `${capitalise(month)} phường chưa có sổ`,
      text: `Sổ của phường bắt đầu từ ngày ${formatDate(bookFrom)}. Trước ngày ấy sổ không đủ, nên các con số là chưa biết, không phải bằng 0.`,
      actionHref: `/reports?month=${bookFrom.slice(0, 7)}`,
      actionLabel: `Xem ${monthName(bookFrom)}, tháng đầu của sổ`,
    },
  });
}

// ------------------------------------------------------------ how an indicator is defined

export const indicatorsPage = () =>
  viewOf('adoption/reports/indicators', {
    indicators: Object.entries<Indicator>(INDICATORS).map(
      ([key, { name, unit, numerator, denominator, window, source, limits }]) => ({
        key,
        name,
        facts: [
          { label: 'Đếm', value: numerator },
          { label: 'Trên', value: denominator ?? 'không chia cho gì' },
          { label: 'Đơn vị', value: unit },
          { label: 'Khoảng thời gian', value: window },
          { label: 'Nguồn', value: source },
          { label: 'Giới hạn', value: limits },
        ],
      }),
    ),
  });
