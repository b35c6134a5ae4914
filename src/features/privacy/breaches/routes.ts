import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { isId, parseForm, type Failed, type FormValues } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { askedOf, pageList, type AskedList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { breachForm, editForm, noticeForm, waiverForm, type EditedBreach } from './forms';
import {
  breachConflict,
  editModel,
  formPage,
  indexModel,
  indexPage,
  newModel,
  sheetModel,
  sheetPage,
  showModel,
  showPage,
} from './pages';
import { getBreach, listBreaches } from './queries';
import { editBreach, recordBreach, reopenBreach, sendNotice, waiveNotice } from './service';

/** Breaches of personal data, with the 72 hours within which the authority is told. */
export const breachRoutes = (context: AppContext): Route[] => {
  const { db, now, accessLog } = context;
  const canManage = (req: Request) => isPermitted(currentUser(req).role, 'breaches.manage');
  const getOwn = (req: Request) => getBreach(db, currentUser(req).wardId, idParam(req));

  async function openOwn(req: Request, action: 'breach.open' | 'breach.print') {
    const breach = await getOwn(req);
    await accessLog.opened(currentUser(req), action, { type: 'breach', id: breach.id });
    return breach;
  }

  function showNew(res: Response, failed?: Failed): void {
    const model = newModel(now(), failed);
    renderPage(res, formPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  async function showEdit(req: Request, res: Response, failed?: Failed): Promise<void> {
    const model = editModel(await openOwn(req, 'breach.open'), failed);
    renderPage(res, formPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  async function show(req: Request, res: Response, failed?: Failed): Promise<void> {
    const breach = await openOwn(req, 'breach.open');
    const canReadTraces = isPermitted(currentUser(req).role, 'account-traces.read');
    const model = showModel(breach, { now: now(), canManage: canManage(req), canReadTraces }, failed);
    renderPage(res, showPage, model, { title: model.title, hasErrors: failed !== undefined });
  }

  async function conflictWith(req: Request, mine: EditedBreach) {
    const id = idParam(req);
    const last = await findLastChange(db, currentUser(req).wardId, { type: 'breach', id });
    return new ConflictError(breachConflict(await getOwn(req), mine, last, req.body));
  }

  function back(req: Request, res: Response, isNew: boolean, said: string): void {
    if (isNew) flash(req, said);
    else flash(req, 'Sự cố này đã có người ghi tiếp trước đó, như dưới đây.', 'warning');
    res.redirect(303, `/breaches/${idParam(req)}`);
  }

  async function readIndex({ actor, query: { before } }: AskedList) {
    const breaches = await listBreaches(db, actor.wardId, isId(before) ? before : null);
    return indexModel(breaches, { now: now(), canManage: isPermitted(actor.role, 'breaches.manage') });
  }

  return [
    {
      method: 'get',
      path: '/breaches',
      permission: 'breaches.read',
      list: pageList({
        title: 'Sự cố dữ liệu',
        read: readIndex,
        columns: {
          'Phát hiện lúc': (row) => row.discovered,
          'Chuyện gì': (row) => row.what,
          'Đến đâu': (row) => row.standing.text,
        },
      }),
      handler: async (req, res) => {
        const actor = currentUser(req);
        const model = await readIndex(askedOf(req));
        await accessLog.opened(actor, 'breach.list', { type: 'ward', id: actor.wardId });
        renderPage(res, indexPage, model, { title: 'Sự cố dữ liệu' });
      },
    },
    { method: 'get', path: '/breaches/new', permission: 'breaches.manage', handler: (_req, res) => showNew(res) },
    {
      method: 'post',
      path: '/breaches',
      permission: 'breaches.manage',
      handler: async (req, res) => {
        const form = parseForm(breachForm(now()), req.body);
        if (!form.ok) return showNew(res, form);
        const outcome = await recordBreach(context, currentUser(req), form.value);
        flash(req, outcome.kind === 'done' ? 'Đã ghi sự cố.' : 'Sự cố này đã ghi trước đó.');
        res.redirect(303, `/breaches/${form.value.id}`);
      },
    },
    { method: 'get', path: '/breaches/:id', permission: 'breaches.read', handler: (req, res) => show(req, res) },
    {
      method: 'get',
      path: '/breaches/:id/sheet',
      permission: 'breaches.read',
      handler: async (req, res) => {
        const { wardName, displayName } = currentUser(req);
        const breach = await openOwn(req, 'breach.print');
        const model = sheetModel(breach, { wardName, printedBy: displayName, at: now() });
        renderPage(res, sheetPage, model, { title: model.title, layout: 'print' });
      },
    },
    {
      method: 'get',
      path: '/breaches/:id/edit',
      permission: 'breaches.manage',
      handler: (req, res) => showEdit(req, res),
    },
    {
      method: 'post',
      path: '/breaches/:id/edit',
      permission: 'breaches.manage',
      handler: async (req, res) => {
        const form = parseForm(editForm(now()), req.body);
        if (!form.ok) return showEdit(req, res, form);
        const outcome = await editBreach(context, currentUser(req), idParam(req), form.value);
        if (outcome.kind === 'stale') throw await conflictWith(req, form.value);
        if (outcome.kind === 'invalid')
          return showEdit(req, res, { values: req.body as FormValues, errors: outcome.errors });
        flash(req, outcome.kind === 'done' ? 'Đã lưu.' : 'Không có gì đổi.');
        res.redirect(303, `/breaches/${idParam(req)}`);
      },
    },
    {
      method: 'post',
      path: '/breaches/:id/notice',
      permission: 'breaches.manage',
      handler: async (req, res) => {
        const { discoveredAt } = await getOwn(req);
        const form = parseForm(noticeForm(now(), discoveredAt), req.body);
        if (!form.ok) return show(req, res, form);
        const outcome = await sendNotice(context, currentUser(req), idParam(req), form.value);
        back(req, res, outcome.kind === 'done', 'Đã ghi là đã gửi thông báo.');
      },
    },
    {
      method: 'post',
      path: '/breaches/:id/waiver',
      permission: 'breaches.manage',
      handler: async (req, res) => {
        await getOwn(req);
        const form = parseForm(waiverForm, req.body);
        if (!form.ok) return show(req, res, form);
        const outcome = await waiveNotice(context, currentUser(req), idParam(req), form.value);
        back(req, res, outcome.kind === 'done', 'Đã ghi là không phải thông báo.');
      },
    },
    {
      method: 'post',
      path: '/breaches/:id/end/removal',
      permission: 'breaches.manage',
      handler: async (req, res) => {
        await getOwn(req);
        const outcome = await reopenBreach(context, currentUser(req), idParam(req));
        back(req, res, outcome.kind === 'done', 'Sự cố lại để ngỏ; 72 giờ vẫn tính từ lúc phát hiện.');
      },
    },
  ];
};
