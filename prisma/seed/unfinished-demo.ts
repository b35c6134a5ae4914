import { connectToDatabase } from '../../src/db/migrate';
import type { Transaction } from '../../src/db/database';

/** Held while the demo ward is written. */
export const WRITING_DEMO = 'demo ward';

/** Its story has not ended: no other ward has this version. Committed together with the ward. */
export const markUnfinished = (tx: Transaction, wardId: string) =>
  tx.ward.update({ where: { id: wardId }, data: { version: 0 } });

export const markFinished = (tx: Pick<Transaction, 'ward'>, wardId: string) =>
  tx.ward.update({ where: { id: wardId }, data: { version: 1 } });

/**
 * Empties a database in which writing the demo ward was cut short, so that this start writes it again: it holds invented
 * people alone. Leaves it while another process is writing, and every other database.
 * @param ownerUrl the address of the account that owns the tables. To be called before they are migrated.
 */
export async function dropUnfinishedDemo(ownerUrl: string): Promise<void> {
  const client = await connectToDatabase(ownerUrl);
  const isTrue = async (sql: string, values: string[] = []) =>
    (await client.query<{ is: boolean }>(`SELECT ${sql} AS is`, values)).rows[0]!.is;
  try {
    await client.query('BEGIN');
    const isUnfinished =
      (await isTrue(`to_regclass('ward') IS NOT NULL`)) &&
      (await isTrue('EXISTS (SELECT FROM ward WHERE is_demo AND version = 0)')) &&
      (await isTrue('pg_try_advisory_xact_lock(hashtextextended($1, 0))', [WRITING_DEMO]));
    if (isUnfinished)
      await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC');
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
