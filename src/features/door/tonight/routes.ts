import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { isId } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { briefingsOfNight } from '../../casework/briefings/pages';
import { noRoundPage, tonightPage } from './pages';
import { printedRoutes } from './print-routes';
import { loadTonight } from './queries';

const tonightRoutes = (context: AppContext): Route[] => [
  get('/tonight', 'visits.record', async ({ actor, query }, res) => {
    const { db, now, accessLog } = context;
    const at = now();
    const today = localDateOf(at);
    const tonight = await loadTonight(db, {
      wardId: actor.wardId,
      officerId: actor.role === 'officer' ? actor.id : null,
      roundId: isId(query.round) ? query.round : null,
      now: at,
    });
    const shown = tonight.rounds.find(({ isShown }) => isShown);
    if (!shown) return renderPage(res, noRoundPage(tonight.rounds, today), { title: 'Tối nay' });
    await accessLog.opened(actor, 'round.open', { type: 'round', id: shown.roundId });
    renderPage(res, tonightPage(tonight, briefingsOfNight(shown.roundId, tonight.briefings), at), { title: 'Tối nay' });
  }),
  ...printedRoutes(context),
];

export const tonightFeature = defineFeature({ routes: tonightRoutes });
