import { z } from 'zod';
import type { AppContext } from '../../context';
import { isPermitted } from '../../permissions';
import { localDateOf } from '../../shared/dates';
import { currentUser } from '../../web/current-user';
import { choice, idField } from '../../web/form';
import { renderPage } from '../../web/page';
import type { Route } from '../../web/route';
import { findLatestCalls } from '../door-calls/queries';
import { listDoorsById, listGroups } from '../rounds/plan-queries';
import { createKeptAnswers } from './kept-answers';
import { awayModel, awayPage, awayRows, hoursModel, hoursPage } from './pages';

const awayQuery = z.object({ instead: choice(['phone', 'card'], '').or(z.literal('')).catch(''), after: idField().nullable().catch(null), called: idField().nullable().catch(null) });

export const answerHoursRoutes = (context: AppContext): Route[] => {
  const answerTo = createKeptAnswers(context);

  return [
    {
      method: 'get', path: '/answer-hours', permission: 'rounds.read',
      handler: async (req, res) => {
        const { wardId, role } = currentUser(req);
        const learned = await answerTo(wardId, 'hours', { mayBeOlder: true });
        renderPage(req, res, hoursPage, hoursModel(learned, await listGroups(context.db, wardId), isPermitted(role, 'rounds.plan')), { title: 'Giờ gặp người' });
      },
    },
    {
      method: 'get', path: '/away-doors', permission: 'rounds.plan',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const { instead, after, called } = awayQuery.parse(req.query);
        // Whoever turns the pages, or comes back from a call, sees the list as it was.
        const away = await answerTo(actor.wardId, 'away-doors', { mayBeOlder: after !== null || called !== null });
        const ids = awayRows(away, instead, after).map(({ doorId }) => doorId);
        const today = localDateOf(context.now());
        const [doors, calls] = await Promise.all([listDoorsById(context.db, actor.wardId, today, ids), findLatestCalls(context.db, actor.wardId, ids, today)]);
        await context.accessLog.opened(actor, 'household.list', { type: 'ward', id: actor.wardId }, { for: 'away-doors' });
        renderPage(req, res, awayPage, awayModel(away, instead, after, doors, calls), { title: 'Cửa nhiều lần không gặp' });
      },
    },
  ];
};
