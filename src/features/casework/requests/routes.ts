import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError, type Conflict } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import {
  closedRequestConflict,
  editRequestModel,
  formPage,
  newRequestModel,
  officeConflict,
  REQUEST_CLOSED,
  requestConflict,
} from './form-pages';
import {
  declineForm,
  newRequestForm,
  readListQuery,
  requestForm,
  withdrawalForm,
  type CorrectedRequest,
  type NewRequest,
} from './forms';
import { closureConflict, findPage, listModel, listPage, showModel, showPage } from './pages';
import {
  countRequests,
  getEditedRequest,
  getRequest,
  getRequestHome,
  listAskedServices,
  listRequests,
  type RequestFile,
} from './queries';
import {
  acceptRequest,
  correctRequest,
  declineRequest,
  registerRequest,
  reopenRequest,
  withdrawRequest,
} from './service';

const CLOSED = {
  declined: 'Đã ghi từ chối. Báo lại cho người đề nghị.',
  withdrawn: 'Đã ghi là người dân rút đề nghị.',
};

export const requestRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'requests.manage');

  /** Every page that shows who asked for what is logged as a reading. */
  const logOpened = (req: Request, { id, householdId }: RequestFile, details: Record<string, unknown> = {}) =>
    context.accessLog.opened(currentUser(req), 'request.open', { type: 'request', id }, { householdId, ...details });

  async function openRequest(req: Request, details: Record<string, unknown> = {}) {
    const file = await getRequest(db, currentUser(req).wardId, idParam(req), today());
    await logOpened(req, file, details);
    return file;
  }

  async function renderShow(req: Request, res: Response, failed?: Failed) {
    const model = showModel(await openRequest(req), today(), canManage(req), failed);
    renderPage(res, showPage, model, { title: `Đề nghị hỗ trợ, ${model.context}`, hasErrors: failed !== undefined });
  }

  async function renderNew(req: Request, res: Response, failed?: Failed) {
    const actor = currentUser(req);
    const [home, services] = await Promise.all([
      getRequestHome(db, actor.wardId, idParam(req), today()),
      listAskedServices(db, actor.wardId, today(), null),
    ]);
    await context.accessLog.opened(actor, 'household.open', { type: 'household', id: home.id }, { for: 'request' });
    renderPage(res, formPage, newRequestModel({ home, services, today: today(), canManage: canManage(req) }, failed), {
      title: 'Ghi đề nghị hỗ trợ',
      hasErrors: failed !== undefined,
    });
  }

  async function renderEdit(req: Request, res: Response, failed?: Failed) {
    const edited = await getEditedRequest(db, currentUser(req).wardId, idParam(req), today());
    await logOpened(req, edited.file, { for: 'edit' });
    renderPage(res, formPage, editRequestModel(edited, failed), {
      title: 'Sửa đề nghị hỗ trợ',
      hasErrors: failed !== undefined,
    });
  }

  async function conflictWith(req: Request, form: NewRequest | CorrectedRequest): Promise<Conflict> {
    const { wardId } = currentUser(req);
    const id = 'id' in form ? form.id : idParam(req);
    const edited = await getEditedRequest(db, wardId, id, today());
    await logOpened(req, edited.file, { for: 'conflict' });
    const last = await findLastChange(db, wardId, { type: 'request', id });
    const conflict = requestConflict(edited, { form, body: req.body }, last);
    return canManage(req) ? conflict : officeConflict(conflict, id);
  }

  /** The answer if a request was closed while somebody corrected it. */
  async function answerClosed(req: Request, res: Response, mine: CorrectedRequest) {
    const conflict = await conflictWith(req, mine);
    if (conflict.yours.length === 0) return backToRequest(req, res, REQUEST_CLOSED, 'warning');
    throw new ConflictError(closedRequestConflict(conflict, idParam(req)));
  }

  /** The answer to closing a request that somebody has closed in another way: both reasons. */
  async function answerClosure(
    req: Request,
    res: Response,
    closed: Awaited<ReturnType<typeof declineRequest>>,
    mine: { kind: keyof typeof CLOSED; reason: string },
  ) {
    switch (closed.kind) {
      case 'differs':
        throw new ConflictError(closureConflict(await openRequest(req, { for: 'conflict' }), mine));
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
        renderPage(res, listPage, listModel(query, rows, counts, today()), { title: 'Đề nghị hỗ trợ' });
      },
    },
    {
      method: 'get',
      path: '/requests/new',
      permission: 'requests.register',
      handler: (_req, res) => renderPage(res, findPage, { q: '' }, { title: 'Ghi đề nghị: tìm cửa' }),
    },
    {
      method: 'get',
      path: '/households/:id/requests/new',
      permission: 'requests.register',
      handler: (req, res) => renderNew(req, res),
    },
    {
      method: 'post',
      path: '/households/:id/requests',
      permission: 'requests.register',
      handler: async (req, res) => {
        const id = idParam(req);
        const form = parseForm(newRequestForm(today()), req.body);
        if (!form.ok) return renderNew(req, res, form);
        const saved = await registerRequest(context, currentUser(req), id, form.value);
        if (saved.kind === 'differs') throw new ConflictError(await conflictWith(req, form.value));
        if (saved.kind === 'invalid') return renderNew(req, res, { values: req.body, errors: saved.errors });
        flash(
          req,
          canManage(req) && form.value.accept ? 'Đã ghi và nhận đề nghị.' : 'Đã ghi đề nghị. Văn phòng sẽ xem và nhận.',
        );
        res.redirect(303, `/requests/${form.value.id}`);
      },
    },
    {
      method: 'get',
      path: '/requests/:id',
      permission: 'requests.read',
      handler: (req, res) => renderShow(req, res),
    },
    {
      method: 'get',
      path: '/requests/:id/edit',
      permission: 'requests.manage',
      handler: (req, res) => renderEdit(req, res),
    },
    {
      method: 'post',
      path: '/requests/:id/edit',
      permission: 'requests.manage',
      handler: async (req, res) => {
        const form = parseForm(requestForm(today()), req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const corrected = await correctRequest(context, currentUser(req), idParam(req), form.value);
        switch (corrected.kind) {
          case 'invalid':
            return renderEdit(req, res, { values: req.body, errors: corrected.errors });
          case 'stale':
            throw new ConflictError(await conflictWith(req, form.value));
          case 'closed':
            return answerClosed(req, res, form.value);
          case 'done':
            return backToRequest(req, res, 'Đã lưu đề nghị.');
        }
      },
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
        await answerClosure(req, res, await declineRequest(context, currentUser(req), idParam(req), reason), {
          kind: 'declined',
          reason,
        });
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
        await answerClosure(req, res, await withdrawRequest(context, currentUser(req), idParam(req), reason), {
          kind: 'withdrawn',
          reason,
        });
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
