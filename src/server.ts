import type { Server, ServerResponse } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { seedDatabase, type SeedResult } from '../prisma/seed/seed';
import { dropUnfinishedDemo } from '../prisma/seed/unfinished-demo';
import { createApp } from './app';
import { keepNewSecrets, loadConfig, type Config } from './config';
import type { BaseContext } from './context';
import { prepareAppRole } from './db/app-role';
import { requireBackupFolder } from './db/backup';
import { isDatabaseAway, openDatabase } from './db/database';
import { startEmbeddedPostgres } from './db/embedded-postgres';
import { migrate, requireServer, upgradeLine } from './db/migrate';
import { jobs } from './features';
import { createAccessLog } from './features/office/audit/access-log';
import { sealEvents } from './features/office/audit/seal-service';
import { addReferenceDueRules } from './features/office/due-rules/service';
import { addReferenceGuides } from './features/office/guides/service';
import { updateCatalogues } from './features/office/reference-data/service';
import { addReferenceSituations } from './features/office/situations/service';
import { claimKeys } from './features/register/national-numbers/key-check-service';
import { listErasures } from './features/privacy/erasure/queries';
import { followTombstones } from './features/privacy/erasure/service';
import { keepTombstones, readTombstones, wordsOfRefused } from './features/privacy/erasure/tombstones';
import { getSetupCode } from './features/office/wards/queries';
import { createJobRunner, type JobRunner } from './jobs';
import { createLogger, describeError } from './logger';
import { rootDir } from './root-dir';
import { createSealer } from './shared/sealer';
import { withSetting } from './shell-hint';
import { StartupError } from './startup-error';
import { createAppServer } from './web/app-server';
import type { DemoProgress } from './web/middleware/until-open';
import { keptOrigin } from './web/own-origin';

// By default V8 collects garbage once there is three times as much of it as live data: 200 MB for 60. The ward's
// machine has other uses for that memory; see docs/benchmarks.md.
setFlagsFromString('--heap-growing-percent=25');

/**
 * Longer than a proxy keeps an idle connection (nginx 60 s, Caddy 120 s), so that no proxy sends a request into a
 * connection that is closing.
 */
const KEEP_ALIVE_MS = 125_000;
const DRAIN_MS = 5_000;
const STOP_MS = 30_000;
const DATABASE_LOST =
  'Mất kết nối với cơ sở dữ liệu khi đang khởi động. Hãy xem ổ đĩa còn chỗ trống và PostgreSQL còn chạy, rồi chạy lại.';

/** What was opened, in order; a stop closes it in reverse. */
const closers: (() => Promise<void>)[] = [];
let isStopping = false;
/** Requests under way. */
const pendingResponses = new Set<ServerResponse>();

async function start(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const config = loadConfig(process.env);
  const logger = createLogger(config.logLevel);

  const ownerUrl = config.databaseOwnerUrl ?? config.databaseUrl ?? (await openEmbeddedDatabase(config));
  requireBackupFolder(config.backupDir);
  if (config.formerBackupDir)
    console.log(
      `Bản sao lưu nay ghi vào ${config.backupDir}. Thư mục ${config.formerBackupDir} vẫn còn: chuyển các tệp trong đó sang, hoặc đặt BACKUP_DIR=backups.`,
    );

  await dropUnfinishedDemo(ownerUrl);
  const applied = await migrate(ownerUrl, path.join(rootDir, 'prisma', 'migrations'));
  if (applied.length > 0) console.log(upgradeLine(applied));

  const { url, warning } = await prepareAppRole(ownerUrl, config);
  if (warning) console.warn(warning);
  const db = openDatabase(url, (error) => logger.warn({ reason: error.message }, 'database connection lost'));
  closers.push(() => db.close());
  await requireServer(db.pool); // perhaps through a pooler, unlike the owner's connection
  const sealer = createSealer(config.keys);
  await claimKeys(db.pool, sealer);
  keepNewSecrets(config);
  const now = () => new Date();
  const jobRunner = createJobRunner(jobs, () => context);
  const context: BaseContext = {
    config,
    db,
    logger,
    now,
    sealer,
    accessLog: createAccessLog(db.pool, now),
    jobs: jobRunner,
  };
  closers.push(() => sealEvents(context)); // what the last requests wrote, after the jobs have ended

  // A database that was put back from a copy may hold people who were erased since.
  const erasures = await listErasures(db);
  const followed = await followTombstones(context, readTombstones(config.backupDir), {
    database: erasures.database,
    isRestored: false,
  });
  if (followed.erased > 0)
    console.log(`Đã xóa lại dữ liệu của ${followed.erased} người: cơ sở dữ liệu là bản có từ trước lần xóa.`);
  for (const line of wordsOfRefused(followed)) console.warn(line);
  keepTombstones(config.backupDir, followed.erased > 0 ? await listErasures(db) : erasures, sealer);

  // A demo ward contains only invented people; in production it must be requested by its size.
  const demo = !options.noDemo && (!config.isProduction || options.residents !== undefined);
  let demoProgress: DemoProgress | null = null;
  const server = createAppServer(createApp(context, () => demoProgress));
  const seed = await seedDatabase(context, {
    demo,
    residents: options.residents,
    // It takes a minute: the program answers already, and says how far it is.
    async onProgress(reached) {
      demoProgress = reached;
      if (server.listening) return;
      await serve(server, config, jobRunner);
      console.log(`Đang viết phường mẫu. Xem đã đến đâu: ${addressOf(config)}`);
    },
  });
  await db.prisma.$transaction(async (tx) => {
    await updateCatalogues(tx, now());
    await addReferenceGuides(tx, now());
    await addReferenceSituations(tx, now());
    await addReferenceDueRules(tx);
  });

  demoProgress = null;
  if (!server.listening) await serve(server, config, jobRunner);
  jobRunner.start();
  const setupCode = seed.hasWard || config.setupCode ? null : await getSetupCode(context);
  if (!isStopping) announce(config, seed, setupCode);
}

