// npm run bench:search [-- --seconds 8] [-- --quick]: measures how fast the search box answers; see docs/benchmarks.md.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { setUp } from '../../scripts/setup.mjs';
import { signIn } from './browser.mjs';
import { fillCity } from './city.mjs';
import { fire, gets, summed } from './load.mjs';
import { FORM, searchAddresses } from './pages.mjs';
import { explain, listIndexSizes, openRecordingApp } from './plans.mjs';
import { POOL_OPTIONS, root, startProgram } from './program.mjs';
import { writeResults } from './report.mjs';
import { describeSearch, describeSearchPlans, searchLine } from './search-report.mjs';
import { PLANNED_TEXTS, searchTexts } from './search-texts.mjs';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    // Without the city, two seconds per figure; only printed.
    quick: { type: 'boolean', default: false },
  },
});
const seconds = options.quick ? 2 : Number(options.seconds);
const CONNECTIONS = [1, 10];
const WARM_SECONDS = 4;
const CITY = { wards: 126, residents: 1_000_000 };
/** Every ward has already had its nightly search for duplicates, as it has by day. */
const NIGHT_IS_OVER = `
  INSERT INTO duplicate_search (ward_id, began_at, finished_at, book_changes)
  SELECT w.id, now(), now(), (SELECT count(*) FROM audit_event e WHERE e.chain_id = w.id AND e.is_change) FROM ward w
  ON CONFLICT (ward_id) DO UPDATE SET began_at = excluded.began_at, finished_at = excluded.finished_at, book_changes = excluded.book_changes`;
/** The whole plan is shown for this text, in the city. */
const WHOLE_PLAN_OF = 'nguyen t v';

await setUp();
const load = createRequire(import.meta.url);
const { startEmbeddedPostgres } = load(path.join(root, 'dist/src/db/embedded-postgres.js'));
const { DEMO_PASSWORD } = load(path.join(root, 'dist/prisma/seed/demo-accounts.js'));

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'go-cua-bench-search-'));
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
  const datasets = [];
  for (const residents of [7200, 65_000]) {
    const database = `ward_${residents}`;
    await onDatabase(postgres.url, 'postgres', (client) => client.query(`CREATE DATABASE ${database}`));
    const seconds = await timed(async () => (await startApp(postgres.url, database, residents)).stop());
    datasets.push(
      await measure(postgres.url, { database, residents, wardResidents: residents, wards: 1, fillSeconds: seconds }),
    );
  }
  if (!options.quick) {
    console.log(`Filling ${CITY.wards} wards with ${CITY.residents} residents…`);
    await onDatabase(postgres.url, 'postgres', (client) => client.query('CREATE DATABASE city TEMPLATE ward_65000'));
    const seconds = await timed(() => onDatabase(postgres.url, 'city', (client) => fillCity(client, CITY)));
    datasets.push(
      await measure(postgres.url, {
        database: 'city',
        residents: CITY.residents,
        wardResidents: 65_000,
        wards: CITY.wards,
        fillSeconds: seconds,
      }),
    );
  }
  const serverVersion = await onDatabase(
    postgres.url,
    'postgres',
    async (client) => (await client.query('SHOW server_version')).rows[0].server_version.split(' ')[0],
  );
  const markdown = describeSearch({
    datasets,
    seconds,
    loadBefore,
    serverVersion,
    startedOn: new Date().toISOString().slice(0, 10),
  });
  console.log(`\n${markdown}\n\n${describeSearchPlans({ datasets, wholePlanOf: WHOLE_PLAN_OF })}`);
  if (!options.quick) writeResults(markdown, 'npm run bench:search');
}

