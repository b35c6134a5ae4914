import type { RequestHandler } from 'express';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../../config';
import { callerAddress } from '../caller-address';
import { TooManyRequestsError } from '../../shared/errors';

/**
 * Limits the requests of one address: high enough for a ward office behind one router, low enough to stop a script that
 * walks the register. Sign-in has its own, stricter limits that survive a restart.
 */
export function requestRate(config: Config): RequestHandler {
  const limiter = new RateLimiterMemory({ points: config.requestsPerMinute, duration: 60 });
  return (req, _res, next) => {
    limiter.consume(callerAddress(req.ip)).then(
      () => next(),
      (refused: RateLimiterRes) => next(new TooManyRequestsError(Math.ceil(refused.msBeforeNext / 1000))),
    );
  };
}
