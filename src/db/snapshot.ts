import type pg from 'pg';
import type { Database, NamedStatement, Reads } from './database';

/**
 * Answers every statement of `work` from the database as it is now, whatever others commit meanwhile. One connection
 * answers them, one after the other, also those that are asked at the same time.
 */
export async function onSnapshot<Result>(db: Database, work: (reads: Reads) => Promise<Result>): Promise<Result> {
  const client = await db.pool.connect();
  let last: Promise<unknown> = Promise.resolve();
  const reads: Reads = {
    pool: {
      query<Row extends pg.QueryResultRow>(statement: NamedStatement) {
        const answer = last.then(() => client.query<Row>(statement));
        last = answer.catch(() => undefined);
        return answer;
      },
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
