import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { isId, parseForm, type Failed, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { askedOf, pageList, type AskedList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { KINDS } from './clocks';
import { dataRequestForm, endForm, extensionForm } from './forms';
import { indexModel, indexPage, newModel, newPage, showModel, showPage } from './pages';
import { getAskingPerson, getDataRequest, listDataRequests } from './queries';
import {
  answerDataRequest,
  endDataRequest,
  extendDataRequest,
  liftDataRequest,
  recordDataRequest,
  reopenDataRequest,
} from './service';

/** What people ask of the ward about their own data, and by when it must be done. */
export const dataRequestRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const today = () => localDateOf(now());
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'data-requests.manage');

  async function showNew(req: Request, res: Response, residentId: string | null, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const person = residentId ? await getAskingPerson(db, actor.wardId, residentId) : null;
    if (person)
      await accessLog.opened(actor, 'resident.open', { type: 'resident', id: person.id }, { for: 'data-request' });
    const model = newModel(person, today(), failed);
    renderPage(res, newPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  async function record(req: Request, res: Response, residentId: string | null): Promise<void> {
    const form = parseForm(dataRequestForm(today(), residentId !== null), req.body);
    if (!form.ok) return showNew(req, res, residentId, form);
    const outcome = await recordDataRequest(context, currentUser(req), residentId, form.value);
    flash(req, outcome.kind === 'done' ? 'Đã ghi yêu cầu.' : 'Yêu cầu này đã ghi trước đó.');
    res.redirect(303, `/data-requests/${form.value.id}`);
  }

  async function show(req: Request, res: Response, failed?: Failed): Promise<void> {
    const actor = currentUser(req);
    const { request, isWorkingDay } = await getDataRequest(db, actor.wardId, idParam(req));
    await accessLog.opened(actor, 'data-request.open', { type: 'data-request', id: request.id });
    const model = showModel(
      request,
      { today: today(), isWorkingDay, canManage: canManage(req), canErase: isPermitted(actor.role, 'residents.erase') },
      failed,
    );
    renderPage(res, showPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  function back(req: Request, res: Response, isNew: boolean, said: string): void {
    if (isNew) flash(req, said);
    else flash(req, 'Yêu cầu này đã có người ghi tiếp trước đó, như dưới đây.', 'warning');
    res.redirect(303, `/data-requests/${idParam(req)}`);
  }

  const getOwn = (req: Request) => getDataRequest(db, currentUser(req).wardId, idParam(req));

  async function readIndex({ actor, query: { before } }: AskedList) {
    const { isWorkingDay, ...lists } = await listDataRequests(db, actor.wardId, isId(before) ? before : null);
    return indexModel(lists, {
      today: today(),
      isWorkingDay,
      canManage: isPermitted(actor.role, 'data-requests.manage'),
    });
  }

  return [
    {
      method: 'get',
      path: '/data-requests',
      permission: 'data-requests.read',
      list: pageList({
        title: 'Yêu cầu về dữ liệu',
        read: async (asked) => {
          const { lists, nextHref } = await readIndex(asked);
          // Those that are open stand on every page.
          const shown = asked.query.before ? lists.filter(({ isOpen }) => !isOpen) : lists;
          return { rows: shown.flatMap(({ rows }) => rows), nextHref };
        },
        columns: {
          'Người yêu cầu': (row) => row.who,
          'Yêu cầu': (row) => row.what,
          'Nhận ngày': (row) => row.received,
          'Đến đâu': (row) => row.standing.text,
        },
      }),
      handler: async (req, res) => {
        const actor = currentUser(req);
        const model = await readIndex(askedOf(req));
        await accessLog.opened(actor, 'data-request.list', { type: 'ward', id: actor.wardId });
        renderPage(res, indexPage, model, { title: 'Yêu cầu về dữ liệu' });
      },
    },
    {
      method: 'get',
      path: '/data-requests/new',
      permission: 'data-requests.manage',
      handler: (req, res) => showNew(req, res, null),
    },
    {
      method: 'post',
      path: '/data-requests',
      permission: 'data-requests.manage',
      handler: (req, res) => record(req, res, null),
    },
    {
      method: 'get',
      path: '/residents/:id/data-requests/new',
      permission: 'data-requests.manage',
      handler: (req, res) => showNew(req, res, idParam(req)),
    },
    {
      method: 'post',
      path: '/residents/:id/data-requests',
      permission: 'data-requests.manage',
      handler: (req, res) => record(req, res, idParam(req)),
    },
    {
      method: 'get',
      path: '/data-requests/:id',
      permission: 'data-requests.read',
      handler: (req, res) => show(req, res),
    },
    {
      method: 'post',
      path: '/data-requests/:id/answer',
      permission: 'data-requests.manage',
      handler: async (req, res) => {
        await getOwn(req);
        const outcome = await answerDataRequest(context, currentUser(req), idParam(req));
        back(req, res, outcome.kind === 'done', 'Đã ghi là đã trả lời.');
      },
    },
    {
      method: 'post',
      path: '/data-requests/:id/extension',
      permission: 'data-requests.manage',
      handler: async (req, res) => {
        const { request } = await getOwn(req);
        const form = parseForm(extensionForm(KINDS[request.kind].extension), req.body);
        if (!form.ok) return show(req, res, form);
        const outcome = await extendDataRequest(context, currentUser(req), request.id, form.value);
        if (outcome.kind === 'invalid')
          return show(req, res, { values: req.body as FormValues, errors: outcome.errors });
        back(req, res, outcome.kind === 'done', 'Đã gia hạn. Báo người yêu cầu lý do và ngày mới.');
      },
    },
    {
      method: 'post',
      path: '/data-requests/:id/end',
      permission: 'data-requests.manage',
      handler: async (req, res) => {
        const { request } = await getOwn(req);
        const form = parseForm(endForm(request.kind), req.body);
        if (!form.ok) return show(req, res, form);
        const outcome = await endDataRequest(context, currentUser(req), idParam(req), form.value);
        back(req, res, outcome.kind === 'done', 'Đã kết thúc yêu cầu.');
      },
    },
    {
      method: 'post',
      path: '/data-requests/:id/end/removal',
      permission: 'data-requests.manage',
      handler: async (req, res) => {
        await getOwn(req);
        const outcome = await reopenDataRequest(context, currentUser(req), idParam(req));
        back(req, res, outcome.kind === 'done', 'Yêu cầu lại để ngỏ.');
      },
    },
    {
      method: 'post',
      path: '/data-requests/:id/effect/removal',
      permission: 'data-requests.manage',
      handler: async (req, res) => {
        await getOwn(req);
        const outcome = await liftDataRequest(context, currentUser(req), idParam(req));
        back(req, res, outcome.kind === 'done', 'Đã gỡ. Điều người ấy nói trước đó lại có giá trị.');
      },
    },
  ];
};
