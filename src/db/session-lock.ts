import type { Pool, PoolClient } from 'pg';

export interface HeldLock {
  /** Aborted if the connection that holds the lock is lost: another process may hold it now. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Takes an advisory lock of the database on a connection of its own. The lock lasts until it is released or this
 * process dies. Returns null if another process, or another part of this one, holds it.
 */
export async function tryHoldLock(pool: Pool, name: string): Promise<HeldLock | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ isHeld: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS "isHeld"',
      [name],
    );
    if (rows[0]!.isHeld) return holdOn(client, name);
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  return null;
}

function holdOn(client: PoolClient, name: string): HeldLock {
  const connection = new AbortController();
  const onLost = () => connection.abort(new Error('the connection that held a lock was lost'));
  client.once('error', onLost);
  client.once('end', onLost);
  return {
    lost: connection.signal,
    async release() {
      client.off('error', onLost);
      client.off('end', onLost);
      const failure = await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]).then(
        () => undefined,
        (error: Error) => error,
      );
      client.release(failure); // after a failure the connection is closed, and the lock with it
    },
  };
}
