import type { Request, Response } from 'express';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { parseForm, typed, type FieldErrors } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { FACTOR_PATH } from '../../../web/require-permission';
import type { Route } from '../../../web/route';
import { countTry } from './brakes';
import { confirmedPasswordForm } from './forms';
import { waitWords } from './pages';
import { factorModel, factorPage, recoveryCodesPage } from './second-factor-pages';
import { confirmFactor, getFactorState, removeOwnFactor, startFactor } from './second-factor-service';
import { confirmPassword, recordWrongCode } from './service';

/** The second step of signing in, set up and removed by the owner of the account. */
export const secondFactorRoutes = (
  context: AppContext,
  { passwordBrake, codeBrake }: { passwordBrake: RateLimiterPostgres; codeBrake: RateLimiterPostgres },
): Route[] => {
  async function show(req: Request, res: Response, errors: FieldErrors = {}) {
    const actor = currentUser(req);
    const model = factorModel(actor, await getFactorState(context, actor), {
      mustEnrol: req.session.mustEnrol ?? false,
      errors,
    });
    renderPage(res, factorPage, model, { title: 'Xác minh hai bước', hasErrors: model.summary.length > 0 });
  }

  /** Whether the person at the machine knows the password; otherwise the page has been shown. */
  async function isOwner(req: Request, res: Response): Promise<boolean> {
    const form = parseForm(confirmedPasswordForm, req.body);
    const outcome = form.ok
      ? await confirmPassword(context.db, currentUser(req), form.value.currentPassword, passwordBrake)
      : { kind: 'invalid' as const, errors: form.errors };
    if (outcome.kind === 'invalid') await show(req, res, outcome.errors);
    return outcome.kind !== 'invalid';
  }

  return [
    { method: 'get', path: FACTOR_PATH, permission: 'signed-in', handler: (req, res) => show(req, res) },
    {
      method: 'post',
      path: FACTOR_PATH,
      permission: 'signed-in',
      handler: async (req, res) => {
        if (!(await isOwner(req, res))) return;
        await startFactor(context, currentUser(req));
        res.redirect(303, FACTOR_PATH);
      },
    },
    {
      method: 'post',
      path: `${FACTOR_PATH}/confirmation`,
      permission: 'signed-in',
      handler: async (req, res) => {
        const actor = currentUser(req);
        const refused = await countTry(codeBrake, actor.username);
        if (refused) return show(req, res, { code: waitWords(refused.msBeforeNext / 1000) });
        const outcome = await confirmFactor(context, actor, typed(req.body, 'code'));
        if (outcome.kind === 'invalid') {
          await recordWrongCode(context, actor);
          return show(req, res, outcome.errors);
        }
        if (outcome.kind === 'unchanged') return res.redirect(303, FACTOR_PATH);
        await codeBrake.delete(actor.username);
        delete req.session.mustEnrol;
        // Shown in the response itself: a redirect would need to store the codes in between.
        renderPage(
          res,
          recoveryCodesPage,
          { codes: outcome.codes, username: actor.username },
          { title: 'Mã dự phòng' },
        );
      },
    },
    {
      method: 'post',
      path: `${FACTOR_PATH}/removal`,
      permission: 'signed-in',
      handler: async (req, res) => {
        if (!(await isOwner(req, res))) return;
        const actor = currentUser(req);
        const { isRequired } = await getFactorState(context, actor);
        const { kind } = await removeOwnFactor(context, actor);
        if (isRequired) req.session.mustEnrol = true;
        if (kind === 'done') flash(req, 'Đã tắt xác minh hai bước. Mã dự phòng cũ không dùng được nữa.');
        res.redirect(303, FACTOR_PATH);
      },
    },
  ];
};
