import type { AppContext } from '../../../context';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { filePage } from './pages';
import { getPersonFile } from './queries';

/** The whole file of a person on paper, for a resident who asks what the ward keeps about them. */
const personFileRoutes = ({ db, now, accessLog }: AppContext): Route[] => [
  get('/residents/:id/data-file', 'data-requests.manage', async ({ actor, id }, res) => {
    const file = await getPersonFile(db, actor.wardId, id);
    await accessLog.opened(actor, 'person-file.print', { type: 'resident', id });
    renderPage(res, filePage(id, file, { printedBy: actor.displayName, at: now() }), { layout: 'print' });
  }),
];

export const personFilesFeature = defineFeature({
  routes: personFileRoutes,
  audit: {
    actions: { 'person-file.print': 'In toàn bộ dữ liệu của một người' },
    groups: { 'person-file': 'Bản in dữ liệu của một người' },
  },
});
