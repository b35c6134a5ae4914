import { formatDate, formatDayMonth, monthName } from '../../../shared/dates';
import { PORTAL_USE_HOW, PORTAL_USE_SOURCES } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { formatCount, fractionText, INDICATORS, percentOf, shareOf } from '../indicators/indicators';
import type { Estimate } from '../../../shared/share-interval';
import { intervalText, MIN_ANSWERS, percent, quarterName, total, wardShare, wholePercent } from '../sample/ward-share';
import { OWN_HOWS, SOURCES } from '../figures/figure-sql';
import type { Figures } from '../figures/figures';
import { causeText, linked, listHref, type Part, points, pointsBetween, sentence } from '../figures/figure-labels';
import type { Headline } from '../unusual-entries/rules';
import { differenceOf, shareSentence, trendBetween } from './public-statement';

// The answer to the chairman's question, what it rests on, and what can be said of it.

/** What stands beneath a headline: who wrote its rows, what is to be asked about, the share confirmed by calls. */
export type HeadlineNotes = Partial<Record<Headline, readonly Part[]>>;

/** PORTAL_USE_HOW in words short enough for a table cell. */
export const SHORT_HOW = {
  alone: 'Tự bấm',
  with_help: 'Có đội hướng dẫn',
  by_relative: 'Người nhà, người giúp',
  unknown: 'Chưa rõ',
} as const;
const SHORT_SOURCE = { visit: 'Đội thấy', check_back: 'Hỏi lại', told: 'Lời kể' } as const;

export function headlineModel(figures: Figures, notes: HeadlineNotes = {}) {
  const { scope, hows } = figures;
  const listOf = (filter: Record<string, string>) => listHref('adults', scope.on, filter);
  const users = figures.adults.numerator.value;
  return {
    figures: [
      { ...sampleHeadline(figures), title: INDICATORS.sampleShare.name, notes: notes.sample ?? [] },
      { ...knownHeadline(figures), title: 'Đội biết', notes: notes.users ?? [] },
      { ...portalHeadline(figures), title: INDICATORS.portalShare.name, notes: notes.portal ?? [] },
    ],
    band: bandOf(figures),
    ways: {
      sources: SOURCES.map((source) => ({
        label: PORTAL_USE_SOURCES[source],
        short: SHORT_SOURCE[source],
        total: { text: formatNumber(figures.sources[source].value), href: listOf({ use: 'own', source }) },
      })),
      rows: OWN_HOWS.map((how) => ({
        how,
        label: PORTAL_USE_HOW[how],
        short: SHORT_HOW[how],
        cells: SOURCES.map((source) => ({
          source: PORTAL_USE_SOURCES[source],
          // A month closed before ways were told by source has its margins only.
          text: figures.ways ? formatNumber(figures.ways[how][source].value) : '',
          href: figures.ways ? listOf({ use: 'own', how, source }) : '',
        })),
        total: { text: formatNumber(hows[how].value), href: listOf({ use: 'own', how }) },
      })),
      total: { text: formatNumber(users), href: listOf({ use: 'own' }) },
    },
    uncounted: sentence`${figures.ways ? '' : 'Bản chốt cũ: nguồn tính theo lần bất kỳ, không theo lần tốt nhất. '}Không tính: chỉ được đội làm thay ${linked(figures.doneForOnly, listOf({ use: 'done_for_only' }))}${
      figures.stepsOnly
        ? sentence`; mới cài đặt hay tra cứu ${linked(figures.stepsOnly, listOf({ use: 'steps_only' }))} (một người có thể ở cả hai)`
        : ''
    }.`,
    taught: taughtSentence(figures),
    statement: publicStatement(figures),
  };
}

/** The share of the newest sample and its interval on a line from 0 to 100 %; null before there are enough answers. */
function bandOf({ samples: [sample] }: Figures) {
  const now = sample ? wardShare(sample.strata, 'alone') : null;
  if (!now) return null;
  const [at, low, high] = [now.share, now.low, now.high].map((share) => Math.round(1000 * share) / 10) as [
    number,
    number,
    number,
  ];
  const text = `Trên vạch từ 0 đến 100 %: ${percent(now.share)}, ${intervalText(now)}`;
  return { at, low, width: high - low, text };
}

