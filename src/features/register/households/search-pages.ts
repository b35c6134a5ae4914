import { ageOn, type BirthDate, type LocalDate, birthOf } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { RESIDENCE_STATUSES } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { maskPhoneNumber } from '../../../shared/phone-number';
import { definePage } from '../../../web/page';
import { doorItem, type DoorItem } from './pages';
import type { ResidentHit, SearchResult } from './queries';
import { DOORS_SHOWN, MAX_COUNTED, RESIDENTS_SHOWN } from './search-sql';

interface ResidentItem {
  href: string;
  fullName: string;
  born: string;
  contact: string;
  statusLabel: string;
  householdHref: string | null;
  addressLine: string;
}

/** Search results, both for the page and for the response while somebody types. */
interface SearchResults {
  /** The page of this search. */
  href: string;
  /** '12 người, 3 cửa': announced to screen readers while somebody types. */
  count: string;
  residents: ResidentItem[];
  residentTitle: string;
  residentsMore: boolean;
  doors: DoorItem[];
  doorTitle: string;
  doorsMore: boolean;
  isEmpty: boolean;
  /** Link to register a household; '' unless nothing was found and the user may register one. */
  newHref: string;
}
export const searchResults = definePage<SearchResults>('register/households/search-results');

interface SearchModel {
  q: string;
  /** Null when the search text in the URL cannot be opened, or no longer. */
  results: SearchResults | null;
}
export const searchPage = definePage<SearchModel>('register/households/search');

export function searchResultsModel(
  href: string,
  result: SearchResult,
  today: LocalDate,
  canManage: boolean,
): SearchResults {
  const residentTitle = `${countOf(result.residentCount)} người`;
  const doorTitle = `${countOf(result.doorCount)} cửa`;
  const isEmpty = result.residents.length === 0 && result.doors.length === 0;
  return {
    href,
    count: isEmpty
      ? 'Không thấy ai, không thấy cửa nào'
      : [result.residentCount > 0 && residentTitle, result.doorCount > 0 && doorTitle].filter(Boolean).join(', '),
    residents: result.residents.map((hit) => residentItem(hit, today)),
    residentTitle,
    residentsMore: result.residentCount > RESIDENTS_SHOWN,
    doors: result.doors.map(doorItem),
    doorTitle,
    doorsMore: result.doorCount > DOORS_SHOWN,
    isEmpty,
    newHref: canManage ? '/households/new' : '',
  };
}

interface CandidateDoors {
  /** '2 cửa đã có trong sổ': announced to screen readers; '' when there is no candidate. */
  count: string;
  doors: DoorItem[];
  isMore: boolean;
}
export const candidateDoors = definePage<CandidateDoors>('register/households/candidate-doors');

/** Registered doors that may match an address while it is being typed. */
export function candidateDoorsModel(result: SearchResult): CandidateDoors {
  const doors = result.doors.map(doorItem);
  return {
    count: doors.length === 0 ? '' : `${countOf(result.doorCount)} cửa đã có trong sổ`,
    doors,
    isMore: result.doorCount > doors.length,
  };
}

function countOf(count: number): string {
  return count > MAX_COUNTED ? `Hơn ${MAX_COUNTED}` : formatNumber(count);
}

function residentItem(hit: ResidentHit, today: LocalDate): ResidentItem {
  const birth: BirthDate | null = birthOf(hit);
  return {
    href: `/residents/${hit.id}`,
    fullName: hit.fullName,
    born: birth ? `${ageOn(birth, today)} tuổi, sinh ${birth.date.slice(0, 4)}` : 'chưa rõ năm sinh',
    contact: [hit.phone && maskPhoneNumber(hit.phone), hit.last4 && `CCCD …${hit.last4}`].filter(Boolean).join(' · '),
    statusLabel: hit.status === 'permanent' ? '' : RESIDENCE_STATUSES[hit.status],
    householdHref: hit.householdId && `/households/${hit.householdId}`,
    addressLine: [hit.addressLine ?? 'Không còn ở hộ nào của phường', shortGroupName(hit.groupName ?? '')]
      .filter(Boolean)
      .join(' · '),
  };
}
