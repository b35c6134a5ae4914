import { createHash, timingSafeEqual } from 'node:crypto';
import type { Response } from 'express';
import type { AppContext } from '../../../context';
import { callerAddress } from '../../../web/caller-address';
import { NotFoundError } from '../../../shared/errors';
import { parseForm, typed, type Failed, type FormValues } from '../../../web/form';
import { renderPage } from '../../../web/page';
import { get, post, type Route } from '../../../web/route';
import { countGuess, createRateLimit, forgiveGuess, type RateLimitOn } from '../auth/rate-limits';
import { hasWard } from '../auth/queries';
import { setupForm } from './forms';
import { listedUnit } from './listed-unit';
import { openedPage, setupPage } from './pages';
import { getSetupCode } from './queries';
import { openFirstWard } from './service';

/** Opening the first ward, open to any visitor who knows the set-up code. Afterwards these pages do not exist. */
export const setupRoutes = (context: AppContext): Route[] => {
  const { db } = context;

  /** Wrong set-up codes are counted like wrong passwords: from one address, and from everywhere. */
  const rateLimits: RateLimitOn<string>[] = [
    { limiter: createRateLimit(context, 'setup-address', 5), key: (address) => address },
    { limiter: createRateLimit(context, 'setup', 100), key: () => 'all' },
  ];

  const show = (res: Response, failed?: Failed, status?: number) =>
    renderPage(res, setupPage(failed), {
      title: 'Thiết lập lần đầu',
      hasErrors: failed !== undefined,
      ...(status && { status }),
    });

  return [
    // By hand, because no user is signed in and the form is answered with a page of its own.
    get('/setup', 'public', async (_asked, res) => {
      if (await hasWard(db)) throw new NotFoundError();
      show(res);
    }),
    post('/setup', 'public', async ({ req }, res) => {
      if (await hasWard(db)) throw new NotFoundError();
      const form = parseForm(setupForm, { ...req.body, ...unitOf(req.body) });
      const errors = form.ok ? {} : form.errors;
      const showAgain = (setupCode: string, status?: number) =>
        show(res, { values: req.body, errors: { setupCode, ...errors } }, status);
      const caller = callerAddress(req.ip);
      const setupCode = typed(req.body, 'setupCode').trim();
      const limited = setupCode === '' ? null : await countGuess(rateLimits, caller);
      if (limited) {
        const seconds = Math.ceil(limited.refused.msBeforeNext / 1000);
        res.setHeader('Retry-After', String(seconds));
        return showAgain(`Sai quá nhiều lần. Hãy chờ ${Math.ceil(seconds / 60)} phút rồi thử lại.`, 429);
      }
      const isRight = isSame(setupCode, await getSetupCode(context));
      if (setupCode !== '' && !isRight) return showAgain('Mã thiết lập chưa đúng.');
      if (isRight) await forgiveGuess(rateLimits, caller);
      if (!form.ok) return show(res, form);
      const { setupCode: _, username, displayName, ...ward } = form.value;
      const opened = await openFirstWard(context, { ...ward, admin: { username, displayName } });
      if (opened.kind === 'unchanged') throw new NotFoundError();
      // Shown in the response itself: a redirect would need to store the password in between.
      res.setHeader('Cache-Control', 'no-store');
      renderPage(res, openedPage({ wardName: ward.name, username, password: opened.password }), {
        title: 'Đã mở phường',
      });
    }),
  ];
};

/** Name, province and code of the unit that the visitor chose from the list; nothing if a code was typed. */
const unitOf = (body: FormValues) =>
  typed(body, 'code').trim() === '' ? listedUnit(typed(body, 'name'), typed(body, 'province')) : null;

/** Compares in constant time. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
