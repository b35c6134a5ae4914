import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { settingsPage } from './pages';

/** What is set once in a while, each a link to its own page. */
const settingsRoutes = (): Route[] => [
  get('/settings', 'settings.read', ({ actor }, res) =>
    renderPage(res, settingsPage(actor.role), { title: 'Cài đặt' }),
  ),
];

export const settingsFeature = defineFeature({ routes: settingsRoutes });
