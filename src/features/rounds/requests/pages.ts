import { closureText } from '../../../shared/area-closures';
import {
  daysBetween,
  formatDate,
  formatDateTime,
  formatDayMonth,
  localDateOf,
  weekdayName,
  type LocalDate,
} from '../../../shared/dates';
import { addressedName } from '../../../shared/honorific';
import { shortGroupName } from '../../../shared/group-name';
import { formatNumber } from '../../../shared/numbers';
import { optionsOf, PAUSE_KINDS, REQUEST_CHANNELS } from '../../../shared/labels';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import type { Conflict } from '../../../web/errors';
import { formView, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageAfter } from '../../../web/pager';
import { savedBy } from '../../office/audit/conflict';
import { offersTo, placementOf } from './offer-pages';
import type { QueueFacts } from './offer-queries';
import type { OutsideCounts } from '../../casework/public-requests/queries';
import type { AskedAfterRefusal } from '../../casework/requests/after-refusal';
import { eveningMessage, requestAccepted, type Message } from '../../casework/messages/messages';
import { numberInstead, wantsPaper } from '../../casework/door-calls/whom-to-call';
import { reminderCardsHref } from '../papers/reminder-pages';
import type { Tag } from '../doors/door-status';
import { expectedText, NO_TIME } from '../round/expected-time';
import { declineForm, withdrawalForm, type RequestListQuery, type RequestView } from './forms';
import { dueDay, isPromiseOverdue, waitingNow } from '../../casework/requests/promised-day';
import { boundedCount } from '../../casework/requests/bounded-count';
import { COUNT_LIMIT } from '../../casework/requests/queries';
import type { Closing } from '../../casework/requests/service';
import { areLate, REQUEST_PAGE_SIZE, type RequestCounts, type RequestRow } from './list-queries';
import type { RequestFile } from './file-queries';
import {
  dueText,
  preferredTimesText,
  REQUEST_STATES,
  servicesText,
  subjectText,
} from '../../casework/requests/request-labels';
import { isOpenState, requestStatus, type PlacedRound, type RequestState } from '../../casework/requests/request-state';
import { roundText, SENDER, threadOf } from './thread';

const STATE_TAGS: Record<RequestState, Tag['kind']> = {
  new: 'need',
  accepted: 'ask',
  planned: 'ask',
  done: 'ok',
  declined: 'plain',
  withdrawn: 'plain',
};

const stateTag = (state: RequestState): Tag => ({ kind: STATE_TAGS[state], text: REQUEST_STATES[state] });

const pastPromiseText = ({ promisedBy }: RequestFile): string => (promisedBy ? `trước ${formatDate(promisedBy)}` : '');

// ------------------------------------------------------------ the list

const VIEW_LABELS: Record<RequestView, string> = {
  open: 'Đang mở',
  new: 'Chưa nhận',
  overdue: 'Quá hạn, chưa có buổi',
  'planned-late': 'Xếp sau hạn',
  closed: 'Đã xong, đã đóng',
  'after-refusal': 'Từng chưa muốn, nay đề nghị',
};
const EMPTY: Record<RequestView, [title: string, text: string]> = {
  open: [
    'Không có đề nghị nào đang mở',
    'Khi người dân gọi điện, đến trụ sở hoặc nhắn qua tổ trưởng, bấm “Ghi đề nghị”.',
  ],
  new: ['Đề nghị nào cũng đã được nhận', 'Đề nghị do đội ghi ở cửa sẽ hiện ở đây cho văn phòng nhận.'],
  overdue: ['Không có đề nghị nào quá hạn', 'Đề nghị quá hạn mà chưa buổi nào sắp tới đi qua sẽ hiện ở đây.'],
  'planned-late': ['Không có đề nghị nào xếp sau hạn', 'Đề nghị đã vào buổi mà buổi ấy đi sau hạn sẽ hiện ở đây.'],
  closed: ['Chưa có đề nghị nào xong hoặc đã đóng', 'Đề nghị xong khi lượt thăm ghi Xong, từng việc một.'],
  'after-refusal': ['Chưa có đề nghị nào như vậy', 'Hộ từng nói chưa muốn rồi tự đề nghị đội đến sẽ hiện ở đây.'],
};

interface ListHelp {
  counts: RequestCounts;
  outside: OutsideCounts;
  canManage: boolean;
  /** Null for a reader who may not plan. */
  facts: QueueFacts | null;
  today: LocalDate;
}

