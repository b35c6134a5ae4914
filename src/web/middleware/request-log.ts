import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { routeOf } from '../error-handler';

declare global {
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express {
    interface Request {
      id: string;
    }
  }
}

/** Answers here are of a day and never of a moment (docs/adr/0054). */
const SILENT = new Set(['/voice/:ward']);

/** One line per request: id, method, route pattern, status, time. No address, no query, no name. */
export const requestLog =
  (logger: Logger): RequestHandler =>
  (req, res, next) => {
    req.id = randomUUID();
    const startedAt = process.hrtime.bigint();
    res.on('finish', () => {
      if (SILENT.has(routeOf(req)) && res.statusCode < 500) return;
      const milliseconds = Number((process.hrtime.bigint() - startedAt) / 1000n) / 1000;
      logger.info(
        { requestId: req.id, method: req.method, route: routeOf(req), status: res.statusCode, milliseconds },
        'request',
      );
    });
    next();
  };
