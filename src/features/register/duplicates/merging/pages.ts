import { addDays, formatDate, formatDateTime, localDateOf, type LocalDate } from '../../../../shared/dates';
import { formatNumber } from '../../../../shared/numbers';
import type { Blocked } from '../../../../shared/outcome';
import type { RowSnapshot } from '../../../../shared/row-snapshot';
import { HOUSEHOLD_FIELDS, HOUSEHOLD_PLAIN, RESIDENT_FIELDS, plainNames } from '../../../../shared/register-fields';
import { viewOf } from '../../../../web/page';
import { pageAfter, type PagePlace } from '../../../../web/pager';
import { MERGE_PAGE_SIZE, type MergeRow } from './queries';
import { countedReferences } from '../../references/references';
import { isSnapshotErased, SNAPSHOT_ERASED, UNDO_DAYS, type MergeSnapshot, type UndoPlan } from './undo-plan';
import { uncapitalise } from '../../../../shared/vietnamese-text';
import { birthOfSnapshot } from './person-fields';

const SNAPSHOT_FORGOTTEN = 'Bản lưu của hồ sơ đã gộp không còn được giữ. Sổ chỉ nhớ ai đã gộp và lúc nào.';

const whyForgotten = (row: MergeRow, today: LocalDate): string =>
  isSnapshotErased(row, today) ? SNAPSHOT_ERASED : SNAPSHOT_FORGOTTEN;

/** Whether a merge can still be undone, and until when. */
function stateOf(row: MergeRow, today: LocalDate): { kind: 'ok' | 'ask' | 'plain'; text: string } {
  const { mergedAt, undoneAt, undoneBy, snapshotCipher } = row;
  const lastDay = addDays(localDateOf(mergedAt), UNDO_DAYS);
  if (undoneAt) return { kind: 'plain', text: `Đã hoàn tác ${formatDateTime(undoneAt)}, ${undoneBy}` };
  if (isSnapshotErased(row, today)) return { kind: 'plain', text: 'Không hoàn tác được: dữ liệu đã xóa' };
  return snapshotCipher && today <= lastDay
    ? { kind: 'ask', text: `Hoàn tác được đến hết ${formatDate(lastDay)}` }
    : { kind: 'ok', text: 'Đã quá hạn hoàn tác' };
}

/** The tabs of the five lists; the list of merges shows no counts of open pairs. */
export function tabsOf(
  current: 'people' | 'households' | 'newcomers' | 'distinct' | 'merges',
  counts?: { people: number; households: number; newcomers: number },
) {
  const counted = (count?: number) => {
    if (count === undefined) return '';
    return count > 1000 ? ' (hơn 1.000)' : ` (${formatNumber(count)})`;
  };
  return [
    { label: `Người${counted(counts?.people)}`, href: '/duplicates', isCurrent: current === 'people' },
    { label: `Hộ${counted(counts?.households)}`, href: '/household-duplicates', isCurrent: current === 'households' },
    { label: `Người mới${counted(counts?.newcomers)}`, href: '/newcomers', isCurrent: current === 'newcomers' },
    { label: 'Đã ghi là hai người', href: '/duplicates?state=distinct', isCurrent: current === 'distinct' },
    { label: 'Đã gộp', href: '/merges', isCurrent: current === 'merges' },
  ];
}

interface ListContent {
  /** The name of the record that was merged away; null when it is no longer stored. */
  nameOf: (row: MergeRow) => string | null;
  today: LocalDate;
  place: PagePlace;
}

export function mergeListPage(rows: readonly MergeRow[], { nameOf, today, place }: ListContent) {
  const { shown, ...pager } = pageAfter(rows, { place, size: MERGE_PAGE_SIZE, path: '/merges' });
  return viewOf('register/duplicates/merging/list', {
    tabs: tabsOf('merges'),
    merges: shown.map((row) => ({
      href: `/merges/${row.id}`,
      kept: row.keptName ?? 'hồ sơ đã gộp tiếp',
      removed: nameOf(row) ?? 'không còn lưu',
      kind: KINDS[row.kind],
      when: formatDateTime(row.mergedAt),
      by: row.mergedBy,
      state: stateOf(row, today),
    })),
    ...pager,
  });
}

const KINDS = { resident: 'Người', household: 'Hộ' } as const;

// ------------------------------------------------------------ one merge

interface ShowContent {
  /** What undoing would do, or what blocks it. */
  preview: { kind: 'possible'; plan: UndoPlan } | Blocked;
  numbers: { kept: string; removed: string; merged: string } | null;
  today: LocalDate;
}