function sampleHeadline({ samples }: Figures) {
  const [sample, before] = samples;
  const label = INDICATORS.sampleShare.name;
  if (!sample)
    return {
      label,
      figure: 'chưa biết',
      href: '/samples',
      brief: ['chưa bốc thăm, chỉ mẫu hỏi nói được cho cả những người đội chưa gặp'],
      lines: ['chưa bốc thăm', 'chỉ mẫu hỏi nói được cho cả những người đội chưa gặp'],
      change: '',
    };
  const answered = total(sample.strata, 'answered');
  const now = wardShare(sample.strata, 'alone');
  const asked = `tự bấm máy; hỏi được ${formatNumber(answered)} người bốc thăm, ${quarterName(sample.quarter)}`;
  const earlier = before && wardShare(before.strata, 'alone');
  return {
    label,
    figure: now ? percent(now.share) : 'chưa đủ',
    href: `/samples/${sample.id}`,
    brief: [
      now
        ? `theo mẫu hỏi ${quarterName(sample.quarter)}, thật ra nằm đâu đó từ ${wholePercent(now.low)} đến ${wholePercent(now.high)} %`
        : `mẫu hỏi ${quarterName(sample.quarter)} cần ít nhất ${MIN_ANSWERS} câu trả lời`,
      `${formatNumber(answered)} trong ${formatNumber(total(sample.strata, 'drawn'))} người bốc thăm đã trả lời`,
    ],
    lines: now ? [`${intervalText(now)}, tin cậy 95 %`, asked] : [asked, `cần ít nhất ${MIN_ANSWERS} câu trả lời`],
    change:
      now && earlier
        ? `${points(100 * (now.share - earlier.share))} so với ${quarterName(before.quarter)}${trendBetween(earlier, now) === 'unclear' ? ', chưa chắc là thay đổi' : ''}`
        : '',
  };
}

function knownHeadline(figures: Figures) {
  const { scope, adults, sources } = figures;
  return {
    brief: [
      fractionText(adults, `người từ ${scope.adultAge} tuổi`),
      `đội thấy ${formatNumber(sources.visit.value)} · hỏi lại ${formatNumber(sources.check_back.value)} · lời kể ${formatNumber(sources.told.value)}`,
    ],
    label: 'Đội biết',
    figure: percentOf(adults),
    href: listHref('adults', scope.on, { use: 'own' }),
    lines: [
      fractionText(adults, `người từ ${scope.adultAge} tuổi`),
      'tự bấm, có hướng dẫn, người nhà bấm hoặc chưa rõ ai bấm',
      'ít nhất là chừng này',
    ],
    change: changeOfKnown(figures),
  };
}

/** Twelve months against the twelve months that ended four or five weeks before. */
function changeOfKnown({ adults, trend, firstUse }: Figures): string {
  const before = trend.at(-5);
  if (before)
    return `${points(pointsBetween(before, adults))} so với 12 tháng tính đến ${formatDayMonth(before.until)}`;
  return firstUse && trend.length === 0 ? `sổ mới có số liệu từ ${formatDate(firstUse)}, chưa đủ 12 tháng` : '';
}

function portalHeadline({ officialCounts }: Figures) {
  const [count, before] = officialCounts;
  const label = `${INDICATORS.portalShare.name} (hồ sơ, không phải người)`;
  const href = '/official-counts';
  if (!count) {
    const lines = ['văn phòng nhập mỗi tháng một lần'];
    return { label, figure: 'chưa có', href, brief: lines, lines, change: '' };
  }
  const shareIn = (row: typeof count) => shareOf('file', row.online, row.received);
  return {
    label,
    figure: percentOf(shareIn(count)),
    href,
    brief: [`hồ sơ nộp qua mạng, ${monthName(count.month)}`],
    lines: [
      `${fractionText(shareIn(count), 'hồ sơ')} nộp trực tuyến, ${monthName(count.month)}`,
      `${count.source}, ${formatDate(count.statedOn)}`,
    ],
    change: before ? `${points(pointsBetween(shareIn(before), shareIn(count)))} so với ${monthName(before.month)}` : '',
  };
}

