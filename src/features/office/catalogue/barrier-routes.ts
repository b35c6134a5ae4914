import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { isPermitted } from '../../../permissions';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, typed, type Failed, type FieldErrors } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import { pageList } from '../../../web/page-list';
import type { Route } from '../../../web/route';
import { findLastChange } from '../audit/last-change';
import { barrierConflict, barrierFormPage, barrierList, barrierListPage, barrierModel } from './barrier-pages';
import { barrierForm, editBarrierForm } from './forms';
import { getBarrier, listBarriers } from './queries';
import { createBarrier, renameBarrier, retireBarrier } from './service';

export const barrierRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const barrierOf = (req: Request) => getBarrier(db, currentUser(req).wardId, idParam(req));

  const showBarriers = async (req: Request, res: Response, failed?: { label: string; errors: FieldErrors }) => {
    const { role, wardId } = currentUser(req);
    const barriers = await listBarriers(db, wardId);
    const canManage = isPermitted(role, 'catalogue.manage');
    renderPage(res, barrierListPage, barrierList(barriers, canManage, localDateOf(context.now()), failed), {
      title: 'Rào cản',
      hasErrors: failed !== undefined,
    });
  };
  const showBarrierForm = async (req: Request, res: Response, failed?: Failed) =>
    renderPage(res, barrierFormPage, barrierModel(await barrierOf(req), failed), {
      title: 'Sửa rào cản',
      hasErrors: failed !== undefined,
    });

  return [
    {
      method: 'get',
      path: '/barriers',
      permission: 'catalogue.read',
      list: pageList({
        title: 'Rào cản',
        isPersonal: false,
        read: async ({ actor }) => {
          const today = localDateOf(context.now());
          return { rows: barrierList(await listBarriers(db, actor.wardId), false, today).barriers };
        },
        columns: { 'Rào cản': (row) => row.label, 'Đã dùng': (row) => row.uses, 'Ngừng dùng': (row) => row.retired },
      }),
      handler: (req, res) => showBarriers(req, res),
    },
    {
      method: 'post',
      path: '/barriers',
      permission: 'catalogue.manage',
      handler: async (req, res) => {
        const form = parseForm(barrierForm, req.body);
        if (!form.ok) return showBarriers(req, res, { label: typed(form.values, 'label'), errors: form.errors });
        const outcome = await createBarrier(context, currentUser(req), form.value.label);
        if (outcome.kind === 'invalid')
          return showBarriers(req, res, { label: form.value.label, errors: outcome.errors });
        flash(req, `Đã thêm rào cản “${form.value.label}”.`);
        res.redirect(303, '/barriers');
      },
    },
    {
      method: 'get',
      path: '/barriers/:id/edit',
      permission: 'catalogue.manage',
      handler: (req, res) => showBarrierForm(req, res),
    },
    {
      method: 'post',
      path: '/barriers/:id/edit',
      permission: 'catalogue.manage',
      handler: async (req, res) => {
        const form = parseForm(editBarrierForm, req.body);
        if (!form.ok) return showBarrierForm(req, res, form);
        const { kind } = await renameBarrier(context, currentUser(req), idParam(req), form.value);
        if (kind === 'stale') {
          const last = await findLastChange(db, currentUser(req).wardId, { type: 'barrier', id: idParam(req) });
          throw new ConflictError(barrierConflict(await barrierOf(req), form.value, last));
        }
        flash(req, 'Đã lưu rào cản.');
        res.redirect(303, '/barriers');
      },
    },
    {
      method: 'post',
      path: '/barriers/:id/retirement',
      permission: 'catalogue.manage',
      handler: async (req, res) => {
        const { kind } = await retireBarrier(context, currentUser(req), idParam(req));
        flash(req, kind === 'done' ? 'Đã ngừng dùng rào cản.' : 'Rào cản này đã ngừng dùng từ trước.');
        res.redirect(303, '/barriers');
      },
    },
  ];
};