function readOptions(args: string[]): { residents: number | undefined; noDemo: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: { residents: { type: 'string' }, 'no-demo': { type: 'boolean', default: false } },
    });
    const residents = values.residents === undefined ? undefined : Number(values.residents);
    if (residents !== undefined && !(Number.isInteger(residents) && residents > 0)) throw new Error('--residents');
    return { residents, noDemo: values['no-demo'] };
  } catch {
    throw new StartupError(
      `Tham số không đúng: ${args.join(' ')}. Cách dùng: npm start -- [--residents 65000] [--no-demo]`,
    );
  }
}

async function openEmbeddedDatabase(config: Config): Promise<string> {
  const starting = startEmbeddedPostgres({
    dataDir: config.dataDir,
    supervise: true,
    log: (line) => console.log(line),
  });
  closers.push(() =>
    starting.then(
      (server) => server.stop(),
      () => undefined,
    ),
  );
  return (await starting).url;
}

/** Takes requests from here on; a stop ends those under way, then the jobs. */
async function serve(server: Server, config: Config, jobRunner: JobRunner): Promise<void> {
  await listen(server, config);
  closers.push(() => jobRunner.stop());
  closers.push(() => drain(server));
}

function listen(server: Server, config: Config): Promise<void> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000; // The first header of the next request may arrive at the last moment.
  server.prependListener('request', (_req, res: ServerResponse) => {
    pendingResponses.add(res);
    res.once('close', () => pendingResponses.delete(res));
    if (isStopping) endConnectionAfter(res);
  });
  return new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `Cổng ${config.port} đang được chương trình khác dùng. Hãy dừng chương trình đó, hoặc chọn cổng khác: ${withSetting(`PORT=${config.port + 1}`, 'npm start')}`,
        EACCES: `Không được phép dùng cổng ${config.port}. Hãy chọn cổng từ 1024 trở lên: ${withSetting('PORT=3000', 'npm start')}`,
        ENOTFOUND: `Không có máy nào tên ${config.host}. Hãy sửa HOST, hoặc bỏ HOST để chỉ nghe trên máy này.`,
        EADDRNOTAVAIL: `Máy này không có địa chỉ ${config.host}. Hãy sửa HOST, hoặc bỏ HOST để chỉ nghe trên máy này.`,
      };
      const reason = reasons[error.code ?? ''];
      reject(reason ? new StartupError(reason) : error);
    });
    server.listen(config.port, config.host);
  });
}

const addressOf = (config: Config): string => keptOrigin({ ...config, publicOrigin: null });

/** @param setupCode to be printed; null if the operator chose it and so knows it. */
function announce(config: Config, { accounts, hasWard }: SeedResult, setupCode: string | null): void {
  const address = addressOf(config);
  console.log(`\nGõ Cửa đang chạy tại ${address}`);
  if (accounts.length > 0) {
    console.log('\nTài khoản dùng thử (phường mẫu, mọi người trong đó đều là bịa):');
    for (const { username, password, role } of accounts)
      console.log(`  ${username.padEnd(14)} ${password.padEnd(26)} ${role}`);
  }
  if (!hasWard)
    console.log(
      `\nChưa có phường nào. Mở ${address}/setup và nhập mã thiết lập${setupCode ? `: ${setupCode}` : ' đã đặt ở SETUP_CODE.'}`,
    );
  console.log('\nNhấn Ctrl-C để dừng.');
}

/** Accepts no new requests and gives those under way a few seconds to end; their connections end with them. */
async function drain(server: Server): Promise<void> {
  for (const answer of pendingResponses) endConnectionAfter(answer);
  const closed = new Promise((resolve) => server.close(resolve));
  // A browser keeps its connection open after its last response.
  const sweep = setInterval(() => server.closeIdleConnections(), 100);
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

/** Tells the other end, above all a proxy, to send nothing more on the connection of this response. */
function endConnectionAfter(answer: ServerResponse): void {
  if (!answer.headersSent) answer.setHeader('Connection', 'close');
}

/** Closes everything that was opened, last first, and ends the process. A second signal changes nothing. */
async function stop(exitCode: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), STOP_MS).unref();
  for (let close = closers.pop(); close; close = closers.pop()) {
    await close().catch((error: unknown) => console.error(`Khi dừng: ${(error as Error).message}`));
  }
  process.exit(exitCode);
}

function fail(error: unknown): void {
  if (isStopping) return; // a step of the start that the stop interrupted
  console.error(error instanceof StartupError ? error.message : describeError(error));
  void stop(1);
}

// Ctrl-C, a service manager, a terminal that was closed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
start().catch((error: unknown) => fail(isDatabaseAway(error) ? new StartupError(DATABASE_LOST) : error));
