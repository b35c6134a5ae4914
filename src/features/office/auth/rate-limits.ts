import type { Request } from 'express';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { BaseContext } from '../../../context';
import { TooManyRequestsError } from '../../../shared/errors';
import { callerAddress } from '../../../web/caller-address';

/** In seconds. */
export const QUARTER_HOUR = 15 * 60;
/** Maximum files, of any kind, that one person may export from the register in that time. */
const EXPORTS_PER_QUARTER_HOUR = 12;
/** Readings from one network in that time: enough for a building behind one router. */
const READINGS_PER_QUARTER_HOUR = 240;

/**
 * Counts attempts in PostgreSQL, so that a restart does not reset them.
 * @param seconds in which at most `points` are allowed.
 */
export const createRateLimit = (
  { config, db }: BaseContext,
  keyPrefix: string,
  points: number,
  seconds = QUARTER_HOUR,
): RateLimiterPostgres =>
  new RateLimiterPostgres({
    storeClient: db.pool,
    storeType: 'pool',
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: !config.isTest,
    keyPrefix,
    points,
    duration: seconds,
  });

/**
 * Counts one attempt. Call it before the check, so that parallel guesses cannot all see "4 failures so far".
 * @returns null if the attempt is allowed, otherwise what the rate limit says.
 */
export async function countTry(
  rateLimit: RateLimiterPostgres,
  key: string,
  weight = 1,
): Promise<RateLimiterRes | null> {
  try {
    await rateLimit.consume(key, weight);
    return null;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  }
}

/** What one guess counts against: for sign-in the pair of account and address, then each of them. */
export interface RateLimitOn<Guess> {
  limiter: RateLimiterPostgres;
  key: (guess: Guess) => string;
}

/** Counts one guess against every rate limit, up to the first that refuses; `rateLimit` is that one. */
export async function countGuess<Guess>(
  rateLimits: readonly RateLimitOn<Guess>[],
  guess: Guess,
): Promise<{ refused: RateLimiterRes; rateLimit: RateLimitOn<Guess> } | null> {
  for (const rateLimit of rateLimits) {
    const refused = await countTry(rateLimit.limiter, rateLimit.key(guess));
    if (refused) return { refused, rateLimit };
  }
  return null;
}

/** Forgives a right guess: the first rate limit forgets all earlier wrong ones, the others only this one. */
export async function forgiveGuess<Guess>(rateLimits: readonly RateLimitOn<Guess>[], guess: Guess): Promise<void> {
  for (const [index, { limiter, key }] of rateLimits.entries())
    await (index === 0 ? limiter.delete(key(guess)) : limiter.reward(key(guess)));
}

/** @throws TooManyRequestsError if there are too many attempts. */
async function allowTry(rateLimit: RateLimiterPostgres, key: string, message?: string): Promise<void> {
  const refused = await countTry(rateLimit, key);
  if (refused) throw new TooManyRequestsError(Math.ceil(refused.msBeforeNext / 1000), message);
}

/** Counts a user's exports from the register. The rate limit throws TooManyRequestsError if there are too many. */
export function createExportRateLimit(context: BaseContext): (userId: string) => Promise<void> {
  const rateLimit = createRateLimit(context, 'export', EXPORTS_PER_QUARTER_HOUR);
  const message = `Bạn đã tải ${EXPORTS_PER_QUARTER_HOUR} tệp trong 15 phút.`;
  return (userId) => allowTry(rateLimit, userId, message);
}

/** Counts the readings of a page for any phone by network. The rate limit throws TooManyRequestsError if there are too many. */
export function createReadingRateLimit(context: BaseContext, keyPrefix: string, points = READINGS_PER_QUARTER_HOUR) {
  const rateLimit = createRateLimit(context, keyPrefix, points);
  return ({ ip }: Pick<Request, 'ip'>) => allowTry(rateLimit, callerAddress(ip));
}
