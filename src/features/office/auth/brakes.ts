import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { BaseContext } from '../../../context';
import { TooManyRequestsError } from '../../../shared/errors';

/** In seconds. */
export const QUARTER_HOUR = 15 * 60;
/** Maximum files, of any kind, that one person may export from the register in that time. */
const EXPORTS_PER_QUARTER_HOUR = 12;

/**
 * Counts attempts in PostgreSQL, so that a restart does not reset them.
 * @param seconds in which at most `points` are allowed.
 */
export function createBrake(
  { config, db }: BaseContext,
  keyPrefix: string,
  points: number,
  seconds = QUARTER_HOUR,
): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: db.pool,
    storeType: 'pool',
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: !config.isTest,
    keyPrefix,
    points,
    duration: seconds,
  });
}

/**
 * Counts one attempt. Call it before the check, so that parallel guesses cannot all see "4 failures so far".
 * @returns null if the attempt is allowed, otherwise what the brake says.
 */
export async function countTry(brake: RateLimiterPostgres, key: string, weight = 1): Promise<RateLimiterRes | null> {
  try {
    await brake.consume(key, weight);
    return null;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  }
}

/** What one guess counts against: for sign-in the pair of account and address, then each of them. */
export interface BrakeOn<Guess> {
  limiter: RateLimiterPostgres;
  key: (guess: Guess) => string;
}

/** Counts one guess against every brake, up to the first that refuses; `brake` is that one. */
export async function countGuess<Guess>(
  brakes: readonly BrakeOn<Guess>[],
  guess: Guess,
): Promise<{ refused: RateLimiterRes; brake: BrakeOn<Guess> } | null> {
  for (const brake of brakes) {
    const refused = await countTry(brake.limiter, brake.key(guess));
    if (refused) return { refused, brake };
  }
  return null;
}

/** Forgives a right guess: the first brake forgets all earlier wrong ones, the others only this one. */
export async function forgiveGuess<Guess>(brakes: readonly BrakeOn<Guess>[], guess: Guess): Promise<void> {
  for (const [index, { limiter, key }] of brakes.entries())
    await (index === 0 ? limiter.delete(key(guess)) : limiter.reward(key(guess)));
}

/** Counts a user's exports from the register. The brake throws TooManyRequestsError if there are too many. */
export function createExportBrake(context: BaseContext): (userId: string) => Promise<void> {
  const brake = createBrake(context, 'export', EXPORTS_PER_QUARTER_HOUR);
  return async (userId) => {
    const refused = await countTry(brake, userId);
    if (refused)
      throw new TooManyRequestsError(
        Math.ceil(refused.msBeforeNext / 1000),
        `Bạn đã tải ${EXPORTS_PER_QUARTER_HOUR} tệp trong 15 phút.`,
      );
  };
}
