import type { ImportStatus, ImportVerdict } from '../../generated/prisma/enums';
import { formatDateTime } from '../../shared/dates';
import { formatNumber } from '../../shared/numbers';
import { definePage } from '../../web/page';
import type { RowContent } from './compared-row';
import type { ImportRun, ShownRow } from './queries';

const STATUSES: Record<ImportStatus, { text: string; kind: 'ok' | 'ask' | 'need' | 'try' | 'plain' }> = {
  waiting: { text: 'Chờ đến lượt', kind: 'ask' },
  reading: { text: 'Đang đọc', kind: 'ask' },
  previewed: { text: 'Chờ xác nhận', kind: 'try' },
  confirming: { text: 'Đang ghi vào sổ', kind: 'ask' },
  confirmed: { text: 'Đã ghi vào sổ', kind: 'ok' },
  taking_back: { text: 'Đang lấy lại', kind: 'ask' },
  taken_back: { text: 'Đã lấy lại', kind: 'plain' },
  cancelled: { text: 'Đã dừng', kind: 'plain' },
  failed: { text: 'Không đọc được', kind: 'need' },
  discarded: { text: 'Đã bỏ', kind: 'plain' },
};

/** What needs a person comes first. */
const VERDICTS: Record<ImportVerdict, string> = { wrong: 'Sai', doubtful: 'Nghi trùng', new: 'Mới', changed: 'Thay đổi', same: 'Như trong sổ' };
export const VERDICT_ORDER = Object.keys(VERDICTS) as ImportVerdict[];

// ------------------------------------------------------------ list and upload

export interface ListModel {
  runs: { href: string; fileName: string; when: string; by: string; status: { text: string; kind: string }; result: string }[];
}
export const listPage = definePage<ListModel>('imports/index');

export function listModel(runs: readonly ImportRun[]): ListModel {
  return {
    runs: runs.map((run) => ({
      href: `/imports/${run.id}`, fileName: run.fileName, when: formatDateTime(run.createdAt), by: run.createdByName, status: STATUSES[run.status], result: resultOf(run),
    })),
  };
}

function resultOf(run: ImportRun): string {
  if (run.status === 'failed') return run.failure ?? '';
  if (!run.counts || run.status === 'discarded') return '';
  const { counts } = run;
  if (run.status === 'confirmed') return `${formatNumber(counts.written ?? 0)} người được ghi`;
  return `${formatNumber(counts.new)} mới, ${formatNumber(counts.changed)} thay đổi, ${formatNumber(counts.doubtful)} nghi trùng, ${formatNumber(counts.wrong)} sai`;
}

interface UploadModel {
  errors: { fieldId: string; message: string }[];
  fileError: string;
  isFirstHead: boolean;
}
export const uploadPage = definePage<UploadModel>('imports/new');

export function uploadModel(problem: string | null, isFirstHead = false): UploadModel {
  return { errors: problem ? [{ fieldId: 'list', message: problem }] : [], fileError: problem ?? '', isFirstHead };
}

// ------------------------------------------------------------ one import

interface Fact { label: string; value: string }

interface RunModel {
  id: string;
  fileName: string;
  context: string;
  isReading: boolean;
  progress: { left: string; right: string; value: number; max: number };
  failure: string;
  isPreviewed: boolean;
  isConfirmed: boolean;
  isDiscarded: boolean;
  outcome: string;
  errors: { fieldId: string; message: string }[];
  summary: string;
  confirm: { leaveOutWrong: Tick | null; skipUndecided: Tick | null; createGroups: Tick | null; button: string; isNothing: boolean };
  undecided: string;
  columns: { understood: Fact[]; ignored: Fact[]; otherSheets: string } | null;
  tabs: { href: string; label: string; isCurrent: boolean }[];
  verdict: ImportVerdict;
  plain: PlainRow[];
  hasNotes: boolean;
  wrong: WrongRow[];
  doubtful: DoubtfulRow[];
  decisionsHref: string;
  page: { previousHref: string | null; nextHref: string | null; note: string };
}

interface Change { field: string; before: string; after: string }
interface Tick { label: string; checked: boolean }
interface PlainRow { number: string; name: string; href: string | null; birth: string; relation: string; address: string; contact: string; changes: Change[]; notes: string[] }
interface WrongRow { number: string; name: string; cell: string; column: string; value: string; message: string }
interface DoubtfulRow {
  number: string;
  listed: Fact[];
  candidates: { href: string; reason: string; facts: Fact[]; changes: Change[] }[];
  field: { name: string; id: string };
  options: { value: string; label: string; hint: string; checked: boolean }[];
  decided: string;
}

