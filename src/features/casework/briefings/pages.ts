import { formatDateTime, formatDayMonth, localDateOf } from '../../../shared/dates';
import { capitalise, foldVietnamese, uncapitalise } from '../../../shared/vietnamese-text';
import type { Conflict } from '../../../web/errors';
import { errorSummary, typed, type Failed, type FieldErrors, type FormValues, type Summary } from '../../../web/form';
import { definePage } from '../../../web/page';
import { closedConflict, conflictOf } from '../../office/audit/conflict';
import type { LastChange } from '../../office/audit/last-change';
import type { Actor } from '../../../actor';
import { PROMPTS, type BriefingWords, type Prompt } from './forms';
import { canCorrect, canWithdraw } from './policy';
import type { BriefingCursor, BriefingRow, BriefingSubject, KnownSubject } from './queries';

const PROMPT_LABELS: Readonly<Record<Prompt, string>> = {
  approach: 'Cách tiếp cận',
  reluctance: 'Ai còn ngại, vì sao',
  whatWorked: 'Điều gì có hiệu quả',
};

// ---------------------------------------------------------------- one briefing in a list

export interface BriefingItem {
  href: string;
  /** Its subject: 'Buổi BĐ-7K2 tối 24/11', 'Ngõ Châu Long', '46 Phạm Hồng Thái'. */
  about: string;
  lines: { label: string; text: string }[];
  byline: string;
  /** '' unless it was withdrawn; then only who did it, when and why. */
  withdrawn: string;
}

/** A briefing as lists show it. A withdrawn one keeps its place and loses its words. */
export function briefingItem(row: BriefingRow): BriefingItem {
  return {
    href: `/briefings/${row.id}`,
    about: aboutOf(row),
    lines: row.withdrawnAt ? [] : linesOf(row),
    byline: bylineOf(row),
    withdrawn: withdrawnWords(row),
  };
}

function linesOf(words: BriefingWords): { label: string; text: string }[] {
  return PROMPTS.filter((prompt) => words[prompt] !== '').map((prompt) => ({
    label: PROMPT_LABELS[prompt],
    text: words[prompt],
  }));
}

function aboutOf({ roundCode, roundStartsAt, laneLabel, addressLine }: BriefingRow): string {
  if (roundCode) return `Buổi ${roundCode} ngày ${formatDayMonth(localDateOf(roundStartsAt!))}`;
  return capitalise(addressLine ?? laneLabel);
}

/** 'Nguyễn Thị Đội, 21:05 24/11/2026, sau buổi'. */
function bylineOf(row: BriefingRow): string {
  const { author, writtenAt, updatedAt } = row;
  return [`${author}, ${formatDateTime(writtenAt)}`, momentOf(row), updatedAt ? `sửa ${formatDateTime(updatedAt)}` : '']
    .filter(Boolean)
    .join(', ');
}

/** Whether it was written before, during or after its round; '' without one. */
function momentOf({ writtenAt, roundStartsAt, roundEndsAt }: BriefingRow): string {
  if (!roundStartsAt) return '';
  if (writtenAt < roundStartsAt) return 'trước buổi';
  return writtenAt >= roundEndsAt! ? 'sau buổi' : 'trong buổi';
}

function withdrawnWords({ withdrawnAt, withdrawnBy, withdrawnReason }: BriefingRow): string {
  return withdrawnAt ? `${withdrawnBy} đã rút lúc ${formatDateTime(withdrawnAt)}. Lý do: ${withdrawnReason}` : '';
}

// ---------------------------------------------------------------- section on another page

export interface BriefingSection {
  items: BriefingItem[];
  newHref: string;
}

/** The briefings about the round, lane or door whose page this is. */
export function briefingSection(subject: BriefingSubject, rows: readonly BriefingRow[]): BriefingSection {
  return { items: rows.map(briefingItem), newHref: `${subjectHref(subject)}/briefings/new` };
}

export interface BriefingsOfNight {
  ofRound: BriefingItem[];
  ofEarlierRounds: BriefingItem[];
  /** By lane key, because the spelling of a lane may have been corrected since. */
  ofLanes: ReadonlyMap<string, BriefingItem[]>;
  ofDoors: ReadonlyMap<string, BriefingItem[]>;
}

