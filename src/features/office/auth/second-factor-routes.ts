import type { Request, Response } from 'express';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Actor } from '../../../actor';
import type { AppContext } from '../../../context';
import { UNCHANGED } from '../../../shared/outcome';
import { currentUser } from '../../../web/current-user';
import { flash } from '../../../web/flash';
import { isId, parseForm, typed, type Failed, type FieldErrors } from '../../../web/form';
import { formRoutes } from '../../../web/form-route';
import { renderPage } from '../../../web/page';
import { FACTOR_PATH } from '../../../web/require-permission';
import { post, type Asked, type Route } from '../../../web/route';
import { countTry } from './rate-limits';
import { confirmedPasswordForm, passkeyForm } from './forms';
import { HOME, INTERRUPTED, OTHERS_SIGNED_OUT, waitText } from './pages';
import { signInto } from './passport';
import { addPasskey, removePasskey } from './passkey-service';
import { newChallenge, readAnswer, siteOf } from './passkeys';
import { factorPage, recoveryCodesPage } from './second-factor-pages';
import { confirmFactor, getFactorState, removeApp, renewRecoveryCodes, startFactor } from './second-factor-service';
import { confirmPassword, recordRefusedStep } from './service';

/** How long after the password the second step may be changed. */
const OWNER_MS = 10 * 60_000;

declare module 'express-session' {
  interface SessionData {
    /** The owner typed the password; `challenge` is for the next passkey. */
    owner: { at: number; challenge: string };
  }
}

/** The page of the form that was interrupted and can be sent now; null if there is none. */
const nextOf = (req: Request): string | null => (req.session.interrupted ? INTERRUPTED : null);

/** The person at the machine has just typed the password: the page of the second step is open for a while. */
function openFactorPage(req: Request, now: Date): void {
  req.session.owner = { at: now.getTime(), challenge: newChallenge() };
}

/** The account has to set up a second step before anything else: its page is open, with an application to scan. */
export async function beginEnrolling(context: AppContext, req: Request, actor: Actor): Promise<void> {
  openFactorPage(req, context.now());
  await startFactor(context, actor);
}

