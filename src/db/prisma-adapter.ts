import { PrismaPg } from '@prisma/adapter-pg';
import { oneAtATime } from './one-at-a-time';

type Connection = Awaited<ReturnType<PrismaPg['connect']>>;
type Transaction = Awaited<ReturnType<Connection['startTransaction']>>;

/**
 * Prisma's adapter, whose transactions send one statement at a time. Prisma reads all relations of an `include` at once,
 * inside a transaction too, where they share one connection (prisma/orm pull request 29979: remove this when it is
 * released).
 */
export class SequentialPrismaPg extends PrismaPg {
  override async connect(): Promise<Connection> {
    const connection = await super.connect();
    const startTransaction = connection.startTransaction.bind(connection);
    connection.startTransaction = async (isolationLevel) => inTurn(await startTransaction(isolationLevel));
    return connection;
  }
}

function inTurn(transaction: Transaction): Transaction {
  const next = oneAtATime();
  const queryRaw = transaction.queryRaw.bind(transaction);
  const executeRaw = transaction.executeRaw.bind(transaction);
  transaction.queryRaw = (query) => next(() => queryRaw(query));
  transaction.executeRaw = (query) => next(() => executeRaw(query));
  return transaction;
}
