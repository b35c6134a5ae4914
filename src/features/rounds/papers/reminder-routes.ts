import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { isId } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { get, type Route } from '../../../web/route';
import { getRound } from '../round/queries';
import { loadReminders } from './queries';
import { reminderCardsPage, remindersPage } from './reminder-pages';

/** Telling the doors of a round that the team comes: texts to copy, and cards for those who want paper. */
export const reminderRoutes = ({ db, now, accessLog }: AppContext): Route[] => {
  /** Residents are not notified of an evening that is over. */
  const hasEnded = ({ endsAt }: { endsAt: Date }) => endsAt <= now();
  return [
    get('/rounds/:id/reminders', 'round-papers.print', async ({ actor, id }, res) => {
      const round = await getRound(db, actor.wardId, id);
      if (round.closure || hasEnded(round)) return res.redirect(303, `/rounds/${round.id}`);
      const [reminders] = await Promise.all([
        loadReminders(db, { wardId: actor.wardId, roundId: round.id, on: localDateOf(round.startsAt) }),
        accessLog.opened(actor, 'round.open', { type: 'round', id: round.id }, { for: 'reminders' }),
      ]);
      renderPage(res, remindersPage(round, reminders, localDateOf(now())), {
        title: `Nhắc hẹn buổi ${round.code}`,
      });
    }),
    get('/rounds/:id/reminder-cards', 'round-papers.print', async ({ actor, id, query }, res) => {
      const { wardId } = actor;
      const round = await getRound(db, wardId, id);
      if (round.closure || hasEnded(round)) return res.redirect(303, `/rounds/${round.id}`);
      const reminders = await loadReminders(db, { wardId, roundId: round.id, on: localDateOf(round.startsAt) });
      const { door } = query;
      renderPage(res, reminderCardsPage(round, reminders, isId(door) ? door : null), { layout: 'print' });
    }),
  ];
};
