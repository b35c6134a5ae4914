import type { ImportOutcome } from '../../../../generated/prisma/enums';
import { formatDate } from '../../../../shared/dates';
import { NEEDS } from '../../../../shared/needs';
import { formatNumber } from '../../../../shared/numbers';
import type { RowContent } from '../comparing/compared-row';
import type { CellProblem, Declaration } from '../reading/listed-person';
import type { PassedOverKind } from '../reading/passed-over';
import type { ImportRun, ReportTab, ShownRow } from './queries';
import type { RunCounts } from './run-options';
import { compareTotal, type CountedRows } from '../reading/stated-totals';

export const OUTCOMES: Record<ImportOutcome, { text: string; kind: 'ok' | 'ask' | 'need' | 'try' | 'plain' }> = {
  added: { text: 'Đã thêm', kind: 'ok' },
  changed: { text: 'Đã sửa', kind: 'ask' },
  same: { text: 'Như trong sổ', kind: 'plain' },
  left_out: { text: 'Không ghi', kind: 'try' },
  wrong: { text: 'Sai', kind: 'need' },
  passed_over: { text: 'Bỏ qua', kind: 'plain' },
};
export const OUTCOME_ORDER = Object.keys(OUTCOMES) as ImportOutcome[];

export const WARNED = 'Có lưu ý';

export function tabName(tab: ReportTab): string {
  if (tab === null) return 'Mọi dòng';
  if (tab === 'incomplete') return 'Cần bổ sung';
  return tab === 'warned' ? WARNED : OUTCOMES[tab].text;
}

export function countOfTab({ outcomes, incomplete, warned }: RunCounts, tab: ReportTab): number {
  if (tab === 'incomplete') return incomplete;
  if (tab === 'warned') return warned;
  return (tab ? [tab] : OUTCOME_ORDER).reduce((sum, outcome) => sum + (outcomes?.[outcome] ?? 0), 0);
}

/** Why a row is passed over: as a sentence, and with a count ('2 dòng tổng cộng'). */
export const PASSED_OVER: Record<PassedOverKind, { reason: string; counted: string }> = {
  total: { reason: 'Dòng tổng cộng.', counted: 'dòng tổng cộng' },
  ordinal_only: { reason: 'Chỉ có số thứ tự, không có họ tên.', counted: 'dòng chỉ có số thứ tự' },
  column_numbers: { reason: 'Dòng đánh số cột.', counted: 'dòng đánh số cột' },
  section: { reason: 'Đề mục tổ dân phố: các dòng bên dưới thuộc tổ này.', counted: 'đề mục tổ dân phố' },
  signature: { reason: 'Chữ ký, xác nhận của người lập danh sách.', counted: 'dòng chữ ký' },
  no_person: {
    reason: 'Không có họ tên hay thông tin của người nào (đề mục, ghi chú).',
    counted: 'dòng không ghi người nào',
  },
};

/**
 * The number of rows by outcome, adding up to all rows of the file: '18 dòng dưới tiêu đề: 12 ghi, 3 như trong sổ, 2
 * sai, 1 bỏ qua (1 dòng tổng cộng).' '' for a list read before passed-over rows were stored.
 */
export function accountOfRows({ rowsTotal, counts }: Pick<ImportRun, 'rowsTotal' | 'counts'>): string {
  if (!counts?.passedOver) return '';
  const { outcomes } = counts;
  const parts: [number, string][] = outcomes
    ? [
        [outcomes.added + outcomes.changed, 'ghi'],
        [outcomes.same, 'như trong sổ'],
        [outcomes.left_out, 'không ghi'],
        [outcomes.wrong, 'sai'],
      ]
    : [
        [counts.new, 'mới'],
        [counts.changed, 'thay đổi'],
        [counts.same, 'như trong sổ'],
        [counts.doubtful, 'nghi trùng'],
        [counts.wrong, 'sai'],
      ];
  const reasons = (Object.keys(PASSED_OVER) as PassedOverKind[])
    .flatMap((kind) => counted(counts.passedOver?.[kind] ?? 0, PASSED_OVER[kind].counted))
    .join(', ');
  const said = [
    ...parts.flatMap(([count, text]) => counted(count, text)),
    ...counted(counts.passed_over, `bỏ qua (${reasons})`),
  ];
  return `${formatNumber(rowsTotal)} dòng dưới tiêu đề: ${said.join(', ')}.`;
}

