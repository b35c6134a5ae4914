import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { inOneStatement } from '../../../db/in-one-statement';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { searchedPhone } from '../../../shared/search-words';
import { currentUser } from '../../../web/current-user';
import { ConflictError, type Conflict } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import {
  closedRequestConflict,
  editRequestModel,
  findPage,
  formPage,
  newRequestModel,
  officeConflict,
  REQUEST_CLOSED,
  requestConflict,
} from './form-pages';
import { newRequestForm, requestForm, type CorrectedRequest, type NewRequest } from './forms';
import { getRequestHome, listAskedServices, openEditedRequest } from './queries';
import { correctRequest, registerRequest } from './service';

/** Registering a request, and correcting one. */
export const requestFormRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const today = () => localDateOf(context.now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'requests.manage');

  async function renderNew(req: Request, res: Response, failed?: Failed) {
    const actor = currentUser(req);
    const id = idParam(req);
    const query = req.query as FormValues;
    const event = ['household.open', { type: 'household', id }, { for: 'request' }] as const;
    const { pool } = await context.accessLog.reading(actor, ...event);
    const [home, services] = await inOneStatement(pool, (reads) =>
      Promise.all([
        getRequestHome(reads, actor.wardId, id, today()),
        listAskedServices(reads, actor.wardId, today(), null),
      ]),
    );
    renderPage(
      res,
      formPage,
      newRequestModel(
        {
          home,
          services,
          today: today(),
          canManage: canManage(req),
          residentId: typed(query, 'resident'),
          callerPhone: searchedPhone(context.sealer, actor.wardId, typed(query, 'caller')),
        },
        failed,
      ),
      {
        title: 'Ghi đề nghị hỗ trợ',
        hasErrors: failed !== undefined,
      },
    );
  }

  async function renderEdit(req: Request, res: Response, failed?: Failed) {
    const edited = await openEditedRequest(context, currentUser(req), idParam(req), 'edit');
    renderPage(res, formPage, editRequestModel(edited, failed), {
      title: 'Sửa đề nghị hỗ trợ',
      hasErrors: failed !== undefined,
    });
  }

  async function conflictWith(req: Request, form: NewRequest | CorrectedRequest): Promise<Conflict> {
    const actor = currentUser(req);
    const id = 'id' in form ? form.id : idParam(req);
    const edited = await openEditedRequest(context, actor, id, 'conflict');
    const last = await findLastChange(db, actor.wardId, { type: 'request', id });
    const conflict = requestConflict(edited, { form, body: req.body }, last);
    return canManage(req) ? conflict : officeConflict(conflict, id);
  }

  return [
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
        const form = parseForm(newRequestForm(today()), req.body);
        if (!form.ok) return renderNew(req, res, form);
        const outcome = await registerRequest(context, currentUser(req), idParam(req), form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderNew(req, res, { values: req.body, errors: outcome.errors });
          case 'differs':
            throw new ConflictError(await conflictWith(req, form.value));
          case 'done': {
            const isAccepted = canManage(req) && form.value.accept;
            flash(req, isAccepted ? 'Đã ghi và nhận đề nghị.' : 'Đã ghi đề nghị. Văn phòng sẽ xem và nhận.');
            return res.redirect(303, `/requests/${form.value.id}`);
          }
        }
      },
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
        const id = idParam(req);
        const form = parseForm(requestForm(today()), req.body);
        if (!form.ok) return renderEdit(req, res, form);
        const outcome = await correctRequest(context, currentUser(req), id, form.value);
        switch (outcome.kind) {
          case 'invalid':
            return renderEdit(req, res, { values: req.body, errors: outcome.errors });
          case 'stale':
            throw new ConflictError(await conflictWith(req, form.value));
          case 'closed': {
            const conflict = await conflictWith(req, form.value);
            if (conflict.yours.length > 0) throw new ConflictError(closedRequestConflict(conflict, id));
            flash(req, REQUEST_CLOSED, 'warning');
            return res.redirect(303, `/requests/${id}`);
          }
          case 'done':
            flash(req, 'Đã lưu đề nghị.');
            return res.redirect(303, `/requests/${id}`);
        }
      },
    },
  ];
};
