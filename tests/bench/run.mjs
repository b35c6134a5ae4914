// npm run bench [-- --seconds 5] [-- --quick]: measures the built program against a floor; see docs/benchmarks.md.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { setUp } from '../../scripts/setup.mjs';
import { signIn } from './browser.mjs';
import { fillLedger } from './ledger.mjs';
import { summed } from './load.mjs';
import { measureColdAdoption, measureFigureLists, pagesOf, proposeWeek, searchAddresses } from './pages.mjs';
import { explainPages, listIndexSizes } from './plans.mjs';
import { POOL_OPTIONS, root, startProgram } from './program.mjs';
import { describePlans, describeRun, progressLine, writeResults } from './report.mjs';
import { takeSamples } from './samples.mjs';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    // The small ward only, two seconds per figure, nothing written.
    quick: { type: 'boolean', default: false },
    // A folder for CPU profiles of the application, to open in a browser's developer tools.
    profile: { type: 'string' },
    // Only these pages: --only search,household. Nothing written.
    only: { type: 'string' },
  },
});
const seconds = options.quick ? 2 : Number(options.seconds);
const sizes = options.quick ? [7200] : [7200, 65_000];
const CONNECTIONS = [10, 50];
const COLD_READINGS = 100;
/** Rows of the portal use ledger for each resident when the adoption page is computed anew. */
const LEDGER_PER_RESIDENT = 400 / 65;
const LIST_READINGS = 5;
const TURN_SECONDS = 1.7;
const WARM_SECONDS = 4;

await setUp();
const load = createRequire(import.meta.url);
const { startEmbeddedPostgres } = load(path.join(root, 'dist/src/db/embedded-postgres.js'));
const { DEMO_PASSWORD } = load(path.join(root, 'dist/prisma/seed/demo-accounts.js'));

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'go-cua-bench-'));
const loadBefore = os.loadavg()[0];
const secrets = Object.fromEntries(
  ['SESSION_SECRET', 'SEALING_KEY', 'LOOKUP_KEY'].map((name) => [name, randomBytes(32).toString('base64')]),
);
const running = [];
process.once('SIGINT', () => void cleanUp().then(() => process.exit(130)));

try {
  await main();
} finally {
  await cleanUp();
}

async function main() {
  const postgres = await startEmbeddedPostgres({ dataDir, log: console.log, supervise: false, durable: true });
  running.push(postgres);
  const wards = [];
  for (const residents of sizes) wards.push(await measureWard(postgres.url, residents));
  const [{ server_version: serverVersion }] = await onDatabase(postgres.url, 'SHOW server_version');
  const markdown = describeRun({
    wards,
    seconds,
    loadBefore,
    serverVersion: serverVersion.split(' ')[0],
    startedOn: new Date().toISOString().slice(0, 10),
  });
  console.log(`\n${markdown}\n\n${describePlans(wards.at(-1))}`);
  if (!options.quick && !options.only) writeResults(markdown);
}

