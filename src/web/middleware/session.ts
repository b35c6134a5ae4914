import type { RequestHandler } from 'express';
import session from 'express-session';
import type { AppContext } from '../../context';
import { createSessionStore } from './session-store';

declare module 'express-session' {
  interface SessionData {
    startedAt: number;
    seenAt: number;
  }
}

/** Without a click for this long the session ends. Long enough for one hard door. */
const IDLE_MINUTES = 90;
/** However busy, a session ends after this long: one office day and the evening after it. */
const ABSOLUTE_HOURS = 14;
const SEEN_EVERY_MS = 60_000;

/** Sessions in PostgreSQL with an idle and an absolute limit. The row is written at most once a minute, not at every click. */
export function sessions({ config, db, logger, now }: AppContext): RequestHandler[] {
  return [
    session({
      name: config.cookieSecure ? '__Host-go-cua' : 'go-cua',
      secret: config.sessionSecret,
      store: createSessionStore(db, {
        pruneSessionInterval: config.isTest ? false : 900,
        errorLog: (message) => logger.warn({ err: message instanceof Error ? message.message : String(message) }, 'session store'),
      }),
      resave: false,
      saveUninitialized: false,
      rolling: false,
      proxy: config.trustProxy > 0,
      cookie: { httpOnly: true, sameSite: 'lax', secure: config.cookieSecure, path: '/', maxAge: ABSOLUTE_HOURS * 3_600_000 },
    }),
    (req, _res, next) => {
      const at = now().getTime();
      // Nobody has signed in to it: it holds a form token and nothing worth a limit.
      if (!('passport' in req.session)) return next();
      const { startedAt = 0, seenAt = 0 } = req.session;
      const isOver = at - seenAt > IDLE_MINUTES * 60_000 || at - startedAt > ABSOLUTE_HOURS * 3_600_000;
      if (isOver) return req.session.regenerate((error: unknown) => next(error));
      if (at - seenAt > SEEN_EVERY_MS) req.session.seenAt = at;
      next();
    },
    saveBeforeRedirect,
  ];
}

/**
 * A browser follows a redirect as soon as it has its head, which express-session sends before the session is written: the
 * next page would not know yet who signed in or what was flashed. So a form's redirect waits for the session.
 */
const saveBeforeRedirect: RequestHandler = (req, res, next) => {
  if (req.method !== 'POST') return next();
  const redirect = res.redirect.bind(res) as (...args: unknown[]) => void;
  res.redirect = (...args: unknown[]) => {
    const { session: kept } = req as { session?: session.Session }; // gone after signing out
    if (!kept) return redirect(...args);
    kept.save((error: unknown) => (error ? next(error) : redirect(...args)));
  };
  next();
};

/** Marks a session as begun now; called once at sign-in. */
export function beginSession(data: session.SessionData | Partial<session.SessionData>, at: Date): void {
  data.startedAt = at.getTime();
  data.seenAt = at.getTime();
}
