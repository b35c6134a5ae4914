import type { AppContext } from '../../../context';
import { flash } from '../../../web/flash';
import { typed, type FormValues } from '../../../web/form';
import { ownOrigin } from '../../../web/own-origin';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Route } from '../../../web/route';
import { createReadingRateLimit } from '../../office/auth/rate-limits';
import { cardsPage, publicGuidePage } from './pages';
import { getPublicGuide, getTaughtVisit } from './queries';

/** What stays in the resident's hand: the taught card, and the page behind its QR code. */
const teachingRoutes = (context: AppContext): Route[] => {
  const { db, accessLog } = context;
  const countReading = createReadingRateLimit(context, 'guide-page');
  return [
    get('/visits/:id/cards', 'visits.read', async ({ actor, id, req }, res) => {
      const visit = await getTaughtVisit(db, actor.wardId, id);
      const { householdId } = visit;
      if (visit.lines.length === 0) {
        flash(req, 'Lượt này chưa đánh dấu bước nào đã dạy nên chưa có thẻ.', 'warning');
        return res.redirect(303, `/visits/${id}`);
      }
      await accessLog.opened(actor, 'visit.open', { type: 'visit', id }, { householdId, for: 'card' });
      renderPage(res, cardsPage(visit, ownOrigin(req)), { title: 'Thẻ các bước đã dạy', layout: 'print', paper: 'A5' });
    }),
    // For the resident's own phone: no account, no session, nothing about a person, nothing logged.
    get('/guides/:id', 'public', async ({ id, query, req }, res) => {
      await countReading(req);
      const guide = await getPublicGuide(db, id);
      const view = publicGuidePage(
        guide,
        typed(query as FormValues, 'steps').slice(0, 200),
        typed(query as FormValues, 'language') === '2',
      );
      res.setHeader('X-Robots-Tag', 'noindex');
      renderPage(res, view, { layout: 'print', paper: 'screen' });
    }),
  ];
};

export const teachingFeature = defineFeature({ routes: teachingRoutes });
