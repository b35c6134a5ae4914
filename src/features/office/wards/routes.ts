import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { answerOf, askAgainPage } from '../../../web/ask-again';
import { callerAddress } from '../../../web/caller-address';
import { currentUser } from '../../../web/current-user';
import { ConflictError, NotFoundError } from '../../../web/errors';
import { flash } from '../../../web/flash';
import { parseForm, type Failed } from '../../../web/form';
import { idParam } from '../../../web/id-param';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { findLastChange } from '../audit/last-change';
import { countGuess, createBrake, forgiveGuess, type BrakeOn } from '../auth/brakes';
import { hasWard } from '../auth/queries';
import { affectedRoundsQuestion, affectedRoundsText } from '../calendar/affected-rounds';
import { setupForm, targetForm, wardForm } from './forms';
import {
  openedPage,
  setupModel,
  setupPage,
  targetConflict,
  targetModel,
  targetPage,
  wardConflict,
  wardModel,
  wardPage,
} from './pages';
import { getSetupCode, getTarget, getWard, listTargets } from './queries';
import { openFirstWard, updateTarget, updateWard } from './service';

export const wardsRoutes = (context: AppContext): Route[] => {
  const { db } = context;
  const lastChange = (wardId: string) => findLastChange(db, wardId, { type: 'ward', id: wardId });

  /** Wrong set-up codes are counted like wrong passwords: from one address, and from everywhere. */
  const brakes: BrakeOn<string>[] = [
    { limiter: createBrake(context, 'setup-address', 5), key: (address) => address },
    { limiter: createBrake(context, 'setup', 100), key: () => 'all' },
  ];

  const showSetup = (res: Response, failed?: Failed, status?: number) =>
    renderPage(res, setupPage, setupModel(failed?.values, failed?.errors), {
      title: 'Thiết lập lần đầu',
      hasErrors: failed !== undefined,
      ...(status && { status }),
    });
  const showWard = async (req: Request, res: Response, failed?: Failed) => {
    const { wardId } = currentUser(req);
    const [ward, targets] = await Promise.all([getWard(db, wardId), listTargets(db, wardId)]);
    renderPage(res, wardPage, wardModel(ward, targets, failed), {
      title: 'Cài đặt phường',
      hasErrors: failed !== undefined && Object.keys(failed.errors).length > 0,
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
      path: '/setup',
      permission: 'public',
      handler: async (_req, res) => {
        if (await hasWard(db)) throw new NotFoundError();
        showSetup(res);
      },
    },
    {
      method: 'post',
      path: '/setup',
      permission: 'public',
      handler: async (req, res) => {
        if (await hasWard(db)) throw new NotFoundError();
        const form = parseForm(setupForm, req.body);
        if (!form.ok) return showSetup(res, form);
        const { setupCode, username, displayName, ...ward } = form.value;
        const values = req.body;
        const caller = callerAddress(req.ip);
        const braked = await countGuess(brakes, caller);
        if (braked) {
          const seconds = Math.ceil(braked.refused.msBeforeNext / 1000);
          res.setHeader('Retry-After', String(seconds));
          return showSetup(
            res,
            {
              values,
              errors: { setupCode: `Sai quá nhiều lần. Hãy chờ ${Math.ceil(seconds / 60)} phút rồi thử lại.` },
            },
            429,
          );
        }
        if (!isSame(setupCode, await getSetupCode(context)))
          return showSetup(res, { values, errors: { setupCode: 'Mã thiết lập chưa đúng.' } });
        await forgiveGuess(brakes, caller);
        const opened = await openFirstWard(context, { ...ward, admin: { username, displayName } });
        if (opened.kind === 'unchanged') throw new NotFoundError();
        // Shown in the response itself: a redirect would need to store the password in between.
        res.setHeader('Cache-Control', 'no-store');
        renderPage(
          res,
          openedPage,
          { wardName: ward.name, username, password: opened.password },
          { title: 'Đã mở phường' },
        );
      },
    },
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
        const { kind } = await updateTarget(context, actor, id, form.value);
        if (kind === 'stale')
          throw new ConflictError(
            targetConflict(await getTarget(db, actor.wardId, id), req.body, await lastChange(actor.wardId)),
          );
        flash(req, 'Đã lưu mục tiêu.');
        res.redirect(303, '/ward');
      },
    },
  ];
};

/** Compares in constant time. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
