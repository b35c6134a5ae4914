import type { Request } from 'express';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { addDays, instantOf, localDateOf } from '../../../shared/dates';
import { parsePhoneNumber } from '../../../shared/phone-number';
import { readPortalFileCode } from '../../../shared/portal-file-code';
import { openSearchWords, sealSearchWords } from '../../../shared/search-words';
import { plainCode } from '../../../shared/spoken-code';
import { currentUser } from '../../../web/current-user';
import { renderPage, renderPart } from '../../../web/page';
import { defineFeature, get, post, type Route } from '../../../web/route';
import { searchRegister } from '../../register/households/queries';
import {
  allFoundModel,
  leadingToRequests,
  searchResults,
  searchResultsModel,
  type SearchList,
} from '../../register/households/search-pages';
import { doorsOnly, readSearchText, residentsOnly } from '../../register/households/search-text';
import { REQUEST_CODE_LENGTH } from '../../casework/public-requests/forms';
import { codeAnswers } from '../../rounds/papers/code-pages';
import { findRoundsByCode, findRoundsNearCode } from '../../rounds/papers/queries';
import { readHeardCode } from '../../rounds/round/round-code';
import { readSearchForm, readSearchQuery, searchPurpose, type SearchPurpose } from './forms';
import { codedLinks, pageOfOthers, pagesNamed, searchPage } from './pages';
import { findByCode } from './queries';

/** The search of the header: people, doors, codes of rounds, files and invitations, pages. */
const searchRoutes = ({ db, now, accessLog, sealer }: AppContext): Route[] => {
  const today = () => localDateOf(now());
  const sealed = (req: Request, q: string) => sealSearchWords(sealer, currentUser(req).wardId, q);

  const searchOf = (q: string) => {
    const terms = readSearchText(q);
    return { terms, hash: terms.nationalNumber ? sealer.hash(terms.nationalNumber) : null };
  };

  async function search({ wardId, role }: Actor, q: string, href: string) {
    const found = await searchRegister(db, wardId, searchOf(q), today());
    return searchResultsModel(href, found, today(), isPermitted(role, 'households.manage'));
  }

  /** A page of everything found; the first if there are fewer. */
  async function searchWhole({ wardId }: Actor, q: string, href: string, asked: { list: SearchList; page: number }) {
    const { terms, hash } = searchOf(q);
    const wanted = asked.list === 'people' ? { terms: residentsOnly(terms), hash } : { terms: doorsOnly(terms) };
    const at = async (page: number) => {
      const found = await searchRegister(db, wardId, { ...wanted, page }, today());
      return allFoundModel(href, { list: asked.list, page }, found, today());
    };
    const results = await at(asked.page);
    return results.isEmpty && asked.page > 1 ? at(1) : results;
  }

  /** The records of the codes typed, as far as the reader may open them. A name asks for none. */
  async function codedRecords({ wardId, role }: Actor, q: string) {
    const file = isPermitted(role, 'files.read') ? readPortalFileCode(q) : null;
    const invitation = isPermitted(role, 'requests.manage') ? plainCode(q) : '';
    const isRequestCode = invitation.length === REQUEST_CODE_LENGTH;
    return file || isRequestCode ? findByCode(db, wardId, { file: file ?? '', invitation }) : [];
  }

  /** What the check code of a round says now; null for words that cannot be one. */
  async function roundsOf({ wardId }: Actor, q: string) {
    const heard = readHeardCode(q);
    if (!heard) return null;
    const rounds = await findRoundsByCode(db, wardId, heard);
    const day = { from: instantOf(today(), '00:00'), to: instantOf(addDays(today(), 1), '00:00') };
    const near = rounds.length > 0 ? [] : await findRoundsNearCode(db, wardId, heard, day);
    return { heard, rounds, near };
  }

  async function findAll(actor: Actor, q: string, asked: ReturnType<typeof readSearchQuery>) {
    const { words, list, page, purpose } = asked;
    const href = searchHref(words, purpose);
    const readsRegister = isPermitted(actor.role, 'households.read');
    if (readsRegister && (list || purpose)) {
      const found = await (list ? searchWhole(actor, q, href, { list, page }) : search(actor, q, href));
      return {
        register: purpose ? leadingToRequests(found, callerOf(q, words)) : found,
        links: [],
        closedPage: '',
        codes: null,
      };
    }
    const [register, records, rounds] = await Promise.all([
      readsRegister ? search(actor, q, href) : null,
      codedRecords(actor, q),
      roundsOf(actor, q),
    ]);
    return {
      register,
      links: [...codedLinks(records), ...pagesNamed(actor.role, q)],
      closedPage: pageOfOthers(actor.role, q),
      codes: rounds && codeAnswers(rounds.heard, rounds, now()),
    };
  }

  return [
    post('/searches', 'search.use', ({ actor, req }, res) => {
      const q = readSearchForm(req.body);
      const unsaid = isPermitted(actor.role, 'households.read') ? '/households' : '/';
      // res.redirect would first save the session, in which nothing has changed.
      res
        .status(303)
        .location(q ? searchHref(sealed(req, q), searchPurpose(req.body)) : unsaid)
        .end();
    }),
    get('/search', 'search.use', async ({ actor, query }, res) => {
      const asked = readSearchQuery(query);
      const q = openSearchWords(sealer, actor.wardId, asked.words);
      // That a user searched is logged, but not for whom: the search text is personal data itself.
      await accessLog.opened(actor, 'household.search', { type: 'ward', id: actor.wardId });
      const found = q === null ? null : await findAll(actor, q, asked);
      const view = searchPage(found, { q: q ?? '', purpose: asked.purpose });
      const { codes, unknownCode } = view.model;
      if (codes) await accessLog.opened(actor, 'round.check-code', { type: 'round', id: codes.answers[0]!.id });
      // A code that was never issued but was read out at a resident's door is worth finding in the log.
      if (unknownCode?.isCodeLike && found?.register?.isEmpty !== false)
        await accessLog.opened(
          actor,
          'round.check-code',
          { type: 'ward', id: actor.wardId },
          { code: unknownCode.code },
        );
      if (!asked.purpose) res.locals.searchedFor = view.model.q;
      renderPage(res, view);
    }),
    // The people and doors of the same search, requested while the user types.
    post('/search-results', 'households.read', async ({ actor, req }, res) => {
      const q = readSearchForm(req.body);
      const purpose = searchPurpose(req.body);
      const words = sealed(req, q);
      const [results] = await Promise.all([
        search(actor, q, searchHref(words, purpose)),
        accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
      ]);
      renderPart(res, searchResults(purpose ? leadingToRequests(results, callerOf(q, words)) : results));
    }),
  ];
};

const searchHref = (words: string, purpose: SearchPurpose) =>
  `/search?${new URLSearchParams({ words, ...(purpose && { purpose }) }).toString()}`;

/** The sealed words if they are a telephone number, which then belongs to the caller; '' otherwise. */
const callerOf = (q: string, words: string) => (parsePhoneNumber(q).ok ? words : '');

export const searchFeature = defineFeature({ routes: searchRoutes });
