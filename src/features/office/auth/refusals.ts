import type { ErrorRequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { AccessLog } from '../../../context';
import { ForbiddenError } from '../../../shared/errors';
import { routeOf } from '../../../web/error-handler';
import { QUARTER_HOUR } from './rate-limits';

/** Maximum number of refusals logged for one account in a quarter of an hour: a script must not flood the log. */
const LOGGED_REFUSALS = 20;

/**
 * Logs who asked for something without the permission, and for what (OWASP ASVS 5.0, 16.3.2): each route once in a
 * quarter of an hour. The error page follows even if the refusal cannot be logged.
 */
export function logForbidden({ accessLog }: { accessLog: AccessLog }): ErrorRequestHandler {
  const routes = new RateLimiterMemory({ points: 1, duration: QUARTER_HOUR });
  const accounts = new RateLimiterMemory({ points: LOGGED_REFUSALS, duration: QUARTER_HOUR });
  return (error: unknown, req, _res, next) => {
    const { user } = req;
    if (!(error instanceof ForbiddenError) || !user) return next(error);
    const route = `${req.method} ${routeOf(req)}`;
    routes
      .consume(`${user.id} ${route}`)
      .then(() => accounts.consume(user.id))
      .then(() => accessLog.opened(user, 'auth.forbid', { type: 'user', id: user.id }, { route }))
      .catch(() => undefined)
      .finally(() => next(error));
  };
}
