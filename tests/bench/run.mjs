// npm run bench [-- --seconds 5] [--quick]: measures the built program against a floor; see docs/benchmarks.md.
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { signIn } from './browser.mjs';
import { addVisits } from './city/more-visits.mjs';
import { connect, DEMO_PASSWORD, on, startApp, startFloor, timed, versionOf, withServer } from './harness.mjs';
import { fillLedger } from './ledger.mjs';
import { summed } from './load.mjs';
import { measureColdAdoption, measureFigureLists, pagesOf, proposeWeek } from './pages.mjs';
import { describeRun, progressLine, writeResults } from './report.mjs';
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
/** Visits of more months than the seed plays, in a ward of many residents. */
const VISITS_PER_RESIDENT = 0.09;
const loadBefore = os.loadavg()[0];

await withServer('pages', main);

async function main(server) {
  const wards = [];
  for (const residents of sizes) wards.push(await measureWard(server, residents));
  const markdown = describeRun({
    wards,
    seconds,
    loadBefore,
    serverVersion: await versionOf(server.serverUrl),
    startedOn: new Date().toISOString().slice(0, 10),
  });
  console.log(`\n${markdown}`);
  if (!options.quick && !options.only) writeResults(markdown);
}

async function measureWard({ serverUrl, running, placeOf }, residents) {
  const database = `ward_${residents}`;
  await on(serverUrl, (client) => client.query(`CREATE DATABASE ${database}`));
  const place = placeOf(database);
  console.log(`Filling a ward of ${residents} residents…`);
  // Filled by another process than the measured one, whose memory would show it.
  const seedSeconds = await timed(async () => (await startApp(place, residents)).stop());
  const client = await connect(place.url);
  await addVisits(client, await takeSamples(client), Math.round(residents * VISITS_PER_RESIDENT));
  let app;
  const startSeconds = await timed(async () => {
    const profile = options.profile ? ['--cpu-prof', '--cpu-prof-dir', path.resolve(options.profile)] : [];
    app = await startApp(place, residents, profile);
  });
  running.push(app);
  const samples = await takeSamples(client);
  const floor = await startFloor(place, samples);
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
  const peakMegabytes = app.peakMegabytes();
  const planning = { milliseconds: await proposeWeek(world), peakMegabytes: app.peakMegabytes() };
  await app.stop();
  await floor.stop();
  running.splice(-2);

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
