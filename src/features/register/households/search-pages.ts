import { bornText, type LocalDate } from '../../../shared/dates';
import { shortGroupName } from '../../../shared/group-name';
import { RESIDENCE_STATUSES } from '../../../shared/labels';
import { formatNumber } from '../../../shared/numbers';
import { maskPhoneNumber } from '../../../shared/phone-number';
import { viewOf } from '../../../web/page';
import { doorItem } from './pages';
import type { ResidentHit, SearchResult } from './queries';
import { ALL_FOUND, FIRST_FOUND, FOUND_PER_PAGE } from './search-sql';

/** Search results, both for the page and for the response while the user types. */
export type SearchResults = ReturnType<typeof searchResultsModel>;
export const searchResults = (results: SearchResults) => viewOf('register/households/search-results', results);

/**
 * Results that open the form of a request: for the person, or of the door.
 * @param caller the sealed telephone number that was searched for; '' for other words.
 */
export function leadingToRequests(results: SearchResults, caller: string): SearchResults {
  const withCaller = (href: string, resident = '') => {
    const query = new URLSearchParams({ ...(resident && { resident }), ...(caller && { caller }) }).toString();
    return query ? `${href}?${query}` : href;
  };
  const formOf = (householdHref: string, resident?: string) => withCaller(`${householdHref}/requests/new`, resident);
  return {
    ...results,
    residents: results.residents.map((person) =>
      person.householdHref === null
        ? person
        : {
            ...person,
            href: formOf(person.householdHref, person.href.split('/').at(-1)),
            householdHref: formOf(person.householdHref),
          },
    ),
    doors: results.doors.map((door) => ({ ...door, href: formOf(door.href) })),
    unknownDoorHref: withCaller('/public-requests/new'),
  };
}

export function searchResultsModel(href: string, result: SearchResult, today: LocalDate, canManage: boolean) {
  const residentTitle = `${countOf(result.residentCount, FIRST_FOUND.counted)} người`;
  const doorTitle = `${countOf(result.doorCount, FIRST_FOUND.counted)} cửa`;
  const isEmpty = result.residents.length === 0 && result.doors.length === 0;
  return {
    /** The page of this search. */
    href,
    /** '12 người, 3 cửa': announced to screen readers while the user types. */
    count: isEmpty
      ? 'Không thấy ai, không thấy cửa nào'
      : [result.residentCount > 0 && residentTitle, result.doorCount > 0 && doorTitle].filter(Boolean).join(', '),
    residents: result.residents.map((hit) => residentItem(hit, today)),
    residentTitle,
    /** All of them, in pages; '' if they are shown already. */
    allResidentsHref: result.residentCount > FIRST_FOUND.residents ? allHref(href, 'people', 1) : '',
    doors: result.doors.map(doorItem),
    doorTitle,
    allDoorsHref: result.doorCount > FIRST_FOUND.doors ? allHref(href, 'doors', 1) : '',
    /** Neighbouring pages of the list of all people or all doors. */
    previousHref: null as string | null,
    nextHref: null as string | null,
    /** 'Trang 2' and what to do about more than can be paged through; '' outside such a list. */
    pageNote: '',
    isEmpty,
    /** Link to register a household; '' unless nothing was found and the user may register one. */
    newHref: canManage ? '/households/new' : '',
    /** Where a request of a door that is not found is written; '' for a search that is for no request. */
    unknownDoorHref: '',
  };
}

/** A list of everything found. */
export type SearchList = 'people' | 'doors';

/** A page of all people or all doors of the search at `href`. */
export function allFoundModel(
  href: string,
  { list, page }: { list: SearchList; page: number },
  result: SearchResult,
  today: LocalDate,
): SearchResults {
  const count = list === 'people' ? result.residentCount : result.doorCount;
  const first = searchResultsModel(href, result, today, false);
  const title = `${countOf(count, ALL_FOUND.counted)} ${list === 'people' ? 'người' : 'cửa'}`;
  const pages = Math.ceil(Math.min(count, ALL_FOUND.counted) / FOUND_PER_PAGE);
  const isLastOfMany = page === pages && count > ALL_FOUND.counted;
  return {
    ...first,
    count: title,
    residentTitle: title,
    allResidentsHref: '',
    doorTitle: title,
    allDoorsHref: '',
    previousHref: page > 1 ? allHref(href, list, page - 1) : null,
    nextHref: page < pages ? allHref(href, list, page + 1) : null,
    pageNote: `Trang ${page}/${pages}${isLastOfMany ? '. Còn nữa: gõ thêm chữ để thu hẹp.' : ''}`,
  };
}

const allHref = (href: string, list: SearchList, page: number) => `${href}&list=${list}&page=${page}`;

/** Registered doors that may match an address while it is being typed. */
export function candidateDoors(result: SearchResult) {
  const doors = result.doors.map(doorItem);
  return viewOf('register/households/candidate-doors', {
    count: doors.length === 0 ? '' : `${countOf(result.doorCount, FIRST_FOUND.counted)} cửa đã có trong sổ`,
    doors,
    isMore: result.doorCount > doors.length,
  });
}

const countOf = (count: number, counted: number): string => (count > counted ? `Hơn ${counted}` : formatNumber(count));

function residentItem(hit: ResidentHit, today: LocalDate) {
  return {
    href: `/residents/${hit.id}`,
    fullName: hit.fullName,
    born: bornText(hit.birth, today),
    contact: [hit.phone && maskPhoneNumber(hit.phone), hit.last4 && `CCCD …${hit.last4}`].filter(Boolean).join(' · '),
    statusLabel: hit.status === 'permanent' ? '' : RESIDENCE_STATUSES[hit.status],
    householdHref: hit.householdId && `/households/${hit.householdId}`,
    addressLine: [hit.addressLine ?? 'Không còn ở hộ nào của phường', shortGroupName(hit.groupName ?? '')]
      .filter(Boolean)
      .join(' · '),
  };
}
