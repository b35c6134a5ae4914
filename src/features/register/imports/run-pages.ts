import { typed, type FormValues } from '../../../web/form';
import { formatDateTime } from '../../../shared/dates';
import { keysOf } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { listFileHref } from '../../../web/list-source';
import { viewOf } from '../../../web/page';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { hrefWith, pagerAfter, readPlace, type Pager } from '../../../web/pager';
import type { FieldChange, RowContent } from './comparing/compared-row';
import { HELPER } from './comparing/row-writing';
import { DIFFERING_FIELDS, DIFFERING_ORDER, followedFields } from './comparing/field-rules';
import type { ConfirmedWith } from './runs/forms';
import { ASKABLE, FIELDS, meaningOf } from './reading/columns';
import { columnLetter } from './reading/raw-row';
import { groupChoice } from './group-choice';
import { statusOf } from './pages';
import {
  ROWS_PER_PAGE,
  isReported,
  type ImportRun,
  type PreviewTab,
  type ReportTab,
  type RunPart,
  type ShownPart,
  type ShownRow,
} from './runs/queries';
import type { RunCounts } from './runs/run-options';
import {
  accountOfRows,
  comparedTotals,
  countOfTab,
  differenceText,
  notesOf,
  noteText,
  OUTCOMES,
  OUTCOME_ORDER,
  problemText,
  tabName,
  WARNED,
} from './runs/row-labels';

/** The tabs of a preview; what needs a decision comes first. A row with wrong cells or warnings appears in two. */
const VERDICTS: Record<PreviewTab, string> = {
  wrong: 'Sai',
  doubtful: 'Nghi trùng',
  incomplete: 'Có ô sai',
  new: 'Mới',
  changed: 'Thay đổi',
  same: 'Như trong sổ',
  passed_over: 'Bỏ qua',
  warned: WARNED,
};
const PREVIEW_TABS = keysOf(VERDICTS);
const REPORT_TABS: readonly NonNullable<ReportTab>[] = ['incomplete', ...OUTCOME_ORDER, 'warned'];

export interface RunView extends RunPart, ShownPart {
  run: ImportRun;
  /** The reasons why a confirmation was refused. */
  problems?: readonly string[];
  ticked?: ConfirmedWith;
  /** The columns as chosen in a rejected answer. */
  chosen?: FormValues;
}

export function readShownPart(run: ImportRun, query: FormValues): ShownPart {
  const { after, page } = readPlace(query, (key) => /^[1-9]\d{0,6}$/.test(key));
  return {
    verdict: PREVIEW_TABS.find((tab) => tab === query.verdict) ?? firstVerdict(run),
    outcome: readReportTab(query),
    after: Number(after ?? 0),
    page,
  };
}

export const readReportTab = (query: FormValues): ReportTab => REPORT_TABS.find((tab) => tab === query.outcome) ?? null;

/** The verdict to show first: rows that need a decision, otherwise rows that would be written. */
const firstVerdict = ({ counts }: ImportRun): PreviewTab =>
  PREVIEW_TABS.find((tab) => (counts?.[tab] ?? 0) > 0) ?? 'new';

/** Something runs in the background, so the page reloads itself. */
export const isUnderWay = ({ status, options }: ImportRun): boolean =>
  (status === 'waiting' && !options?.question) ||
  status === 'reading' ||
  status === 'confirming' ||
  status === 'reverting';

