import type { AppContext } from '../../../context';
import { oncePer } from '../../../shared/once-per';
import { currentUser } from '../../../web/current-user';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { todayModel, todayPage } from './pages';
import { readToday } from './what-waits';

/** Built once for what readToday keeps, however many clicks show it. */
const modelOf = oncePer(todayModel);

/** The first page after signing in: what needs the reader now. */
export const todayRoutes = (context: AppContext): Route[] => [
  {
    method: 'get',
    path: '/today',
    permission: 'today.read',
    handler: async (req, res) => {
      const model = modelOf(await readToday(context, currentUser(req)));
      renderPage(res, todayPage, model, { title: 'Hôm nay' });
    },
  },
];
