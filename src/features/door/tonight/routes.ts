import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { isId } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { briefingsOfNight } from '../../casework/briefings/pages';
import { thingsOnPaper } from '../../rounds/hand-overs/pages';
import { getRound } from '../../rounds/round/queries';
import { noRoundPage, sheetPage, tonightPage } from './pages';
import { getSheet, loadTonight } from './queries';

const tonightRoutes = ({ db, now, accessLog }: AppContext): Route[] => [
  get('/tonight', 'visits.record', async ({ actor, query }, res) => {
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
    renderPage(res, tonightPage(tonight, briefingsOfNight(shown.roundId, tonight.briefings), at), {
      title: 'Tối nay',
    });
  }),
  get('/rounds/:id/sheet', 'visits.record', async ({ actor, id }, res) => {
    const round = await getRound(db, actor.wardId, id);
    if (round.closure?.kind === 'cancelled') return res.redirect(303, `/rounds/${round.id}`);
    await accessLog.opened(actor, 'round.print', { type: 'round', id: round.id });
    const { doors, things, ward } = await getSheet(db, actor.wardId, round.id, localDateOf(round.startsAt));
    renderPage(res, sheetPage(round, doors, thingsOnPaper(things), ward), { layout: 'print' });
  }),
];

export const tonightFeature = defineFeature({ routes: tonightRoutes });
