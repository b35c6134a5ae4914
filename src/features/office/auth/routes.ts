import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { errorSummary, parseForm, typed, type FieldErrors } from '../../../web/form';
import { beginSession } from '../../../web/middleware/session';
import { renderPage } from '../../../web/page';
import type { Route } from '../../../web/route';
import { readInterrupted, resumePage, safeReturnPath, signInPage, type SignInModel } from '../../../web/sign-in-again';
import type { Actor } from '../../../actor';
import { changePasswordForm, signInForm } from './forms';
import { knownDevices } from './known-device';
import { homePage, passwordPage, refusalOf, signInModel } from './pages';
import { findPublicWard, hasWard } from './queries';
import { changePassword, createPasswordBrake, recordSignOut } from './service';

/** The first page after signing in. */
const HOME = '/today';

export const authRoutes = (context: AppContext): Route[] => {
  const devices = knownDevices(context.config);
  const passwordBrake = createPasswordBrake(context);
  const showPassword = (req: Request, res: Response, errors: FieldErrors = {}) => {
    const model = { isFirst: currentUser(req).mustChangePassword, errors, summary: errorSummary(errors) };
    renderPage(res, passwordPage, model, { title: 'Đổi mật khẩu', hasErrors: model.summary.length > 0 });
  };

  const showSignIn = (res: Response, given: Partial<SignInModel>, status = 422) =>
    renderPage(res, signInPage, signInModel(given), { title: 'Đăng nhập', hasErrors: true, status });

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
        const outcome = await context.auth.checkPassword(req);
        if (outcome.kind !== 'done') {
          if (outcome.kind === 'throttled') res.setHeader('Retry-After', String(outcome.retryAfterSeconds));
          const given = { returnTo, interrupted, username: form.value.username, error: refusalOf(outcome) };
          return showSignIn(res, given, outcome.kind === 'throttled' ? 429 : 422);
        }
        // Passport changes the session id here, so that an id planted before sign-in is worthless.
        await signInto(req, outcome.actor);
        devices.remember(req, res, outcome.actor.username);
        beginSession(req.session, context.now());
        // Created now: otherwise two tabs opened at once would each create a token, and the forms of one would be
        // refused.
        req.csrfToken?.();
        if (outcome.actor.mustChangePassword) return res.redirect(303, '/password');
        const kept = readInterrupted(interrupted);
        if (kept) return renderPage(res, resumePage, kept, { title: 'Gửi lại biểu mẫu' });
        res.redirect(303, returnTo === '/' ? HOME : returnTo);
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
  ];
};

/** Gives the session a new id, and to `actor`. */
function signInto(req: Request, actor: Actor, { keepSessionInfo = false } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logIn(actor, { session: true, keepSessionInfo }, (error: unknown) =>
      error ? reject(error as Error) : resolve(),
    );
  });
}
