import { currentUser } from '../../../web/current-user';
import { renderPage } from '../../../web/page';
import { defineFeature, type Route } from '../../../web/route';
import { settingsPage } from './pages';

/** What is set once in a while, each a link to its own page. */
const settingsRoutes = (): Route[] => [
  {
    method: 'get',
    path: '/settings',
    permission: 'settings.read',
    handler: (req, res) => renderPage(res, settingsPage(currentUser(req).role), { title: 'Cài đặt' }),
  },
];

export const settingsFeature = defineFeature({ routes: settingsRoutes });
