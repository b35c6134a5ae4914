import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { addDays, instantOf, localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { typed, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { ownOrigin } from '../../../web/own-origin';
import { renderPage } from '../../../web/page';
import { defineFeature, type Route } from '../../../web/route';
import { getRound } from '../round/queries';
import { readHeardCode } from '../round/round-code';
import { cardsPage, codePage, noticesPage, papersPage } from './pages';
import { reminderRoutes } from './reminder-routes';
import { publicCheckRoutes } from './public-check-routes';
import { findRoundsByCode, findRoundsNearCode, loadPapers } from './queries';

const NOT_A_CODE =
  'Mã gồm chữ của phường, rồi ba chữ hoặc số, ví dụ BĐ-7K2. Ba ký tự ấy không bao giờ là 0, 1, 5, B, I, L, O, S, Z. Nhờ đọc lại.';

const roundPaperRoutes = (context: AppContext): Route[] => [
  ...printedRoutes(context),
  ...reminderRoutes(context),
  ...publicCheckRoutes(context),
];

const printedRoutes = ({ db, now, accessLog }: AppContext): Route[] => [
  {
    method: 'get',
    path: '/rounds/:id/papers',
    permission: 'round-papers.print',
    handler: async (req, res) => {
      const actor = currentUser(req);
      const round = await getRound(db, actor.wardId, idParam(req));
      if (round.closure?.kind === 'cancelled') return res.redirect(303, `/rounds/${round.id}`);
      const { ward, ...groups } = await loadPapers(db, actor.wardId, round.id);
      const canManageWard = isPermitted(actor.role, 'ward.manage');
      renderPage(res, papersPage(round, { ...groups, ward, canManageWard }, localDateOf(now())), {
        title: `Giấy tờ của buổi ${round.code}`,
      });
    },
  },
  {
    method: 'get',
    path: '/rounds/:id/notices',
    permission: 'round-papers.print',
    handler: async (req, res) => {
      const { wardId } = currentUser(req);
      const round = await getRound(db, wardId, idParam(req));
      const { ward, groups } = await loadPapers(db, wardId, round.id);
      if (round.closure?.kind === 'cancelled' || groups.length === 0) return res.redirect(303, `/rounds/${round.id}`);
      renderPage(res, noticesPage(round, groups, ward, localDateOf(now())), { layout: 'print' });
    },
  },
  {
    method: 'get',
    path: '/rounds/:id/cards',
    permission: 'round-papers.print',
    handler: async (req, res) => {
      const { wardId } = currentUser(req);
      const round = await getRound(db, wardId, idParam(req));
      if (round.closure?.kind === 'cancelled') return res.redirect(303, `/rounds/${round.id}`);
      const { ward, groups, doorsWithoutGroup } = await loadPapers(db, wardId, round.id);
      const doors = groups.reduce((sum, group) => sum + group.doors, doorsWithoutGroup);
      renderPage(res, cardsPage(round, doors, ward, ownOrigin(req)), { layout: 'print' });
    },
  },
  {
    method: 'get',
    path: '/round-codes',
    permission: 'round-codes.check',
    handler: async (req, res) => {
      const actor = currentUser(req);
      const at = now();
      const text = typed(req.query as FormValues, 'code').slice(0, 40);
      const show = (...[found, errors]: [Parameters<typeof codePage>[1], Parameters<typeof codePage>[3]?]) =>
        renderPage(res, codePage(text, found, at, errors), {
          title: 'Kiểm tra mã',
          hasErrors: errors !== undefined,
        });
      if (text.trim() === '') return show(null);
      const heard = readHeardCode(text);
      if (!heard) return show(null, { code: NOT_A_CODE });
      const today = localDateOf(at);
      const rounds = await findRoundsByCode(db, actor.wardId, heard);
      const near =
        rounds.length > 0
          ? []
          : await findRoundsNearCode(db, actor.wardId, heard, {
              from: instantOf(today, '00:00'),
              to: instantOf(addDays(today, 1), '00:00'),
            });
      // Logged too: a code that was never issued but was read out at a resident's door is worth finding in the log.
      const subject = rounds[0] ? { type: 'round', id: rounds[0].id } : { type: 'ward', id: actor.wardId };
      await accessLog.opened(
        actor,
        'round.check-code',
        subject,
        rounds[0] ? {} : { code: `${heard.letters} ${heard.tail}`.trim() },
      );
      show({ rounds, near });
    },
  },
];

export const roundPapersFeature = defineFeature({ routes: roundPaperRoutes });
