import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { typed } from '../../../web/form';
import { renderPage, renderPart } from '../../../web/page';
import { get, post, type Route } from '../../../web/route';
import { readListQuery } from './forms';
import { householdListPage } from './pages';
import { findListOptions, listHouseholds, searchRegister } from './queries';
import { candidateDoors } from './search-pages';
import { doorsOnly, readSearchText } from './search-text';

/** The list of doors, and those that an address may mean. */
export const listRoutes = ({ db, now, accessLog }: AppContext): Route[] => {
  const today = () => localDateOf(now());

  return [
    get('/households', 'households.read', async ({ actor, query }, res) => {
      const filter = readListQuery(query);
      await accessLog.opened(actor, 'household.list', { type: 'ward', id: actor.wardId });
      const [rows, options] = await Promise.all([
        listHouseholds(db, actor.wardId, filter, today()),
        findListOptions(db, actor.wardId, filter.groupId),
      ]);
      renderPage(res, householdListPage(rows, options, filter, isPermitted(actor.role, 'households.manage')), {
        title: 'Hộ dân',
      });
    }),
    // Doors that may match, requested while the address is being typed; the next step checks again.
    post('/households/candidate-doors', 'households.manage', async ({ actor, req }, res) => {
      const terms = doorsOnly(readSearchText(typed(req.body, 'address').trim().slice(0, 300)));
      const [found] = await Promise.all([
        searchRegister(db, actor.wardId, { terms }, today()),
        accessLog.keptOpen(actor, 'household.search', { type: 'ward', id: actor.wardId }),
      ]);
      renderPart(res, candidateDoors(found));
    }),
  ];
};
