import { LEAST_ANSWERS } from '../../../shared/share-interval';
import { formatDate } from '../../../shared/dates';
import { groupBy } from '../../../shared/group-by';
import { shortGroupName } from '../../../shared/group-name';
import { keysOf, SCAM_PATTERNS, SITUATION_MOMENTS } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { viewOf } from '../../../web/page';
import { hrefWith, pageAfter, type PagePlace } from '../../../web/pager';
import { estimateShare, shareOfAsked, type Estimate } from '../sample/estimate';
import { intervalText, MIN_ANSWERS, percent, quarterName } from '../sample/ward-share';
import {
  PRACTICE_PAGE,
  type AlertRow,
  type AnswerFilter,
  type AnswerRow,
  type PracticeCell,
  type PracticeFacts,
  type PracticeSampleCell,
  type ToldDoor,
} from './queries';

const MOMENTS = ['before', 'after', 'check_30', 'check_180'] as const;

export type PracticeSection = ReturnType<typeof practiceSection>;

/** Whether people have become harder to fool: what they chose, by pattern and by how long ago they practised. */
export function practiceSection({ cells, sample, alerts }: PracticeFacts) {
  const row = (label: string, query: Record<string, string>, own: readonly PracticeCell[]) => ({
    label,
    cells: MOMENTS.map((moment) => ({
      label: SITUATION_MOMENTS[moment],
      ...shareCell(own.filter((cell) => cell.moment === moment)),
      href: hrefWith('/reports/practice', { ...query, moment }),
    })),
  });
  const named = cells.filter(({ isNamed }) => isNamed);
  return {
    columns: MOMENTS.map((moment) => SITUATION_MOMENTS[moment]),
    rows: [
      ...keysOf(SCAM_PATTERNS).map((pattern) =>
        row(
          SCAM_PATTERNS[pattern],
          { pattern, named: 'yes' },
          named.filter((cell) => cell.pattern === pattern),
        ),
      ),
      row('Cả phường, kể cả không ghi tên', {}, cells),
    ],
    sample: sampleLines(sample),
    alerts: alerts.map(alertLine),
  };
}

const sumOf = <Of extends string>(cells: readonly Record<Of, number>[], of: Of) =>
  cells.reduce((sum, cell) => sum + cell[of], 0);

function shareCell(cells: readonly PracticeCell[]): { share: string; interval: string; asked: number } {
  const asked = sumOf(cells, 'asked');
  if (asked === 0) return { share: '', interval: '', asked };
  if (asked < LEAST_ANSWERS) return { share: 'dưới 5', interval: '', asked };
  const estimate = shareOfAsked(sumOf(cells, 'right'), asked)!;
  return { share: percent(estimate.share), interval: `${intervalText(estimate)}, ${formatNumber(asked)} câu`, asked };
}

/** 'Mẫu hỏi quý 4/2026: 61,2 % chọn đúng, khoảng 52–70 % (97 người trả lời)', and the taught against the others. */
function sampleLines(cells: readonly PracticeSampleCell[]): string[] {
  const [first] = cells;
  if (!first) return [];
  const line = (name: string, own: readonly PracticeSampleCell[]): string => {
    const answered = sumOf(own, 'answered');
    const estimate = answered < MIN_ANSWERS ? null : estimateShare(byStratum(own));
    return `${name}: ${estimate ? shareText(estimate, answered) : `mới ${formatNumber(answered)} người trả lời, cần ${MIN_ANSWERS}`}.`;
  };
  return [
    line(`Cả phường, mẫu hỏi ${quarterName(first.quarter)}`, cells),
    line(
      'Người đội đã nói về lừa đảo',
      cells.filter(({ wasTaught }) => wasTaught),
    ),
    line(
      'Người đội chưa nói',
      cells.filter(({ wasTaught }) => !wasTaught),
    ),
  ];
}

const shareText = (estimate: Estimate, answered: number) =>
  `${percent(estimate.share)} chọn đúng, ${intervalText(estimate)} (${formatNumber(answered)} người trả lời)`;

/** The strata with all their answers, taught and not. */
const byStratum = (cells: readonly PracticeSampleCell[]): PracticeSampleCell[] =>
  [...groupBy(cells, ({ stratumId }) => stratumId).values()].map((own) => ({
    ...own[0]!,
    answered: sumOf(own, 'answered'),
    yes: sumOf(own, 'yes'),
  }));

const alertLine = ({ id, pattern, on, doors, told }: AlertRow) => ({
  what: `Nhắc “${uncapitalise(SCAM_PATTERNS[pattern])}” từ ${formatDate(on)}: trong 14 ngày đã nói ở`,
  told: { text: formatNumber(told), href: hrefWith('/reports/practice/doors', { alert: id }) },
  rest: {
    text: `${formatNumber(doors - told)} cửa chưa`,
    href: hrefWith('/reports/practice/doors', { alert: id, told: 'no' }),
  },
  doors: formatNumber(doors),
});

const YES_NO = [
  [true, 'yes', 'Chọn đúng'],
  [false, 'no', 'Chọn sai'],
] as const;

/** The answers behind a number. */
export function answerListPage(
  rows: readonly AnswerRow[],
  { filter, place, mayRemove }: { filter: AnswerFilter; place: PagePlace; mayRemove: boolean },
) {
  const { pattern, moment, isRight, isNamed } = filter;
  const yesNo = (value: boolean | null) => YES_NO.find(([known]) => known === value)?.[1] ?? null;
  const query = { pattern, moment, right: yesNo(isRight), named: yesNo(isNamed) };
  const { shown, ...pager } = pageAfter(rows, { place, size: PRACTICE_PAGE, path: '/reports/practice', query });
  const about = [pattern && SCAM_PATTERNS[pattern], moment && SITUATION_MOMENTS[moment]].filter(Boolean).join(' · ');
  return viewOf('adoption/practice/answers', {
    about,
    filters: [[null, null, 'Tất cả'] as const, ...YES_NO].map(([value, right, label]) => ({
      label,
      href: hrefWith('/reports/practice', { ...query, right }),
      isCurrent: isRight === value,
    })),
    mayRemove,
    rows: shown.map((row) => ({
      id: row.id,
      name: row.fullName ?? 'Không ghi tên',
      href: row.residentId ? `/residents/${row.residentId}` : '',
      situation: row.title,
      pattern: SCAM_PATTERNS[row.pattern],
      moment: SITUATION_MOMENTS[row.moment],
      on: formatDate(row.on),
      right: row.isRight ? 'đúng' : 'sai',
    })),
    ...pager,
  });
}

/** The priority doors behind the reach of an alert. */
export function alertDoorsPage(
  rows: readonly ToldDoor[],
  { id, isTold, place }: { id: string | null; isTold: boolean; place: PagePlace },
) {
  const query = { alert: id, told: isTold ? null : 'no' };
  const { shown, ...pager } = pageAfter(rows, { place, size: PRACTICE_PAGE, path: '/reports/practice/doors', query });
  return viewOf('adoption/practice/doors', {
    context: isTold
      ? 'Cửa ưu tiên đã được nói trong 14 ngày của lần nhắc.'
      : 'Cửa ưu tiên chưa được nói trong 14 ngày của lần nhắc.',
    rows: shown.map(({ id: household, addressLine, groupName }) => ({
      href: `/households/${household}`,
      address: addressLine,
      group: groupName ? shortGroupName(groupName) : '',
    })),
    ...pager,
  });
}
