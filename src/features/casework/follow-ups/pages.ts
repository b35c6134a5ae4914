import { formatDate, formatDayMonth, localDateOf, localTimeOf, monthName, type LocalDate } from '../../../shared/dates';
import { cardPages } from '../../../shared/cut-cards';
import { addressedName } from '../../../shared/honorific';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import type { FieldErrors, Option, Summary } from '../../../web/form';
import { errorSummary } from '../../../web/form';
import { definePage } from '../../../web/page';
import { serviceLabel } from '../../office/catalogue/labels';
import { numbersOfPerson, numbersToCall, shownNumbers, wantsPaper, type ShownNumber } from '../door-calls/whom-to-call';
import {
  calledName,
  papersAsked,
  paymentDue,
  resultCome,
  stillAble,
  type Message,
  type MessageMatter,
} from '../messages/messages';
import { checkPath } from '../portal-use/check-pages';
import { comparePlaces, isOverdue, listPlace, tokenOf, type FollowUpKind } from './follow-up';
import type { Place, WorkListFilter } from './forms';
import type { FollowUpDetail, OpenFollowUp, RecentPress, WorkList } from './queries';
import { deadlineWords, endsByPress, FOLLOW_UP_KINDS, FOLLOW_UP_OUTCOMES, kindTag, type Tag } from './words';

export const PAGE_SIZE = 50;

interface Row {
  token: string;
  name: string;
  href: string;
  number: ShownNumber | null;
  /** The printed card of somebody who wants paper; '' for the others. */
  cardHref: string;
  /** Whom to ask for at that number, and where they live. */
  where: string;
  tag: Tag;
  todo: string;
  about: string;
  isLateEntry: boolean;
  deadline: string;
  isOverdue: boolean;
  owner: string;
  attempts: string;
  /** Ends by a press; otherwise by what `action` leads to. */
  canPress: boolean;
  action: { label: string; href: string } | null;
  /** Of a door: where the whole round is typed in from paper; '' otherwise. */
  sheetHref: string;
  /** What can be sent about it; null if there is nothing to tell. */
  message: Message | null;
  /** What unfolds the rest of what can be done. */
  more: string;
}

interface WorkListModel {
  context: string;
  actions: { label: string; href: string; kind: 'primary' | 'plain' }[];
  filters: { kinds: Option[]; officers: Option[]; groups: Option[]; states: Option[]; month: string };
  isFiltered: boolean;
  rows: (Row & { isTicked: boolean })[];
  hasTicks: boolean;
  action: string;
  pressId: string;
  note: string;
  errors: FieldErrors;
  summary: Summary[];
  recent: { words: string; undoHref: string }[];
  nextHref: string | null;
  emptyTitle: string;
  emptyText: string;
}

export const workListPage = definePage<WorkListModel>('casework/follow-ups/index');

/** The follow-ups that a filter leaves, in order. @param except a part of the filter that does not count. */
export function filtered(
  open: readonly OpenFollowUp[],
  filter: WorkListFilter,
  today: LocalDate,
  except?: keyof WorkListFilter,
): OpenFollowUp[] {
  const { kind, officer, groupId, state, month } = { ...filter, ...(except && NO_FILTER[except]) };
  return open.filter(
    (found) =>
      (kind === null || found.kind === kind) &&
      (officer === null || (officer === 'office' ? found.ownerIds.length === 0 : found.ownerIds.includes(officer))) &&
      (groupId === null || found.groupId === groupId) &&
      (state === null || isOverdue(found, today) === (state === 'late')) &&
      (month === null || found.until.startsWith(month)),
  );
}

const NO_FILTER: { [Part in keyof WorkListFilter]: Partial<WorkListFilter> } = {
  kind: { kind: null },
  officer: { officer: null },
  groupId: { groupId: null },
  state: { state: null },
  month: { month: null },
};

