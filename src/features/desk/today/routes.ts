import type { AppContext } from '../../../context';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { firstHourPage, isOpening } from './first-hour';
import { todayPage } from './pages';
import { readToday } from './what-waits';

/** The first page after signing in: what needs the reader now. */
const todayRoutes = (context: AppContext): Route[] => [
  get('/today', 'today.read', async ({ actor }, res) => {
    const known = await readToday(context, actor);
    if (isOpening(known)) return renderPage(res, firstHourPage(known), { title: 'Mở phường' });
    renderPage(res, todayPage(known), { title: 'Hôm nay' });
  }),
];

export const todayFeature = defineFeature({ routes: todayRoutes });
