import path from 'node:path';
import { loadConfig, type Config } from '../config';
import { openDatabase, type Database } from '../db/database';
import { startEmbeddedPostgres } from '../db/embedded-postgres';
import { migrate, requireMigrated } from '../db/migrate';
import { hasCluster } from '../db/postgres-cluster';
import { claimKeys } from '../features/register/national-numbers/key-check-service';
import { createLogger, describeError } from '../logger';
import { rootDir } from '../root-dir';
import { createSealer, type Sealer } from '../shared/sealer';
import { StartupError } from '../startup-error';

interface CommandContext {
  config: Config;
  db: Database;
  /** Where the database is, for a client of the command's own. */
  url: string;
  /** The database in words, without its password. */
  databaseName: string;
  sealer: Sealer;
  now: () => Date;
  logger: ReturnType<typeof createLogger>;
}

interface CommandOptions {
  /** Whether a data folder or a database that is empty may be filled; else the command refuses and leaves nothing behind. */
  mayCreate: boolean;
  /** Whether the database is brought up to the program's migrations before the work, and keys that are not its own are refused. */
  migrates: boolean;
  /** True for the one command that is for keys that are lost. */
  takesAnyKeys?: boolean;
}

export const MIGRATIONS_DIR = path.join(rootDir, 'prisma', 'migrations');

/**
 * Runs an operator's command on the app's database, which a running app may hold: it is joined then. A StartupError
 * is told in one line and ends the process with code 1.
 */
export async function runCommand(
  { mayCreate, migrates, takesAnyKeys = false }: CommandOptions,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  try {
    if (!mayCreate && !process.env.DATABASE_URL) requireCluster(path.resolve(process.env.DATA_DIR || 'data'));
    const config = loadConfig(process.env);
    const logger = createLogger(config.logLevel);
    let url = config.databaseUrl;
    if (!url) {
      const embedded = await startEmbeddedPostgres({
        dataDir: config.dataDir,
        supervise: false,
        shareRunning: true,
        log: (line) => console.log(line),
      });
      closers.push(() => embedded.stop());
      url = embedded.url;
    }
    if (!mayCreate) await requireMigrated(url);
    if (migrates) await migrate(url, MIGRATIONS_DIR);
    const db = openDatabase(url, (error) => logger.warn({ reason: error.message }, 'database connection lost'), 3);
    closers.push(() => db.close());
    const sealer = createSealer(config.keys, config.oldKeys);
    if (migrates && !takesAnyKeys) await claimKeys(db.pool, sealer);
    await work({ config, db, url, databaseName: nameDatabase(config), logger, now: () => new Date(), sealer });
  } catch (error) {
    console.error(error instanceof StartupError ? error.message : describeError(error));
    process.exitCode = 1;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

function requireCluster(dataDir: string): void {
  if (hasCluster(dataDir)) return;
  throw new StartupError(
    `Chưa có dữ liệu nào trong ${dataDir}. Hãy đặt DATABASE_URL (hoặc DATA_DIR) như khi chạy Gõ Cửa; với docker compose, chạy lệnh này trong đó: docker compose exec app npm run …`,
  );
}

function nameDatabase({ databaseUrl, dataDir }: Config): string {
  if (!databaseUrl) return `đi kèm, thư mục ${dataDir}`;
  const { pathname, host } = new URL(databaseUrl);
  return `${decodeURIComponent(pathname.slice(1))} tại ${host}`;
}