/** Sorts what the team reads on the night to where it belongs. @param rows of listBriefingsForRound. */
export function briefingsOfNight(roundId: string, rows: readonly BriefingRow[]): BriefingsOfNight {
  const ofRounds = rows.filter((row) => row.roundId !== null);
  return {
    ofRound: ofRounds.filter((row) => row.roundId === roundId).map(briefingItem),
    ofEarlierRounds: ofRounds.filter((row) => row.roundId !== roundId).map(briefingItem),
    ofLanes: grouped(
      rows.filter((row) => row.laneKey !== null),
      (row) => row.laneKey!,
    ),
    ofDoors: grouped(
      rows.filter((row) => row.householdId !== null),
      (row) => row.householdId!,
    ),
  };
}

/**
 * The briefings of the lane at `index`, shown where a round first enters it: the walk may come back to a lane after an
 * alley.
 */
export function laneBriefings(
  briefings: BriefingsOfNight | null,
  lanes: readonly { label: string }[],
  index: number,
): BriefingItem[] {
  const { label } = lanes[index]!;
  return lanes.findIndex((lane) => lane.label === label) === index
    ? (briefings?.ofLanes.get(foldVietnamese(label)) ?? [])
    : [];
}

function grouped(rows: readonly BriefingRow[], keyOf: (row: BriefingRow) => string): Map<string, BriefingItem[]> {
  const groups = new Map<string, BriefingItem[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), briefingItem(row)]);
  return groups;
}

export function subjectHref({ kind, id }: BriefingSubject): string {
  return `/${kind}s/${kind === 'lane' ? encodeURIComponent(id) : id}`;
}

function subjectOf({ roundId, laneKey, householdId }: BriefingRow): BriefingSubject {
  if (roundId) return { kind: 'round', id: roundId };
  return laneKey === null ? { kind: 'household', id: householdId! } : { kind: 'lane', id: laneKey };
}

// ---------------------------------------------------------------- writing a briefing

interface FormModel {
  heading: string;
  context: string;
  back: { href: string; label: string };
  action: string;
  /** The hidden field that identifies the form: the briefing's own id, or the version that was read. */
  hidden: { name: string; value: string };
  fields: { label: string; name: Prompt; value: string; hint: string; error: string }[];
  saveLabel: string;
  summary: Summary[];
}

export const formPage = definePage<FormModel>('casework/briefings/form');

const HINTS: Readonly<Record<BriefingSubject['kind'], Readonly<Record<Prompt, string>>>> = {
  round: {
    approach: 'Ví dụ: đi cùng bác tổ trưởng ba nhà đầu ngõ, nói ngay là không thu tiền.',
    reluctance: 'Ví dụ: mấy nhà cuối ngõ ngại vì tháng trước có người giả công an gọi điện.',
    whatWorked: 'Ví dụ: cho xem thẻ và mời gọi phường kiểm tra mã thì bà con mở cửa.',
  },
  lane: {
    approach: 'Ví dụ: vào ngõ sau 19 giờ, gõ cửa sắt bên trong, đầu ngõ hỏi cô bán nước.',
    reluctance: 'Ví dụ: cả ngõ e ngại người lạ vào giờ cơm.',
    whatWorked: 'Ví dụ: gặp ở sân chung, giúp một nhà xong các nhà khác tự gọi.',
  },
  household: {
    approach: 'Ví dụ: nói chậm, ngồi xuống bên phải bà, để bà tự bấm.',
    reluctance: 'Ví dụ: ông còn ngại vì sợ bấm nhầm mất tiền.',
    whatWorked: 'Ví dụ: nhờ cháu ngoại ngồi cùng thì bà yên tâm.',
  },
};

function fieldsOf(kind: BriefingSubject['kind'], values: FormValues, errors: FieldErrors): FormModel['fields'] {
  return PROMPTS.map((name) => ({
    label: PROMPT_LABELS[name],
    name,
    value: typed(values, name),
    hint: HINTS[kind][name],
    error: errors[name] ?? '',
  }));
}

function backTo(subject: KnownSubject): FormModel['back'] {
  return { href: subjectHref(subject), label: capitalise(subject.label) };
}

