import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { BaseContext } from '../../context';

const QUARTER_HOUR = 15 * 60;

/** Counts tries of a quarter of an hour in PostgreSQL, where a restart forgets none. */
export function createBrake({ config, db }: BaseContext, keyPrefix: string, points: number): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: db.pool, storeType: 'pool', tableName: 'rate_limit', tableCreated: true, clearExpiredByTimeout: !config.isTest,
    keyPrefix, points, duration: QUARTER_HOUR,
  });
}

/**
 * Counts one try. Call it before the check: a burst of parallel guesses must not all see "4 failures so far".
 * @returns null when the try is allowed, else what the brake says.
 */
export async function countTry(brake: RateLimiterPostgres, key: string): Promise<RateLimiterRes | null> {
  try {
    await brake.consume(key);
    return null;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  }
}
