import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { answerOf, askAgainPage } from '../../../web/ask-again';
import { localDateOf } from '../../../shared/dates';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { createFigures } from '../../adoption/reports/figures';
import { percentNow } from '../../adoption/reports/target-pages';
import { findLastChange } from '../audit/last-change';
import { affectedRoundsQuestion, affectedRoundsText } from '../calendar/affected-rounds';
import { newTargetForm, targetForm, wardForm } from './forms';
import { newTargetModel, targetConflict, targetModel, targetPage, wardConflict, wardModel, wardPage } from './pages';
import { getTarget, getWard, listTargetGroups, listTargets } from './queries';
import { setTarget, updateTarget, updateWard } from './service';
import { setupRoutes } from './setup-routes';

/** How long setting a target waits for today's shares: older ones would be a wrong start. */
const NEWEST_MS = 60_000;

export const wardsRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const lastChange = (wardId: string) => findLastChange(db, wardId, { type: 'ward', id: wardId });

  const showWard = async (req: Request, res: Response, failed?: Failed) => {
    const { wardId } = currentUser(req);
    const [ward, targets] = await Promise.all([getWard(db, wardId), listTargets(db, wardId)]);
    renderPage(res, wardPage, wardModel(ward, targets, failed), {
      title: 'Cài đặt phường',
      hasErrors: failed !== undefined && Object.keys(failed.errors).length > 0,
    });
  };
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
    ...setupRoutes(context),
    { method: 'get', path: '/ward', permission: 'ward.manage', handler: (req, res) => showWard(req, res) },
    {
      method: 'post',
      path: '/ward',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const form = parseForm(wardForm, req.body);
        if (!form.ok) return showWard(req, res, form);
        const actor = currentUser(req);
        const answer = answerOf(req.body);
        if (answer === 'edit') return showWard(req, res, { values: req.body, errors: {} });
        const outcome = await updateWard(context, actor, form.value, answer === 'sure');
        switch (outcome.kind) {
          case 'unconfirmed': {
            const question = affectedRoundsQuestion(req.body, outcome.rounds, {
              what: 'không hợp với cài đặt mới',
              action: '/ward',
              confirmLabel: 'Vẫn lưu cài đặt',
            });
            return renderPage(res, askAgainPage, question, { title: 'Vẫn lưu cài đặt?' });
          }
          case 'stale':
            throw new ConflictError(
              wardConflict(await getWard(db, actor.wardId), form.value, await lastChange(actor.wardId)),
            );
          case 'done':
            flash(req, 'Đã lưu cài đặt của phường.');
            if (outcome.roundsHit > 0) flash(req, affectedRoundsText(outcome.roundsHit), 'warning');
            return res.redirect(303, '/ward');
        }
      },
    },
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
        const outcome = await updateTarget(context, actor, id, form.value, await sharesNow(actor.wardId));
        if (outcome.kind === 'invalid') return showTarget(req, res, { values: req.body, errors: outcome.errors });
        if (outcome.kind === 'stale')
          throw new ConflictError(
            targetConflict(await getTarget(db, actor.wardId, id), req.body, await lastChange(actor.wardId)),
          );
        flash(req, 'Đã lưu mục tiêu.');
        res.redirect(303, '/ward');
      },
    },
  ];
};
