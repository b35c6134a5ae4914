import { formatNumber } from '../shared/numbers';
import { isId } from './form';

/** The key after which a page begins (null on the first page), and the number of the page. */
export interface PagePlace {
  after: string | null;
  page: number;
}

/** The way through a list, as components/pagination shows it. */
export interface Pager {
  previousHref?: string | null;
  nextHref: string | null;
  /** Null on the first page. */
  firstHref?: string | null;
  /** 'Trang 2/9'; '' if there is one page. */
  pageNote: string;
}

/** The number of the page that a query asks for; 1 for anything else. */
export const readPageNumber = ({ page }: Record<string, unknown>): number =>
  typeof page === 'string' && /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1;

/** The place that an address names; the first page if it names none. */
export const readPlace = (query: Record<string, unknown>, isKey: (value: string) => boolean = isId): PagePlace =>
  typeof query.after === 'string' && isKey(query.after)
    ? { after: query.after, page: Math.max(2, readPageNumber(query)) }
    : { after: null, page: 1 };

/** 'Trang 2/9'; '' if there is one page. */
export const pageWords = (page: number, pages: number): string =>
  pages > 1 ? `Trang ${formatNumber(page)}/${formatNumber(pages)}` : '';

/** The address with those parts of its query that say something; a list becomes a part for each value. */
export function hrefWith(
  path: string,
  query: Record<string, string | number | readonly string[] | null | undefined>,
): string {
  const given = Object.entries(query).flatMap(([name, values]) =>
    [values ?? []].flat().flatMap((value): [string, string][] => (value ? [[name, String(value)]] : [])),
  );
  return given.length > 0 ? `${path}?${new URLSearchParams(given).toString()}` : path;
}

/** A list whose pages begin after the last row of the page before. */
interface LongList {
  place: PagePlace;
  size: number;
  /** Number of rows of the whole list; null if it is not counted. */
  total: number | null;
  /** The total above which it is not exact. */
  countedTo?: number;
  path: string;
  /** The filter that the addresses keep. */
  query?: Parameters<typeof hrefWith>[1];
}

/** The number in the address is only a claim: the last page is recognised by its end. An empty page has no note. */
export function whichPage(
  { place, size, total, countedTo = Infinity }: Omit<LongList, 'path'>,
  hasNext: boolean,
): { page: number; pageNote: string } {
  if (total === 0 || (place.after === null && !hasNext)) return { page: 1, pageNote: '' };
  if (total === null || total > countedTo) return { page: place.page, pageNote: `Trang ${formatNumber(place.page)}` };
  const pages = Math.max(2, Math.ceil(total / size));
  const page = hasNext ? Math.min(place.page, pages - 1) : pages;
  return { page, pageNote: pageWords(page, pages) };
}

/** @param next the key of the last row shown; null if no page follows. */
export function pagerAfter({ path, query = {}, ...list }: LongList, next: string | null): Pager {
  const { page, pageNote } = whichPage(list, next !== null);
  return {
    nextHref: next === null ? null : hrefWith(path, { ...query, after: next, page: page + 1 }),
    firstHref: list.place.after === null ? null : hrefWith(path, query),
    pageNote,
  };
}

/**
 * The rows of a page, and the links to other pages.
 * @param rows one more than a page, if there are more. Their ids are the keys; each carries the total, unless `list` has it.
 */
export function pageAfter<Row extends { id: string; total?: number }>(
  rows: readonly Row[],
  list: Omit<LongList, 'total'> & { total?: number | null },
): Pager & { shown: Row[] } {
  const shown = rows.slice(0, list.size);
  const { total = rows[0]?.total ?? 0 } = list;
  const next = rows.length > list.size ? shown.at(-1)!.id : null;
  return { shown, ...pagerAfter({ ...list, total: rows.length === 0 ? 0 : total }, next) };
}