/** The follow-ups of a page, one more if there are more. @param place where it begins; null for the first. */
export function pageOf(list: readonly OpenFollowUp[], place: Place | null, today: LocalDate): OpenFollowUp[] {
  if (!place) return list.slice(0, PAGE_SIZE + 1);
  const last = listPlace(place.until, place.token, today);
  const isAfter = (found: OpenFollowUp) => comparePlaces(listPlace(found.until, tokenOf(found), today), last) > 0;
  return list.filter(isAfter).slice(0, PAGE_SIZE + 1);
}

interface Scene {
  today: LocalDate;
  canPress: boolean;
  pressId: string;
  failed: { errors: FieldErrors; note: string; ticked: readonly unknown[] } | null;
}

/** @param shown of pageOf. @param details of the shown, in their order. @param place where the page begins. */
export function workListModel(
  work: WorkList,
  filter: WorkListFilter,
  {
    shown,
    details,
    place,
  }: { shown: readonly OpenFollowUp[]; details: readonly FollowUpDetail[]; place: Place | null },
  { today, canPress, pressId, failed }: Scene,
): WorkListModel {
  const list = filtered(work.open, filter, today);
  const late = list.filter((found) => isOverdue(found, today)).length;
  const officers = new Map(work.officers.map(({ id, name }) => [id, name]));
  const rows = shown.slice(0, PAGE_SIZE).map((found, index) => ({
    ...rowOf(found, details[index]!, { today, officers, canPress }),
    isTicked: failed?.ticked.includes(tokenOf(found)) ?? false,
  }));
  const query = queryOf(filter);
  const last = shown.length > PAGE_SIZE ? shown[PAGE_SIZE - 1]! : null;
  return {
    context: contextWords(list.length, late, filter.month),
    actions: [
      { label: 'Vì sao hồ sơ vướng', href: '/stuck-files', kind: 'plain' },
      ...(rows.some((row) => row.cardHref)
        ? [{ label: 'In thiếp', href: placedHref('/waiting/cards', query, place), kind: 'plain' as const }]
        : []),
      ...(canPress ? [{ label: 'Dán trạng thái hồ sơ', href: '/portal-statuses/new', kind: 'plain' as const }] : []),
    ],
    filters: filtersOf(work, filter, today),
    isFiltered: query !== '',
    rows,
    hasTicks: rows.some((row) => row.canPress),
    action: `/follow-up-ends${query && `?${query}`}`,
    pressId,
    note: failed?.note ?? '',
    errors: failed?.errors ?? {},
    summary: errorSummary(failed?.errors ?? {}).map(({ message }) => ({ fieldId: 'work-list', message })),
    recent: work.recent.map((press) => ({
      words: recentWords(press),
      undoHref: `/follow-up-ends/${press.endId}/undo${query && `?${query}`}`,
    })),
    nextHref: last && placedHref('/waiting', query, { until: last.until, token: tokenOf(last) }),
    emptyTitle: work.open.length === 0 ? 'Không còn việc nào phải theo dõi' : 'Không có việc nào như vậy',
    emptyText:
      work.open.length === 0
        ? 'Hồ sơ chờ người dân, việc đã hẹn, cửa chưa ghi kết quả sẽ tự hiện ở đây khi đến ngày.'
        : 'Bỏ bớt điều kiện lọc để xem các việc khác.',
  };
}

/** The address of a page of the list, or of its cards. */
const placedHref = (path: string, query: string, place: Place | null): string =>
  [path, [query, place && `after=${place.until}.${place.token}`].filter(Boolean).join('&')].filter(Boolean).join('?');

function contextWords(count: number, late: number, month: string | null): string {
  const inMonth = month === null ? '' : ` có hạn trong ${monthName(`${month}-01`)}`;
  const all = `${formatNumber(count)} việc${inMonth}, gần hạn nhất ở trên`;
  return late > 0 ? `${all}; ${formatNumber(late)} việc đã quá hạn.` : `${all}.`;
}

/** The filter as a query string: 'kind=papers&state=late', or ''. */
export function queryOf({ kind, officer, groupId, state, month }: WorkListFilter): string {
  const parts = { kind, officer, group: groupId, state, month };
  return Object.entries(parts)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
    .join('&');
}

