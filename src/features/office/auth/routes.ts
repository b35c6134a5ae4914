import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { errorSummary, parseForm, typed, type FieldErrors } from '../../../web/form';
import { beginSession } from '../../../web/middleware/session';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { FACTOR_PATH } from '../../../web/require-permission';
import { readInterrupted, resumePage, safeReturnPath, signInPage, type SignInModel } from '../../../web/sign-in-again';
import type { Actor } from '../../../actor';
import { changePasswordForm, signInForm } from './forms';
import { knownDevices } from './known-device';
import { countTry } from './brakes';
import { codePage, homePage, passwordPage, refusalOf, signInModel, waitWords, type CodeModel } from './pages';
import { findActor, findPublicWard, hasWard } from './queries';
import { useCode } from './second-factor-service';
import {
  changePassword,
  createCodeBrake,
  createPasswordBrake,
  recordSignIn,
  recordSignOut,
  recordWrongCode,
} from './service';
import { secondFactorRoutes } from './second-factor-routes';

/** The first page after signing in. */
const HOME = '/today';
/** How long after the password the code may be typed. */
const CODE_MS = 5 * 60_000;
const RECOVERY_USED =
  'Bạn vừa dùng một mã dự phòng; mã ấy không dùng lại được. Nếu mất điện thoại, tắt xác minh hai bước rồi bật lại ở máy mới.';

declare module 'express-session' {
  interface SessionData {
    /** Who gave the right password and still has to give a code. */
    awaitingCode: { userId: string; at: number };
  }
}