export function runPage(view: RunView) {
  const { run, verdict, outcome, rows, undecided, problems = [] } = view;
  const { id, counts } = run;
  const isPreviewed = run.status === 'previewed';
  const isReport = isReported(run) && counts !== null;
  const hasRows = (isPreviewed && counts !== null) || isReport;
  const hasOwnTable = ['wrong', 'doubtful', 'incomplete', 'passed_over'].includes(verdict);
  const plain = isPreviewed && !hasOwnTable ? rows.map(plainRow) : [];
  const totals = comparedTotals(run);
  return viewOf('register/imports/show', {
    id,
    fileName: run.fileName,
    isPreviewed,
    verdict,
    isReport,
    context: contextOf(run),
    isConfirmed: run.status === 'confirmed',
    failure: run.status === 'failed' ? (run.failure ?? '') : '',
    // Why the last confirmation or reverting changed nothing.
    refusals: run.refusals,
    blockersHref: run.status === 'confirmed' && run.refusals.length > 0 ? `/imports/${id}/reversion` : null,
    question: run.status === 'waiting' ? questionOf(view) : null,
    progress: isUnderWay(run) ? progressOf(view) : null,
    ended: endedOf(run),
    outcome: outcomeOf(run),
    toComplete:
      run.status === 'confirmed' && counts && counts.incomplete > 0
        ? `Bổ sung sau: ${formatNumber(counts.incomplete)} người có ô chưa ghi`
        : '',
    errors: problems.map((message) => ({ fieldId: '', message })),
    summary: counts ? summaryOf(run) : '',
    account: [accountOfRows(run), totals.agreeing, otherSheetsOf(run)].filter(Boolean).join(' '),
    differingTotals: totals.differing,
    remarks: isPreviewed && counts ? remarksOf(run, counts) : [],
    undecided: undecided.all > 0 ? `${formatNumber(undecided.all)} dòng chưa quyết định` : '',
    singleCandidates:
      undecided.withOneCandidate > 0
        ? `Chọn “Cùng một người” cho ${formatNumber(undecided.withOneCandidate)} dòng chưa quyết định mà trong sổ chỉ có một người hợp`
        : '',
    confirm: confirmOf(view),
    columns: run.columns && {
      understood: run.columns.understood.map(({ column, header, field }) => ({
        label: `Cột ${column}`,
        value: header === field ? header : `${header} → ${field}`,
      })),
      ignored: run.columns.ignored.map(({ column, header, reason }) => ({
        label: `Cột ${column}`,
        value: `${header}: ${reason}`,
      })),
      otherSheets: run.columns.otherSheets.join(', '),
    },
    tabs: hasRows ? tabsOf(view, isReport) : [],
    plain,
    hasNotes: plain.some(({ notes }) => notes.length > 0),
    wrong: isPreviewed && verdict === 'wrong' ? rows.flatMap(wrongLines) : [],
    incomplete: isPreviewed && verdict === 'incomplete' ? rows.map(incompleteRow) : [],
    passedOver: isPreviewed && verdict === 'passed_over' ? rows.flatMap(passedOverLines) : [],
    doubtful: isPreviewed && verdict === 'doubtful' ? rows.map(doubtfulRow) : [],
    report: isReport ? rows.map(reportRow) : [],
    reportHref: listFileHref(`/imports/${id}${outcome ? `?outcome=${outcome}` : ''}`),
    pager: pagerOf(view, isReport),
  });
}

function contextOf(run: ImportRun): string {
  const sheet = run.columns?.sheet ? `, trang tính “${run.columns.sheet}”` : '';
  const header = run.columns ? `, tiêu đề ở dòng ${run.columns.headerRow}` : '';
  return `${statusOf(run).text} · ${run.createdByName} gửi lúc ${formatDateTime(run.createdAt)}${sheet}${header}`;
}

/** Which columns the list is not read without. */
function questionOf({ run: { options }, chosen }: RunView) {
  const question = options?.question;
  if (!question) return null;
  const { sheet, headerRow, isPerson, columns } = question;
  const place = `dòng ${headerRow}${sheet ? ` của trang tính “${sheet}”` : ''}`;
  return {
    hint: isPerson
      ? `Không thấy dòng tiêu đề; người đầu tiên ở ${place}. Chọn cho từng cột.`
      : `Không thấy cột họ tên ở ${place}. Chọn cho từng cột chưa rõ.`,
    columns: columns.map(({ column, header }) => {
      const meaning = isPerson ? null : meaningOf(header);
      const known = meaning?.kind === 'field' && meaning.field === 'fullName' ? 'fullName' : '';
      const selected = chosen ? typed(Object(chosen.columns) as FormValues, `c${column}`) : known;
      return {
        label: `Cột ${columnLetter(column)}${header ? `: ${header}` : ''}`,
        name: `columns[c${column}]`,
        id: `columns-c${column}`,
        options: [
          { value: '', label: 'Không dùng', selected: selected === '' },
          ...ASKABLE.map((field) => ({ value: field, label: FIELDS[field], selected: selected === field })),
        ],
      };
    }),
  };
}

// ------------------------------------------------------------ progress and result

