import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import pg from 'pg';

/** The server reports a statement as done shortly before its last bytes arrive. */
const LAST_BYTES_MS = 500;

/**
 * Ends connections of the pools, all of one database, on which the database went silent. A line that was cut without
 * notice (no FIN, no RST: a firewall, a cable, a frozen machine) looks like a slow statement, and pages would wait for
 * the statement timeout. So if a statement receives no byte for `silenceMs`, a new login asks whether the server is still
 * working on it. If not, or if the login is not answered within `silenceMs` either, the socket is destroyed: its
 * statement fails with a connection error, and the client does not return to its pool, as it would after a mere timeout
 * inside a transaction.
 */
export function endSilentConnections(pools: readonly pg.Pool[], silenceMs: number): void {
  const idle = new Set<pg.PoolClient>();
  for (const pool of pools) {
    pool.on('release', (_error, client) => idle.add(client));
    pool.on('acquire', (client) => idle.delete(client));
    pool.on('remove', (client) => idle.delete(client));
    pool.on('connect', endIfSilent);
  }

  /** One login for all that wait at the same moment. */
  let asked: Promise<(processId: number) => boolean> | null = null;
  const ask = () =>
    (asked ??= findActiveBackends(pools[0]!, silenceMs).finally(() => {
      asked = null;
    }));

  function endIfSilent(client: pg.PoolClient): void {
    const socket = socketOf(client);
    const { processID } = client as unknown as { processID: number };

    const endIfLost = async (): Promise<void> => {
      if (hasAnswered(client)) return;
      const heard = socket.bytesRead;
      const isActive = await ask();
      await sleep(LAST_BYTES_MS, undefined, { ref: false });
      if (socket.bytesRead !== heard || hasAnswered(client)) return;
      if (isActive(processID)) {
        socket.setTimeout(silenceMs); // it is only slow; look again
        return;
      }
      // Idle connections have probably been lost too, and would cost the next pages the same wait.
      for (const lost of [client, ...idle]) socketOf(lost).destroy(silenceError());
    };

    socket.setTimeout(silenceMs); // counts from the last byte in either direction
    socket.on('timeout', () => void endIfLost());
  }
}

/** Returns a check whether a backend is working on a statement, by its process id. */
async function findActiveBackends(pool: pg.Pool, limitMs: number): Promise<(processId: number) => boolean> {
  const client = new pg.Client(pool.options);
  client.on('error', () => undefined); // also fails what waits below
  const limit = setTimeout(() => socketOf(client).destroy(silenceError()), limitMs);
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE state NOT LIKE 'idle%'",
    );
    const served = new Set(rows.map(({ pid }) => pid));
    // A pooler in between reports process ids of its own, which say nothing.
    const { processID } = client as unknown as { processID: number };
    return served.has(processID) ? (pid) => served.has(pid) : () => true;
  } catch (error) {
    // A server that refuses the login, because it has too many connections, is alive.
    return () => error instanceof pg.DatabaseError;
  } finally {
    clearTimeout(limit);
    void client.end().catch(() => undefined);
  }
}

const hasAnswered = (client: pg.Client): boolean => (client as unknown as { readyForQuery: boolean }).readyForQuery;

const socketOf = (client: pg.Client): Socket => client.connection.stream as Socket;

const silenceError = (): Error =>
  Object.assign(new Error('Connection terminated: the database went silent'), { code: 'ETIMEDOUT' });
