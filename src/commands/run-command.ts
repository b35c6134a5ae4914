import path from 'node:path';
import { keepNewSecrets, loadConfig, type Config } from '../config';
import { prepareAppRole } from '../db/app-role';
import { openDatabase, type Database } from '../db/database';
import { startEmbeddedPostgres } from '../db/embedded-postgres';
import { migrate, requireMigrated } from '../db/migrate';
import { hasCluster } from '../db/postgres-cluster';
import { sealEvents } from '../features/office/audit/seal-service';
import { claimKeys } from '../features/register/national-numbers/key-check-service';
import { createLogger, describeError } from '../logger';
import { rootDir } from '../root-dir';
import { createSealer, type Sealer } from '../shared/sealer';
import { StartupError } from '../startup-error';

export interface CommandContext {
  config: Config;
  db: Database;
  /** The owner's address of the database, for a client of the command's own. */
  ownerUrl: string;
  /** The database in words, without its password. */
  databaseName: string;
  sealer: Sealer;
  now: () => Date;
  logger: ReturnType<typeof createLogger>;
}

interface CommandOptions {
  /** Whether the command may fill an empty data folder or database; otherwise it refuses and leaves nothing behind. */
  mayCreate: boolean;
  /** Whether to apply the program's migrations first, and to refuse keys that are not the database's own. */
  migrates: boolean;
  /** True for a command that also opens what the previous keys sealed, and examines the keys itself. */
  takesOldKeys?: boolean;
}

export const MIGRATIONS_DIR = path.join(rootDir, 'prisma', 'migrations');

/**
 * Runs an operator's command on the app's database, joining a running app if there is one. A StartupError is printed in
 * one line and ends the process with code 1.
 */
export async function runCommand(
  { mayCreate, migrates, takesOldKeys = false }: CommandOptions,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  try {
    if (!mayCreate && !process.env.DATABASE_URL && !process.env.DATABASE_OWNER_URL)
      requireCluster(path.resolve(process.env.DATA_DIR || 'data'));
    const config = loadConfig(process.env);
    const logger = createLogger(config.logLevel);
    let ownerUrl = config.databaseOwnerUrl ?? config.databaseUrl;
    if (!ownerUrl) {
      const embedded = await startEmbeddedPostgres({
        dataDir: config.dataDir,
        supervise: false,
        shareRunning: true,
        log: (line) => console.log(line),
      });
      closers.push(() => embedded.stop());
      ownerUrl = embedded.url;
    }
    if (!mayCreate) await requireMigrated(ownerUrl);
    if (migrates) await migrate(ownerUrl, MIGRATIONS_DIR);
    const url = migrates ? (await prepareAppRole(ownerUrl, config)).url : ownerUrl;
    const db = openDatabase(
      namedCommand(url),
      (error) => logger.warn({ reason: error.message }, 'database connection lost'),
      3,
    );
    closers.push(() => db.close());
    const sealer = createSealer(config.keys, takesOldKeys ? config.oldKeys : null);
    if (migrates && !takesOldKeys) await claimKeys(db.pool, sealer);
    if (migrates) keepNewSecrets(config);
    const now = () => new Date();
    await work({ config, db, ownerUrl, databaseName: nameDatabase(config), logger, now, sealer });
    if (migrates) await sealEvents({ db, logger, now, sealer });
  } catch (error) {
    console.error(error instanceof StartupError ? error.message : describeError(error));
    process.exitCode = 1;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** The address with a name by which connections of a command are not taken for those of the program. */
export const namedCommand = (url: string): string =>
  `${url}${url.includes('?') ? '&' : '?'}application_name=go-cua-command`;

function requireCluster(dataDir: string): void {
  if (hasCluster(dataDir)) return;
  throw new StartupError(
    `Chưa có dữ liệu nào trong ${dataDir}. Hãy đặt DATABASE_URL (hoặc DATA_DIR) như khi chạy Gõ Cửa; với docker compose, chạy lệnh này trong đó: docker compose exec app npm run …`,
  );
}

function nameDatabase({ databaseOwnerUrl, databaseUrl = databaseOwnerUrl, dataDir }: Config): string {
  if (!databaseUrl) return `đi kèm, thư mục ${dataDir}`;
  const { pathname, host } = new URL(databaseUrl);
  return `${decodeURIComponent(pathname.slice(1))} tại ${host}`;
}