/** The long operation in progress. */
function progressOf({ run, before }: RunView) {
  const done = { value: run.rowsDone, max: Math.max(run.rowsTotal, 1) };
  const percent = `${Math.floor((100 * done.value) / done.max)} %`;
  const rows = `${formatNumber(run.rowsDone)} / ${formatNumber(run.rowsTotal)} dòng`;
  switch (run.status) {
    case 'waiting':
      return {
        label: 'Chờ đọc danh sách',
        left: before > 0 ? `Chờ đến lượt, còn ${before} danh sách phía trước` : 'Chờ đến lượt',
        right: '',
        value: 0,
        max: 1,
        sentence: 'Máy chủ đọc lần lượt từng danh sách. Có thể rời trang này và quay lại sau.',
        stop: 'Dừng, không đọc danh sách này',
      };
    case 'reading':
      return {
        label: 'Đọc danh sách',
        left: readSoFar(run, rows),
        right: run.rowsDone > 0 ? percent : '',
        ...done,
        sentence:
          'Đang đọc tệp và so với sổ. Có thể rời trang này và quay lại sau; máy chủ khởi động lại thì tự đọc lại.',
        stop: 'Dừng đọc',
      };
    case 'confirming':
      return {
        label: 'Ghi vào sổ',
        left: 'Đang ghi vào sổ',
        right: percent,
        ...done,
        sentence:
          'Ghi tất cả hoặc không ghi gì. Có thể rời trang này và quay lại sau; máy chủ khởi động lại thì tự ghi lại từ đầu, không ai bị ghi hai lần.',
        stop: 'Dừng, chưa ghi gì vào sổ',
      };
    case 'reverting':
      return {
        label: 'Hoàn tác lần nhập',
        left: 'Đang hoàn tác lần nhập',
        right: percent,
        ...done,
        sentence: 'Hoàn tác tất cả hoặc không đổi gì. Có thể rời trang này và quay lại sau.',
        stop: '',
      };
    default:
      return null;
  }
}

function readSoFar({ rowsDone, rowsTotal }: ImportRun, rows: string): string {
  if (rowsDone > 0) return `Đã so với sổ ${rows}`;
  return rowsTotal > 0 ? `Đã đọc ${formatNumber(rowsTotal)} dòng` : 'Bắt đầu đọc tệp';
}

function endedOf(run: ImportRun) {
  switch (run.status) {
    case 'discarded':
      return { title: 'Lần nhập này đã bỏ', text: 'Sổ không thay đổi gì, và các dòng của tệp không còn được giữ.' };
    case 'cancelled':
      return {
        title: 'Đã dừng đọc danh sách này',
        text: 'Sổ không thay đổi gì. Tệp và các dòng của tệp không còn được giữ.',
      };
    case 'reverted':
      return {
        title: 'Lần nhập này đã được hoàn tác',
        text: `${run.revertedByName ?? ''} hoàn tác lúc ${run.revertedAt ? formatDateTime(run.revertedAt) : ''}, vì: ${run.revertedReason}. Sổ trở lại như trước lần nhập.`,
      };
    default:
      return null;
  }
}

function outcomeOf({ status, counts, finishedByName, finishedAt }: ImportRun): string {
  if (status !== 'confirmed' || !counts?.outcomes) return '';
  const { added, changed } = counts.outcomes;
  return `${finishedByName ?? ''} ghi vào sổ lúc ${finishedAt ? formatDateTime(finishedAt) : ''}: thêm ${formatNumber(added)} người, sửa ${formatNumber(changed)} người.`;
}

const otherSheetsOf = ({ columns }: ImportRun): string =>
  columns && columns.otherSheets.length > 0
    ? `Chỉ đọc trang tính “${columns.sheet}”; không đọc: ${columns.otherSheets.join(', ')}.`
    : '';

// ------------------------------------------------------------ summary of a confirmation

function summaryOf({ counts }: ImportRun): string {
  const { new: added, changed, newHouseholds, same, doubtful } = counts!;
  if (added + changed + doubtful === 0)
    return `Không có người mới, không có thay đổi: ${formatNumber(same)} dòng đã đúng như trong sổ.`;
  const parts = [
    `thêm ${formatNumber(added)} người`,
    newHouseholds > 0 && `lập ${formatNumber(newHouseholds)} hộ mới`,
    changed > 0 && `bổ sung, sửa ${formatNumber(changed)} người`,
  ].filter(Boolean);
  return `Xác nhận sẽ ${parts.join(', ')}. Không ai bị xóa khỏi sổ.`;
}

function remarksOf({ columns, options }: ImportRun, counts: RunCounts): string[] {
  const said = options?.declaration;
  const { incomplete, recased, newHouseholds } = counts;
  const remarks = [
    incomplete > 0 &&
      `${formatNumber(incomplete)} dòng có ô sai: ghi người này, bỏ ô sai. Ghi xong, trang này giữ danh sách các ô cần bổ sung. Muốn bỏ cả dòng nào thì chọn ở “${VERDICTS.incomplete}”.`,
    recased > 0 &&
      `${formatNumber(recased)} tên viết hoa hết hoặc viết thường hết, sổ viết hoa chữ đầu mỗi tiếng; cạnh tên có ghi cách viết trong tệp.`,
    said && said.kinds.length > 0 && noteText(said),
    columns?.isOfPeople && (newHouseholds > 0 || counts.new > 0 ? ADDS_PEOPLE : ONLY_COMPLETES),
  ];
  return remarks.filter((remark) => typeof remark === 'string');
}