export const authRoutes = (context: AppContext): Route[] => {
  const devices = knownDevices(context.config);
  const passwordBrake = createPasswordBrake(context);
  const codeBrake = createCodeBrake(context);
  const showPassword = (req: Request, res: Response, errors: FieldErrors = {}) => {
    const model = { isFirst: currentUser(req).mustChangePassword, errors, summary: errorSummary(errors) };
    renderPage(res, passwordPage, model, { title: 'Đổi mật khẩu', hasErrors: model.summary.length > 0 });
  };

  const showSignIn = (res: Response, given: Partial<SignInModel>, status = 422) =>
    renderPage(res, signInPage, signInModel(given), { title: 'Đăng nhập', hasErrors: true, status });

  const showCode = (res: Response, given: Omit<CodeModel, 'error'> & { error?: string }, status = 200) =>
    renderPage(
      res,
      codePage,
      { error: '', ...given },
      {
        title: 'Mã xác minh',
        hasErrors: given.error !== undefined,
        ...(status !== 200 && { status }),
      },
    );

  /** Begins the session of somebody who has proved who they are, and sends them to the page they asked for. */
  async function welcome(
    req: Request,
    res: Response,
    actor: Actor,
    { returnTo, interrupted, mustEnrol }: { returnTo: string; interrupted: string; mustEnrol: boolean },
  ) {
    const said = req.session.flash;
    // Passport changes the session id here, so that an id planted before sign-in is worthless.
    await signInto(req, actor);
    devices.remember(req, res, actor.username);
    beginSession(req.session, context.now());
    req.session.flash = said;
    // Created now: otherwise two tabs opened at once would each create a token, and the forms of one would be
    // refused.
    req.csrfToken?.();
    if (actor.mustChangePassword) return res.redirect(303, '/password');
    if (mustEnrol) req.session.mustEnrol = true;
    const kept = readInterrupted(interrupted);
    if (kept) {
      // A form that was interrupted is sent first.
      req.session.resumes = kept.action;
      return renderPage(res, resumePage, kept, { title: 'Gửi lại biểu mẫu' });
    }
    const next = returnTo === '/' ? HOME : returnTo;
    res.redirect(303, mustEnrol ? FACTOR_PATH : next);
  }

  return [
    {
      method: 'get',
      path: '/',
      permission: 'public',
      handler: async (req, res) => {
        if (req.user) return res.redirect(303, HOME);
        const ward = await findPublicWard(context.db);
        if (!ward && !(await hasWard(context.db))) return res.redirect(303, '/setup');
        renderPage(
          res,
          homePage,
          {
            wardName: ward?.name ?? '',
            wardPhone: ward?.phone ?? null,
            wardPath: ward ? encodeURIComponent(ward.code) : '',
          },
          { title: 'Đội cơ động hỗ trợ dịch vụ công tại nhà' },
        );
      },
    },
    {
      method: 'get',
      path: '/login',
      permission: 'public',
      handler: (req, res) => {
        if (req.user) return res.redirect(303, HOME);
        renderPage(res, signInPage, signInModel({ returnTo: safeReturnPath(req.query.returnTo) }), {
          title: 'Đăng nhập',
        });
      },
    },
    {
      method: 'post',
      path: '/login',
      permission: 'public',
      handler: async (req, res) => {
        const returnTo = safeReturnPath(typed(req.body, 'returnTo'));
        const interrupted = typed(req.body, 'interrupted');
        const form = parseForm(signInForm, req.body);
        if (!form.ok)
          return showSignIn(res, {
            returnTo,
            interrupted,
            username: typed(form.values, 'username'),
            errors: errorSummary(form.errors),
          });
        const outcome = await context.auth.checkPassword(req, form.value);
        if (outcome.kind === 'code') {
          req.session.awaitingCode = { userId: outcome.actor.id, at: context.now().getTime() };
          return showCode(res, { returnTo, interrupted });
        }
        if (outcome.kind !== 'done') {
          if (outcome.kind === 'throttled') res.setHeader('Retry-After', String(outcome.retryAfterSeconds));
          const given = { returnTo, interrupted, username: form.value.username, error: refusalOf(outcome) };
          return showSignIn(res, given, outcome.kind === 'throttled' ? 429 : 422);
        }
        await welcome(req, res, outcome.actor, { returnTo, interrupted, mustEnrol: outcome.mustEnrol });
      },
    },
    {
      method: 'post',
      path: '/login/code',
      permission: 'public',
      handler: async (req, res) => {
        const given = {
          returnTo: safeReturnPath(typed(req.body, 'returnTo')),
          interrupted: typed(req.body, 'interrupted'),
        };
        const { userId, at = 0 } = req.session.awaitingCode ?? {};
        const actor = userId && context.now().getTime() - at < CODE_MS ? await findActor(context.db, userId) : null;
        if (!actor) return showSignIn(res, { ...given, error: 'Đã quá 5 phút. Đăng nhập lại từ đầu.' });
        const refused = await countTry(codeBrake, actor.username);
        if (refused) {
          const seconds = Math.ceil(refused.msBeforeNext / 1000);
          res.setHeader('Retry-After', String(seconds));
          return showCode(res, { ...given, error: waitWords(seconds) }, 429);
        }
        const used = await useCode(context, actor, typed(req.body, 'code'));
        if (!used) {
          await recordWrongCode(context, actor);
          return showCode(res, { ...given, error: 'Mã chưa đúng, hoặc đã dùng rồi. Đợi mã mới hiện ra rồi gõ.' });
        }
        await codeBrake.delete(actor.username);
        await recordSignIn(context, actor, { factor: used === 'app' ? 'mã của ứng dụng' : 'mã dự phòng' });
        if (used === 'recovery') flash(req, RECOVERY_USED, 'warning');
        await welcome(req, res, actor, { ...given, mustEnrol: false });
      },
    },
    {
      method: 'post',
      path: '/logout',
      permission: 'signed-in',
      handler: async (req, res) => {
        await recordSignOut(context, currentUser(req));
        await new Promise<void>((resolve, reject) => {
          req.session.destroy((error: unknown) => (error ? reject(error as Error) : resolve()));
        });
        // Not "storage": visits that another officer of this laptop has yet to send are there. The page removes its own.
        res.setHeader('Clear-Site-Data', '"cache"');
        res.redirect(303, '/');
      },
    },
    {
      method: 'get',
      path: '/password',
      permission: 'signed-in',
      handler: (req, res) => showPassword(req, res),
    },
    {
      method: 'post',
      path: '/password',
      permission: 'signed-in',
      handler: async (req, res) => {
        const form = parseForm(changePasswordForm, req.body);
        if (!form.ok) return showPassword(req, res, form.errors);
        const outcome = await changePassword(context, currentUser(req), form.value, {
          brake: passwordBrake,
          keepSessionId: req.sessionID,
        });
        if (outcome.kind === 'invalid') return showPassword(req, res, outcome.errors);
        // A new id: one that somebody copied before is worthless (OWASP ASVS 5.0, 7.2.4).
        await signInto(req, currentUser(req), { keepSessionInfo: true });
        flash(req, 'Đã đổi mật khẩu. Các máy khác đang đăng nhập bằng tài khoản này đã bị đăng xuất.');
        res.redirect(303, HOME);
      },
    },
    ...secondFactorRoutes(context, { passwordBrake, codeBrake }),
  ];
};

/** Signs `actor` in under a new session id. */
function signInto(req: Request, actor: Actor, { keepSessionInfo = false } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logIn(actor, { session: true, keepSessionInfo }, (error: unknown) =>
      error ? reject(error as Error) : resolve(),
    );
  });
}
