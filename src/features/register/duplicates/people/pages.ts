import type { Option } from '../../../../web/form';
import { formatBirth, formatDateTime, localDateOf, formatDate } from '../../../../shared/dates';
import { shortGroupName } from '../../../../shared/group-name';
import { maskNationalNumber } from '../../../../shared/national-number';
import { formatNumber } from '../../../../shared/numbers';
import { formatPhoneNumber } from '../../../../shared/phone-number';
import { capitalise } from '../../../../shared/vietnamese-text';
import { definePage } from '../../../../web/page';
import type { ResidentHit } from '../../households/queries';
import { NEARLY_SURE } from '../../residents/same-person';
import {
  PAGE_SIZE,
  type LastSearch,
  type OpenCounts,
  type PairedPerson,
  type PairFilter,
  type PairRow,
} from './queries';

interface Tag {
  kind: 'ok' | 'ask' | 'need' | 'try' | 'plain';
  text: string;
}

export interface Tabs {
  tabs: { label: string; href: string; isCurrent: boolean }[];
}

/** The tabs of the four lists of duplicates. */
export function tabsOf(counts: OpenCounts, current: 'people' | 'households' | 'distinct' | 'merges'): Tabs['tabs'] {
  const counted = (count: number) => (count > 1000 ? 'hơn 1.000' : formatNumber(count));
  return [
    { label: `Người (${counted(counts.people)})`, href: '/duplicates', isCurrent: current === 'people' },
    { label: `Hộ (${counted(counts.households)})`, href: '/household-duplicates', isCurrent: current === 'households' },
    { label: 'Đã ghi là hai người', href: '/duplicates?state=distinct', isCurrent: current === 'distinct' },
    { label: 'Đã gộp', href: '/merges', isCurrent: current === 'merges' },
  ];
}

/** The likelihood in words and in whole per cent; never 100, because only a person can be certain. */
export function likelihood(score: number): Tag {
  const percent = `${Math.min(99, Math.floor(score * 100))} %`;
  return score >= NEARLY_SURE
    ? { kind: 'need', text: `Rất giống, ${percent}` }
    : { kind: 'try', text: `${score >= 0.5 ? 'Giống' : 'Có thể giống'}, ${percent}` };
}

// ------------------------------------------------------------ the list of people

interface ListedPerson {
  fullName: string;
  born: string;
  place: string;
  contact: string;
}

interface ListModel extends Tabs {
  search: { text: string; isUnderWay: boolean };
  bands: Option[];
  groups: Option[];
  state: string;
  isOpen: boolean;
  isFiltered: boolean;
  pairs: {
    id: string;
    href: string;
    likelihood: Tag;
    alike: string;
    unlike: string;
    decided: string;
    people: ListedPerson[];
  }[];
  nextHref: string | null;
  firstHref: string | null;
}
export const listPage = definePage<ListModel>('register/duplicates/people/list');

interface ListContent {
  counts: OpenCounts;
  groups: readonly { id: string; name: string }[];
  last: LastSearch;
  filter: PairFilter;
}

export function listModel(rows: readonly PairRow[], { counts, groups, last, filter }: ListContent): ListModel {
  const shown = rows.slice(0, PAGE_SIZE);
  const isOpen = filter.state === 'open';
  return {
    tabs: tabsOf(counts, isOpen ? 'people' : 'distinct'),
    search: searchWords(last),
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
      decided: decidedWords(pair),
      people: [listedPerson(pair.one), listedPerson(pair.other)],
    })),
    nextHref: rows.length > PAGE_SIZE ? listHref({ ...filter, afterId: shown.at(-1)!.id }) : null,
    firstHref: filter.afterId ? listHref({ ...filter, afterId: null }) : null,
  };
}

function listHref({ state, band, groupId, afterId }: PairFilter): string {
  const query = new URLSearchParams(
    Object.entries({
      state: state === 'open' ? '' : state,
      band: band ?? '',
      group: groupId ?? '',
      after: afterId ?? '',
    }).filter(([, value]) => value !== ''),
  );
  return query.size > 0 ? `/duplicates?${query}` : '/duplicates';
}

/** Whether a search has been requested but not finished. */
function isSearchUnderWay({ requestedAt, beganAt, finishedAt }: LastSearch): boolean {
  return (
    (requestedAt !== null && (beganAt === null || requestedAt > beganAt)) || (beganAt !== null && finishedAt === null)
  );
}

export function searchWords(last: LastSearch): { text: string; isUnderWay: boolean } {
  if (isSearchUnderWay(last)) return { text: 'Đang tìm trong sổ. Trang này tự mới khi tải lại.', isUnderWay: true };
  if (!last.finishedAt) return { text: 'Sổ chưa tìm lần nào; đêm nay sẽ tìm.', isUnderWay: false };
  return {
    text: `Tìm lần cuối lúc ${formatDateTime(last.finishedAt)}, trong ${formatNumber(last.residents)} người. Đêm nào sổ cũng tìm lại.`,
    isUnderWay: false,
  };
}

export function decidedWords({
  distinctAt,
  distinctBy,
  distinctNote,
}: Pick<PairRow, 'distinctAt' | 'distinctBy' | 'distinctNote'>): string {
  if (!distinctAt) return '';
  return [`${distinctBy} ghi ngày ${formatDate(localDateOf(new Date(distinctAt)))}`, distinctNote]
    .filter(Boolean)
    .join(': ');
}

function listedPerson(person: PairedPerson): ListedPerson {
  const birth =
    person.birthDate && person.birthPrecision
      ? formatBirth({ date: person.birthDate, precision: person.birthPrecision })
      : null;
  return {
    fullName: person.fullName,
    born: birth ? `sinh ${birth}` : 'chưa rõ ngày sinh',
    place: [person.addressLine ?? 'không ở hộ nào', shortGroupName(person.groupName ?? '')].filter(Boolean).join(' · '),
    contact: [person.phone && formatPhoneNumber(person.phone), person.last4 && maskNationalNumber(person.last4)]
      .filter(Boolean)
      .join(' · '),
  };
}

// ------------------------------------------------------------ pairing two people manually

interface PartnerModel {
  residentId: string;
  fullName: string;
  backHref: string;
  q: string;
  hasSearched: boolean;
  found: { id: string; fullName: string; born: string; place: string; contact: string }[];
  isMore: boolean;
  error: string;
}
export const partnerPage = definePage<PartnerModel>('register/duplicates/people/partner');

export function partnerModel(
  resident: { id: string; fullName: string },
  q: string,
  found: { residents: readonly ResidentHit[]; isMore: boolean },
  error = '',
): PartnerModel {
  return {
    residentId: resident.id,
    fullName: resident.fullName,
    backHref: `/residents/${resident.id}`,
    q,
    hasSearched: q !== '',
    found: found.residents
      .filter(({ id }) => id !== resident.id)
      .map((hit) => {
        const { fullName, born, place, contact } = listedPerson({
          ...hit,
          gender: null,
          numberHash: null,
          addressFolded: null,
        });
        return { id: hit.id, fullName, born, place, contact };
      }),
    isMore: found.isMore,
    error,
  };
}
