import { formatBirth, formatDateTime, localDateOf, formatDate } from '../../../../shared/dates';
import { shortGroupName } from '../../../../shared/group-name';
import { maskNationalNumber } from '../../../../shared/national-number';
import { formatNumber } from '../../../../shared/numbers';
import { formatPhoneNumber } from '../../../../shared/phone-number';
import { capitalise } from '../../../../shared/vietnamese-text';
import { viewOf } from '../../../../web/page';
import { pageAfter, type PagePlace } from '../../../../web/pager';
import type { ResidentHit } from '../../households/queries';
import { NEARLY_SURE } from '../../residents/same-person';
import { tabsOf } from '../merging/pages';
import {
  MAX_COUNTED,
  PAIR_PAGE_SIZE,
  type ListHead,
  type PairedPerson,
  type PairFilter,
  type PairRow,
  type HouseholdPairRow,
} from './queries';

/** The likelihood in words and in whole per cent; never 100, because only a person can be certain. */
export function likelihood(score: number): { kind: 'need' | 'try'; text: string } {
  const percent = `${Math.min(99, Math.floor(score * 100))} %`;
  return score >= NEARLY_SURE
    ? { kind: 'need', text: `Rất giống, ${percent}` }
    : { kind: 'try', text: `${score >= 0.5 ? 'Giống' : 'Có thể giống'}, ${percent}` };
}

// ------------------------------------------------------------ the list of people

type ShownPerson = Pick<PairedPerson, 'fullName' | 'birth' | 'addressLine' | 'groupName' | 'phone' | 'last4'>;

interface ListContent {
  head: ListHead;
  groups: readonly { id: string; name: string }[];
  filter: PairFilter & PagePlace;
}

export function pairListPage(rows: readonly PairRow[], { head, groups, filter }: ListContent) {
  const isOpen = filter.state === 'open';
  const query = { state: isOpen ? null : filter.state, band: filter.band, group: filter.groupId };
  const list = { place: filter, size: PAIR_PAGE_SIZE, countedTo: MAX_COUNTED, path: '/duplicates', query };
  const { shown, ...pager } = pageAfter(rows, list);
  return viewOf('register/duplicates/pairs/people-list', {
    tabs: tabsOf(isOpen ? 'people' : 'distinct', head),
    search: searchWords(head),
    bands: [
      ['', 'Tất cả'],
      ['sure', 'Rất giống'],
      ['possible', 'Còn lại'],
    ].map(([value, label]) => ({ value: value!, label: label!, selected: (filter.band ?? '') === value })),
    groups: [
      { value: '', label: 'Cả phường', selected: filter.groupId === null },
      ...groups.map(({ id, name }) => ({ value: id, label: name, selected: id === filter.groupId })),
    ],
    state: isOpen ? '' : 'distinct',
    isOpen,
    isFiltered: filter.band !== null || filter.groupId !== null,
    pairs: shown.map((pair) => ({
      id: pair.id,
      href: `/duplicates/${pair.id}`,
      likelihood: likelihood(pair.same.score),
      alike: capitalise(pair.same.alike.join(', ')),
      unlike: capitalise(pair.same.unlike.join(', ')),
      decided: decidedText(pair),
      people: [listedPerson(pair.one), listedPerson(pair.other)],
    })),
    ...pager,
  });
}

const isSearchUnderWay = ({ requestedAt, beganAt, finishedAt }: ListHead): boolean =>
  (requestedAt !== null && (beganAt === null || requestedAt > beganAt)) || (beganAt !== null && finishedAt === null);

function searchWords(last: ListHead): { text: string; isUnderWay: boolean } {
  if (isSearchUnderWay(last)) return { text: 'Đang tìm trong sổ. Trang này tự mới khi tải lại.', isUnderWay: true };
  if (!last.finishedAt) return { text: 'Sổ chưa tìm lần nào; đêm nay sẽ tìm.', isUnderWay: false };
  return {
    text: `Tìm lần cuối lúc ${formatDateTime(last.finishedAt)}, trong ${formatNumber(last.residents)} người. Đêm nào sổ cũng tìm lại.`,
    isUnderWay: false,
  };
}

export function decidedText({
  distinctAt,
  distinctBy,
  distinctNote,
}: Pick<PairRow, 'distinctAt' | 'distinctBy' | 'distinctNote'>): string {
  if (!distinctAt) return '';
  return [`${distinctBy} ghi ngày ${formatDate(localDateOf(new Date(distinctAt)))}`, distinctNote]
    .filter(Boolean)
    .join(': ');
}

const listedPerson = (person: ShownPerson) => ({
  fullName: person.fullName,
  born: person.birth ? `sinh ${formatBirth(person.birth)}` : 'chưa rõ ngày sinh',
  place: [person.addressLine ?? 'không ở hộ nào', shortGroupName(person.groupName ?? '')].filter(Boolean).join(' · '),
  contact: [person.phone && formatPhoneNumber(person.phone), person.last4 && maskNationalNumber(person.last4)]
    .filter(Boolean)
    .join(' · '),
});

// ------------------------------------------------------------ the list of households

export function householdListPage(rows: readonly HouseholdPairRow[], head: ListHead, place: PagePlace) {
  const list = {
    place,
    size: PAIR_PAGE_SIZE,
    total: head.households,
    countedTo: MAX_COUNTED,
    path: '/household-duplicates',
  };
  const { shown, ...pager } = pageAfter(rows, list);
  return viewOf('register/duplicates/pairs/household-list', {
    tabs: tabsOf('households', head),
    search: searchWords(head),
    pairs: shown.map((pair) => ({
      href: `/household-duplicates/${pair.id}`,
      addressLine: pair.one.addressLine,
      why: whyOneHousehold(pair),
      decided: decidedText(pair),
      households: [pair.one, pair.other].map(({ headName, memberCount, code }) => ({
        head: headName ?? 'chưa có chủ hộ',
        people: memberCount === 0 ? 'chưa có ai' : `${formatNumber(memberCount)} người`,
        code: code ? `mã ${code}` : '',
      })),
    })),
    ...pager,
  });
}

export function whyOneHousehold({ one, other }: Pick<HouseholdPairRow, 'one' | 'other'>): string {
  const isEmpty = one.memberCount === 0 || other.memberCount === 0;
  return isEmpty ? 'Cùng địa chỉ, một hộ chưa có ai' : 'Cùng địa chỉ, có người giống nhau ở cả hai hộ';
}

// ------------------------------------------------------------ pairing two people manually

export const partnerPage = (
  resident: { id: string; fullName: string },
  q: string,
  found: { residents: readonly ResidentHit[]; isMore: boolean },
  error = '',
) =>
  viewOf('register/duplicates/pairs/partner', {
    residentId: resident.id,
    fullName: resident.fullName,
    backHref: `/residents/${resident.id}`,
    q,
    hasSearched: q !== '',
    found: found.residents.filter(({ id }) => id !== resident.id).map((hit) => ({ id: hit.id, ...listedPerson(hit) })),
    isMore: found.isMore,
    error,
  });