export function requestListPage(
  { view, ...place }: RequestListQuery,
  rows: readonly RequestRow[],
  { counts, outside, canManage, facts, today }: ListHelp,
) {
  const [title, text] = EMPTY[view];
  const { overdue, waiting } = waitingNow(counts, today);
  const hrefOf = (each: RequestView) => (each === 'open' ? '/requests' : `/requests?view=${each}`);
  const ofView = {
    ...counts,
    'after-refusal': counts.afterRefusal.invited,
    overdue,
    'planned-late': areLate(counts.plannedLate).length,
  };
  const list = { place, size: REQUEST_PAGE_SIZE, total: ofView[view], countedTo: COUNT_LIMIT, query: { view } };
  const { shown, ...pager } = pageAfter(rows, { ...list, path: '/requests' });
  return viewOf('rounds/requests/index', {
    context: [
      canManage ? waitingText(waiting, outside) : '',
      'Người dân gọi điện, đến trụ sở hoặc nhắn qua tổ trưởng nhờ đội đến nhà. Quá hạn lâu nhất đứng trước.',
    ]
      .filter(Boolean)
      .join(' '),
    tabs: (Object.keys(VIEW_LABELS) as RequestView[]).map((each) => ({
      label: VIEW_LABELS[each],
      count: boundedCount(ofView[each]),
      href: hrefOf(each),
      isCurrent: each === view,
    })),
    rows: shown.map((row) => ({
      ...listed(row, today, facts),
      refusal: view === 'after-refusal' ? refusalText(row) : '',
    })),
    toPlan: { doors: view === 'closed' ? [] : shown.map(({ householdId }) => householdId) },
    empty: { title, text },
    // Of a list opened from a figure: what is counted, out of how many.
    figure: view === 'after-refusal' ? afterRefusalText(counts.afterRefusal) : '',
    ...pager,
  });
}

