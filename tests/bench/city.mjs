// npm run bench -- city [--wards 24]: a ward alone and the same ward in a city, on one PostgreSQL; see docs/scale.md.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { copyWard } from './copy-wards.mjs';
import { fillWard, NIGHT_IS_OVER, on, timed, versionOf, withServer } from './harness.mjs';
import { percentiles, summed } from './load.mjs';
import { measureColdAdoption, openWorld, pagesOf } from './pages.mjs';
import { describeMachine, milliseconds, number, table, writeResults } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    wards: { type: 'string', default: '24' },
    // Of each ward.
    residents: { type: 'string', default: '65000' },
    seconds: { type: 'string', default: '20' },
  },
});
const [wards, residents, seconds] = ['wards', 'residents', 'seconds'].map((name) => Number(options[name]));
/** Smaller tries are only printed. */
const WHOLE = { wards: 24, residents: 65_000 };
const CONNECTIONS = 10;
const TURN_SECONDS = 2;
const WARM_SECONDS = 4;
const COLD_TURNS = 6;
const COLD_READINGS = 6;
const MEASURED = ['search', 'household', 'tonight', 'adoption', 'visit save'];
const loadBefore = os.loadavg()[0];

await withServer('city', main);

async function main(server) {
  const { serverUrl, placeOf } = server;
  const places = { alone: placeOf('alone'), city: placeOf('city') };
  await fillWard(server, 'alone', residents);
  await on(serverUrl, (client) => client.query('CREATE DATABASE city TEMPLATE alone'));
  const filled = await timed(() => on(places.city.url, (client) => copyWard(client, wards - 1)));
  for (const { url } of Object.values(places)) await on(url, (client) => client.query(NIGHT_IS_OVER));
  const bytes = await on(
    places.city.url,
    async (client) => (await client.query('SELECT pg_database_size(current_database()) AS size')).rows[0].size,
  );
  const rows = await measurePages(server, places);
  const markdown = [
    describeMachine({ seconds, loadBefore, serverVersion: await versionOf(serverUrl) }),
    `${wards} wards, each with ${number(residents)} residents: ${number(bytes / 1e9, 1)} GB, filled in ${number(filled / 60)} min.`,
    table(
      ['page', 'alone p50 ms', 'alone p95 ms', 'city p50 ms', 'city p95 ms', 'p95 ratio'],
      rows.map(({ page, alone, city }) => [
        page,
        ...[alone.p50, alone.p95, city.p50, city.p95].map(milliseconds),
        number(city.p95 / alone.p95, 2),
      ]),
    ),
  ].join('\n\n');
  console.log(`\n${markdown}`);
  if (wards >= WHOLE.wards && residents >= WHOLE.residents)
    writeResults(markdown, 'npm run bench -- city', 'docs/scale.md');
}

/** Both programs run at once, and are asked in short turns, so that other load on the machine affects both. */
async function measurePages(server, places) {
  const worlds = [];
  for (const [name, place] of Object.entries(places)) {
    const world = await openWorld(server, place, { residents, connections: CONNECTIONS });
    worlds.push({ name, world, pages: await pagesOf(world) });
  }
  const rows = [];
  for (const page of MEASURED) {
    const firings = { alone: [], city: [] };
    const shoot = ({ pages }, duration) => pages.find(({ name }) => name === page).app(CONNECTIONS, duration);
    for (const each of worlds) await shoot(each, WARM_SECONDS);
    for (let turn = 0; turn < Math.max(1, Math.round(seconds / TURN_SECONDS)); turn += 1)
      for (const each of turn % 2 === 0 ? worlds : worlds.toReversed())
        firings[each.name].push(await shoot(each, TURN_SECONDS));
    const row = { page, alone: summed(firings.alone), city: summed(firings.city) };
    rows.push(row);
    const failures = row.alone.failures + row.city.failures;
    console.log(
      `${page}: p95 ${milliseconds(row.alone.p95)} ms alone, ${milliseconds(row.city.p95)} ms in the city; ${failures} errors`,
    );
  }
  const cold = { alone: [], city: [] };
  for (let turn = 0; turn < COLD_TURNS; turn += 1)
    for (const { name, world } of worlds) {
      const { readings } = await measureColdAdoption(world, COLD_READINGS);
      // The first of a program counts the whole ward, the others only what was touched since.
      cold[name].push(...(turn === 0 ? readings.slice(1) : readings));
    }
  for (const { world } of worlds) await world.stop();
  return [...rows, { page: 'adoption computed anew', alone: percentiles(cold.alone), city: percentiles(cold.city) }];
}
