import { randomUUID } from 'node:crypto';
import { formatDate, formatDayMonth, localDateOf, localTimeOf, monthName, type LocalDate } from '../../../shared/dates';
import { cardPages } from '../../../shared/cut-cards';
import { groupBy } from '../../../shared/group-by';
import { shortGroupName } from '../../../shared/group-name';
import { addressedName } from '../../../shared/honorific';
import { formatNumber } from '../../../shared/numbers';
import { formatPhoneNumber } from '../../../shared/phone-number';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, formView, isId, typed, type Failed, type Option } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { pageWords } from '../../../web/pager';
import { serviceLabel } from '../../office/catalogue/labels';
import { numbersOfPerson, numbersToCall, shownNumbers, wantsPaper } from '../door-calls/whom-to-call';
import {
  calledName,
  papersAsked,
  paymentDue,
  resultCome,
  type Message,
  type MessageMatter,
} from '../messages/messages';
import { endsByPress, isFollowUpOverdue, tokenOf, type FollowUpKind } from './follow-up';
import { EVERYBODY, pressForm, type WorkListFilter } from './forms';
import type { FollowUpDetail, OpenFollowUp, RecentPress, WorkList } from './queries';
import { deadlineText, FOLLOW_UP_KINDS, FOLLOW_UP_OUTCOMES, kindTag } from './labels';

export const FOLLOW_UP_PAGE_SIZE = 25;

const ANSWERS = {
  kind: ({ kind }: OpenFollowUp) => [kind],
  officer: ({ ownerIds }: OpenFollowUp) => (ownerIds.length > 0 ? ownerIds : ['office']),
  groupId: ({ groupId }: OpenFollowUp) => [groupId],
  state: (found: OpenFollowUp, today: LocalDate) => [isFollowUpOverdue(found, today) ? 'late' : 'due'],
  month: ({ until }: OpenFollowUp) => [until.slice(0, 7)],
};
type FilterPart = keyof typeof ANSWERS;
const PARTS = Object.keys(ANSWERS) as FilterPart[];

/** What a filter leaves of a ward's follow-ups. */
export interface FilteredList {
  count: number;
  late: number;
  /** What is about one person, or about a household and no person, together; the line of the longest overdue first. */
  lines: OpenFollowUp[][];
  /** How many there would be with another answer in one part of the filter; under null, with none. */
  counts: Record<FilterPart, Map<string | null, number>>;
}

export function filtered(open: readonly OpenFollowUp[], filter: WorkListFilter, today: LocalDate): FilteredList {
  const counts = Object.fromEntries(PARTS.map((part) => [part, new Map()])) as FilteredList['counts'];
  const left: OpenFollowUp[] = [];
  for (const found of open) {
    const answersTo = (part: FilterPart): (string | null)[] => ANSWERS[part](found, today);
    const missed = PARTS.filter((part) => filter[part] !== null && !answersTo(part).includes(filter[part]));
    if (missed.length === 0) left.push(found);
    if (missed.length > 1) continue;
    for (const part of missed.length > 0 ? missed : PARTS)
      for (const answer of new Set([...answersTo(part), null]))
        counts[part].set(answer, (counts[part].get(answer) ?? 0) + 1);
  }
  return {
    count: left.length,
    late: left.filter((found) => isFollowUpOverdue(found, today)).length,
    lines: [...groupBy(left, ({ residentId, householdId }) => residentId ?? householdId).values()],
    counts,
  };
}

/** A page of a filtered list; the last one if the list has become shorter. `page` is from 1. */
export function pageOf({ lines }: FilteredList, asked: number) {
  const pages = Math.max(1, Math.ceil(lines.length / FOLLOW_UP_PAGE_SIZE));
  const page = Math.min(asked, pages);
  return { lines: lines.slice((page - 1) * FOLLOW_UP_PAGE_SIZE, page * FOLLOW_UP_PAGE_SIZE), page, pages };
}
type ShownPage = ReturnType<typeof pageOf>;

