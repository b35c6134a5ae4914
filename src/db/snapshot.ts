import type pg from 'pg';
import type { Database, NamedStatement, Reads } from './database';
import { oneAtATime } from './one-at-a-time';

/**
 * Answers every statement of `work` from the database as it is now, whatever others commit meanwhile. One connection
 * answers them, one after the other, also those that are asked at the same time.
 */
export async function onSnapshot<Result>(db: Database, work: (reads: Reads) => Promise<Result>): Promise<Result> {
  const client = await db.pool.connect();
  const next = oneAtATime();
  const reads: Reads = {
    pool: {
      query: <Row extends pg.QueryResultRow>(statement: NamedStatement) => next(() => client.query<Row>(statement)),
    },
  };
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const result = await work(reads);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // Not worth saving: ending the connection also ends the transaction.
    client.release(true);
    throw error;
  }
}
