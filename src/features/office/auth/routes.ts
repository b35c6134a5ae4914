import type { Request, Response } from 'express';
import type { AppContext } from '../../../context';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { errorSummary, parseForm, typed, type FieldErrors } from '../../../web/form';
import { beginSession, carryingLaptop } from '../../../web/middleware/session';
import { knownDevices } from '../../../web/known-device';
import { renderPage } from '../../../web/page';
import { defineFeature, get, post, type Route } from '../../../web/route';
import { FACTOR_PATH } from '../../../web/require-permission';
import { readInterrupted, resumePage, safeReturnPath, signInPage, type SignInModel } from '../../../web/sign-in-again';
import type { Actor } from '../../../actor';
import { changePasswordForm, signInForm } from './forms';
import { countTry, createRateLimit } from './rate-limits';
import {
  codePage,
  HOME,
  homePage,
  INTERRUPTED,
  OTHERS_SIGNED_OUT,
  passwordPage,
  refusalOf,
  waitText,
  type CodeQuestion,
} from './pages';
import { signInto } from './passport';
import { usePasskey } from './passkey-service';
import { newChallenge, readAnswer, requestOptions, siteOf } from './passkeys';
import { findActor, findPublicWard, hasWard } from './queries';
import { getFactorState, useCode } from './second-factor-service';
import {
  changePassword,
  createCodeRateLimit,
  createPasswordRateLimit,
  recordSignIn,
  recordSignOut,
  recordRefusedStep,
} from './service';
import { beginEnrolling, secondFactorRoutes } from './second-factor-routes';

/** A form on a sign-in page may be sent again until the next day, once. */
const OFFERED_SECONDS = 24 * 3_600;
const NOT_OFFERED =
  'Biểu mẫu còn giữ trên trang đăng nhập không gửi lại được: đã đưa ra một lần rồi, hoặc là của tài khoản khác.';
/** How long after the password the code may be typed. */
const CODE_MS = 5 * 60_000;
const RECOVERY_USED =
  'Bạn vừa dùng một mã dự phòng; mã ấy không dùng lại được. Nếu mất điện thoại hay khóa, mở “Xác minh hai bước”: đổi sang điện thoại khác, gỡ khóa đã mất.';

declare module 'express-session' {
  interface SessionData {
    /** Who gave the right password and still has to give a code, or a passkey's answer to `challenge`. */
    awaitingCode: { userId: string; at: number; challenge: string };
  }
}