export function showPage(row: MergeRow, snapshot: MergeSnapshot | null, { preview, numbers, today }: ShowContent) {
  const removedName = snapshot ? nameOfRecord(row.kind, snapshot.removed) : 'hồ sơ không còn lưu';
  return viewOf('register/duplicates/merging/show', {
    title: `Gộp ${removedName} vào ${row.keptName ?? 'một hồ sơ'}`,
    context: `${row.mergedBy} gộp lúc ${formatDateTime(row.mergedAt)}`,
    state: stateOf(row, today),
    keptHref: row.keptName ? recordHref(row.kind, row.keptId) : null,
    keptLabel: row.kind === 'resident' ? 'Mở hồ sơ giữ lại' : 'Mở hộ giữ lại',
    /** Why there is nothing to compare; '' while the snapshot is kept. */
    forgotten: snapshot ? '' : whyForgotten(row, today),
    /** Both sides' values, and the merged record's value right after the merge. */
    fields: snapshot
      ? [...fieldsOf(row.kind, snapshot), ...(numbers ? [{ label: 'Số định danh', ...numbers }] : [])]
      : [],
    moved: snapshot ? movedText(row.kind, snapshot) : [],
    /** Null when it cannot be undone, or no longer. */
    undo:
      preview.kind === 'possible'
        ? { action: `/merges/${row.id}/reversal`, notes: undoNotes(row, preview.plan) }
        : null,
    blockers: preview.kind === 'blocked' && !row.undoneAt && snapshot ? preview.blockers : [],
  });
}

export const recordHref = (kind: MergeRow['kind'], id: string): string =>
  kind === 'resident' ? `/residents/${id}` : `/households/${id}`;

export const nameOfRecord = (kind: MergeRow['kind'], record: RowSnapshot): string =>
  String(kind === 'resident' ? record.full_name : record.address_line);

const SHOWN_OF_RESIDENT = Object.entries(RESIDENT_FIELDS).filter(([name]) => name !== 'nationalNumber');
const SHOWN_OF_HOUSEHOLD = Object.entries(HOUSEHOLD_FIELDS).filter(([name]) =>
  ['address', 'occupancy', ...plainNames(HOUSEHOLD_PLAIN)].includes(name),
);

function fieldsOf(kind: MergeRow['kind'], { kept, removed, codes }: MergeSnapshot) {
  const fields = (kind === 'resident' ? SHOWN_OF_RESIDENT : SHOWN_OF_HOUSEHOLD).map(
    ([name, { label, columns, format }]) => {
      const written = (record: RowSnapshot) =>
        format((name === 'birth' ? birthOfSnapshot(record) : (record[columns[0]] ?? null)) as never);
      return { label, kept: written(kept.before), removed: written(removed), merged: written(kept.after) };
    },
  );
  const withCode = codes
    ? [...fields, { label: 'Mã hộ', kept: codes.kept ?? '', removed: codes.removed ?? '', merged: codes.after ?? '' }]
    : fields;
  return withCode.filter((field) => field.kept !== '' || field.removed !== '');
}

function movedText(kind: MergeRow['kind'], { steps }: MergeSnapshot): string[] {
  const moved = Object.entries(steps).map(([table, of]) => [table, of.filter(({ before }) => before !== null).length]);
  return countedReferences(kind, Object.fromEntries(moved));
}

export const undoQuestion = (row: MergeRow, { plan, snapshot }: { plan: UndoPlan; snapshot: MergeSnapshot }) => ({
  title: `Hoàn tác: tách ${nameOfRecord(row.kind, snapshot.removed)} khỏi ${row.keptName}?`,
  sentences: ['Hai hồ sơ trở lại như trước khi gộp, với mọi thứ từng gắn với mỗi bên.', ...undoNotes(row, plan)],
  changes: [],
  action: `/merges/${row.id}/reversal`,
  confirmLabel: 'Đúng, tách ra',
});

/** What a reviewer should know before undoing: what stays with the kept record, and what is not restored. */
function undoNotes(row: MergeRow, plan: UndoPlan): string[] {
  const added = countedReferences(row.kind, plan.added);
  const changed = countedReferences(row.kind, plan.changedSince);
  return [
    ...(added.length > 0 ? [`Ghi thêm sau khi gộp, ở lại hồ sơ ${row.keptName}: ${added.join(', ')}.`] : []),
    ...(plan.keptFields.length > 0
      ? [
          `Mục đã sửa sau khi gộp, giữ như hiện nay: ${[...new Set(plan.keptFields.map((column) => COLUMN_LABELS[column] ?? column))].join(', ')}.`,
        ]
      : []),
    ...(changed.length > 0
      ? [`Đã xóa hoặc chuyển cho người khác sau khi gộp, không trả lại: ${changed.join(', ')}.`]
      : []),
  ];
}

const COLUMN_LABELS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...Object.values(RESIDENT_FIELDS), ...Object.values(HOUSEHOLD_FIELDS)].flatMap(({ columns, label }) =>
      columns.map((column) => [column, uncapitalise(label)]),
    ),
  ),
  hand_order: 'chỗ trên đường đi bộ',
};