interface Scene {
  today: LocalDate;
  canPress: boolean;
  recent: readonly RecentPress[];
  failed?: Failed;
}

/** @param details of the follow-ups of the lines shown, by their token. */
export function workListPage(
  work: WorkList,
  filter: WorkListFilter,
  {
    list,
    lines,
    page,
    pages,
    details,
  }: ShownPage & { list: FilteredList; details: ReadonlyMap<string, FollowUpDetail> },
  { today, canPress, recent, failed }: Scene,
) {
  const form = formView(pressForm, { pressId: randomUUID() }, failed);
  const pressId = typed(form.values, 'pressId');
  const officers = new Map(work.officers.map(({ id, name }) => [id, name]));
  const ticked = new Set([form.values.items].flat());
  const rows = lines.map((line) => lineOf(line, details, { today, officers, canPress, ticked }));
  const query = queryOf(filter);
  const hrefOf = (number: number) => placedHref('/waiting', query, number);
  const pressHref = (path: string) => placedHref(path, query, page);
  return viewOf('casework/follow-ups/index', {
    form,
    context: contextText(list, filter.month),
    actions: [
      { label: 'Vì sao hồ sơ vướng', href: '/stuck-files', kind: 'plain' },
      { label: 'Giấy giới thiệu', href: '/referrals', kind: 'plain' },
      ...(rows.some((row) => row.cardHref)
        ? [{ label: 'In thiếp', href: placedHref('/waiting/cards', query, page), kind: 'plain' }]
        : []),
      ...(canPress ? [{ label: 'Dán trạng thái hồ sơ', href: '/portal-statuses/new', kind: 'plain' }] : []),
    ],
    filters: filtersOf(work, filter, list),
    isFiltered: query !== '',
    rows,
    toPlan: { doors: lines.flatMap(([first]) => first?.householdId ?? []) },
    hasTicks: rows.some(({ items }) => items.some(({ canPress: canEnd }) => canEnd)),
    action: pressHref('/follow-up-ends'),
    pressId: isId(pressId) ? pressId : randomUUID(),
    note: typed(form.values, 'note'),
    summary: errorSummary(form.errors).map(({ message }) => ({ fieldId: 'work-list', message })),
    recent: recent.map((press) => ({
      words: recentText(press),
      undoHref: pressHref(`/follow-up-ends/${press.endId}/undo`),
    })),
    previousHref: page > 1 ? hrefOf(page - 1) : null,
    nextHref: page < pages ? hrefOf(page + 1) : null,
    pageNote: pageWords(page, pages),
    emptyTitle: query === '' ? 'Không còn việc nào phải theo dõi' : 'Không có việc nào như vậy',
    emptyText:
      query === ''
        ? 'Hồ sơ chờ người dân, việc đã hẹn, cửa chưa ghi kết quả sẽ tự hiện ở đây khi đến ngày.'
        : 'Bỏ bớt điều kiện lọc để xem các việc khác.',
  });
}

/** The address of a page of the list, of its cards, or of what is pressed on it. */
export const placedHref = (path: string, query: string, page: number): string =>
  [path, [query, page > 1 && `page=${page}`].filter(Boolean).join('&')].filter(Boolean).join('?');

function contextText({ count, late }: FilteredList, month: string | null): string {
  const inMonth = month === null ? '' : ` có hạn trong ${monthName(`${month}-01`)}`;
  const all = `${formatNumber(count)} việc${inMonth}, mỗi người một dòng`;
  return late > 0 ? `${all}; ${formatNumber(late)} việc đã quá hạn, lâu nhất ở trên.` : `${all}.`;
}

