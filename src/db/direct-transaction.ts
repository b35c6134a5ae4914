import { Prisma } from '../generated/prisma/client';
import { statementNameOf, type Database, type Statements } from './database';

/**
 * A transaction whose statements go to its connection without Prisma's client, which took three tenths of the program's
 * processor time for a saved visit. For service functions waited for at a door, and files; others use
 * `prisma.$transaction` (ADR 47).
 * @param work an error that it throws undoes everything.
 */
export async function directTransaction<Outcome>(
  { pool }: Pick<Database, 'pool'>,
  work: (tx: Statements) => Promise<Outcome>,
): Promise<Outcome> {
  const client = await pool.connect();
  const send = async (parts: TemplateStringsArray | Prisma.Sql, values: unknown[]) => {
    const { text, values: parameters } = parts instanceof Prisma.Sql ? parts : Prisma.sql(parts, ...values);
    return client.query({ name: statementNameOf(text), text, values: parameters });
  };
  let failure: Error | undefined;
  try {
    await client.query('BEGIN');
    const outcome = await work({
      $queryRaw: async <Rows>(parts: TemplateStringsArray, ...values: unknown[]) =>
        (await send(parts, values)).rows as Rows,
      $executeRaw: async (parts, ...values) => (await send(parts, values)).rowCount ?? 0,
    });
    const { command } = await client.query('COMMIT');
    // PostgreSQL undoes a transaction in which a statement failed, and tells so only by this word.
    if (command !== 'COMMIT') throw new Error('Nothing was written: the work went on after a failed statement.');
    return outcome;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: Error) => {
      failure = lost; // the original error is thrown
    });
    throw error;
  } finally {
    client.release(failure); // after a failure the connection is closed, and with it the transaction
  }
}
