import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { declineForm, matchForm } from '../../casework/public-requests/forms';
import {
  declinePublicRequests,
  matchPublicRequest,
  revertDeclines,
  undoMatch,
} from '../../casework/public-requests/service';
import { matchModel, matchPage } from './pages';
import { findDoorsAt, getMatchedRequest } from './queries';

const HANDLED = 'Lời mời này đã có người xử lý.';

/** The office finds the door that a request from outside is about. */
export const requestMatchingRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  async function show(req: Request, res: Response, failed?: Failed) {
    const actor = currentUser(req);
    const today = localDateOf(context.now());
    const id = idParam(req);
    const reading = await context.accessLog.reading(actor, 'public-request.open', { type: 'public-request', id });
    const request = await getMatchedRequest(reading, actor.wardId, id, today);
    const address = typed((req.body ?? {}) as FormValues, 'address').slice(0, 300) || request.addressText;
    const atAddress = await findDoorsAt(db, actor.wardId, address, today);
    const model = matchModel({ request, address, atAddress }, failed);
    renderPage(res, matchPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  function back(req: Request, res: Response, said: string, kind: 'success' | 'warning' = 'success') {
    flash(req, said, kind);
    res.redirect(303, `/public-requests/${idParam(req)}`);
  }

  return [
    {
      method: 'get',
      path: '/public-requests/:id',
      permission: 'requests.manage',
      handler: (req, res) => show(req, res),
    },
    {
      // Looks for doors under another address; a form, because an address of a person belongs in no URL.
      method: 'post',
      path: '/public-requests/:id/doors',
      permission: 'requests.manage',
      handler: (req, res) => show(req, res),
    },
    {
      method: 'post',
      path: '/public-requests/:id/match',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(matchForm, req.body);
        if (!form.ok) return show(req, res, form);
        const outcome = await matchPublicRequest(context, currentUser(req), idParam(req), form.value);
        if (outcome.kind === 'unchanged') return back(req, res, HANDLED, 'warning');
        flash(req, form.value.accept ? 'Đã ghép với cửa và nhận đề nghị.' : 'Đã ghép với cửa.', 'success', [
          { label: 'Hoàn tác', href: `/public-requests/${idParam(req)}/reversal`, fields: [] },
        ]);
        res.redirect(303, `/requests/${outcome.requestId}`);
      },
    },
    {
      method: 'post',
      path: '/public-requests/:id/decline',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(declineForm, { ...(req.body as FormValues), ids: id });
        if (!form.ok) return show(req, res, form);
        const declined = await declinePublicRequests(context, currentUser(req), [id], form.value);
        if (declined.length === 0) return back(req, res, HANDLED, 'warning');
        back(req, res, 'Đã từ chối lời mời. Bấm “Hoàn tác” nếu nhầm.');
      },
    },
    {
      method: 'post',
      path: '/public-requests/:id/reversal',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const undone = await undoMatch(context, currentUser(req), id);
        if (undone.kind === 'blocked') return back(req, res, undone.blockers.join(' '), 'warning');
        const count = undone.kind === 'done' ? 1 : await revertDeclines(context, currentUser(req), [id]);
        if (count === 0) return back(req, res, 'Lời mời này đang chờ ghép, hoặc người gửi đã rút.', 'warning');
        back(req, res, 'Đã hoàn tác: lời mời lại chờ ghép.');
      },
    },
  ];
};