function filtersOf(work: WorkList, filter: WorkListFilter, today: LocalDate): WorkListModel['filters'] {
  const options = (
    part: keyof WorkListFilter,
    all: string,
    choices: readonly (readonly [value: string, label: string, is: (found: OpenFollowUp) => boolean])[],
    selected: string | null,
  ): Option[] => {
    const others = filtered(work.open, filter, today, part);
    const counted = choices.map(([value, label, is]) => ({ value, label, count: others.filter(is).length }));
    return [
      { value: '', label: `${all} (${formatNumber(others.length)})`, selected: selected === null },
      ...counted
        .filter(({ value, count }) => count > 0 || value === selected)
        .map(({ value, label, count }) => ({
          value,
          label: `${label} (${formatNumber(count)})`,
          selected: value === selected,
        })),
    ];
  };
  return {
    kinds: options(
      'kind',
      'Mọi loại việc',
      Object.entries(FOLLOW_UP_KINDS).map(([kind, label]) => [kind, label, (found) => found.kind === kind]),
      filter.kind,
    ),
    officers: options(
      'officer',
      'Tất cả',
      [
        ['office', 'Văn phòng', ({ ownerIds }) => ownerIds.length === 0],
        ...work.officers.map(
          ({ id, name }) => [id, name, ({ ownerIds }: OpenFollowUp) => ownerIds.includes(id)] as const,
        ),
      ],
      filter.officer,
    ),
    groups: options(
      'groupId',
      'Mọi tổ',
      work.groups.map(({ id, name }) => [id, name, ({ groupId }) => groupId === id]),
      filter.groupId,
    ),
    states: options(
      'state',
      'Mọi hạn',
      [
        ['late', 'Đã quá hạn', (found) => isOverdue(found, today)],
        ['due', 'Chưa quá hạn', (found) => !isOverdue(found, today)],
      ],
      filter.state,
    ),
    month: filter.month ?? '',
  };
}

interface RowScene {
  today: LocalDate;
  officers: ReadonlyMap<string, string>;
  canPress: boolean;
}

function rowOf(found: OpenFollowUp, detail: FollowUpDetail, { today, officers, canPress }: RowScene): Row {
  const token = tokenOf(found);
  const { fullName, ...person } = detail;
  const home = { members: detail.members, helpers: detail.helpers, ward: detail.ward };
  const [number] = shownNumbers(
    fullName === null
      ? numbersToCall({ ...home, requests: [] }, detail.ward.adultAge, today)
      : numbersOfPerson({ ...person, fullName }, home, today),
  );
  const message = messageOf(found, detail, today);
  const own = detail.phone && formatPhoneNumber(detail.phone);
  const owners = found.ownerIds.flatMap((id) => officers.get(id) ?? []);
  return {
    token,
    name: fullName === null ? detail.addressLine : addressedName({ ...person, fullName }, today),
    href: hrefOf(found),
    number: number ?? null,
    cardHref: message && wantsPaper(detail) ? `/waiting/cards?item=${token}` : '',
    where: [
      wantsPaper(detail) && `Muốn nhận giấy${number ? `, chỉ gọi khi cần: ${number.phone}` : ''}`,
      number ? number.phone !== own && `Gọi ${[number.name, number.about].filter(Boolean).join(', ')}` : 'Chưa có số',
      fullName !== null && detail.addressLine,
      detail.groupName,
    ]
      .filter(Boolean)
      .join(' · '),
    tag: kindTag(found.kind),
    todo: found.todo,
    about: [
      detail.serviceName &&
        found.kind !== 'check_back' &&
        serviceLabel({ name: detail.serviceName, code: detail.serviceCode }),
      detail.fileCode,
      detail.visitedOn && `lượt ${formatDate(detail.visitedOn)}`,
    ]
      .filter(Boolean)
      .join(' · '),
    isLateEntry: detail.isLate,
    deadline: deadlineWords(found, today),
    isOverdue: isOverdue(found, today),
    owner: owners.length > 0 ? owners.join(', ') : 'Văn phòng',
    attempts: found.attempts > 0 ? `đã gọi ${formatNumber(found.attempts)} lần không gặp` : '',
    canPress: canPress && endsByPress(found.kind),
    action: actionOf(found),
    sheetHref: found.kind === 'door' ? `/rounds/${found.factKey}/sheet/visits` : '',
    message,
    more: moreWords(found, message),
  };
}

