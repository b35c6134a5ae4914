// npm run bench -- search [--seconds 8] [--quick]: measures how fast the search box answers; see docs/benchmarks.md.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { signIn } from './browser.mjs';
import { DEMO_PASSWORD, fillWard, on, startApp, versionOf, withServer } from './harness.mjs';
import { fire, gets, summed } from './load.mjs';
import { FORM, searchAddresses } from './pages.mjs';
import { describeMachine, milliseconds, number, table, writeResults } from './report.mjs';
import { searchTexts } from './search-texts.mjs';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    // The small ward, two seconds per figure; only printed.
    quick: { type: 'boolean', default: false },
  },
});
const seconds = options.quick ? 2 : Number(options.seconds);
const sizes = options.quick ? [7200] : [7200, 65_000];
const CONNECTIONS = [1, 10];
const WARM_SECONDS = 4;
/** The milliseconds within which 95 of a hundred answers should arrive. */
const AIM = 30;
const loadBefore = os.loadavg()[0];

await withServer('search', main);

async function main(server) {
  const rows = [];
  for (const residents of sizes) rows.push(...(await measureWard(server, residents)));
  const cells = rows.flatMap((row) => row.cells);
  const met = cells.filter(({ p95, failures }) => p95 < AIM && failures === 0).length;
  const columns = {
    'requests/s': ({ perSecond }) => number(perSecond),
    'p50 ms': ({ p50 }) => milliseconds(p50),
    'p95 ms': ({ p95 }) => milliseconds(p95),
    'p99 ms': ({ p99 }) => milliseconds(p99),
    'slowest ms': ({ max }) => milliseconds(max),
    'CPU ms': ({ cpu }) => (cpu === null ? '' : number(cpu, 2)),
  };
  const markdown = [
    `${describeMachine({ seconds, loadBefore, serverVersion: await versionOf(server.serverUrl) })} Each cell: at ${CONNECTIONS.join(' connection / at ')}.`,
    table(
      ['register', 'answer', ...Object.keys(columns)],
      rows.map(({ residents, name, cells: own }) => [
        number(residents),
        name,
        ...Object.values(columns).map((cell) => own.map(cell).join(' / ')),
      ]),
    ),
    `p95 below ${AIM} ms without an error: in ${met} of ${cells.length} cases.`,
  ].join('\n\n');
  console.log(`\n${markdown}`);
  if (!options.quick) writeResults(markdown, 'npm run bench -- search');
}

async function measureWard(server, residents) {
  const place = await fillWard(server, `ward_${residents}`, residents);
  const app = await startApp(place, residents);
  server.running.push(app);
  const texts = await on(place.url, searchTexts);
  const staff = await signIn(app.base, 'vanphong', DEMO_PASSWORD, '10.0.0.1');
  const longer = texts.filter((text, index) => text.length > 3 && index % 3 === 0);
  const answers = {
    'as typed': sent('/search-results', staff, texts),
    'Enter: sent': sent('/searches', staff, texts),
    'Enter: page': gets(await searchAddresses(app.base, staff, longer), staff.headers),
  };
  const rows = [];
  for (const [name, requestsOf] of Object.entries(answers)) {
    const run = (connections, duration) => fire({ program: app, connections, seconds: duration, requestsOf });
    await run(CONNECTIONS.at(-1), WARM_SECONDS); // a server that runs for days is fully compiled
    const cells = [];
    for (const connections of CONNECTIONS) {
      const cell = summed([await run(connections, seconds)]);
      cells.push(cell);
      console.log(
        `${number(residents)}, ${name}, ${connections} connections: ${number(cell.perSecond)}/s, p95 ${milliseconds(cell.p95)} ms, ${cell.failures} errors`,
      );
    }
    rows.push({ residents, name, cells });
  }
  server.running.pop();
  await app.stop();
  return rows;
}

/** The requests of a connection: the form with one text after the other. */
function sent(path, { headers, token }, texts) {
  return (connection) => {
    let next = connection * 37;
    return [
      {
        method: 'POST',
        path,
        headers: { ...headers, ...FORM },
        setupRequest: (request) => ({
          ...request,
          body: new URLSearchParams({ _csrf: token, q: texts[next++ % texts.length] }).toString(),
        }),
      },
    ];
  };
}
