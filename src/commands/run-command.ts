import path from 'node:path';
import { loadConfig, type Config } from '../config';
import { openDatabase, type Database } from '../db/database';
import { startEmbeddedPostgres } from '../db/embedded-postgres';
import { migrate } from '../db/migrate';
import { createLogger, describeError } from '../logger';
import { rootDir } from '../root-dir';
import { createSealer, type Sealer } from '../shared/sealer';
import { StartupError } from '../startup-error';

interface CommandContext {
  config: Config;
  db: Database;
  sealer: Sealer;
  now: () => Date;
  logger: ReturnType<typeof createLogger>;
}

/**
 * Runs an operator's command on the app's database, which a running app may hold: it is joined then. A StartupError
 * is told in one line and ends the process with code 1.
 */
export async function runCommand(work: (context: CommandContext) => Promise<void>): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const config = loadConfig(process.env);
    const logger = createLogger(config.logLevel);
    let url = config.databaseUrl;
    if (!url) {
      const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, supervise: false, shareRunning: true, log: (line) => console.log(line) });
      closers.push(() => embedded.stop());
      url = embedded.url;
    }
    await migrate(url, path.join(rootDir, 'prisma', 'migrations'));
    const db = openDatabase(url, (error) => logger.warn({ reason: error.message }, 'database connection lost'), 3);
    closers.push(() => db.close());
    await work({ config, db, logger, now: () => new Date(), sealer: createSealer(config.keys, config.oldKeys) });
  } catch (error) {
    console.error(error instanceof StartupError ? error.message : describeError(error));
    process.exitCode = 1;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