const ONLY_COMPLETES =
  'Danh sách không có cột quan hệ với chủ hộ: sổ chỉ bổ sung cho người đã có, không đổi nơi ở, địa chỉ và chủ hộ của ai.';
const ADDS_PEOPLE =
  'Danh sách không có cột quan hệ với chủ hộ: người đã có trong sổ được bổ sung, không đổi nơi ở, địa chỉ và chủ hộ; người chưa có được thêm vào hộ ở địa chỉ trong danh sách, chưa có hộ thì lập.';

function confirmOf({ run, undecided: { all: undecided }, ticked, groups: known }: RunView) {
  const { counts, columns } = run;
  const group = groupChoice(run, known, ticked?.group);
  const unknown = group
    ? group.options.map(({ value }) => value).filter((code) => code !== '' && !known.has(code))
    : [];
  const groups = [...new Set([...(counts?.unknownGroups ?? []), ...unknown])];
  const wrong = counts?.wrong ?? 0;
  const followed = followedFields(ticked?.follow ?? {}, columns?.isOfPeople ?? false);
  return {
    leaveOutWrong: tick(wrong, `Bỏ các dòng sai (${formatNumber(wrong)})`, ticked?.leaveOutWrong ?? false),
    skipUndecided: tick(
      undecided,
      `Bỏ qua các dòng nghi trùng chưa quyết định (${formatNumber(undecided)})`,
      ticked?.skipUndecided ?? false,
    ),
    createGroups: tick(
      groups.length,
      `Lập tổ dân phố chưa có trong sổ: ${groups.join(', ')}`,
      ticked?.createGroups ?? true,
    ),
    isNothing: counts !== null && counts.new + counts.changed + counts.doubtful === 0 && group === null,
    group,
    follow: DIFFERING_ORDER.filter((field) => (counts?.differing?.[field] ?? 0) > 0).map((field) => ({
      label: `${DIFFERING_FIELDS[field].label}: ${formatNumber(counts!.differing[field]!)} dòng khác với sổ`,
      name: `follow[${field}]`,
      id: `follow-${field}`,
      options: [
        { value: 'list', label: 'Lấy theo danh sách', selected: followed.includes(field) },
        { value: 'register', label: 'Giữ như trong sổ', selected: !followed.includes(field) },
      ],
    })),
  };
}

const tick = (count: number, label: string, checked: boolean) => (count > 0 ? { label, checked } : null);

// ------------------------------------------------------------ rows

function tabsOf({ run: { id, counts }, verdict, outcome }: RunView, isReport: boolean) {
  const path = `/imports/${id}`;
  return isReport
    ? [null, ...REPORT_TABS].map((of) => ({
        href: hrefWith(path, { outcome: of }),
        label: `${tabName(of)} ${formatNumber(countOfTab(counts!, of))}`,
        isCurrent: of === outcome,
      }))
    : PREVIEW_TABS.map((of) => ({
        href: hrefWith(path, { verdict: of }),
        label: `${VERDICTS[of]} ${formatNumber(counts![of])}`,
        isCurrent: of === verdict,
      }));
}

function pagerOf(
  { run: { id, counts }, verdict, outcome, after, page, rows, next }: RunView,
  isReport: boolean,
): Pager {
  const total = (isReport ? counts && countOfTab(counts, outcome) : counts?.[verdict]) ?? rows.length;
  const place = { after: after > 0 ? String(after) : null, page };
  const query = isReport ? { outcome } : { verdict };
  const list = { place, size: ROWS_PER_PAGE, total, path: `/imports/${id}`, query };
  const pager = pagerAfter(list, next === null ? null : String(next));
  const shown = rows.length > 0 ? `${formatNumber(rows.length)} trong ${formatNumber(total)} dòng` : '';
  return { ...pager, pageNote: [shown, uncapitalise(pager.pageNote)].filter(Boolean).join(', ') };
}

const plainRow = ({ rowNumber, residentId, verdict, content, changes }: ShownRow) => ({
  number: String(rowNumber),
  name: content.name,
  // As the list writes the name, when its capitals were changed.
  typedName: content.typedName ?? '',
  href: verdict !== 'new' && residentId ? `/residents/${residentId}` : null,
  birth: content.birth,
  relation: content.relation,
  address: placeOf(content),
  contact: [content.phone, content.last4 && `CCCD …${content.last4}`].filter(Boolean).join(' · '),
  changes: changes.map(shownChange),
  notes: [
    ...(verdict === 'changed' ? [] : changes.filter(({ field }) => field === HELPER)).map(
      ({ field, after }) => `${field}: ${after}`,
    ),
    ...notesOf(content),
  ],
});