// ------------------------------------------------------------ printed cards

interface CardsModel {
  pages: { title: string; who: string; address: string; text: string }[][];
  wardName: string;
}
export const cardsPage = definePage<CardsModel>('casework/follow-ups/cards');

/** The texts about these follow-ups as cards, for those who want paper; one that was asked for by itself is always a card. */
export function cardsModel(
  shown: readonly OpenFollowUp[],
  details: readonly FollowUpDetail[],
  { isAskedFor, today }: { isAskedFor: boolean; today: LocalDate },
): CardsModel {
  const cards = shown.slice(0, PAGE_SIZE).flatMap((found, index) => {
    const detail = details[index]!;
    const message = messageOf(found, detail, today);
    if (!message || detail.fullName === null || !(isAskedFor || wantsPaper(detail))) return [];
    return {
      title: message.label,
      who: addressedName({ ...detail, fullName: detail.fullName }, today),
      address: detail.addressLine,
      text: message.text,
    };
  });
  return {
    wardName: details[0]?.ward.name ?? '',
    pages: cardPages(cards),
  };
}

// ------------------------------------------------------------ what can be sent

function moreWords({ kind }: OpenFollowUp, message: Message | null): string {
  if (!message) return 'Khác';
  return endsByPress(kind) ? 'Tin, khác' : 'Nhắn tin';
}

/** What the resident is to be told, or asked. */
function messageOf({ kind }: OpenFollowUp, { fullName, ...detail }: FollowUpDetail, today: LocalDate): Message | null {
  const write = MESSAGES[kind];
  if (!write || fullName === null || detail.serviceName === null || detail.serviceGroup === null) return null;
  return write({
    ward: detail.ward,
    who: calledName({ ...detail, fullName }, today),
    service: { name: detail.serviceName, groupKey: detail.serviceGroup },
  });
}

const MESSAGES: { [Kind in FollowUpKind]?: (matter: MessageMatter) => Message } = {
  papers: papersAsked,
  payment: paymentDue,
  result: resultCome,
  no_news: resultCome,
  check_back: stillAble,
};

/** Where a follow-up is told in full. */
function hrefOf(found: OpenFollowUp): string {
  switch (found.kind) {
    case 'door':
      return `/rounds/${found.factKey}`;
    case 'check_back':
      return `/residents/${found.subjectId}`;
    case 'promise':
    case 'next_try':
      return `/visits/${found.subjectId}`;
    case 'vneid':
      return found.residentId === null ? `/visits/${found.subjectId}` : `/assisted-procedures/${found.subjectId}`;
    case 'referral':
      return `/referrals/${found.subjectId}`;
    default:
      return `/assisted-procedures/${found.subjectId}`;
  }
}

/** What is usually done about it in the program itself. */
function actionOf({ kind, subjectId, factKey, householdId }: OpenFollowUp): Row['action'] {
  switch (kind) {
    case 'door':
      return { label: 'Ghi lượt thăm', href: `/round-doors/${subjectId}/visit` };
    case 'check_back':
      return { label: 'Gọi hỏi lại', href: checkPath({ residentId: subjectId, serviceId: factKey }) };
    case 'promise':
    case 'next_try':
      return { label: 'Ghi lượt thăm', href: `/households/${householdId}/visits/new` };
    default:
      return null;
  }
}

/** '10:42 hôm nay: Xong, Cổng đòi nộp tiền, Nguyễn Thị Vi và 2 việc nữa'. */
function recentWords({ outcome, count, kind, name, endedAt }: RecentPress): string {
  const at = new Date(endedAt);
  const more = count > 1 ? ` và ${formatNumber(count - 1)} việc nữa` : '';
  const what = [FOLLOW_UP_OUTCOMES[outcome], FOLLOW_UP_KINDS[kind], name].filter(Boolean).join(', ');
  return `${localTimeOf(at)} ${formatDayMonth(localDateOf(at))}: ${what}${more}`;
}
