import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type { Logger } from 'pino';
import type { Config } from '../../config';
import type { AppContext } from '../../context';
import { describeError } from '../../logger';
import { NotFoundError } from '../../shared/errors';
import { ownCookie } from '../own-cookie';
import { renderPage, viewOf } from '../page';
import type { InterruptedForm } from '../sign-in-again';
import { createSessionStore } from './session-store';

declare module 'express-session' {
  interface SessionData {
    startedAt: number;
    seenAt: number;
    /** The account has to set up its second step before anything else opens. */
    mustEnrol: boolean;
    /** A form that waits until nothing else has to be done first. */
    interrupted: InterruptedForm;
  }
}

/** A session ends after this long without a click. Long enough for one difficult door. */
const IDLE_MINUTES = 90;
/** However busy, a session ends after this long: one office day and the evening after it. */
const ABSOLUTE_HOURS = 14;
const SEEN_EVERY_MS = 60_000;

/**
 * Sessions in PostgreSQL with an idle and an absolute limit. The row is written at most once a minute, not at every
 * click.
 */
export const sessions = ({ config, db, logger, now }: AppContext): RequestHandler[] => [
  logLateErrors(
    logger,
    session({
      name: config.cookieSecure ? '__Host-go-cua' : 'go-cua',
      secret: config.sessionSecret,
      store: createSessionStore(db, {
        pruneSessionInterval: config.isTest ? false : 900,
        errorLog: (what, error) => logger.warn({ err: describeError(error) }, `session store: ${String(what)}`),
      }),
      resave: false,
      saveUninitialized: false,
      rolling: false,
      proxy: config.trustProxy > 0,
      cookie: {
        httpOnly: true,
        sameSite: 'lax',
        secure: config.cookieSecure,
        path: '/',
        maxAge: ABSOLUTE_HOURS * 3_600_000,
      },
    }),
  ),
  (req, _res, next) => {
    if (!req.path.startsWith('/')) throw new NotFoundError(); // OPTIONS *, to which no session belongs
    const at = now().getTime();
    // It has no user: it holds only a form token and needs no limit.
    if (!('passport' in req.session)) return next();
    const { startedAt = 0, seenAt = 0 } = req.session;
    const isOver = at - seenAt > IDLE_MINUTES * 60_000 || at - startedAt > ABSOLUTE_HOURS * 3_600_000;
    if (isOver) {
      req.endedAccountId = (req.session.passport as { user?: string }).user;
      return req.session.regenerate((error: unknown) => next(error));
    }
    if (at - seenAt > SEEN_EVERY_MS) req.session.seenAt = at;
    next();
  },
  saveBeforeRedirect(logger),
];

/**
 * express-session saves a session while the response ends, and calls `next` a second time if that fails. By then the
 * response has been sent, so the error is logged. Passed on, it would reach Express itself, which prints it whole and
 * cuts the connection.
 */
const logLateErrors =
  (logger: Logger, handler: RequestHandler): RequestHandler =>
  (req, res, next) => {
    let isPassed = false;
    void handler(req, res, (error?: unknown) => {
      if (isPassed)
        return logger.error({ requestId: req.id, err: describeError(error) }, 'session not stored after the answer');
      isPassed = true;
      next(error);
    });
  };

export const withoutNextPage = (href: string) => viewOf('errors/without-next-page', { href });

/**
 * Delays a form's redirect until the session is saved. A browser follows a redirect as soon as it has the headers,
 * which express-session sends before it saves the session: the next page would not know yet who signed in or what was
 * flashed. The form's work is done by then, and a session that cannot be saved must not suggest otherwise, so its
 * messages are shown at once.
 */
const saveBeforeRedirect =
  (logger: Logger): RequestHandler =>
  (req, res, next) => {
    if (req.method !== 'POST') return next();
    const redirect = res.redirect.bind(res) as (...args: unknown[]) => void;
    res.redirect = (...args: unknown[]) => {
      const { session: kept } = req as { session?: session.Session & Partial<session.SessionData> }; // gone after signing out
      if (!kept) return redirect(...args);
      kept.save((error: unknown) => {
        if (!error) return redirect(...args);
        logger.error({ requestId: req.id, err: describeError(error) }, 'session not stored before the redirect');
        if (!kept.flash?.length) return redirect(...args);
        leaveUnsaved(kept);
        renderPage(res, withoutNextPage(String(args.at(-1))), { title: 'Chưa mở được trang kế tiếp', status: 503 });
      });
    };
    next();
  };

/**
 * Ends the response without saving the session: one failed attempt at the database is enough, no request waits for a
 * second one.
 */
export function leaveUnsaved(kept: session.Session): void {
  kept.save = (done) => {
    done?.(null);
    return kept;
  };
}

/** Marks a session as started now; called once at sign-in. */
export function beginSession(data: session.SessionData | Partial<session.SessionData>, at: Date): void {
  data.startedAt = at.getTime();
  data.seenAt = at.getTime();
}

/** A cookie of a laptop that carries a round: what is signed in there ends with the browser. */
export const carryingLaptop = (config: Config) => ownCookie(config, 'go-cua-carries');

/**
 * Lets a session end with the browser, and not hours later. It goes on under a new id, because only a new one sends its
 * cookie.
 */
export async function endWithBrowser(req: Request): Promise<void> {
  const { cookie, ...data } = req.session;
  if (cookie.expires === null) return;
  await new Promise<void>((resolve, reject) =>
    req.session.regenerate((error: unknown) => (error ? reject(error as Error) : resolve())),
  );
  Object.assign(req.session, data);
  req.session.cookie.expires = null;
}
