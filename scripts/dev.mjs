// npm run dev: npm start, and again after each change of src, prisma/seed or reference-data. PostgreSQL runs on in between.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { createRequire } from 'node:module';
import { setUp } from './setup.mjs';

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

for (const folder of ['src', 'views', 'prisma/seed', 'reference-data'])
  watch(folder, { recursive: true }, () => {
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

/** In a process of its own, so that a syntax error leaves the running program as it is. */
async function isBuilt() {
  const [status] = await once(spawn(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' }), 'close');
  return status === 0;
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