export const runPage = definePage<RunModel>('imports/show');

export interface RunView {
  run: ImportRun;
  verdict: ImportVerdict;
  after: number;
  rows: readonly ShownRow[];
  next: number | null;
  undecided: number;
  /** Of a confirmation that was refused. */
  problems?: readonly string[];
  ticked?: { leaveOutWrong: boolean; skipUndecided: boolean; createGroups: boolean };
}

/** The verdict to show first: what needs a person, else what would be written. */
export function firstVerdict({ counts }: ImportRun): ImportVerdict {
  return VERDICT_ORDER.find((verdict) => (counts?.[verdict] ?? 0) > 0) ?? 'new';
}

export function runModel({ run, verdict, after, rows, next, undecided, problems = [], ticked }: RunView): RunModel {
  const { id, counts } = run;
  const href = (of: ImportVerdict, from = 0) => `/imports/${id}?verdict=${of}${from > 0 ? `&after=${from}` : ''}`;
  const isPreviewed = run.status === 'previewed';
  const hasRows = (isPreviewed || run.status === 'confirmed') && counts !== null;
  const known = run.rowsTotal > 0;
  const plain = hasRows && verdict !== 'wrong' && verdict !== 'doubtful' ? rows.map(plainRow) : [];
  return {
    id, fileName: run.fileName, isPreviewed, verdict, decisionsHref: `/imports/${id}/decisions`,
    context: contextOf(run),
    isReading: run.status === 'reading', isConfirmed: run.status === 'confirmed', isDiscarded: run.status === 'discarded',
    failure: run.status === 'failed' ? run.failure ?? '' : '',
    progress: {
      left: run.rowsDone > 0 ? `Đã so với sổ ${formatNumber(run.rowsDone)} / ${formatNumber(run.rowsTotal)} dòng` : known ? `Đã đọc ${formatNumber(run.rowsTotal)} dòng` : 'Bắt đầu đọc tệp',
      right: 'Trang tự tải lại', value: run.rowsDone, max: Math.max(run.rowsTotal, 1),
    },
    outcome: run.status === 'confirmed' && counts ? `${run.finishedByName ?? ''} ghi vào sổ lúc ${run.finishedAt ? formatDateTime(run.finishedAt) : ''}: ${formatNumber(counts.written ?? 0)} người, `
      + `bỏ lại ${formatNumber(counts.leftOut ?? 0)} dòng.` : '',
    errors: problems.map((message) => ({ fieldId: '', message })),
    summary: counts ? summaryOf(run) : '',
    undecided: undecided > 0 ? `${formatNumber(undecided)} dòng chưa quyết định` : '',
    confirm: confirmOf(run, undecided, ticked),
    columns: run.columns && {
      understood: run.columns.understood.map(({ column, header, field }) => ({ label: `Cột ${column}`, value: header === field ? header : `${header} → ${field}` })),
      ignored: run.columns.ignored.map(({ column, header, reason }) => ({ label: `Cột ${column}`, value: `${header}: ${reason}` })),
      otherSheets: run.columns.otherSheets.join(', '),
    },
    tabs: hasRows ? VERDICT_ORDER.map((of) => ({ href: href(of), label: `${VERDICTS[of]} ${formatNumber(counts[of])}`, isCurrent: of === verdict })) : [],
    plain, hasNotes: plain.some(({ notes }) => notes.length > 0),
    wrong: hasRows && verdict === 'wrong' ? rows.flatMap(wrongLines) : [],
    doubtful: hasRows && verdict === 'doubtful' ? rows.map((row) => doubtfulRow(row)) : [],
    page: {
      previousHref: after > 0 ? href(verdict) : null, nextHref: next === null ? null : href(verdict, next),
      note: hasRows && rows.length > 0 ? `${formatNumber(rows.length)} trong ${formatNumber(counts[verdict])} dòng` : '',
    },
  };
}

function contextOf(run: ImportRun): string {
  const sheet = run.columns?.sheet ? `, trang tính “${run.columns.sheet}”` : '';
  const header = run.columns ? `, tiêu đề ở dòng ${run.columns.headerRow}` : '';
  return `${STATUSES[run.status].text} · ${run.createdByName} gửi lúc ${formatDateTime(run.createdAt)}${sheet}${header}`;
}