function taughtSentence({ scope, taught, stuck, topBarrier }: Figures): Part[] {
  const listOf = (filter: Record<string, string>) => listHref('taught', scope.on, filter);
  const ofStuck = linked(stuck, listOf({ result: 'stuck' }));
  if (!taught) return sentence`${ofStuck} được dạy mà còn vướng.`;
  if (taught.all.value === 0) return sentence`Chưa dạy ai một thủ tục hay tiện ích nào.`;
  const barrier = topBarrier && {
    text: `“${topBarrier.label}” (${formatCount(topBarrier.people)})`,
    href: listOf({ result: 'stuck', barrier: topBarrier.id }),
  };
  return sentence`Trong ${linked(taught.all, listOf({}))} được dạy, ${linked(taught.unasked, listOf({ result: 'unasked' }))} chưa hỏi lại được, ${ofStuck} còn vướng${barrier ? sentence`, hay gặp nhất là ${barrier}` : ''}.`;
}

function publicStatement(figures: Figures) {
  const { samples, scope } = figures;
  const [sample, before] = samples;
  const now = sample ? wardShare(sample.strata, 'alone') : null;
  if (!now) return notSayable(sample, scope.on === scope.today);
  const earlier = before ? wardShare(before.strata, 'alone') : null;
  const change = before && earlier ? changeSentence(earlier, now, quarterName(before.quarter)) : null;
  return {
    sentence: shareSentence(now),
    more: change?.isClear ? change.text : '',
    unsayable: [change && !change.isClear ? change.text : '', causeText(figures)].filter(Boolean).join(' '),
    toDo: null,
  };
}

function notSayable(sample: Figures['samples'][number] | undefined, isToday: boolean) {
  const howToKnow = sample
    ? { text: callOnText(sample), href: `/samples/${sample.id}` }
    : { text: `Bốc thăm mẫu hỏi quý này, rồi gọi đến khi có ít nhất ${MIN_ANSWERS} câu trả lời`, href: '/samples' };
  return {
    sentence: '',
    more: '',
    unsayable:
      'Số liệu chưa cho biết bao nhiêu người lớn của phường tự dùng Cổng. Con số “Đội biết” chỉ nói về người đội đã biết.',
    toDo: isToday ? howToKnow : null,
  };
}

/** How a sample comes to enough answers; that it cannot, once no member is left to call. */
function callOnText({ quarter, strata }: Figures['samples'][number]): string {
  const missing = `cần ${MIN_ANSWERS} câu trả lời, còn thiếu ${MIN_ANSWERS - total(strata, 'answered')}`;
  return total(strata, 'callable') > 0
    ? `Gọi tiếp mẫu ${quarterName(quarter)}: ${missing}`
    : `Mẫu ${quarterName(quarter)} không còn ai để gọi: ${missing}. Chờ mẫu của quý sau`;
}

function changeSentence(before: Estimate, now: Estimate, quarter: string): { isClear: boolean; text: string } {
  const trend = trendBetween(before, now);
  const { low, high } = differenceOf(before, now);
  return trend === 'unclear'
    ? {
        isClear: false,
        text: `Chưa nói được là tăng hay giảm so với ${quarter}: chênh lệch nằm trong khoảng ${points(100 * low)} đến ${points(100 * high)}.`,
      }
    : {
        isClear: true,
        text: `Tỷ lệ ấy đã ${trend === 'rose' ? 'tăng' : 'giảm'} so với ${quarter}: từ khoảng ${percent(before.share)} đến khoảng ${percent(now.share)}.`,
      };
}
