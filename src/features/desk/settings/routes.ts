import { currentUser } from '../../../web/current-user';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { settingsPage } from './pages';

/** What is set once in a while, each a link to its own page. */
const settingsRoutes = (): Route[] => [
  get('/settings', 'settings.read', (req, res) =>
    renderPage(res, settingsPage(currentUser(req).role), { title: 'Cài đặt' }),
  ),
];

export const settingsFeature = defineFeature({ routes: settingsRoutes });