/** '8 việc chờ bạn: 5 đề nghị chưa nhận, hoặc quá hạn chưa có buổi, 3 đề nghị từ ngoài. Chưa kể 6 đề nghị gửi dồn dập.' */
function waitingText(requests: number, { waiting, crowded }: OutsideCounts): string {
  const parts = [
    requests > 0 ? `${boundedCount(requests)} đề nghị chưa nhận, hoặc quá hạn chưa có buổi` : '',
    waiting > 0 ? `${boundedCount(waiting)} đề nghị từ ngoài` : '',
  ].filter(Boolean);
  return [
    parts.length > 0 ? `${boundedCount(requests + waiting)} việc chờ bạn: ${parts.join(', ')}.` : '',
    crowded > 0 ? `Chưa kể ${boundedCount(crowded)} đề nghị gửi dồn dập.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function afterRefusalText({ refused, invited, medianDays }: AskedAfterRefusal): string {
  if (refused === 0) return 'Chưa hộ nào nói chưa muốn hay xin thôi gõ cửa.';
  const half = medianDays === null ? '' : `; một nửa trong vòng ${formatNumber(medianDays)} ngày`;
  return `Trong ${formatNumber(refused)} hộ từng chưa muốn, ${formatNumber(invited)} hộ từ hôm sau trở đi đã tự mời đội${half}. Mỗi hộ một dòng: lần mời đầu tiên.`;
}

/** 'Mời 21 ngày sau lần chưa muốn 12/10/2026: “sợ lừa đảo”'. */
function refusalText({ refusal, receivedOn }: Pick<RequestRow, 'refusal' | 'receivedOn'>): string {
  if (!refusal) return '';
  const reason = refusal.reason ? `: “${refusal.reason}”` : ', không nói vì sao';
  return `Mời ${formatNumber(daysBetween(refusal.on, receivedOn))} ngày sau lần chưa muốn ${formatDate(refusal.on)}${reason}`;
}

/** 'thứ Ba 24/11 · BĐ-7K2'. */
const dayText = (round: PlacedRound): string =>
  `${weekdayName(roundDay(round))} ${formatDayMonth(roundDay(round))} · ${round.code}`;

function listed(row: RequestRow, today: LocalDate, facts: QueueFacts | null) {
  const { state, round } = requestStatus(row.events);
  const isOpen = isOpenState(state);
  const due = isOpen && dueDay(row, today);
  return {
    href: `/requests/${row.id}`,
    address: capitalise(row.addressLine),
    who: [row.forWhom ?? row.contactName, row.groupName && uncapitalise(shortGroupName(row.groupName))]
      .filter(Boolean)
      .join(' · '),
    subject: subjectText(row),
    wishes: isOpen ? preferredTimesText(row.wishes) : '',
    wishesInFile: isOpen ? preferredTimesText(row.wishes, formatDate) : '',
    promise: isOpen ? dueText(row, today) || 'chưa có hạn' : `nhận ${formatDate(row.receivedOn)}`,
    /** For the file: the due day, and the round with its whole day. */
    dueOn: due ? formatDate(due) : '',
    roundOn: round ? `${formatDate(roundDay(round))} · ${round.code}` : '',
    isOverdue: isOpen && isPromiseOverdue(row, today),
    state: stateTag(state),
    round: round ? dayText(round) : '',
    cameAfterRefusal: row.refusal !== null,
    offer: (facts && offersTo(row.id, facts)[0]) ?? null,
  };
}

// ------------------------------------------------------------ one request

interface ShowHelp {
  today: LocalDate;
  canManage: boolean;
  /** Null for a reader who may not plan. */
  facts: QueueFacts | null;
}

export function showPage(file: RequestFile, { today, canManage, facts }: ShowHelp, failed?: Failed) {
  const { state, round } = requestStatus(file.events);
  const isOpen = isOpenState(state);
  const act = (path: string, isOffered: boolean) => (canManage && isOffered ? `/requests/${file.id}/${path}` : '');
  return viewOf('rounds/requests/show', {
    title: `Đề nghị: ${subjectText(file)}`,
    context: [capitalise(file.addressLine), file.groupName && uncapitalise(file.groupName)].filter(Boolean).join(' · '),
    state: stateTag(state),
    cameAfterRefusal: file.refusal !== null,
    warnings: isOpen ? warningsOf(file, round, today) : [],
    facts: [
      { label: 'Cho ai', value: file.forWhom ?? 'cả hộ, hoặc chưa rõ' },
      { label: 'Người liên hệ', value: file.contactName },
      { label: 'Giờ thuận tiện', value: preferredTimesText(file.wishes) },
      { label: 'Hạn', value: isOpen ? dueText(file, today) || 'chưa có hạn' : pastPromiseText(file) },
      { label: 'Nhận', value: `${uncapitalise(REQUEST_CHANNELS[file.channel])}, ngày ${formatDate(file.receivedOn)}` },
      { label: 'Dịch vụ', value: file.services.length > 1 ? '' : servicesText(file.services) },
      { label: 'Trước đó', value: refusalText(file) },
    ].filter(({ value }) => value !== ''),
    ...partsOf(file, canManage, typed(failed?.values ?? {}, 'partId')),
    phoneHref: file.contactPhone ? `tel:${file.contactPhone}` : '',
    phone: file.contactPhone ? formatPhoneNumber(file.contactPhone) : '',
    householdHref: `/households/${file.householdId}`,
    // What the sender wrote, where a match can be undone.
    publicRequestHref: canManage && file.publicRequestId ? `/public-requests/${file.publicRequestId}` : '',
    roundHref: round ? `/rounds/${round.id}` : '',
    round: round ? roundText(round) : '',
    thread: threadOf(file),
    message: isOpen ? messageOf(file, { state, round }, today) : null,
    // Who wants paper, by name.
    onPaper: isOpen && file.told && wantsPaper(file.told) ? addressedName(file.told, today) : '',
    cardHref: round && isOpen && isAhead(round, today) ? reminderCardsHref(round.id, file.householdId) : '',
    instead: file.told && numberInstead(file.told, file.helpers, today),
    placement: facts && placementOf(file, facts, failed?.errors ?? {}, today),
    editHref: act('edit', isOpen),
    acceptAction: act('acceptance', state === 'new'),
    declineAction: act('decline', isOpen),
    withdrawAction: act('withdrawal', isOpen),
    reopenAction: act('reopening', !isOpen),
    form: formView(declineForm, {}, failed),
    withdrawing: formView(withdrawalForm, {}, failed),
  });
}

/** Each of several services with its result, and what the office may do with it. */
function partsOf({ id, services }: RequestFile, canManage: boolean, chosen: string) {
  const parts = services.length > 1 ? services : [];
  const open = parts.filter(({ result }) => result === null);
  return {
    parts: parts.map((part) => ({
      id: part.id,
      text: servicesText([part]),
      name: part.name,
      detail: [
        part.reason && `lý do: ${part.reason}`,
        part.endedAt && `${part.endedBy ?? SENDER} ghi lúc ${formatDateTime(new Date(part.endedAt))}`,
      ]
        .filter(Boolean)
        .join(', '),
      visitHref: part.visitId ? `/visits/${part.visitId}` : '',
      reopenAction: canManage && part.result !== null ? `/requests/${id}/reopening` : '',
    })),
    openParts: optionsOf(
      { ...(open.length > 1 && { '': 'Tất cả' }), ...Object.fromEntries(open.map((part) => [part.id, part.name])) },
      chosen,
    ),
  };
}

const roundDay = ({ startsAt }: PlacedRound): LocalDate => localDateOf(new Date(startsAt));
const isAhead = (round: PlacedRound, today: LocalDate): boolean => roundDay(round) >= today;

/** That the evening is planned, or the day before the reminder; that the request was accepted while it has no evening. */
function messageOf(
  { ward, promisedBy, expected }: RequestFile,
  { state, round }: ReturnType<typeof requestStatus>,
  today: LocalDate,
): Message | null {
  const promised = promisedBy !== null && promisedBy >= today ? promisedBy : null;
  if (!round) return state === 'accepted' ? requestAccepted(ward, promised) : null;
  if (!isAhead(round, today)) return null;
  const evening = {
    code: round.code,
    startsAt: new Date(round.startsAt),
    endsAt: new Date(round.endsAt),
    expected: expectedText(expected ?? NO_TIME),
  };
  return eveningMessage(ward, evening, today);
}

function warningsOf(file: RequestFile, round: PlacedRound | null, today: LocalDate) {
  const { pause } = file;
  const household = `/households/${file.householdId}`;
  return [
    pause && {
      text: `Cửa này đang tạm dừng gõ cửa (${uncapitalise(PAUSE_KINDS[pause.kind])}${pause.until ? `, đến hết ${formatDate(pause.until)}` : ''}) nên chưa xếp vào buổi nào được.`,
      href: household,
      link: 'Mở hộ để bỏ tạm dừng',
    },
    file.isVacant && {
      text: 'Nhà này ghi là trống nên không xếp vào buổi nào được: sửa hộ nếu có người ở, hoặc ghi rút đề nghị.',
      href: household,
      link: 'Mở hộ để sửa',
    },
    ...file.closures.map((closure) => ({
      text: `Từ ${formatDate(closure.from)}, ${closureText(closure)}: những ngày ấy không xếp cửa này vào buổi nào được.`,
      href: `/team-calendar?month=${closure.from.slice(0, 7)}#closures`,
      link: 'Xem khu tạm đóng',
    })),
    round &&
      localDateOf(new Date(round.endsAt)) < today && {
        text: `Buổi ${round.code} đã qua mà cửa này chưa có kết quả, nên chưa xếp vào buổi khác được.`,
        href: `/rounds/${round.id}`,
        link: 'Mở buổi để ghi lượt thăm hoặc đóng buổi',
      },
    round &&
      isAhead(round, today) &&
      isPromiseOverdue(file, roundDay(round)) && {
        text: `Buổi ${round.code} đi sau hạn (${formatDayMonth(dueDay(file, roundDay(round))!)}): báo lại cho nhà này.`,
        href: `/rounds/${round.id}`,
        link: 'Mở buổi',
      },
    !file.isMember && {
      text: `${file.forWhom} nay không còn ở hộ này. Hỏi lại người liên hệ xem còn cần đến đây không.`,
      href: `/residents/${file.residentId}`,
      link: 'Mở hồ sơ người này',
    },
  ].filter((warning) => !!warning);
}