/** The second step of signing in, set up and removed by the owner of the account. */
export const secondFactorRoutes = (
  context: AppContext,
  { passwordRateLimit, codeRateLimit }: { passwordRateLimit: RateLimiterPostgres; codeRateLimit: RateLimiterPostgres },
): Route[] => {
  function challengeOf(req: Request): string | null {
    const { at, challenge } = req.session.owner ?? { at: 0, challenge: null };
    return context.now().getTime() - at < OWNER_MS ? challenge : null;
  }

  async function show({ actor, req }: Asked, res: Response, failed: Failed = { values: {}, errors: {} }) {
    const visit = { mustEnrol: req.session.mustEnrol ?? false, site: siteOf(req), challenge: challengeOf(req) };
    const view = await factorPage(actor, await getFactorState(context, actor), visit, failed);
    renderPage(res, view, { title: 'Xác minh hai bước', hasErrors: view.model.summary.length > 0 });
  }

  const refuse = (asked: Asked, res: Response, errors: FieldErrors) => show(asked, res, { values: asked.body, errors });

  /** Something that only the owner may do, shortly after the password. */
  const byOwner = (path: string, act: (asked: Asked, res: Response, challenge: string) => Promise<void>) =>
    post(path, 'signed-in', async (asked, res) => {
      const challenge = challengeOf(asked.req);
      if (challenge !== null) return act(asked, res, challenge);
      return refuse(asked, res, { currentPassword: 'Đã quá 10 phút, chưa có gì thay đổi. Gõ lại mật khẩu.' });
    });

  /** Shown in the response itself: a redirect would need to store the codes in between. */
  const showCodes = (req: Request, res: Response, codes: readonly string[]) =>
    renderPage(res, recoveryCodesPage(codes, currentUser(req).username, nextOf(req) ?? HOME), { title: 'Mã dự phòng' });

  /** After a change of the second step, which ended the other sessions: this one goes on under a new id. */
  async function goOn(req: Request, res: Response, done: { codes: readonly string[] } | { words: string }) {
    await signInto(req, currentUser(req), { keepSessionInfo: true });
    if ('codes' in done) return showCodes(req, res, done.codes);
    flash(req, `${done.words} ${OTHERS_SIGNED_OUT}`);
    res.redirect(303, nextOf(req) ?? FACTOR_PATH);
  }

  /** After a step was added: its recovery codes if they are new, otherwise back to the page. */
  function showAdded(req: Request, res: Response, codes: readonly string[] | null, words: string) {
    delete req.session.mustEnrol;
    return goOn(req, res, codes ? { codes } : { words });
  }

  return [
    ...formRoutes(`${FACTOR_PATH}/password`, 'signed-in', {
      emptyAt: FACTOR_PATH,
      show,
      schema: confirmedPasswordForm,
      save: ({ actor }, { currentPassword }) => confirmPassword(context.db, actor, currentPassword, passwordRateLimit),
      done(_, { req }) {
        openFactorPage(req, context.now());
        return { to: FACTOR_PATH };
      },
    }),
    byOwner(FACTOR_PATH, async ({ actor }, res) => {
      await startFactor(context, actor);
      res.redirect(303, FACTOR_PATH);
    }),
    byOwner(`${FACTOR_PATH}/confirmation`, async (asked, res) => {
      const { actor, req } = asked;
      const refused = await countTry(codeRateLimit, actor.username);
      if (refused) return refuse(asked, res, { code: waitText(refused.msBeforeNext / 1000) });
      const outcome = await confirmFactor(context, actor, {
        typed: typed(req.body, 'code'),
        keepSessionId: req.sessionID,
      });
      if (outcome.kind === 'invalid') {
        await recordRefusedStep(context, actor, 'auth.refuse-code');
        return refuse(asked, res, outcome.errors);
      }
      if (outcome.kind === 'unchanged') return res.redirect(303, FACTOR_PATH);
      await codeRateLimit.delete(actor.username);
      await showAdded(req, res, outcome.codes, 'Từ nay gõ mã của ứng dụng vừa thêm.');
    }),
    byOwner(`${FACTOR_PATH}/removal`, async ({ actor, req }, res) => {
      const outcome = await removeApp(context, actor, req.sessionID);
      if (outcome.kind === 'done') return goOn(req, res, { words: 'Đã tắt ứng dụng lấy mã.' });
      if (outcome.kind === 'blocked') flash(req, outcome.blockers.join(' '), 'danger');
      res.redirect(303, FACTOR_PATH);
    }),
    byOwner(`${FACTOR_PATH}/recovery-codes`, async ({ actor, req }, res) => {
      const outcome = await renewRecoveryCodes(context, actor, req.sessionID);
      if (outcome.kind === 'unchanged') return res.redirect(303, FACTOR_PATH);
      await goOn(req, res, outcome);
    }),
    // By hand: only the owner may send it, and it may be answered with recovery codes.
    byOwner(`${FACTOR_PATH}/passkeys`, async (asked, res, challenge) => {
      const { actor, req } = asked;
      const form = parseForm(passkeyForm, req.body);
      if (!form.ok) return show(asked, res, form);
      const site = siteOf(req);
      const answer = readAnswer(typed(req.body, 'answer'));
      if (!site || !answer)
        return refuse(asked, res, { name: 'Trình duyệt chưa gửi khóa nào. Bấm lại nút thêm khóa.' });
      // Each challenge is for one answer.
      req.session.owner = { at: req.session.owner!.at, challenge: newChallenge() };
      const question = { answer, site, challenge, keepSessionId: req.sessionID };
      const outcome = await addPasskey(context, actor, { ...form.value, ...question });
      if (outcome.kind === 'invalid') return refuse(asked, res, outcome.errors);
      if (outcome.kind === 'unchanged') return res.redirect(303, FACTOR_PATH);
      await showAdded(req, res, outcome.codes, `Đã thêm khóa ${form.value.name}.`);
    }),
    byOwner(`${FACTOR_PATH}/passkeys/removal`, async ({ actor, req }, res) => {
      const id = typed(req.body, 'passkeyId');
      const outcome = isId(id) ? await removePasskey(context, actor, { id, keepSessionId: req.sessionID }) : UNCHANGED;
      if (outcome.kind === 'done')
        return goOn(req, res, { words: 'Đã gỡ khóa truy cập. Xóa nó cả ở máy đã tạo ra nó.' });
      if (outcome.kind === 'unchanged') flash(req, 'Khóa này đã gỡ từ trước.');
      if (outcome.kind === 'blocked') flash(req, outcome.blockers.join(' '), 'danger');
      res.redirect(303, FACTOR_PATH);
    }),
  ];
};