/** The filter as a query string: 'kind=papers&state=late', or ''. */
export function queryOf({ kind, officer, usualOfficer, groupId, state, month }: WorkListFilter): string {
  const chosen = officer === usualOfficer ? null : (officer ?? EVERYBODY);
  const parts = { kind, officer: chosen, group: groupId, state, month };
  return Object.entries(parts)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
    .join('&');
}

function filtersOf({ officers, groups }: WorkList, filter: WorkListFilter, { counts }: FilteredList) {
  const options = (part: FilterPart, all: string, choices: readonly { id: string; name: string }[]): Option[] => {
    const countOf = (answer: string | null) => counts[part].get(answer) ?? 0;
    const option = (value: string, label: string, answer: string | null): Option => ({
      value,
      label: `${label} (${formatNumber(countOf(answer))})`,
      selected: filter[part] === answer,
    });
    return [
      option(part === 'officer' ? EVERYBODY : '', all, null),
      ...choices.filter(({ id }) => countOf(id) > 0 || id === filter[part]).map(({ id, name }) => option(id, name, id)),
    ];
  };
  return {
    kinds: options(
      'kind',
      'Mọi loại việc',
      Object.entries(FOLLOW_UP_KINDS).map(([id, name]) => ({ id, name })),
    ),
    officers: options('officer', 'Tất cả', [{ id: 'office', name: 'Văn phòng' }, ...officers]),
    groups: options('groupId', 'Mọi tổ', groups),
    states: options('state', 'Mọi hạn', [
      { id: 'late', name: 'Đã quá hạn' },
      { id: 'due', name: 'Chưa quá hạn' },
    ]),
    month: filter.month ?? '',
  };
}

interface LineScene {
  today: LocalDate;
  officers: ReadonlyMap<string, string>;
  canPress: boolean;
  /** The tokens that a failed form had ticked. */
  ticked: ReadonlySet<unknown>;
}

/** A person, or a household, with everything that waits for them. */
function lineOf(line: readonly OpenFollowUp[], details: ReadonlyMap<string, FollowUpDetail>, scene: LineScene) {
  const { today } = scene;
  const detailOf = (found: OpenFollowUp) => details.get(tokenOf(found))!;
  const [{ residentId, householdId }] = line as [OpenFollowUp];
  const detail = detailOf(line[0]!);
  const { fullName, ...person } = detail;
  const home = { members: detail.members, helpers: detail.helpers, ward: detail.ward };
  const [number] = shownNumbers(
    fullName === null
      ? numbersToCall({ ...home, requests: [] }, detail.ward.adultAge, today)
      : numbersOfPerson({ ...person, fullName }, home, today),
  );
  const own = detail.phone && formatPhoneNumber(detail.phone);
  const items = line.map((found) => itemOf(found, detailOf(found), scene));
  const told = items.filter(({ message }) => message).map(({ token }) => `item=${token}`);
  return {
    name: fullName === null ? detail.addressLine : addressedName({ ...person, fullName }, today),
    href: residentId === null ? `/households/${householdId}` : `/residents/${residentId}`,
    number: number ?? null,
    // The printed cards of a person who wants paper; '' for the others.
    cardHref: told.length > 0 && wantsPaper(detail) ? `/waiting/cards?${told.join('&')}` : '',
    // Whom to ask for at that number, and where they live.
    where: [
      wantsPaper(detail) && `Muốn nhận giấy${number ? `, chỉ gọi khi cần: ${number.phone}` : ''}`,
      number ? number.phone !== own && `Gọi ${[number.name, number.about].filter(Boolean).join(', ')}` : 'Chưa có số',
      fullName !== null && detail.addressLine,
      detail.groupName && uncapitalise(shortGroupName(detail.groupName)),
    ]
      .filter(Boolean)
      .join(' · '),
    items,
  };
}