function summaryOf({ counts }: ImportRun): string {
  const { new: added, changed, newHouseholds, same } = counts!;
  if (added + changed + counts!.doubtful === 0) return `Không có gì mới để ghi: ${formatNumber(same)} dòng đã đúng như trong sổ.`;
  const parts = [
    `thêm ${formatNumber(added)} người`, newHouseholds > 0 && `lập ${formatNumber(newHouseholds)} hộ mới`, changed > 0 && `sửa ${formatNumber(changed)} người`,
  ].filter(Boolean);
  return `Xác nhận sẽ ${parts.join(', ')}. ${same > 0 ? `${formatNumber(same)} dòng đã đúng như trong sổ. ` : ''}Không ai bị xóa khỏi sổ.`;
}

function confirmOf({ counts }: ImportRun, undecided: number, ticked: RunView['ticked']): RunModel['confirm'] {
  const groups = counts?.unknownGroups ?? [];
  const wrong = counts?.wrong ?? 0;
  return {
    leaveOutWrong: wrong > 0 ? { label: `Bỏ các dòng sai (${formatNumber(wrong)})`, checked: ticked?.leaveOutWrong ?? false } : null,
    skipUndecided: undecided > 0 ? { label: `Bỏ qua các dòng nghi trùng chưa quyết định (${formatNumber(undecided)})`, checked: ticked?.skipUndecided ?? false } : null,
    createGroups: groups.length > 0 ? { label: `Lập tổ dân phố chưa có trong sổ: ${groups.join(', ')}`, checked: ticked?.createGroups ?? true } : null,
    button: 'Ghi vào sổ', isNothing: counts !== null && counts.new + counts.changed + counts.doubtful === 0,
  };
}

function plainRow({ rowNumber, residentId, verdict, content, changes }: ShownRow): PlainRow {
  return {
    number: String(rowNumber), name: content.name, href: verdict !== 'new' && residentId ? `/residents/${residentId}` : null,
    birth: content.birth, relation: content.relation, address: placeOf(content),
    contact: [content.phone, content.last4 && `CCCD …${content.last4}`].filter(Boolean).join(' · '),
    changes: changes.map(shownChange),
    notes: content.warnings.map(({ cell, message }) => [cell, message].filter(Boolean).join(': ')),
  };
}

function shownChange({ field, before, after }: Change): Change {
  return { field, before: before || 'chưa có', after };
}

function placeOf({ address, householdCode, group }: RowContent): string {
  return [householdCode && `hộ ${householdCode}`, address, group && `tổ ${group}`].filter(Boolean).join(' · ');
}

function wrongLines({ rowNumber, content, problems }: ShownRow): WrongRow[] {
  return problems.map(({ cell, column, value, message }) => ({ number: String(rowNumber), name: content.name, cell: cell || `dòng ${rowNumber}`, column, value, message }));
}

function doubtfulRow({ rowNumber, residentId, content, decision }: ShownRow): DoubtfulRow {
  const facts = (of: { name: string; birth: string; phone: string; last4: string; address: string }) => [
    { label: 'Họ tên', value: of.name }, { label: 'Sinh', value: of.birth || 'chưa rõ' }, { label: 'Địa chỉ', value: of.address || 'chưa rõ' },
    { label: 'Điện thoại', value: of.phone || 'chưa có' }, { label: 'Số định danh', value: of.last4 ? `•••• ${of.last4}` : 'chưa có' },
  ];
  const candidates = content.candidates ?? [];
  return {
    number: String(rowNumber), listed: facts(content),
    candidates: candidates.map((candidate) => ({ href: `/residents/${candidate.residentId}`, reason: candidate.reason, facts: facts(candidate), changes: candidate.changes.map(shownChange) })),
    field: { name: `decisions[r${rowNumber}]`, id: `decisions-r${rowNumber}` },
    options: [
      ...candidates.map(({ residentId: known, name, birth }) => ({
        value: `same_person:${known}`, label: 'Cùng một người', hint: [name, birth && `sinh ${birth}`, 'trong sổ'].filter(Boolean).join(', '), checked: decision === 'same_person' && residentId === known,
      })),
      { value: 'new_person', label: 'Người khác', hint: 'Thêm vào sổ là người mới', checked: decision === 'new_person' },
      { value: 'skip', label: 'Bỏ qua', hint: 'Không ghi dòng này', checked: decision === 'skip' },
    ],
    decided: decision === null ? 'Chưa quyết định' : { same_person: 'Cùng một người', new_person: 'Người khác', skip: 'Bỏ qua' }[decision] ?? '',
  };
}