/** The 409 page for two people who close one request, or one of its services: how, and what the second would have saved. */
export function closureConflict(file: RequestFile, mine: Closing): Conflict {
  const part = file.services.find(({ id }) => id === mine.partId);
  const theirs = part
    ? part.result && { as: part.result, reason: part.reason, by: part.endedBy, at: part.endedAt! }
    : file.events.findLast((event) => event.kind === 'closed');
  const rows = (as: RequestState, reason: string) => [
    { label: 'Tình trạng', value: REQUEST_STATES[as] },
    { label: 'Lý do', value: reason || '(trống)' },
  ];
  return {
    what: part ? `Việc “${part.name}” vừa có kết quả.` : 'Đề nghị này vừa được đóng.',
    yours: rows(mine.kind, mine.reason),
    theirs: theirs ? rows(theirs.as, theirs.reason) : [],
    ...savedBy(theirs ? { by: theirs.by ?? SENDER, at: new Date(theirs.at) } : null),
    resumeHref: `/requests/${file.id}`,
    keepAction: null,
    closed: part
      ? 'Việc này đã có kết quả; còn cần đến thì bấm “Mở lại” ở việc ấy.'
      : 'Đề nghị đã đóng nên không sửa được nữa; còn cần đến thì bấm “Mở lại” ở trang của nó.',
  };
}
