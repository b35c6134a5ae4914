import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { ownOrigin } from '../../../web/own-origin';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { getRound } from '../round/queries';
import { cardsPage, noticesPage, papersPage } from './pages';
import { reminderRoutes } from './reminder-routes';
import { publicCheckRoutes } from './public-check-routes';
import { loadPapers } from './queries';

const roundPaperRoutes = (context: AppContext): Route[] => [
  ...printedRoutes(context),
  ...reminderRoutes(context),
  ...publicCheckRoutes(context),
];

const printedRoutes = ({ db, now }: AppContext): Route[] => [
  get('/rounds/:id/papers', 'round-papers.print', async ({ actor, id }, res) => {
    const round = await getRound(db, actor.wardId, id);
    if (round.closure?.kind === 'cancelled') return res.redirect(303, `/rounds/${round.id}`);
    const { ward, ...groups } = await loadPapers(db, actor.wardId, round.id);
    const canManageWard = isPermitted(actor.role, 'ward.manage');
    renderPage(res, papersPage(round, { ...groups, ward, canManageWard }, localDateOf(now())), {
      title: `Giấy tờ của buổi ${round.code}`,
    });
  }),
  get('/rounds/:id/notices', 'round-papers.print', async ({ actor, id }, res) => {
    const { wardId } = actor;
    const round = await getRound(db, wardId, id);
    const { ward, groups } = await loadPapers(db, wardId, round.id);
    if (round.closure?.kind === 'cancelled' || groups.length === 0) return res.redirect(303, `/rounds/${round.id}`);
    renderPage(res, noticesPage(round, groups, ward, localDateOf(now())), { layout: 'print' });
  }),
  get('/rounds/:id/cards', 'round-papers.print', async ({ actor, id, req }, res) => {
    const { wardId } = actor;
    const round = await getRound(db, wardId, id);
    if (round.closure?.kind === 'cancelled') return res.redirect(303, `/rounds/${round.id}`);
    const { ward, groups, doorsWithoutGroup } = await loadPapers(db, wardId, round.id);
    const doors = groups.reduce((sum, group) => sum + group.doors, doorsWithoutGroup);
    renderPage(res, cardsPage(round, doors, ward, ownOrigin(req)), { layout: 'print' });
  }),
];

export const roundPapersFeature = defineFeature({ routes: roundPaperRoutes });
