import type { Actor } from '../../../actor';
import type { Route } from '../../../web/route';
import { isId } from '../../../web/form';
import type { AskedList, PageList } from '../../../web/page-list';

/** More rows than such a list ever has. The lists of the register and behind figures, which have more, have files of their own. */
export const MAX_ROWS = 10_000;

/** Query parameters that say where in the list a page begins; a file begins at the first row. */
const PLACES = ['after', 'called', 'page'];

/** A page whose list is asked for. */
export interface ListPage {
  route: Route;
  list: PageList;
  /** The address of the first page, with its filter. */
  href: string;
  path: string;
  asked: AskedList;
}

/**
 * The page of an address among the routes that have a list; null if there is none, or if the address is not ours.
 * @param address path and query as a browser shows them: '/rounds?view=past'.
 */
export function findListPage(routes: readonly Route[], actor: Actor, address: unknown): ListPage | null {
  if (typeof address !== 'string' || !/^\/(?![/\\])/.test(address) || !URL.canParse(address, 'http://ours'))
    return null;
  const { pathname, searchParams } = new URL(address, 'http://ours');
  for (const place of PLACES) searchParams.delete(place);
  for (const route of routes) {
    if (!route.list || route.method !== 'get') continue;
    const found = new RegExp(`^${route.path.replace(/:id\b/, '([^/]+)')}$`).exec(pathname);
    if (!found || (found[1] !== undefined && !isId(found[1]))) continue;
    const asked = { actor, query: Object.fromEntries(searchParams), id: found[1] };
    return {
      route,
      list: typeof route.list === 'function' ? route.list(asked) : route.list,
      href: searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname,
      path: pathname,
      asked,
    };
  }
  return null;
}

/** All rows of a list, page by page; `rows` is null if there are more than MAX_ROWS. */
export async function readWholeList({
  list,
  asked,
}: ListPage): Promise<{ about: string; rows: (readonly (string | number)[])[] | null }> {
  const rows: (readonly (string | number)[])[] = [];
  const page = await list.readPage(asked);
  rows.push(...page.rows);
  for (let { nextHref } = page; nextHref;) {
    if (rows.length > MAX_ROWS) return { about: page.about ?? '', rows: null };
    const { searchParams } = new URL(nextHref, 'http://ours');
    const next = await list.readPage({ ...asked, query: Object.fromEntries(searchParams) });
    rows.push(...next.rows);
    nextHref = next.nextHref;
  }
  return { about: page.about ?? '', rows: rows.length > MAX_ROWS ? null : rows };
}
