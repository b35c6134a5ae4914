import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartupError } from '../startup-error';
import { connectionUrl } from './connection-url';
import {
  changePort,
  explained,
  openCluster,
  ServerStartError,
  startServer,
  stopServer,
  SUPERUSER,
  type Cluster,
} from './postgres-cluster';
import { runningPostmaster } from './postmaster';

interface EmbeddedPostgresOptions {
  /** The app's data folder; PostgreSQL's own is `postgres` inside it. */
  dataDir: string;
  /** Receives one line for each notable event: a first start, a recovery. */
  log: (line: string) => void;
  /** Detect that PostgreSQL died and start it again, on the same port. */
  supervise: boolean;
  /** False trades crash safety for speed: only for databases that are thrown away. */
  durable?: boolean;
  /** Join the PostgreSQL of an app that already runs on this folder, instead of refusing to start a second one. */
  shareRunning?: boolean;
}

export interface EmbeddedPostgres {
  /** The address of the app's database; constant for the whole life of the server, restarts included. */
  url: string;
  /** Stops PostgreSQL in order, after running work has finished. Leaves a shared one running. */
  stop(): Promise<void>;
}

const DATABASE = 'go_cua';
/** Held for life by the one app that owns the data folder: PostgreSQL releases it when the app dies. */
const OWNER_LOCK = 4_702_026;
const START_TIMEOUT_MS = 60_000;

/**
 * Starts the PostgreSQL installed by npm on the data folder, or takes over the one that a killed app left running
 * there. Throws StartupError (one line that says what to do) if that is impossible.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  const cluster = await openCluster(dataDir, options.durable ?? true);
  let owner: pg.Client;
  let isOwner: boolean;
  try {
    owner = await bringUp(cluster, { mayChangePort: true });
    isOwner = await takeOwnership(owner);
    if (!isOwner && !options.shareRunning) {
      await owner.end();
      throw new StartupError(
        `Gõ Cửa đang chạy với thư mục dữ liệu ${dataDir}. Hãy dừng bản đang chạy, hoặc đặt DATA_DIR sang thư mục khác.`,
      );
    }
    await ensureDatabase(owner);
  } catch (error) {
    throw explained(error, dataDir);
  }

  let isStopping = false;
  let recovery = Promise.resolve();
  const superviseWhileHeld = (client: pg.Client): void => {
    client.once('end', () => {
      if (!isStopping) recovery = recover();
    });
  };
  const recover = async (): Promise<void> => {
    options.log('Mất kết nối với PostgreSQL, đang khởi động lại.');
    for (let lastReason = ''; !isStopping; await sleep(500)) {
      try {
        owner = await bringUp(cluster, { mayChangePort: false });
        await takeOwnership(owner);
        superviseWhileHeld(owner);
        options.log('PostgreSQL đã chạy lại.');
        return;
      } catch (error) {
        const reason = (explained(error, dataDir) as Error).message;
        if (reason !== lastReason) options.log(reason);
        lastReason = reason;
      }
    }
  };
  if (options.supervise && isOwner) superviseWhileHeld(owner);

  return {
    url: urlOf(cluster),
    async stop() {
      isStopping = true;
      await recovery;
      await owner.end().catch(() => undefined);
      if (isOwner && !(await stopServer(cluster, 'fast'))) await stopServer(cluster, 'immediate');
    },
  };
}

/**
 * Returns a connection to the cluster's server, and starts the server if it is not running. Waits for a server that is
 * still recovering, and for the last backends of a killed one to exit.
 */
async function bringUp(cluster: Cluster, { mayChangePort }: { mayChangePort: boolean }): Promise<pg.Client> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (let isLastChance = false; ; await sleep(200)) {
    const running = runningPostmaster(cluster);
    try {
      if (running) cluster.port = running.port;
      else await startServer(cluster);
      return await connect(cluster);
    } catch (error) {
      if (mayChangePort && isPortTaken(error)) {
        await changePort(cluster);
      } else if (!isPassing(error) || isLastChance) {
        throw error;
      } else if (performance.now() > deadline) {
        // It holds the folder but does not answer: end it; its log restores everything.
        await stopServer(cluster, 'immediate');
        isLastChance = true;
      }
    }
  }
}

const isPortTaken = (error: unknown): boolean =>
  error instanceof ServerStartError && error.message.includes('TCP/IP sockets');

/** Whether waiting may help: the server is starting, recovering or shutting down, or another start was faster. */
function isPassing(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof ServerStartError) return /shared memory|lock file|Is another postmaster/.test(message);
  return (
    code === '57P03' ||
    code === '57P01' ||
    code === 'ECONNREFUSED' ||
    code === 'ECONNRESET' ||
    /timeout|terminated/i.test(message)
  );
}

async function connect(cluster: Cluster): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: connectionUrl(urlOf(cluster, 'postgres')),
    application_name: 'go-cua-owner',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined); // a lost connection also emits 'end', which the owner listens for
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** False if another live app owns the folder. The death of a killed one may take a moment to be noticed. */
async function takeOwnership(client: pg.Client): Promise<boolean> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [OWNER_LOCK]);
    if (rows[0]?.locked) return true;
    await sleep(100);
  }
  return false;
}

async function ensureDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} TEMPLATE template0`);
}

const urlOf = (cluster: Cluster, database = DATABASE): string =>
  `postgresql://${SUPERUSER}:${cluster.password}@127.0.0.1:${cluster.port}/${database}`;
