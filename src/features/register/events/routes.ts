import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { invalid } from '../../../shared/outcome';
import { currentUser } from '../../../web/current-user';
import type { Failed } from '../../../web/form';
import { formRoutes } from '../../../web/form-route';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { defineFeature, get, type Asked, type Route } from '../../../web/route';
import { readHistoryQuery, revertForm } from './forms';
import { actName, historyPage, recordHref, revertPage } from './pages';
import { getAct, getHistoryPage } from './queries';
import { findActBlockers, revert } from './service';
import { REGISTER_EVENTS } from '../../../shared/labels';

const registerEventRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  async function renderHistory(req: Request, res: Response, of: 'household' | 'resident') {
    const actor = currentUser(req);
    const id = idParam(req);
    const cursors = readHistoryQuery(req.query);
    await context.accessLog.opened(actor, `${of}.open`, { type: of, id }, { for: 'history' });
    const page = await getHistoryPage(db, actor.wardId, { of, id }, cursors);
    const shown = historyPage(
      { of, id },
      {
        ...page,
        isFirstPage: cursors.after === null && cursors.formerAfter === null,
        canManage: isPermitted(actor.role, 'residents.manage'),
      },
    );
    renderPage(res, shown, { title: `Lịch sử: ${page.title}` });
  }

  async function showRevert({ actor, id }: Asked, res: Response, failed?: Failed) {
    const { lines, act } = await getAct(db, actor.wardId, id);
    const { household, reverted } = lines[0]!;
    await context.accessLog.opened(actor, 'register-act.open', { type: 'household', id: household?.id ?? null });
    const blockers = failed?.blockers ?? (reverted ? [] : await findActBlockers(db, actor.wardId, act));
    renderPage(res, revertPage(id, lines, blockers, failed), {
      title: `Hoàn tác: ${actName(lines)}`,
      hasErrors: failed !== undefined,
    });
  }

  return [
    get('/households/:id/history', 'households.read', ({ req }, res) => renderHistory(req, res, 'household')),
    get('/residents/:id/history', 'residents.read', ({ req }, res) => renderHistory(req, res, 'resident')),
    ...formRoutes('/register-acts/:id/reversion', 'residents.manage', {
      show: showRevert,
      schema: revertForm,
      async save({ actor, id }, { reason }) {
        const { lines } = await getAct(db, actor.wardId, id);
        const outcome = await revert(context, actor, id, reason);
        if (outcome.kind === 'blocked') return { ...invalid({}), blockers: outcome.blockers };
        return { ...outcome, name: actName(lines) };
      },
      async done({ name }, { actor, id }) {
        // A removed record has its page again.
        const { lines } = await getAct(db, actor.wardId, id);
        return {
          said: `Đã hoàn tác việc ${name}. Sổ trở về như trước đó; lịch sử vẫn ghi lại việc này.`,
          to: recordHref(lines[0]!),
        };
      },
    }),
  ];
};

export const registerEventsFeature = defineFeature({
  routes: registerEventRoutes,
  audit: {
    actions: { 'register-act.open': 'Mở một việc để hoàn tác', 'register-act.take-back': 'Hoàn tác một việc ghi nhầm' },
    groups: { 'register-act': 'Việc hoàn tác' },
    values: { kind: REGISTER_EVENTS },
  },
});
