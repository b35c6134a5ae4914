import { parse } from 'node:querystring';
import type { Actor } from '../../../actor';
import { isPermitted } from '../../../permissions';
import { ForbiddenError, NotFoundError } from '../../../shared/errors';
import { isId } from '../../../web/form';
import type { FoundList } from '../../../web/list-source';
import type { Route } from '../../../web/route';

/** Query parameters that say where in the list a page begins; a file begins at the first row. */
const PLACES = ['after', 'before', 'called', 'page'];

export interface ListPage {
  /** The address of the first page, with its filter. */
  href: string;
  path: string;
  /** The path of its route, '/samples/:id'. */
  pattern: string;
  find: () => Promise<FoundList>;
}

/**
 * The page of an address among the routes that have a list.
 * @param address path and query as a browser shows them: '/rounds?view=past'.
 * @throws NotFoundError if no page with a list has this address, ForbiddenError if the reader may not take it along.
 */
export function listOfPage(routes: readonly Route[], actor: Actor, address: unknown): ListPage {
  if (typeof address !== 'string' || !/^\/(?![/\\])/.test(address) || !URL.canParse(address, 'http://ours'))
    throw new NotFoundError();
  const { pathname, searchParams } = new URL(address, 'http://ours');
  for (const place of PLACES) searchParams.delete(place);
  for (const { list, method, path, permission } of routes) {
    if (!list || method !== 'get') continue;
    const found = new RegExp(`^${path.replace(/:id\b/, '([^/]+)')}$`).exec(pathname);
    if (!found || (found[1] !== undefined && !isId(found[1]))) continue;
    const needed = [permission, list.permission ?? 'signed-in'] as const;
    if (!needed.every((each) => each === 'public' || each === 'signed-in' || isPermitted(actor.role, each)))
      throw new ForbiddenError();
    return {
      href: searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname,
      path: pathname,
      pattern: path,
      // As Express reads the query of the page itself.
      find: () => list.find({ actor, query: parse(searchParams.toString()), id: found[1] }),
    };
  }
  throw new NotFoundError();
}
