import { v7 as newId } from 'uuid';
import { formatDate, formatDateTime, localDateOf } from '../../../shared/dates';
import { groupBy } from '../../../shared/group-by';
import { SCAM_PATTERNS } from '../../../shared/labels';
import { capitalise, foldVietnamese, uncapitalise } from '../../../shared/vietnamese-text';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter, type PagePlace } from '../../../web/pager';
import type { Actor } from '../../../actor';
import { briefingForm, newBriefingForm, PROMPTS, withdrawalForm, type BriefingText, type Prompt } from './forms';
import { canCorrect, canWithdraw } from './policy';
import { BRIEFINGS_A_PAGE, type BriefingRow, type BriefingSubject, type KnownSubject } from './queries';

const PROMPT_LABELS: Readonly<Record<Prompt, string>> = {
  approach: 'Cách tiếp cận',
  reluctance: 'Ai còn ngại, vì sao',
  whatWorked: 'Điều gì có hiệu quả',
};

// ---------------------------------------------------------------- one briefing in a list

/** A briefing as lists show it. A withdrawn one keeps its place and loses its words. */
export const briefingItem = (row: BriefingRow) => ({
  href: `/briefings/${row.id}`,
  // Its subject: 'Buổi BĐ-7K2 tối 24/11', 'Ngõ Châu Long', '46 Phạm Hồng Thái'.
  about: aboutOf(row),
  lines: row.withdrawnAt ? [] : linesOf(row),
  byline: bylineOf(row),
  // '' unless it was withdrawn; then only who did it, when and why.
  withdrawn: withdrawnText(row),
});
export type BriefingItem = ReturnType<typeof briefingItem>;

const linesOf = (words: BriefingText) =>
  PROMPTS.filter((prompt) => words[prompt] !== '').map((prompt) => ({
    label: PROMPT_LABELS[prompt],
    text: words[prompt],
  }));

function aboutOf({ scamPattern, roundCode, roundStartsAt, laneLabel, addressLine }: BriefingRow): string {
  if (scamPattern) return `Nhắc cả phường: ${uncapitalise(SCAM_PATTERNS[scamPattern])}`;
  if (roundCode) return `Buổi ${roundCode} ngày ${formatDate(localDateOf(roundStartsAt!))}`;
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

const withdrawnText = ({ withdrawnAt, withdrawnBy, withdrawnReason }: BriefingRow): string =>
  withdrawnAt ? `${withdrawnBy} đã rút lúc ${formatDateTime(withdrawnAt)}. Lý do: ${withdrawnReason}` : '';

// ---------------------------------------------------------------- section on another page

export type BriefingSection = ReturnType<typeof briefingSection>;

/** The briefings about the round, lane or door whose page this is. */
export const briefingSection = (subject: BriefingSubject, rows: readonly BriefingRow[]) => ({
  items: rows.map(briefingItem),
  newHref: `${subjectHref(subject)}/briefings/new`,
});

export type BriefingsOfNight = ReturnType<typeof briefingsOfNight>;

/** Sorts what the team reads on the night to where it belongs. @param rows of listBriefingsForRound. */
export function briefingsOfNight(roundId: string, rows: readonly BriefingRow[]) {
  const ofRounds = rows.filter((row) => row.roundId !== null);
  const alerts = rows.filter((row) => row.scamPattern !== null);
  return {
    ofRound: [...alerts, ...ofRounds.filter((row) => row.roundId === roundId)].map(briefingItem),
    ofEarlierRounds: ofRounds.filter((row) => row.roundId !== roundId).map(briefingItem),
    // By lane key, because the spelling of a lane may have been corrected since.
    ofLanes: grouped(rows, ({ laneKey }) => laneKey),
    ofDoors: grouped(rows, ({ householdId }) => householdId),
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

const grouped = (rows: readonly BriefingRow[], keyOf: (row: BriefingRow) => string | null) =>
  new Map([...groupBy(rows, keyOf)].map(([key, group]) => [key, group.map(briefingItem)]));

export const subjectHref = ({ kind, id }: BriefingSubject): string =>
  `/${kind}s/${kind === 'lane' ? encodeURIComponent(id) : id}`;

function subjectOf({ roundId, laneKey, householdId }: BriefingRow): BriefingSubject {
  if (roundId) return { kind: 'round', id: roundId };
  return laneKey === null ? { kind: 'household', id: householdId! } : { kind: 'lane', id: laneKey };
}

// ---------------------------------------------------------------- writing a briefing

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

const fieldsOf = (kind: BriefingSubject['kind']) =>
  PROMPTS.map((name) => ({ label: PROMPT_LABELS[name], name, hint: HINTS[kind][name] }));

export function newBriefingPage(subject: KnownSubject, failed?: Failed) {
  const form = formView(newBriefingForm, { id: newId() }, failed);
  return viewOf('casework/briefings/form', {
    form,
    title: `Ghi lời dặn: ${subject.label}`,
    heading: 'Ghi lời dặn',
    context: `Về ${uncapitalise(subject.label)}. Cả đội và văn phòng đọc được; người đi buổi sau thấy ngay.`,
    back: { href: subjectHref(subject), label: capitalise(subject.label) },
    action: `${subjectHref(subject)}/briefings`,
    // Makes a form sent twice one briefing.
    hidden: { name: 'id', value: typed(form.values, 'id') || newId() },
    fields: fieldsOf(subject.kind),
    saveLabel: 'Lưu lời dặn',
  });
}

/** The form for the author, as stored or as typed. */
export function editBriefingPage(row: BriefingRow, failed?: Failed) {
  const { approach, reluctance, whatWorked, version } = row;
  const form = formView(briefingForm, { approach, reluctance, whatWorked, version: String(version) }, failed);
  return viewOf('casework/briefings/form', {
    form,
    title: 'Sửa lời dặn',
    heading: 'Sửa lời dặn',
    context: `Về ${uncapitalise(aboutOf(row))}.`,
    back: { href: `/briefings/${row.id}`, label: 'Lời dặn' },
    action: `/briefings/${row.id}/edit`,
    hidden: { name: 'version', value: typed(form.values, 'version') },
    fields: fieldsOf(row.scamPattern ? 'round' : subjectOf(row).kind),
    saveLabel: 'Lưu thay đổi',
  });
}

// ---------------------------------------------------------------- one briefing

export const showPage = (row: BriefingRow, actor: Pick<Actor, 'id' | 'role'>, failed?: Failed) =>
  viewOf('casework/briefings/show', {
    item: briefingItem(row),
    back: row.scamPattern
      ? { href: '/near-misses', label: 'Suýt bị lừa' }
      : { href: subjectHref(subjectOf(row)), label: aboutOf(row) },
    editHref: canCorrect(actor, row) ? `/briefings/${row.id}/edit` : '',
    // '' for users who may not withdraw it.
    withdrawalAction: canWithdraw(actor, row) ? `/briefings/${row.id}/withdrawal` : '',
    isWithdrawing: failed !== undefined,
    form: formView(withdrawalForm, {}, failed),
  });

// ---------------------------------------------------------------- all briefings of the ward

/** @param rows one more than a page if there is a next one. */
export function briefingListPage(rows: readonly (BriefingRow & { total: number })[], place: PagePlace) {
  const { shown, ...pager } = pageAfter(rows, { place, size: BRIEFINGS_A_PAGE, path: '/briefings' });
  return viewOf('casework/briefings/index', { items: shown.map(briefingItem), ...pager });
}