/** Stops everything that runs, last started first, and removes the data. */
async function cleanUp() {
  for (const { stop } of running.splice(0).reverse()) await stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** @returns the dataset with rows (figures by kind of request), plans and index sizes. */
async function measure(serverUrl, dataset) {
  await onDatabase(serverUrl, dataset.database, async (client) => {
    await client.query(NIGHT_IS_OVER);
    await client.query('VACUUM (ANALYZE)');
  });
  const app = await startApp(serverUrl, dataset.database, dataset.wardResidents);
  running.push(app);
  return onDatabase(serverUrl, dataset.database, async (client) => {
    const wardId = (await client.query('SELECT id FROM ward WHERE is_demo')).rows[0].id;
    const texts = await searchTexts(client, wardId);
    const staff = await signIn(app.base, 'vanphong', DEMO_PASSWORD, '10.0.0.1');
    const rows = [];
    for (const { name, run } of await requestsOf(app, staff, texts)) {
      await run(CONNECTIONS.at(-1), WARM_SECONDS); // a server that runs for days is fully compiled
      for (const connections of CONNECTIONS) {
        const row = { name, connections, ...summed([await run(connections, seconds)]) };
        rows.push(row);
        console.log(searchLine(dataset, row));
      }
    }
    await app.stop();
    running.pop();
    const plans = await plansOf(serverUrl, dataset, client);
    const sizes = await listIndexSizes(client, 40);
    return {
      ...dataset,
      texts: texts.length,
      rows,
      plans,
      indexes: sizes.filter(({ table }) => table.endsWith('search_key')),
    };
  });
}

async function requestsOf(app, staff, texts) {
  const pages = await searchAddresses(
    app.base,
    staff,
    texts.filter((text, index) => text.length > 3 && index % 3 === 0),
  );
  const post = (address) => (connections, duration) =>
    fire({
      program: app,
      connections,
      seconds: duration,
      requestsOf(connection) {
        let next = connection * 37;
        return [
          {
            method: 'POST',
            path: address,
            headers: { ...staff.headers, ...FORM },
            setupRequest: (request) => ({
              ...request,
              body: new URLSearchParams({ _csrf: staff.token, q: texts[next++ % texts.length] }).toString(),
            }),
          },
        ];
      },
    });
  return [
    { name: 'as typed', run: post('/households/search-results') },
    { name: 'Enter: sent', run: post('/households/searches') },
    {
      name: 'Enter: page',
      run: (connections, duration) =>
        fire({ program: app, connections, seconds: duration, requestsOf: gets(pages, staff.headers) }),
    },
  ];
}

/** The plan of the search for each of the planned texts, as the application asks it. */
async function plansOf(serverUrl, dataset, client) {
  const { base, recorded, close } = await openRecordingApp(environmentOf(serverUrl, dataset.database));
  try {
    const { headers, token } = await signIn(base, 'vanphong', DEMO_PASSWORD, '10.2.0.1');
    const plans = [];
    for (const text of PLANNED_TEXTS) {
      recorded.length = 0;
      await (
        await fetch(`${base}/households/search-results`, {
          method: 'POST',
          headers,
          body: new URLSearchParams({ _csrf: token, q: text }),
        })
      ).text();
      const query = recorded.find(({ name }) => name === 'households-search');
      plans.push({ text, ...(await explain(client, query, text === WHOLE_PLAN_OF)) });
    }
    return plans;
  } finally {
    await close();
  }
}

function startApp(serverUrl, database, residents) {
  return startProgram({
    args: ['dist/src/server.js', '--residents', String(residents)],
    env: environmentOf(serverUrl, database),
    logFile: path.join(dataDir, 'app.log'),
    healthPath: '/healthz',
  });
}

function environmentOf(serverUrl, database) {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: urlOf(serverUrl, database),
    DATA_DIR: dataDir,
    ...secrets,
    COOKIE_SECURE: '0',
    TRUST_PROXY: '1',
    REQUESTS_PER_MINUTE: '999999999',
  };
}

function urlOf(serverUrl, database) {
  return Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href;
}

async function onDatabase(serverUrl, database, work) {
  const client = new pg.Client({ connectionString: urlOf(serverUrl, database), options: POOL_OPTIONS });
  client.on('error', () => undefined); // a failed run stops the server first, and says why
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
