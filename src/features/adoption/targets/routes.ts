import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../../office/audit/last-change';
import { createFigures } from '../reports/figures';
import { percentNow } from '../reports/target-pages';
import { newTargetForm, targetForm } from './forms';
import { newTargetModel, targetConflict, targetModel, targetPage } from './pages';
import { getTarget, listTargetGroups } from './queries';
import { setTarget, setTargetEnded, updateTarget } from './service';

/** How long setting a target waits for today's shares: older ones would be a wrong start. */
const NEWEST_MS = 60_000;

export const targetRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const figuresOf = createFigures(context, NEWEST_MS);
  /** The shares of today, read before the target is set. */
  const sharesNow = async (wardId: string) => {
    const today = localDateOf(context.now());
    const { figures } = await figuresOf(wardId, today, today);
    return (target: Parameters<typeof percentNow>[1]) => percentNow(figures, target);
  };
  const showNewTarget = async (req: Request, res: Response, failed?: Failed) => {
    const groups = await listTargetGroups(db, currentUser(req).wardId);
    renderPage(res, targetPage, newTargetModel(groups, failed), {
      title: 'Đặt mục tiêu',
      hasErrors: failed !== undefined,
    });
  };
  const showTarget = async (req: Request, res: Response, failed?: Failed) => {
    const target = await getTarget(db, currentUser(req).wardId, idParam(req));
    renderPage(res, targetPage, targetModel(target, failed), {
      title: 'Sửa mục tiêu',
      hasErrors: failed !== undefined,
    });
  };

  return [
    {
      method: 'get',
      path: '/ward/targets/new',
      permission: 'ward.manage',
      handler: (req, res) => showNewTarget(req, res),
    },
    {
      method: 'post',
      path: '/ward/targets',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const form = parseForm(newTargetForm, req.body);
        if (!form.ok) return showNewTarget(req, res, form);
        const outcome = await setTarget(context, actor, form.value, await sharesNow(actor.wardId));
        if (outcome.kind === 'invalid') return showNewTarget(req, res, { values: req.body, errors: outcome.errors });
        flash(req, 'Đã đặt mục tiêu.');
        res.redirect(303, '/ward');
      },
    },
    {
      method: 'get',
      path: '/ward/targets/:id/edit',
      permission: 'ward.manage',
      handler: (req, res) => showTarget(req, res),
    },
    {
      method: 'post',
      path: '/ward/targets/:id/edit',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const actor = currentUser(req);
        const form = parseForm(targetForm, req.body);
        if (!form.ok) return showTarget(req, res, form);
        const outcome = await updateTarget(context, actor, { ...form.value, id }, await sharesNow(actor.wardId));
        if (outcome.kind === 'invalid') return showTarget(req, res, { values: req.body, errors: outcome.errors });
        if (outcome.kind === 'stale')
          throw new ConflictError(
            targetConflict(
              await getTarget(db, actor.wardId, id),
              req.body,
              await findLastChange(db, actor.wardId, { type: 'ward', id: actor.wardId }),
            ),
          );
        flash(req, 'Đã lưu mục tiêu.');
        res.redirect(303, '/ward');
      },
    },
    {
      method: 'post',
      path: '/ward/targets/:id/removal',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const id = idParam(req);
        const { kind } = await setTargetEnded(context, currentUser(req), { id, isEnded: true });
        if (kind === 'unchanged') flash(req, 'Mục tiêu này đã xóa trước đó.', 'warning');
        else
          flash(req, 'Đã xóa mục tiêu. Số của những ngày trước không đổi.', 'success', [
            { label: 'Hoàn tác', href: `/ward/targets/${id}/restoration`, fields: [] },
          ]);
        res.redirect(303, '/ward');
      },
    },
    {
      method: 'post',
      path: '/ward/targets/:id/restoration',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const outcome = await setTargetEnded(context, currentUser(req), { id: idParam(req), isEnded: false });
        if (outcome.kind === 'invalid') flash(req, `Chưa hoàn tác được. ${outcome.errors.period}`, 'warning');
        else
          flash(
            req,
            outcome.kind === 'done' ? 'Đã hoàn tác: mục tiêu lại có hiệu lực.' : 'Mục tiêu này đang có hiệu lực.',
          );
        res.redirect(303, '/ward');
      },
    },
  ];
};
