// npm run bench [-- --seconds 5] [--quick]: measures the built program against a floor; see docs/benchmarks.md.
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fillWard, versionOf, withServer } from './harness.mjs';
import { fillLedger } from './ledger.mjs';
import { summed } from './load.mjs';
import { measureColdAdoption, openWorld, pagesOf, proposeWeek } from './pages.mjs';
import { describeRun, progressLine, writeResults } from './report.mjs';

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
const TURN_SECONDS = 1.7;
const WARM_SECONDS = 4;
const loadBefore = os.loadavg()[0];

await withServer('pages', main);

async function main(server) {
  const wards = [];
  for (const residents of sizes) wards.push(await measureWard(server, residents));
  const markdown = describeRun({ wards, seconds, loadBefore, serverVersion: await versionOf(server.serverUrl) });
  console.log(`\n${markdown}`);
  if (!options.quick && !options.only) writeResults(markdown);
}

async function measureWard(server, residents) {
  const place = await fillWard(server, `ward_${residents}`, residents);
  const args = options.profile ? ['--cpu-prof', '--cpu-prof-dir', path.resolve(options.profile)] : [];
  const world = await openWorld(server, place, { residents, connections: Math.max(...CONNECTIONS), args });
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
  await fillLedger(world.client, world.samples, ledgerRows);
  const cold = { ledgerRows, ...(await measureColdAdoption(world, COLD_READINGS)) };
  const megabytes = world.app.peakMegabytes();
  const planSeconds = await proposeWeek(world);
  const withPlanner = world.app.peakMegabytes();
  await world.stop();
  return { residents, rows, cold, megabytes, planSeconds, withPlanner, visits: world.visits };
}

/** Application and floor in short turns, so that other load on the machine affects both. */
async function inTurns(page, connections) {
  const turns = Math.max(1, Math.round(seconds / TURN_SECONDS));
  const firings = { app: [], floor: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    firings.floor.push(await page.floor(connections, seconds / turns));
    firings.app.push(await page.app(connections, seconds / turns));
  }
  return { app: summed(firings.app), floor: summed(firings.floor) };
}
