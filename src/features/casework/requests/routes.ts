import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { REQUEST_CLOSED } from './form-pages';
import { requestFormRoutes } from './form-routes';
import { declineForm, readListQuery, withdrawalForm } from './forms';
import { closureConflict, findPage, listModel, listPage, showModel, showPage } from './pages';
import { countRequests, listRequests, openRequest } from './queries';
import { acceptRequest, declineRequest, reopenRequest, withdrawRequest } from './service';

const CLOSED = {
  declined: 'Đã ghi từ chối. Báo lại cho người đề nghị.',
  withdrawn: 'Đã ghi là người dân rút đề nghị.',
};

export const requestRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'requests.manage');

  async function renderShow(req: Request, res: Response, failed?: Failed) {
    const file = await openRequest(context, currentUser(req), idParam(req));
    const model = showModel(file, today(), canManage(req), failed);
    renderPage(res, showPage, model, { title: `Đề nghị hỗ trợ, ${model.context}`, hasErrors: failed !== undefined });
  }

  /** If somebody closed the request in another way, the page shows both reasons. */
  async function answerClosure(
    req: Request,
    res: Response,
    outcome: Awaited<ReturnType<typeof declineRequest>>,
    mine: { kind: keyof typeof CLOSED; reason: string },
  ) {
    switch (outcome.kind) {
      case 'differs': {
        const file = await openRequest(context, currentUser(req), idParam(req), 'conflict');
        throw new ConflictError(closureConflict(file, mine));
      }
      case 'unchanged':
        return backToRequest(req, res, REQUEST_CLOSED, 'warning');
      case 'done':
        return backToRequest(req, res, CLOSED[mine.kind]);
    }
  }

  /** @param said what was done; as a warning, that there was nothing left to do. */
  function backToRequest(req: Request, res: Response, said: string, kind: 'success' | 'warning' = 'success') {
    flash(req, said, kind);
    res.redirect(303, `/requests/${idParam(req)}`);
  }

  return [
    {
      method: 'get',
      path: '/requests',
      permission: 'requests.read',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const query = readListQuery(req.query);
        const [rows, counts] = await Promise.all([
          listRequests(db, actor.wardId, query, today()),
          countRequests(db, actor.wardId, today()),
          context.accessLog.opened(actor, 'request.list', { type: 'ward', id: actor.wardId }, { list: query.view }),
        ]);
        renderPage(res, listPage, listModel(query, rows, { counts, canManage: canManage(req) }, today()), {
          title: 'Đề nghị hỗ trợ',
        });
      },
    },
    {
      method: 'get',
      path: '/requests/new',
      permission: 'requests.register',
      handler: (_req, res) => renderPage(res, findPage, { q: '' }, { title: 'Ghi đề nghị: tìm cửa' }),
    },
    ...requestFormRoutes(context),
    {
      method: 'get',
      path: '/requests/:id',
      permission: 'requests.read',
      handler: (req, res) => renderShow(req, res),
    },
    {
      method: 'post',
      path: '/requests/:id/acceptance',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const { kind } = await acceptRequest(context, currentUser(req), idParam(req));
        if (kind === 'done') return backToRequest(req, res, 'Đã nhận đề nghị. Cửa này được ưu tiên khi xếp buổi.');
        backToRequest(req, res, 'Đề nghị này đã được nhận, hoặc đã đóng.', 'warning');
      },
    },
    {
      method: 'post',
      path: '/requests/:id/decline',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(declineForm, req.body);
        if (!form.ok) return renderShow(req, res, form);
        const reason = form.value.declineReason;
        const outcome = await declineRequest(context, currentUser(req), idParam(req), reason);
        await answerClosure(req, res, outcome, { kind: 'declined', reason });
      },
    },
    {
      method: 'post',
      path: '/requests/:id/withdrawal',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(withdrawalForm, req.body);
        if (!form.ok) return renderShow(req, res, form);
        const reason = form.value.withdrawalReason;
        const outcome = await withdrawRequest(context, currentUser(req), idParam(req), reason);
        await answerClosure(req, res, outcome, { kind: 'withdrawn', reason });
      },
    },
    {
      method: 'post',
      path: '/requests/:id/reopening',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const { kind } = await reopenRequest(context, currentUser(req), idParam(req));
        if (kind === 'done') return backToRequest(req, res, 'Đã mở lại đề nghị.');
        backToRequest(req, res, 'Đề nghị này đang mở.', 'warning');
      },
    },
  ];
};