const shownChange = ({ field, before, after, differs }: FieldChange) => ({
  field,
  before: before || 'chưa có',
  after,
  differs: differs !== undefined,
});

export const placeOf = ({ address, householdCode, group }: RowContent): string =>
  [householdCode && `hộ ${householdCode}`, address, group && `tổ ${group}`].filter(Boolean).join(' · ');

const passedOverLines = ({ rowNumber, problems }: ShownRow) =>
  problems.map(({ value, message }) => ({ number: String(rowNumber), words: value, reason: message }));

const wrongLines = ({ rowNumber, content, problems }: ShownRow) =>
  problems.map(({ cell, column, value, message }) => ({
    number: String(rowNumber),
    name: content.name,
    cell: cell || `dòng ${rowNumber}`,
    column,
    value,
    message,
  }));

function incompleteRow({ rowNumber, verdict, content, problems, decision }: ShownRow) {
  const isSkipped = decision === 'skip';
  return {
    number: String(rowNumber),
    name: content.name,
    cells: problems.map(problemText),
    // A doubtful row is decided on its own page, and nothing of the others is written.
    options:
      verdict === 'new' || verdict === 'changed'
        ? [
            { value: 'write', label: 'Ghi, bỏ ô sai', selected: !isSkipped },
            { value: 'skip', label: 'Bỏ cả dòng', selected: isSkipped },
          ]
        : [],
    field: decisionField(rowNumber),
  };
}

const decisionField = (rowNumber: number) => ({ name: `decisions[r${rowNumber}]`, id: `decisions-r${rowNumber}` });

function doubtfulRow({ rowNumber, residentId, content, problems, decision }: ShownRow) {
  const { candidates, repeat } = content;
  const isOnlyRepeated = candidates.length === 0;
  const facts = (of: { name: string; birth: string; phone: string; last4: string; address: string }) => [
    { label: 'Họ tên', value: of.name },
    { label: 'Sinh', value: of.birth || 'chưa rõ' },
    { label: 'Địa chỉ', value: of.address || 'chưa rõ' },
    { label: 'Điện thoại', value: of.phone || 'chưa có' },
    { label: 'Số định danh', value: of.last4 ? `•••• ${of.last4}` : 'chưa có' },
  ];
  return {
    number: String(rowNumber),
    title: `Dòng ${rowNumber}: ${isOnlyRepeated ? 'có thể ghi hai lần trong danh sách' : 'có thể đã có trong sổ'}`,
    listed: facts(content),
    // The other row of the list that may be the same person.
    repeat: repeat
      ? {
          title: `Dòng ${repeat.row} của danh sách`,
          reason: repeat.reason,
          facts: repeat.name ? facts({ ...repeat, last4: '' }).slice(0, 4) : [],
        }
      : null,
    notes: [...problems.map((problem) => `Ô sai, không ghi: ${problemText(problem)}`), ...notesOf(content)],
    candidates: candidates.map((candidate) => ({
      href: `/residents/${candidate.residentId}`,
      reason: candidate.reason,
      facts: facts(candidate),
      changes: candidate.changes.map(shownChange),
    })),
    field: decisionField(rowNumber),
    options: [
      ...candidates.map(({ residentId: known, name, birth }) => ({
        value: `same_person:${known}`,
        label: 'Cùng một người',
        hint: [name, birth && `sinh ${birth}`, 'trong sổ'].filter(Boolean).join(', '),
        checked: decision === 'same_person' && residentId === known,
      })),
      ...(content.asNew
        ? [
            {
              value: 'new_person',
              label: 'Người khác',
              hint: 'Thêm vào sổ là người mới',
              checked: decision === 'new_person',
            },
          ]
        : []),
      {
        value: 'skip',
        label: isOnlyRepeated ? 'Cùng một người' : 'Bỏ qua',
        hint:
          isOnlyRepeated && repeat
            ? `Chỉ ghi dòng ${repeat.row}; điều chỉ dòng này có thì bổ sung ở hồ sơ`
            : 'Không ghi dòng này',
        checked: decision === 'skip',
      },
    ],
  };
}

function reportRow(row: ShownRow) {
  const { rowNumber, residentId, content, outcome } = row;
  return {
    number: String(rowNumber),
    name: content.name,
    href: residentId ? `/residents/${residentId}` : null,
    outcome: outcome ? OUTCOMES[outcome] : { text: '', kind: 'plain' },
    place: placeOf(content),
    details: differenceText(row),
  };
}