const counted = (count: number, text: string): string[] => (count > 0 ? [`${formatNumber(count)} ${text}`] : []);

/**
 * The totals stated in the file compared with what was read, one sentence for those that differ and one for those that
 * agree; '' for none.
 */
export function comparedTotals({ columns, counts, options }: Pick<ImportRun, 'columns' | 'counts' | 'options'>): {
  differing: string;
  agreeing: string;
} {
  if (!columns || !counts) return { differing: '', agreeing: '' };
  const read: CountedRows = {
    households: columns.isOfPeople && !columns.isOfHeads && !options?.isFirstHead ? null : counts.households,
    people: columns.isOfHeads ? null : counts.new + counts.changed + counts.same + counts.doubtful + counts.wrong,
  };
  const shown = [
    read.households !== null && `${formatNumber(read.households)} hộ`,
    read.people !== null && `${formatNumber(read.people)} người`,
  ]
    .filter(Boolean)
    .join(', ');
  const stated = (compared: 'agrees' | 'differs') =>
    columns.totals
      .filter((total) => compareTotal(total, read) === compared)
      .map(({ rowNumber, words }) => `dòng ${rowNumber} ghi “${words}”`)
      .join('; ');
  const [differing, agreeing] = [stated('differs'), stated('agrees')];
  return {
    differing: differing && `Số đọc được khác tổng ghi trong tệp: ${differing}; đọc từng dòng thì được ${shown}.`,
    agreeing: agreeing && `Khớp với tổng ghi trong tệp (${agreeing}).`,
  };
}

/** 'D6, Ngày sinh “31/02/1950”: Tháng 2 không có ngày 31.' */
export const problemText = ({ cell, column, value, message }: CellProblem): string =>
  `${[cell, column].filter(Boolean).join(', ') || 'Cả dòng'}${value ? ` “${value}”` : ''}: ${message}`;

/** What to know about a row, one sentence each. */
export const notesOf = ({ warnings }: Pick<RowContent, 'warnings'>): string[] =>
  warnings.map(({ cell, message }) => [cell, message].filter(Boolean).join(': '));

/** What was changed, which cell was wrong and what to know, one sentence each. */
export function differenceText({ verdict, outcome, changes, problems, content, decision }: ShownRow): string[] {
  const decided = {
    same_person: 'Nghi trùng: cùng một người',
    new_person: 'Nghi trùng: người khác',
    skip: verdict === 'doubtful' ? 'Nghi trùng: bỏ qua' : 'Có ô sai: chọn bỏ cả dòng',
  }[decision ?? ''];
  const isWritten = outcome === 'added' || outcome === 'changed' || outcome === 'same';
  const doubt = decided ?? (outcome === 'left_out' ? 'Nghi trùng, chưa quyết định' : '');
  return [
    ...(doubt ? [doubt] : []),
    ...(content.typedName ? [`Trong tệp viết: ${content.typedName}`] : []),
    ...problems.map((problem) => `${isWritten ? 'Cần bổ sung: ' : ''}${problemText(problem)}`),
    ...(isWritten ? changes : []).map(({ field, before, after, isKept }) =>
      isKept ? `${field}: sổ giữ ${before}, danh sách ghi ${after}` : `${field}: ${before || 'chưa có'} → ${after}`,
    ),
    ...notesOf(content),
  ];
}

/** The declaration for all people on the list. */
export function noteText({ kinds, basis, from }: Declaration): string {
  const grounds = [basis && `theo ${basis}`, from && `từ ${formatDate(from)}`].filter(Boolean).join(', ');
  return `Mọi người trong danh sách thuộc diện: ${kinds.map((kind) => NEEDS[kind]).join(', ')}${grounds ? ` (${grounds})` : ''}.`;
}
