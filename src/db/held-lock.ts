import pg, { type Pool, type PoolClient } from 'pg';

export interface HeldLock {
  /** Aborted if the connection that holds the lock is lost: another process may hold it now. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Takes an advisory lock of the database in a transaction of its own, which does nothing else: a pooler gives each
 * transaction its connection, and would leave a lock of the session on a connection that others use next. Such a
 * transaction sees nothing and keeps no row from being cleaned up. The lock lasts until it is released or this process
 * dies. Returns null if another process, or another part of this one, holds it.
 */
export async function tryHoldLock(pool: Pool, name: string): Promise<HeldLock | null> {
  const client = await pool.connect();
  try {
    // A server that ends idle transactions would end the lock of a long job.
    await client.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0');
    // Without a parameter: a statement with one would keep its snapshot until the transaction ends.
    const { rows } = await client.query<{ isHeld: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended(${pg.escapeLiteral(name)}, 0)) AS "isHeld"`,
    );
    if (rows[0]!.isHeld) return holdOn(client);
    await client.query('COMMIT');
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  return null;
}

function holdOn(client: PoolClient): HeldLock {
  const connection = new AbortController();
  const onLost = () => connection.abort(new Error('the connection that held a lock was lost'));
  client.once('error', onLost);
  client.once('end', onLost);
  return {
    lost: connection.signal,
    async release() {
      client.off('error', onLost);
      client.off('end', onLost);
      const failure = await client.query('COMMIT').then(
        () => undefined,
        (error: Error) => error,
      );
      client.release(failure); // after a failure the connection is closed, and the lock with it
    },
  };
}