const authRoutes = (context: AppContext): Route[] => {
  const devices = knownDevices(context.config);
  const carrying = carryingLaptop(context.config);
  const passwordRateLimit = createPasswordRateLimit(context);
  const codeRateLimit = createCodeRateLimit(context);
  const offers = createRateLimit(context, 'interrupted-form', 1, OFFERED_SECONDS);
  const showPassword = (req: Request, res: Response, errors: FieldErrors = {}) => {
    const view = passwordPage(currentUser(req).mustChangePassword, errors);
    renderPage(res, view, { title: 'Đổi mật khẩu', hasErrors: view.model.summary.length > 0 });
  };

  const showSignIn = (res: Response, given: Partial<SignInModel>, status = 422) =>
    renderPage(res, signInPage(given), { title: 'Đăng nhập', hasErrors: true, status });

  /** Asks for the second step; each page brings a new challenge. `at`: when the password was given. */
  async function askForCode(
    req: Request,
    res: Response,
    { actor, at, status = 200, ...given }: CodeQuestion & { actor: Actor; at: number; status?: number },
  ) {
    const challenge = newChallenge();
    req.session.awaitingCode = { userId: actor.id, at, challenge };
    const { hasApp, passkeys } = await getFactorState(context, actor);
    const site = siteOf(req);
    const options = site && passkeys.length > 0 ? await requestOptions(site, challenge, passkeys) : null;
    renderPage(res, codePage(given, { hasApp, hasPasskey: passkeys.length > 0, options }), {
      title: 'Xác minh hai bước',
      hasErrors: given.error !== '',
      status,
    });
  }

  /**
   * The second step, given within five minutes of the password.
   * @param prove what was given, in words for the log; null if it is wrong.
   */
  const secondStep = (
    path: string,
    { action, error }: { action: Parameters<typeof recordRefusedStep>[2]; error: string },
    prove: (req: Request, actor: Actor, challenge: string) => Promise<string | null>,
  ) =>
    post(path, 'public', async ({ req }, res) => {
      const given = {
        returnTo: safeReturnPath(typed(req.body, 'returnTo')),
        interrupted: typed(req.body, 'interrupted'),
      };
      const { userId, at = 0, challenge = '' } = req.session.awaitingCode ?? {};
      const actor = userId && context.now().getTime() - at < CODE_MS ? await findActor(context.db, userId) : null;
      if (!actor) return showSignIn(res, { ...given, error: 'Đã quá 5 phút. Đăng nhập lại từ đầu.' });
      const refused = await countTry(codeRateLimit, actor.username);
      if (refused) {
        const seconds = Math.ceil(refused.msBeforeNext / 1000);
        res.setHeader('Retry-After', String(seconds));
        return askForCode(req, res, { ...given, actor, at, error: waitText(seconds), status: 429 });
      }
      const factor = await prove(req, actor, challenge);
      if (factor === null) {
        await recordRefusedStep(context, actor, action);
        return askForCode(req, res, { ...given, actor, at, error, status: 422 });
      }
      await codeRateLimit.delete(actor.username);
      await recordSignIn(context, actor, { factor });
      await welcome(req, res, actor, { ...given, mustEnrol: false });
    });

  /** Begins the session of a user who has proved who they are, and sends them to the page they asked for. */
  async function welcome(
    req: Request,
    res: Response,
    actor: Actor,
    { returnTo, interrupted, mustEnrol }: { returnTo: string; interrupted: string; mustEnrol: boolean },
  ) {
    const said = req.session.flash;
    // Before this browser is one that the account knows.
    const carried = readInterrupted(context.config, req, actor, interrupted);
    const kept = carried && !(await countTry(offers, carried.id)) ? carried : null;
    // Passport changes the session id here, so that an id planted before sign-in is worthless.
    await signInto(req, actor);
    devices.remember(req, res, actor.username);
    beginSession(req.session, context.now());
    if (carrying.read(req)) req.session.cookie.expires = null;
    req.session.flash = said;
    // Created now: otherwise two tabs opened at once would each create a token, and the forms of one would be
    // refused.
    req.csrfToken?.();
    if (mustEnrol) {
      req.session.mustEnrol = true;
      await beginEnrolling(context, req, actor);
    }
    if (kept) req.session.interrupted = { action: kept.action, fields: kept.fields };
    else if (interrupted) flash(req, NOT_OFFERED, 'warning');
    if (actor.mustChangePassword) return res.redirect(303, '/password');
    if (mustEnrol) return res.redirect(303, FACTOR_PATH);
    if (kept) return showInterrupted(req, res);
    res.redirect(303, returnTo === '/' ? HOME : returnTo);
  }

  /** The form that was interrupted, to be sent by hand; once. */
  function showInterrupted(req: Request, res: Response) {
    const { interrupted } = req.session;
    if (!interrupted) return res.redirect(303, HOME);
    delete req.session.interrupted;
    renderPage(res, resumePage(interrupted), { title: 'Gửi lại biểu mẫu' });
  }

  return [
    get('/', 'public', async ({ req }, res) => {
      if (req.user) return res.redirect(303, HOME);
      const ward = await findPublicWard(context.db);
      if (!ward && !(await hasWard(context.db))) return res.redirect(303, '/setup');
      renderPage(res, homePage(ward), { title: 'Đội cơ động hỗ trợ dịch vụ công tại nhà' });
    }),
    get('/login', 'public', ({ query, req }, res) => {
      if (req.user) return res.redirect(303, HOME);
      renderPage(res, signInPage({ returnTo: safeReturnPath(query.returnTo) }), { title: 'Đăng nhập' });
    }),
    // By hand: signing in has answers of its own.
    post('/login', 'public', async ({ req }, res) => {
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
        const at = context.now().getTime();
        return askForCode(req, res, { returnTo, interrupted, error: '', actor: outcome.actor, at });
      }
      if (outcome.kind !== 'done') {
        if (outcome.kind === 'throttled') res.setHeader('Retry-After', String(outcome.retryAfterSeconds));
        const given = { returnTo, interrupted, username: form.value.username, error: refusalOf(outcome) };
        return showSignIn(res, given, outcome.kind === 'throttled' ? 429 : 422);
      }
      await welcome(req, res, outcome.actor, { returnTo, interrupted, mustEnrol: outcome.mustEnrol });
    }),
    secondStep(
      '/login/code',
      { action: 'auth.refuse-code', error: 'Mã chưa đúng, hoặc đã dùng rồi. Đợi mã mới hiện ra rồi gõ.' },
      async (req, actor) => {
        const used = await useCode(context, actor, typed(req.body, 'code'));
        if (used === 'recovery') flash(req, RECOVERY_USED, 'warning');
        return used && (used === 'app' ? 'mã của ứng dụng' : 'mã dự phòng');
      },
    ),
    secondStep(
      '/login/passkey',
      { action: 'auth.refuse-passkey', error: 'Khóa này không mở được tài khoản, hoặc câu trả lời đã cũ. Bấm lại.' },
      async (req, actor, challenge) => {
        const site = siteOf(req);
        const answer = readAnswer(typed(req.body, 'answer'));
        const name = site && answer && (await usePasskey(context, actor, { answer, site, challenge }));
        return name && `khóa truy cập ${name}`;
      },
    ),
    get(INTERRUPTED, 'signed-in', ({ req }, res) => showInterrupted(req, res)),
    post('/logout', 'signed-in', async ({ actor, req }, res) => {
      await recordSignOut(context, actor);
      await new Promise<void>((resolve, reject) => {
        req.session.destroy((error: unknown) => (error ? reject(error as Error) : resolve()));
      });
      // Not "storage": visits that another officer of this laptop has yet to send are there. The page removes its own.
      res.setHeader('Clear-Site-Data', '"cache"');
      res.redirect(303, '/');
    }),
    get('/password', 'signed-in', ({ req }, res) => showPassword(req, res)),
    // By hand: the session goes on under a new id, and an interrupted form may be shown.
    post('/password', 'signed-in', async ({ actor, req }, res) => {
      const form = parseForm(changePasswordForm, req.body);
      if (!form.ok) return showPassword(req, res, form.errors);
      const outcome = await changePassword(context, actor, form.value, {
        rateLimit: passwordRateLimit,
        keepSessionId: req.sessionID,
      });
      if (outcome.kind === 'invalid') return showPassword(req, res, outcome.errors);
      // A new id: one that an attacker copied before is worthless (OWASP ASVS 5.0, 7.2.4).
      await signInto(req, actor, { keepSessionInfo: true });
      flash(req, `Đã đổi mật khẩu. ${OTHERS_SIGNED_OUT}`);
      if (req.session.mustEnrol) {
        await beginEnrolling(context, req, actor);
        return res.redirect(303, FACTOR_PATH);
      }
      showInterrupted(req, res);
    }),
    ...secondFactorRoutes(context, { passwordRateLimit, codeRateLimit }),
  ];
};

