import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { typed } from '../../../web/form';
import { renderPage, renderPart } from '../../../web/page';
import type { Route } from '../../../web/route';
import { readListQuery, readSearchForm } from './forms';
import { listModel, listPage } from './pages';
import { findListOptions, listHouseholds, searchRegister } from './queries';
import { searchHref, openSearchText } from './search-address';
import { candidateDoors, candidateDoorsModel, searchPage, searchResults, searchResultsModel } from './search-pages';
import { doorsOnly, readSearchText } from './search-text';

/** The list of doors, and the search for doors and people. */
export const searchRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'households.manage');

  async function search(req: Request, q: string, href = searchHref(context.sealer, currentUser(req).wardId, q)) {
    const { wardId } = currentUser(req);
    const terms = readSearchText(q);
    const hashes = terms.nationalNumber ? context.sealer.hashes(terms.nationalNumber) : [];
    return searchResultsModel(
      href,
      await searchRegister(db, wardId, { terms, hashes }, today()),
      today(),
      canManage(req),
    );
  }

  /**
   * The page of a search. The access log records that somebody searched, but not for whom, because the search text is
   * personal data itself.
   */
  async function renderSearch(req: Request, res: Response, sealedWords: string) {
    const actor = currentUser(req);
    const q = openSearchText(context.sealer, actor.wardId, sealedWords);
    const logged = context.accessLog.opened(actor, 'household.search', { type: 'ward', id: actor.wardId });
    const [results] = await Promise.all([q === null ? null : search(req, q, req.originalUrl), logged]);
    renderPage(res, searchPage, { q: q ?? '', results }, { title: 'Tìm trong sổ hộ dân' });
  }

  return [
    {
      method: 'get',
      path: '/households',
      permission: 'households.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const { wardId } = actor;
        const { words, filter } = readListQuery(req.query);
        if (words) return renderSearch(req, res, words);
        const logged = context.accessLog.opened(actor, 'household.list', { type: 'ward', id: wardId });
        const [rows, options] = await Promise.all([
          listHouseholds(db, wardId, filter, today()),
          findListOptions(db, wardId, filter.groupId),
          logged,
        ]);
        renderPage(res, listPage, listModel(rows, options, filter, canManage(req)), { title: 'Hộ dân' });
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
          .location(q ? searchHref(context.sealer, currentUser(req).wardId, q) : '/households')
          .end();
      },
    },
    {
      // The results of the same search, requested while somebody types.
      method: 'post',
      path: '/households/search-results',
      permission: 'households.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const [results] = await Promise.all([
          search(req, readSearchForm(req.body)),
          context.accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
        ]);
        renderPart(res, searchResults, results);
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
        renderPart(res, candidateDoors, candidateDoorsModel(found));
      },
    },
  ];
};