/** @param newId the id of the future briefing, so that a form sent twice is one briefing. */
export function newBriefingModel(subject: KnownSubject, newId: string, failed?: Failed): FormModel {
  const values = failed?.values ?? {};
  return {
    heading: 'Ghi lời dặn',
    context: `Về ${uncapitalise(subject.label)}. Cả đội và văn phòng đọc được; người đi buổi sau thấy ngay.`,
    back: backTo(subject),
    action: `${subjectHref(subject)}/briefings`,
    hidden: { name: 'id', value: typed(values, 'id') || newId },
    fields: fieldsOf(subject.kind, values, failed?.errors ?? {}),
    saveLabel: 'Lưu lời dặn',
    summary: errorSummary(failed?.errors ?? {}),
  };
}

/** The form for the author, as stored or as typed. */
export function editBriefingModel(row: BriefingRow, failed?: Failed): FormModel {
  const values = failed?.values ?? {
    approach: row.approach,
    reluctance: row.reluctance,
    whatWorked: row.whatWorked,
    version: String(row.version),
  };
  const errors = failed?.errors ?? {};
  return {
    heading: 'Sửa lời dặn',
    context: `Về ${uncapitalise(aboutOf(row))}.`,
    back: { href: `/briefings/${row.id}`, label: 'Lời dặn' },
    action: `/briefings/${row.id}/edit`,
    hidden: { name: 'version', value: typed(values, 'version') },
    fields: fieldsOf(subjectOf(row).kind, values, errors),
    saveLabel: 'Lưu thay đổi',
    summary: errorSummary(errors),
  };
}

/** The same briefing changed in two windows: both versions, and a form that saves mine over the other. */
export function briefingConflict(row: BriefingRow, mine: BriefingWords, last: LastChange | null): Conflict {
  const lines = (words: BriefingWords) =>
    PROMPTS.map((prompt) => ({ label: PROMPT_LABELS[prompt], value: words[prompt] }));
  const conflict = conflictOf({
    what: row.withdrawnAt
      ? `Lời dặn này đã rút: ${row.withdrawnReason}`
      : 'Lời dặn này đã được lưu trước đó, khác với bản bạn gửi.',
    yours: lines(mine),
    theirs: row.withdrawnAt ? [] : lines(row),
    last,
    action: `/briefings/${row.id}/edit`,
    resumeHref: `/briefings/${row.id}`,
    version: row.version,
    fields: PROMPTS.map((name) => ({ name, value: mine[name] })),
  });
  return row.withdrawnAt
    ? closedConflict(conflict, { closed: 'Lời đã rút thì không sửa được nữa; còn đúng thì ghi một lời dặn mới.' })
    : conflict;
}

// ---------------------------------------------------------------- one briefing

interface ShowModel {
  item: BriefingItem;
  back: { href: string; label: string };
  editHref: string;
  /** '' for users who may not withdraw it. */
  withdrawalAction: string;
  reason: string;
  errors: FieldErrors;
  summary: Summary[];
}

export const showPage = definePage<ShowModel>('casework/briefings/show');

export function showBriefingModel(row: BriefingRow, actor: Pick<Actor, 'id' | 'role'>, failed?: Failed): ShowModel {
  return {
    item: briefingItem(row),
    back: { href: `${subjectHref(subjectOf(row))}`, label: aboutOf(row) },
    editHref: canCorrect(actor, row) ? `/briefings/${row.id}/edit` : '',
    withdrawalAction: canWithdraw(actor, row) ? `/briefings/${row.id}/withdrawal` : '',
    reason: failed ? typed(failed.values, 'reason') : '',
    errors: failed?.errors ?? {},
    summary: errorSummary(failed?.errors ?? {}),
  };
}

// ---------------------------------------------------------------- all briefings of the ward

interface ListModel {
  items: BriefingItem[];
  nextHref: string | null;
}

export const listPage = definePage<ListModel>('casework/briefings/index');

export const BRIEFINGS_A_PAGE = 20;

/** @param rows one more than a page if there is a next one. */
export function briefingListModel(rows: readonly BriefingRow[]): ListModel {
  const shown = rows.slice(0, BRIEFINGS_A_PAGE);
  const last = rows.length > shown.length ? shown.at(-1) : undefined;
  return {
    items: shown.map(briefingItem),
    nextHref: last ? `/briefings?after=${last.writtenAt.toISOString()}_${last.id}` : null,
  };
}

/** The cursor of nextHref; null for anything else. */
export function readCursor(text: string): BriefingCursor | null {
  const parts = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})$/.exec(text);
  return parts && !Number.isNaN(Date.parse(parts[1]!)) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(parts[2]!)
    ? { writtenAt: parts[1]!, id: parts[2]! }
    : null;
}