/** Stops everything that runs, last started first, and removes the data. */
async function cleanUp() {
  for (const { stop } of running.splice(0).reverse()) await stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measureWard(serverUrl, residents) {
  const database = `ward_${residents}`;
  await onDatabase(serverUrl, `CREATE DATABASE ${database}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href;
  const environment = {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    DATA_DIR: dataDir,
    ...secrets,
    COOKIE_SECURE: '0',
    TRUST_PROXY: '1',
    REQUESTS_PER_MINUTE: '999999999',
  };
  const startApp = (args = []) =>
    startProgram({
      args: [...args, 'dist/src/server.js', '--residents', String(residents)],
      env: environment,
      logFile: path.join(dataDir, 'app.log'),
      healthPath: '/healthz',
    });

  console.log(`Filling a ward of ${residents} residents…`);
  let startedAt = performance.now();
  await (await startApp()).stop(); // filled by another process than the measured one, whose memory would show it
  const seedSeconds = (performance.now() - startedAt) / 1000;
  startedAt = performance.now();
  const app = await startApp(options.profile ? ['--cpu-prof', '--cpu-prof-dir', path.resolve(options.profile)] : []);
  running.push(app);
  const startSeconds = (performance.now() - startedAt) / 1000;

  const client = new pg.Client({ connectionString: url, options: POOL_OPTIONS });
  client.on('error', () => undefined); // a failed run stops the server first, and says why
  await client.connect();
  const samples = await takeSamples(client);
  const floor = await startProgram({
    args: ['tests/bench/floor.mjs'],
    env: {
      DATABASE_URL: url,
      WARD_ID: samples.wardId,
      USER_ID: samples.userId,
      SESSION_SECRET: secrets.SESSION_SECRET,
    },
    logFile: path.join(dataDir, 'floor.log'),
    healthPath: '/sign-in',
  });
  running.push(floor);

  const people = { staff: 'vanphong', officer: 'doivien1', chairman: 'chutich' };
  const world = { app, floor, samples, password: DEMO_PASSWORD, client, visits: { acknowledged: 0, saved: 0 } };
  for (const [role, username] of Object.entries(people))
    world[role] = await signIn(app.base, username, DEMO_PASSWORD, '10.0.0.1');
  world.officers = await signInOfficers(app.base, samples.officers);

  const rows = [];
  for (const page of await pagesOf(world)) {
    if (options.only && !options.only.split(',').includes(page.name)) continue;
    await page.floor(CONNECTIONS[0], 1);
    await page.app(CONNECTIONS.at(-1), WARM_SECONDS); // a server that runs for days is fully compiled
    for (const connections of CONNECTIONS) {
      const row = { page: page.name, rowCount: page.rows, connections, ...(await inTurns(page, connections)) };
      rows.push(row);
      console.log(progressLine(row));
    }
  }
  const ledgerRows = Math.round(residents * LEDGER_PER_RESIDENT);
  await fillLedger(client, samples, ledgerRows);
  const cold = { ledgerRows, ...(await measureColdAdoption(world, COLD_READINGS)) };
  const lists = await measureFigureLists(world, LIST_READINGS);
  const [searchPath] = await searchAddresses(app.base, world.staff, samples.searches.slice(0, 1));
  const peakMegabytes = app.peakMegabytes();
  const planning = { milliseconds: await proposeWeek(world), peakMegabytes: app.peakMegabytes() };
  await app.stop();
  await floor.stop();
  running.splice(-2);

  await client.query('ANALYZE');
  const household = `/households/${samples.households[0].id}`;
  const plans = await explainPages({
    environment,
    client,
    password: DEMO_PASSWORD,
    pages: [
      { name: 'search', username: people.staff, path: searchPath },
      { name: 'household', username: people.staff, path: household },
      { name: 'tonight', username: people.officer, path: '/tonight' },
      { name: 'visit form', username: people.officer, path: `${household}/visits/new` },
      { name: 'adoption', username: people.chairman, path: '/reports' },
    ],
  });
  const indexes = await listIndexSizes(client);
  await client.end();
  return {
    residents,
    rows,
    cold,
    lists,
    peakMegabytes,
    planning,
    seedSeconds,
    startSeconds,
    plans,
    indexes,
    visits: world.visits,
  };
}

/** A session for each connection, because officers do not share one. */
async function signInOfficers(base, usernames) {
  const sessions = [];
  for (let index = 0; index < Math.max(...CONNECTIONS); index += 1) {
    sessions.push(await signIn(base, usernames[index % usernames.length], DEMO_PASSWORD, `10.0.1.${index + 1}`));
  }
  return sessions;
}

/** Application and floor in short turns, so that other load on the machine affects both. */
async function inTurns(page, connections) {
  const turns = page.isSlow ? 1 : Math.max(1, Math.round(seconds / TURN_SECONDS));
  const firings = { app: [], floor: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    firings.floor.push(await page.floor(connections, seconds / turns));
    firings.app.push(await page.app(connections, seconds / turns));
  }
  return { app: summed(firings.app), floor: summed(firings.floor) };
}

async function onDatabase(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
