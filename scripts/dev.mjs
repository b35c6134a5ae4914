// npm run dev: npm start, and again after each change of src, prisma/seed or reference-data. PostgreSQL runs on in between.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setUp, transpile } from './setup.mjs';

await setUp();
if (existsSync('.env')) process.loadEnvFile('.env');
process.env.NODE_ENV ||= 'development';

const { startEmbeddedPostgres } = createRequire(import.meta.url)('../dist/src/db/embedded-postgres.js');
const hasOwnDatabase = Boolean(process.env.DATABASE_URL || process.env.DATABASE_OWNER_URL);
const database = hasOwnDatabase
  ? null
  : await startEmbeddedPostgres({ dataDir: process.env.DATA_DIR || 'data', supervise: true, log: console.log });
if (database) process.env.DATABASE_URL = database.url;

const PROGRAM = ['--enable-source-maps', 'dist/src/server.js', ...process.argv.slice(2)];
let server = null;
let isStopping = false;
let pending = null;
let restarting = Promise.resolve();
/** Since the last restart. */
let changed = new Set();

for (const folder of ['src', 'views', 'prisma/seed', 'reference-data'])
  watch(folder, { recursive: true }, (_event, name) => {
    changed.add(path.join(folder, name));
    clearTimeout(pending);
    pending = setTimeout(restart, 100);
  });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop());
restart();

function restart() {
  restarting = restarting.then(async () => {
    if (isStopping || !(await isBuilt())) return;
    await endServer();
    if (!isStopping) server = spawn(process.execPath, PROGRAM, { stdio: 'inherit' });
  });
}

/** Builds what changed; after a syntax error false: the running program stays as it is. */
async function isBuilt() {
  const files = [...changed];
  changed = new Set();
  const [client, shared, views] = [path.join('src', 'client'), path.join('src', 'shared'), 'views'];
  const isIn =
    (...folders) =>
    (file) =>
      folders.some((folder) => file.startsWith(folder + path.sep));
  const modules = files.filter((file) => file.endsWith('.ts') && existsSync(file) && !isIn(client)(file));
  const built = await Promise.allSettled([
    modules.length > 0 && transpile(modules), // esbuild says why it fails
    files.some(isIn(client, shared, views)) && buildAssets(),
  ]);
  return built.every(({ status }) => status === 'fulfilled');
}

async function buildAssets() {
  const [status] = await once(spawn(process.execPath, ['scripts/build-assets.mjs'], { stdio: 'inherit' }), 'close');
  if (status !== 0) throw new Error('the assets were not built');
}

async function endServer() {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
}

async function stop() {
  if (isStopping) return;
  isStopping = true;
  clearTimeout(pending);
  await restarting;
  await endServer();
  await database?.stop();
  process.exit(0);
}
