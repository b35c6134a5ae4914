import type { AppContext } from '../../../context';
import { memoizeByObject } from '../../../shared/memoize-by-object';
import { currentUser } from '../../../web/current-user';
import { renderShared, sendShared } from '../../../web/page';
import { defineFeature, type Route } from '../../../web/route';
import { todayPage, type Today } from './pages';
import { readToday } from './what-waits';

/** Rendered once for each value that readToday keeps, however many clicks show it. */
const contentOf = memoizeByObject((today: Today) => renderShared(todayPage(today)));

/** The first page after signing in: what needs the reader now. */
const todayRoutes = (context: AppContext): Route[] => [
  {
    method: 'get',
    path: '/today',
    permission: 'today.read',
    handler: async (req, res) => {
      const content = contentOf(await readToday(context, currentUser(req)));
      sendShared(res, [content], { title: 'Hôm nay' });
    },
  },
];

export const todayFeature = defineFeature({ routes: todayRoutes });
