import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { parsePhoneNumber } from '../../../shared/phone-number';
import { openSearchWords, sealSearchWords } from '../../../shared/search-words';
import { currentUser } from '../../../web/current-user';
import { typed } from '../../../web/form';
import { renderPage, renderPart } from '../../../web/page';
import type { Route } from '../../../web/route';
import {
  readListQuery,
  readSearchForm,
  searchPurpose,
  type SearchList,
  type SearchPurpose,
  type SearchQuery,
} from './forms';
import { householdListPage } from './pages';
import { findListOptions, listHouseholds, searchRegister } from './queries';
import {
  allFoundModel,
  candidateDoors,
  leadingToRequests,
  searchPage,
  searchResults,
  searchResultsModel,
} from './search-pages';
import { doorsOnly, readSearchText, residentsOnly } from './search-text';

/** The list of doors, and the search for doors and people. */
export const searchRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'households.manage');

  const sealed = (req: Request, q: string) => sealSearchWords(context.sealer, currentUser(req).wardId, q);

  const searchOf = (q: string) => {
    const terms = readSearchText(q);
    return { terms, hashes: terms.nationalNumber ? context.sealer.hashes(terms.nationalNumber) : [] };
  };

  async function search(req: Request, q: string, href: string) {
    const found = await searchRegister(db, currentUser(req).wardId, searchOf(q), today());
    return searchResultsModel(href, found, today(), canManage(req));
  }

  /** A page of everything found; the first if there are fewer. */
  async function searchWhole(req: Request, q: string, href: string, asked: { list: SearchList; page: number }) {
    const { terms, hashes } = searchOf(q);
    const wanted = asked.list === 'people' ? { terms: residentsOnly(terms), hashes } : { terms: doorsOnly(terms) };
    const at = async (page: number) => {
      const found = await searchRegister(db, currentUser(req).wardId, { ...wanted, page }, today());
      return allFoundModel(href, { list: asked.list, page }, found, today());
    };
    const results = await at(asked.page);
    return results.isEmpty && asked.page > 1 ? at(1) : results;
  }

  /**
   * The page of a search. The access log records that a user searched, but not for whom, because the search text is
   * personal data itself.
   */
  async function renderSearch(req: Request, res: Response, { words, list, page, purpose }: SearchQuery) {
    const actor = currentUser(req);
    const q = openSearchWords(context.sealer, actor.wardId, words);
    const href = searchHref(words, purpose);
    const event = [actor, 'household.search', { type: 'ward', id: actor.wardId }] as const;
    await context.accessLog.opened(...event);
    const find = async () => {
      if (q === null) return null;
      return list ? searchWhole(req, q, href, { list, page }) : search(req, q, href);
    };
    const found = await find();
    const results = found && q !== null && purpose ? leadingToRequests(found, callerOf(q, words)) : found;
    renderPage(res, searchPage(q ?? '', results, purpose));
  }

  return [
    {
      method: 'get',
      path: '/households',
      permission: 'households.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const { wardId } = actor;
        const { search: asked, filter } = readListQuery(req.query);
        if (asked.words) return renderSearch(req, res, asked);
        await context.accessLog.opened(actor, 'household.list', { type: 'ward', id: wardId });
        const [rows, options] = await Promise.all([
          listHouseholds(db, wardId, filter, today()),
          findListOptions(db, wardId, filter.groupId),
        ]);
        renderPage(res, householdListPage(rows, options, filter, canManage(req)), {
          title: 'Hộ dân',
        });
      },
    },
    {
      method: 'post',
      path: '/households/searches',
      permission: 'households.read',
      handler: (req, res) => {
        const q = readSearchForm(req.body);
        // res.redirect would first save the session, in which nothing has changed.
        res
          .status(303)
          .location(q ? searchHref(sealed(req, q), searchPurpose(req.body)) : '/households')
          .end();
      },
    },
    {
      // The results of the same search, requested while the user types.
      method: 'post',
      path: '/households/search-results',
      permission: 'households.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const q = readSearchForm(req.body);
        const purpose = searchPurpose(req.body);
        const words = sealed(req, q);
        const [results] = await Promise.all([
          search(req, q, searchHref(words, purpose)),
          context.accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
        ]);
        renderPart(res, searchResults(purpose ? leadingToRequests(results, callerOf(q, words)) : results));
      },
    },
    {
      // Doors that may match, requested while the address is being typed; the next step checks again.
      method: 'post',
      path: '/households/candidate-doors',
      permission: 'households.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const terms = doorsOnly(readSearchText(typed(req.body, 'address').trim().slice(0, 300)));
        const [found] = await Promise.all([
          searchRegister(db, actor.wardId, { terms }, today()),
          context.accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
        ]);
        renderPart(res, candidateDoors(found));
      },
    },
  ];
};

const searchHref = (words: string, purpose: SearchPurpose) =>
  `/households?${new URLSearchParams({ words, ...(purpose && { purpose }) }).toString()}`;

/** The sealed words if they are a telephone number, which then belongs to the caller; '' otherwise. */
const callerOf = (q: string, words: string) => (parsePhoneNumber(q).ok ? words : '');
