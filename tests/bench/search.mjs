// npm run bench -- search [--seconds 8] [--quick]: measures how fast the search box answers; see docs/benchmarks.md.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { signIn } from './browser.mjs';
import { fillCity } from './city.mjs';
import { DEMO_PASSWORD, NIGHT_IS_OVER, on, startApp, timed, versionOf, withServer } from './harness.mjs';
import { fire, gets, summed } from './load.mjs';
import { FORM, searchAddresses } from './pages.mjs';
import { writeResults } from './report.mjs';
import { describeSearch, searchLine } from './search-report.mjs';
import { searchTexts } from './search-texts.mjs';

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
const loadBefore = os.loadavg()[0];

await withServer('search', main);

async function main(server) {
  const { serverUrl, placeOf } = server;
  const datasets = [];
  for (const residents of [7200, 65_000]) {
    const database = `ward_${residents}`;
    await on(serverUrl, (client) => client.query(`CREATE DATABASE ${database}`));
    const seconds = await timed(async () => (await startApp(placeOf(database), residents)).stop());
    datasets.push(
      await measure(server, { database, residents, wardResidents: residents, wards: 1, fillSeconds: seconds }),
    );
  }
  if (!options.quick) {
    console.log(`Filling ${CITY.wards} wards with ${CITY.residents} residents…`);
    await on(serverUrl, (client) => client.query('CREATE DATABASE city TEMPLATE ward_65000'));
    const seconds = await timed(() => on(placeOf('city').url, (client) => fillCity(client, CITY)));
    datasets.push(
      await measure(server, {
        database: 'city',
        residents: CITY.residents,
        wardResidents: 65_000,
        wards: CITY.wards,
        fillSeconds: seconds,
      }),
    );
  }
  const markdown = describeSearch({
    datasets,
    seconds,
    loadBefore,
    serverVersion: await versionOf(serverUrl),
    startedOn: new Date().toISOString().slice(0, 10),
  });
  console.log(`\n${markdown}`);
  if (!options.quick) writeResults(markdown, 'npm run bench -- search');
}

/** @returns the dataset with rows: figures by kind of request. */
async function measure({ running, placeOf }, dataset) {
  const place = placeOf(dataset.database);
  await on(place.url, async (client) => {
    await client.query(NIGHT_IS_OVER);
    await client.query('VACUUM (ANALYZE)');
  });
  const app = await startApp(place, dataset.wardResidents);
  running.push(app);
  return on(place.url, async (client) => {
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
    return { ...dataset, texts: texts.length, rows };
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
