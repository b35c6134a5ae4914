import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../db/database';
import { describeError } from '../logger';
import { isPermitted } from '../permissions';
import { localTimeOf } from '../shared/dates';
import { BusyError, HttpError, NotFoundError, TooManyRequestsError, SentBeforeError } from '../shared/errors';
import { ConflictError, ForgedFormError, PayloadTooLargeError } from './errors';
import { leaveUnsaved } from './middleware/session';
import { renderPage, viewOf } from './page';
import { packVersions } from './reopened-form';
import { wantsJson } from './wants-json';

const TITLES: Record<number, string> = {
  400: 'Yêu cầu sai',
  403: 'Không được phép',
  404: 'Không tìm thấy',
  409: 'Hai người cùng sửa',
  413: 'Gửi lên quá lớn',
  429: 'Chậm lại một chút',
  500: 'Có lỗi ở phía máy chủ',
  503: 'Đang mất kết nối cơ sở dữ liệu',
};

export const notFound: RequestHandler = () => {
  throw new NotFoundError();
};

/**
 * Turns every error into its page. Only an unexpected one is a 500, with an id that is in the log. Nothing is passed on
 * to Express, which would print the error whole.
 */
export function errorHandler(logger: Logger, now: () => Date): ErrorRequestHandler {
  // Express recognises an error handler by its four parameters.
  return (error: unknown, req, res, _next) => {
    const known = toHttpError(error);
    if (res.headersSent) {
      logger.error({ requestId: req.id, route: routeOf(req), err: describeError(error) }, 'failed after the answer');
      // A response that broke off must not look complete.
      if (!res.writableEnded) res.destroy();
      return;
    }
    if (known.status >= 500) {
      logger.error(
        { requestId: req.id, status: known.status, method: req.method, route: routeOf(req), err: describeError(error) },
        'request failed',
      );
    }
    res.setHeader('Cache-Control', 'no-store'); // a file that failed has set its own
    if (known instanceof TooManyRequestsError) res.setHeader('Retry-After', String(known.retryAfterSeconds));
    if (known.status === 503) res.setHeader('Retry-After', '5');
    if (isDatabaseAway(error) && 'session' in req) leaveUnsaved(req.session);
    if (wantsJson(req)) {
      res.status(known.status).json(errorAsJson(known));
      return;
    }
    try {
      renderError(req, res, known, now());
    } catch (failure) {
      logger.error({ requestId: req.id, route: routeOf(req), err: describeError(failure) }, 'error page failed');
      res.status(500).type('text').send(`${TITLES[500]}: ${req.id}`);
    }
  };
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (isDatabaseAway(error)) return new HttpError(503, 'database away');
  const { status, type } = error as { status?: number; type?: string };
  if (status === 413 || type === 'entity.too.large' || type === 'parameters.too.many') {
    return new PayloadTooLargeError('Nội dung gửi lên quá lớn.');
  }
  if (status === 404) return new NotFoundError();
  if (status === 400 || status === 412 || status === 415) return new HttpError(400, 'Yêu cầu không đọc được.');
  return new HttpError(500, 'unexpected');
}

/** For a script: what kind of refusal it is, in words of the program and of a person. */
const errorAsJson = (error: HttpError): Record<string, unknown> => ({
  kind: error instanceof ForgedFormError ? 'forged-form' : 'refused',
  message: error.message,
  ...(error instanceof TooManyRequestsError && { seconds: error.retryAfterSeconds }),
});

function renderError(req: Request, res: Response, error: HttpError, now: Date): void {
  const status = error.status in TITLES ? error.status : 500;
  const { page, title } = pageOf(error, status);
  renderPage(res, viewOf(`errors/${page}`, errorModel(req, error, now)), { title, status: error.status });
}

export type ErrorModel = ReturnType<typeof errorModel>;

const errorModel = (req: Request, error: HttpError, now: Date) => ({
  message: error.message,
  requestId: req.id,
  wasSent: req.method === 'POST',
  canSearch: req.user !== undefined && isPermitted(req.user.role, 'households.read'),
  ...(error instanceof TooManyRequestsError && {
    retryAfterSeconds: error.retryAfterSeconds,
    until: endOfWait(error.retryAfterSeconds, now),
  }),
  ...(error instanceof ForgedFormError || error instanceof SentBeforeError ? { advice: error.advice } : {}),
  ...(error instanceof ConflictError
    ? {
        closed: '',
        ...error.conflict,
        reopened: error.conflict.keepAction?.reopens ? packVersions(error.conflict) : '',
      }
    : {}),
});

function pageOf(error: HttpError, status: number): { page: string; title: string } {
  if (error instanceof BusyError) return { page: 'busy', title: 'Đang bận' };
  if (error instanceof ForgedFormError || error instanceof SentBeforeError)
    return { page: 'forged-form', title: 'Chưa lưu được' };
  return { page: String(status), title: TITLES[status] ?? 'Lỗi' };
}

/** A long wait as the time of day at which it ends; null for a wait better given in seconds. */
const endOfWait = (seconds: number, now: Date): string | null =>
  seconds < 100 ? null : localTimeOf(new Date(now.getTime() + Math.ceil(seconds / 60) * 60_000));

/** The route's pattern, never the URL itself: ids and search words do not belong in a log. */
export const routeOf = (req: Request): string => (req.route as { path?: string } | undefined)?.path ?? '(no route)';
