// npm run bench -- city [--wards 126]: a ward alone and the same ward in a city, on one PostgreSQL; see docs/scale.md.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { signIn } from '../browser.mjs';
import { percentiles, summed } from '../load.mjs';
import { measureColdAdoption, pagesOf } from '../pages.mjs';
import {
  built,
  connect,
  DEMO_PASSWORD,
  environmentOf,
  NIGHT_IS_OVER,
  on,
  startApp,
  startFloor,
  urlOf,
  versionOf,
} from '../harness.mjs';
import { milliseconds, writeResults } from '../report.mjs';
import { takeSamples } from '../samples.mjs';
import { prepareDatabases, secretsIn, startServer } from './databases.mjs';
import { timeJobs } from './jobs.mjs';
import { timeMigrations } from './migrations.mjs';
import { describeCity } from './report.mjs';
import { biggestRelations } from './sizes.mjs';

/** A city of the size of Hà Nội: 126 wards, 8.5 million residents, 2.4 million doors or more, 5 million visits. */
const { values: options } = parseArgs({
  options: {
    wards: { type: 'string', default: '126' },
    // Of each ward.
    residents: { type: 'string', default: '67460' },
    visits: { type: 'string', default: '39683' },
    // Uses of the portal in each ward; those that visits prove are among them.
    ledger: { type: 'string', default: '60000' },
    seconds: { type: 'string', default: '20' },
    // How long the search for duplicates may run; what it does in that time says how long all wards take.
    'job-seconds': { type: 'string', default: '600' },
    // Only fill, and leave the databases for another run on the same folder.
    'fill-only': { type: 'boolean', default: false },
  },
});
const sizes = Object.fromEntries(
  ['wards', 'residents', 'visits', 'ledger'].map((name) => [name, Number(options[name])]),
);
const seconds = Number(options.seconds);
/** Smaller tries are only printed. */
const WHOLE_CITY = 126;
const CONNECTIONS = 10;
const TURN_SECONDS = 2;
const WARM_SECONDS = 4;
const COLD_TURNS = 6;
const COLD_READINGS = 6;
const MEASURED = ['search', 'household', 'tonight', 'adoption', 'visit save'];

const { startEmbeddedPostgres } = built('src/db/embedded-postgres.js');

/** A filled city takes most of an hour, so a folder that CITY_DATA_DIR names is kept. */
const kept = process.env.CITY_DATA_DIR;
const dataDir = kept ? path.resolve(kept) : mkdtempSync(path.join(os.tmpdir(), 'go-cua-bench-city-'));
const loadBefore = os.loadavg()[0];
const running = [];
process.once('SIGINT', () => void cleanUp().then(() => process.exit(130)));

try {
  await main();
} finally {
  await cleanUp();
}

async function main() {
  const secrets = secretsIn(dataDir);
  const postgres = await startServer(startEmbeddedPostgres, dataDir);
  running.push(postgres);
  const wasFilled = existsSync(path.join(dataDir, 'bench-city.json'));
  const filled = await prepareDatabases({ serverUrl: postgres.url, dataDir, sizes });
  console.log(wasFilled ? 'Filled by an earlier run.' : 'Filled.', filled.seconds);
  if (options['fill-only']) return;

  const places = Object.fromEntries(
    ['alone', 'city'].map((database) => [database, { url: urlOf(postgres.url, database), dataDir, secrets }]),
  );
  for (const { url } of Object.values(places)) await on(url, (client) => client.query(NIGHT_IS_OVER));
  const pages = await measurePages(places);
  const city = await on(places.city.url, async (client) => ({
    sizes: await biggestRelations(client),
    migrations: await timeMigrations(client),
  }));
  const jobs = {};
  for (const [name, place] of Object.entries(places))
    jobs[name] = await timeJobs({ place, environment: environmentOf(place), seconds: Number(options['job-seconds']) });
  const markdown = describeCity({
    ...city,
    serverVersion: await versionOf(places.city.url),
    filled,
    pages,
    jobs,
    seconds,
    loadBefore,
    startedOn: new Date().toISOString().slice(0, 10),
  });
  console.log(`\n${markdown}`);
  if (sizes.wards >= WHOLE_CITY) writeResults(markdown, 'npm run bench -- city', 'docs/scale.md');
}

/** Stops everything that runs, last started first, and removes the data unless its folder was named. */
async function cleanUp() {
  for (const { stop } of running.splice(0).reverse()) await stop();
  if (!kept) rmSync(dataDir, { recursive: true, force: true });
}

/** Both programs run at once, and are asked in short turns, so that other load on the machine affects both. */
async function measurePages(places) {
  const worlds = {};
  for (const [name, place] of Object.entries(places)) worlds[name] = await openWorld(place);
  const pagesOfBoth = {};
  for (const [name, world] of Object.entries(worlds)) pagesOfBoth[name] = await pagesOf(world);
  const rows = [];
  for (const page of MEASURED) {
    const fires = Object.entries(pagesOfBoth).map(([name, list]) => [name, list.find((one) => one.name === page).app]);
    for (const [, fire] of fires) await fire(CONNECTIONS, WARM_SECONDS);
    const firings = { alone: [], city: [] };
    for (let turn = 0; turn < Math.max(1, Math.round(seconds / TURN_SECONDS)); turn += 1)
      for (const [name, fire] of turn % 2 === 0 ? fires : fires.toReversed())
        firings[name].push(await fire(CONNECTIONS, TURN_SECONDS));
    const row = { page, connections: CONNECTIONS, alone: summed(firings.alone), city: summed(firings.city) };
    rows.push(row);
    console.log(
      `${page}: p95 alone ${milliseconds(row.alone.p95)} ms, in the city ${milliseconds(row.city.p95)} ms; errors ${row.alone.failures + row.city.failures}`,
    );
  }
  const cold = { alone: [], city: [] };
  for (let turn = 0; turn < COLD_TURNS; turn += 1)
    for (const [name, world] of Object.entries(worlds)) {
      const { readings } = await measureColdAdoption(world, COLD_READINGS);
      // The first of a program counts the whole ward, the others only what was touched since.
      cold[name].push(...(turn === 0 ? readings.slice(1) : readings));
    }
  rows.push({
    page: 'adoption computed anew',
    connections: 1,
    alone: percentiles(cold.alone),
    city: percentiles(cold.city),
  });
  for (const { client, stop } of Object.values(worlds)) {
    await client.end();
    await stop();
  }
  return rows;
}

/** A program and a floor on a database, and people who have signed in: what the pages of bench are measured with. */
async function openWorld(place) {
  const startedAt = performance.now();
  const app = await startApp(place, sizes.residents);
  console.log(`started in ${milliseconds(performance.now() - startedAt)} ms`);
  running.push(app);
  const client = await connect(place.url);
  const samples = await takeSamples(client);
  const floor = await startFloor(place, samples);
  running.push(floor);
  const world = { app, floor, samples, password: DEMO_PASSWORD, client, visits: { acknowledged: 0, saved: 0 } };
  for (const [role, username] of Object.entries({ staff: 'vanphong', officer: 'doivien1', chairman: 'chutich' }))
    world[role] = await signIn(app.base, username, DEMO_PASSWORD, '10.0.0.1');
  world.officers = [];
  for (let index = 0; index < CONNECTIONS; index += 1)
    world.officers.push(
      await signIn(app.base, samples.officers[index % samples.officers.length], DEMO_PASSWORD, `10.0.1.${index + 1}`),
    );
  return {
    ...world,
    async stop() {
      for (const one of [floor, app]) {
        running.splice(running.indexOf(one), 1);
        await one.stop();
      }
    },
  };
}