export const authFeature = defineFeature({
  routes: authRoutes,
  audit: {
    actions: {
      'auth.sign-in': 'Đăng nhập',
      'auth.sign-out': 'Đăng xuất',
      'auth.refuse': 'Đăng nhập sai mật khẩu',
      'auth.refuse-first-password': 'Đăng nhập bằng mật khẩu lần đầu đã hết hạn',
      'auth.refuse-code': 'Gõ sai mã xác minh hai bước',
      'auth.refuse-passkey': 'Khóa truy cập không khớp',
      'auth.add-factor': 'Bật ứng dụng lấy mã',
      'auth.change-factor': 'Đổi ứng dụng lấy mã sang máy khác',
      'auth.remove-factor': 'Tắt ứng dụng lấy mã của mình',
      'auth.add-passkey': 'Thêm khóa truy cập',
      'auth.remove-passkey': 'Gỡ khóa truy cập của mình',
      'auth.renew-codes': 'Lấy mã dự phòng mới',
      'auth.forbid': 'Bị từ chối vì không có quyền',
      'auth.throttle': 'Bị chặn tạm vì đăng nhập sai nhiều lần',
      'auth.change-password': 'Đổi mật khẩu của mình',
      'user.brake-reading': 'Bị chặn tạm vì đọc quá nhiều',
    },
    fields: { route: 'trang, việc', factor: 'bước hai', passkey: 'khóa' },
    groups: { auth: 'Đăng nhập' },
  },
});