function itemOf(found: OpenFollowUp, detail: FollowUpDetail, { today, officers, canPress, ticked }: LineScene) {
  const token = tokenOf(found);
  const message = messageOf(found, detail, today);
  const owners = found.ownerIds.flatMap((id) => officers.get(id) ?? []);
  return {
    token,
    tag: kindTag(found.kind),
    todo: found.todo,
    about: [
      detail.serviceName && serviceLabel({ name: detail.serviceName, code: detail.serviceCode }),
      detail.fileCode,
      detail.visitedOn && `lượt ${formatDate(detail.visitedOn)}`,
    ]
      .filter(Boolean)
      .join(' · '),
    isLateEntry: detail.isLate,
    deadline: deadlineText(found, today),
    dueOn: formatDate(found.until),
    isOverdue: isFollowUpOverdue(found, today),
    owner: owners.length > 0 ? owners.join(', ') : 'Văn phòng',
    attempts: found.attempts > 0 ? `đã gọi ${formatNumber(found.attempts)} lần không gặp` : '',
    // Ends by a press; otherwise by what `action` leads to.
    canPress: canPress && endsByPress(found.kind),
    ...leadsTo(found),
    // Of a door: where the whole round is typed in from paper; '' otherwise.
    sheetHref: found.kind === 'door' ? `/rounds/${found.factKey}/sheet/visits` : '',
    // What can be sent about it; null if there is nothing to tell.
    message,
    // What unfolds the rest of what can be done.
    more: message ? 'Tin, khác' : 'Khác',
    isTicked: ticked.has(token),
  };
}

// ------------------------------------------------------------ printed cards

/** The texts about these follow-ups as cards, for those who want paper; one that was asked for by itself is always a card. */
export function cardsPage(
  shown: readonly OpenFollowUp[],
  details: ReadonlyMap<string, FollowUpDetail>,
  { isAskedFor, today }: { isAskedFor: boolean; today: LocalDate },
) {
  const cards = shown.flatMap((found) => {
    const detail = details.get(tokenOf(found))!;
    const message = messageOf(found, detail, today);
    if (!message || detail.fullName === null || !(isAskedFor || wantsPaper(detail))) return [];
    return {
      title: message.label,
      who: addressedName({ ...detail, fullName: detail.fullName }, today),
      address: detail.addressLine,
      text: message.text,
    };
  });
  return viewOf('casework/follow-ups/cards', {
    wardName: [...details.values()][0]?.ward.name ?? '',
    pages: cardPages(cards),
  });
}

// ------------------------------------------------------------ what can be sent

/** What to tell or ask the resident. */
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
};

/** Where a follow-up is told in full, and what is usually done about it in the program itself. */
function leadsTo({ kind, subjectId, factKey, householdId, residentId }: OpenFollowUp) {
  const referral = `/referrals/${subjectId}`;
  switch (kind) {
    case 'door':
      return { href: `/rounds/${factKey}`, action: { label: VISIT, href: `/round-doors/${subjectId}/visit` } };
    case 'promise':
    case 'next_try':
      return { href: `/visits/${subjectId}`, action: { label: VISIT, href: `/households/${householdId}/visits/new` } };
    case 'referral':
      return { href: referral, action: { label: 'Ghi trả lời', href: referral } };
    default: {
      const isOfVisit = kind === 'vneid' && residentId === null;
      return { href: `/${isOfVisit ? 'visits' : 'assisted-procedures'}/${subjectId}`, action: null };
    }
  }
}

const VISIT = 'Ghi lượt thăm';

/** '10:42 hôm nay: Xong, Cổng đòi nộp tiền, Nguyễn Thị Vi và 2 việc nữa'. */
function recentText({ outcome, count, kind, name, endedAt }: RecentPress): string {
  const more = count > 1 ? ` và ${formatNumber(count - 1)} việc nữa` : '';
  const what = [FOLLOW_UP_OUTCOMES[outcome], FOLLOW_UP_KINDS[kind], name].filter(Boolean).join(', ');
  return `${localTimeOf(endedAt)} ${formatDayMonth(localDateOf(endedAt))}: ${what}${more}`;
}
