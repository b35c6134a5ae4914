import { formatNumber } from '../shared/numbers';

/** The number of the page that a query asks for; 1 for anything else. */
export const readPageNumber = ({ page }: Record<string, unknown>): number =>
  typeof page === 'string' && /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1;

/** 'Trang 2/9'; '' if there is one page. */
export const pageWords = (page: number, pages: number): string =>
  pages > 1 ? `Trang ${formatNumber(page)}/${formatNumber(pages)}` : '';

/**
 * The way on through a list whose pages begin after the last row of the page before.
 * @param left number of rows from the beginning of this page to the end of the list.
 * @param hrefAfter the address of the list after the last row shown, with a query.
 */
export function pagerAfter(
  { query, size, left }: { query: Record<string, unknown>; size: number; left: number },
  hrefAfter: () => string,
): { nextHref: string | null; pageNote: string } {
  const page = readPageNumber(query);
  return {
    nextHref: left > size ? `${hrefAfter()}&page=${page + 1}` : null,
    pageNote: pageWords(page, page - 1 + Math.max(1, Math.ceil(left / size))),
  };
}
