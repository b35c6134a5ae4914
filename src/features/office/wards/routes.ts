import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { answerOf, askAgainPage } from '../../../web/ask-again';
import { currentUser } from '../../../web/current-user';
import { ConflictError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../audit/last-change';
import { affectedRoundsQuestion, affectedRoundsText } from '../calendar/affected-rounds';
import { wardForm } from './forms';
import { wardConflict, wardModel, wardPage } from './pages';
import { getWard, listTargets } from './queries';
import { setFactorRequirement, updateWard } from './service';
import { setupRoutes } from './setup-routes';

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
      method: 'post',
      path: '/ward/factor-requirement',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const { kind } = await setFactorRequirement(context, currentUser(req), true);
        flash(req, kind === 'done' ? 'Từ nay bắt buộc xác minh hai bước.' : 'Xác minh hai bước đã bắt buộc từ trước.');
        res.redirect(303, '/ward');
      },
    },
    {
      method: 'post',
      path: '/ward/factor-requirement/removal',
      permission: 'ward.manage',
      handler: async (req, res) => {
        const { kind } = await setFactorRequirement(context, currentUser(req), false);
        flash(
          req,
          kind === 'done'
            ? 'Xác minh hai bước không còn bắt buộc. Ai đã bật thì vẫn dùng.'
            : 'Xác minh hai bước đã không bắt buộc từ trước.',
        );
        res.redirect(303, '/ward');
      },
    },
  ];
};
