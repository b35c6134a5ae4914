// What the benches of the built program share: a folder, secrets, PostgreSQL, the one table of environment, and an end.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { addVisits } from './more-visits.mjs';
import { POOL_OPTIONS, root, startProgram } from './program.mjs';
import { takeSamples } from './samples.mjs';

/** A module of the built program: built('src/db/migrate.js'). */
export const built = (file) => createRequire(import.meta.url)(path.join(root, 'dist', file));
export const { DEMO_PASSWORD } = built('prisma/seed/demo-accounts.js');

/** Each ward has had its nightly search for duplicates, as it has by day; otherwise all of them begin at the start. */
export const NIGHT_IS_OVER = `
  INSERT INTO duplicate_search (ward_id, began_at, finished_at, book_changes)
  SELECT w.id, now(), now(), (SELECT count(*) FROM audit_event e WHERE e.chain_id = w.id AND e.is_change) FROM ward w
  ON CONFLICT (ward_id) DO UPDATE SET began_at = excluded.began_at, finished_at = excluded.finished_at, book_changes = excluded.book_changes`;

export const newSecrets = () =>
  Object.fromEntries(
    ['SESSION_SECRET', 'SEALING_KEY', 'LOOKUP_KEY'].map((name) => [name, randomBytes(32).toString('base64')]),
  );

/**
 * The environment of every measured program; without `url` it starts a PostgreSQL of its own. `ownerUrl`: past a pooler.
 */
export const environmentOf = ({ url, ownerUrl, dataDir, secrets }) => ({
  NODE_ENV: 'production',
  ...(url && { DATABASE_URL: url }),
  ...(ownerUrl && { DATABASE_OWNER_URL: ownerUrl }),
  DATA_DIR: dataDir,
  BACKUP_DIR: path.join(dataDir, 'backups'),
  ...secrets,
  COOKIE_SECURE: '0',
  TRUST_PROXY: '1',
  REQUESTS_PER_MINUTE: '999999999',
});

/** Starts the program on a place { url, dataDir, secrets }; an empty database becomes a demo ward of that size. */
export function startApp(place, residents, args = []) {
  return startProgram({
    args: [...args, 'dist/src/server.js', '--residents', String(residents)],
    env: environmentOf(place),
    logFile: path.join(place.dataDir, 'app.log'),
    healthPath: '/healthz',
  });
}

/** Visits of more months than the seed plays, in a ward of many residents. */
const VISITS_PER_RESIDENT = 0.09;

/**
 * A new database with a demo ward of that size; @returns its place. Filled by another process than the measured one, whose
 * memory would show it.
 */
export async function fillWard({ serverUrl, placeOf }, database, residents) {
  console.log(`Filling a ward of ${residents} residents…`);
  await on(serverUrl, (client) => client.query(`CREATE DATABASE ${database}`));
  const place = placeOf(database);
  await (await startApp(place, residents)).stop();
  await on(place.url, async (client) => {
    await addVisits(client, await takeSamples(client), Math.round(residents * VISITS_PER_RESIDENT));
    await client.query(NIGHT_IS_OVER);
    await client.query('VACUUM (ANALYZE)');
  });
  return place;
}

/** Starts the bare server that a program is compared with, for the samples of its ward. */
export function startFloor({ url, dataDir, secrets }, { wardId, userId }) {
  return startProgram({
    args: ['tests/bench/floor.mjs'],
    env: { DATABASE_URL: url, WARD_ID: wardId, USER_ID: userId, SESSION_SECRET: secrets.SESSION_SECRET },
    logFile: path.join(dataDir, 'floor.log'),
    healthPath: '/sign-in',
  });
}

export const urlOf = (serverUrl, database) => Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href;

export async function connect(url) {
  const client = new pg.Client({ connectionString: url, options: POOL_OPTIONS });
  client.on('error', () => undefined); // a failed run stops the server first, and says why
  await client.connect();
  return client;
}

export async function on(url, work) {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export const versionOf = (url) =>
  on(url, async (client) => (await client.query('SHOW server_version')).rows[0].server_version.split(' ')[0]);

/**
 * Runs a bench on its own PostgreSQL in a temporary folder, and afterwards, or when it is interrupted, stops what runs,
 * last started first.
 * @param work receives { serverUrl, running, placeOf(database) }.
 */
export async function withServer(name, work) {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), `go-cua-bench-${name}-`));
  const secrets = newSecrets();
  const running = [];
  const cleanUp = async () => {
    for (const { stop } of running.splice(0).reverse()) await stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once('SIGINT', () => void cleanUp().then(() => process.exit(130)));
  try {
    const { startEmbeddedPostgres } = built('src/db/embedded-postgres.js');
    const postgres = await startEmbeddedPostgres({ dataDir, log: console.log, supervise: false, durable: true });
    running.push(postgres);
    const serverUrl = postgres.url;
    await work({ serverUrl, running, placeOf: (database) => ({ url: urlOf(serverUrl, database), dataDir, secrets }) });
  } finally {
    await cleanUp();
  }
}

export async function timed(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
