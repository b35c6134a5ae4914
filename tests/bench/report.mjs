// The results as Markdown, for the terminal and for docs/benchmarks.md.
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './program.mjs';

export const number = (value, digits = 0) =>
  value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const milliseconds = (value) => number(value, value < 10 ? 1 : 0);
export const table = (head, rows) =>
  [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const cpu = ({ cpu: spent }) => (spent === null ? '' : number(spent, 2));

/** What is printed during the run. */
export function progressLine({ page, connections, app, floor }) {
  return (
    `${page}, ${connections} connections: ${number(app.perSecond)}/s, p95 ${milliseconds(app.p95)} ms, CPU ${cpu(app)} ms, ${app.failures} errors; ` +
    `floor ${number(floor.perSecond)}/s, CPU ${cpu(floor)} ms; ratio ${number(app.perSecond / floor.perSecond, 2)}`
  );
}

/** When and on what a run was measured. */
export function describeMachine({ seconds, loadBefore, serverVersion, startedOn }) {
  return (
    `Taken on ${startedOn}: ${os.availableParallelism()} ${os.arch()} cores, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()}, Node ${process.versions.node}, PostgreSQL ${serverVersion}; ` +
    `${seconds} s for each figure. Server, database and load generator share the cores; before the run other work kept them at a load of ${number(loadBefore, 1)}.`
  );
}

/** The run as it stands on the page: the wards side by side, in each cell at 10 connections and at 50. */
export function describeRun({ wards, ...run }) {
  const sizes = wards.map(({ residents }) => number(residents));
  return [
    `${describeMachine(run)} Each cell: at ${connectionsOf(wards).join(' connections / at ')}.`,
    pagesTable(wards),
    table(
      ['', ...sizes.map((size) => `${size} residents`)],
      [
        ['rows in the ledger', ({ cold }) => number(cold.ledgerRows)],
        ['adoption page computed anew: p50, p95, slowest ms', ({ cold }) => list(cold.p50, cold.p95, cold.max)],
        ["its p95, times the floor's", ({ cold }) => number(cold.p95 / cold.floor.p95, 1)],
        ["the reader's first page: p50, p95 ms", ({ cold }) => list(cold.waited.p50, cold.waited.p95)],
        [
          'visits acknowledged, found in the database',
          ({ visits }) => `${number(visits.acknowledged)}, ${number(visits.saved)}`,
        ],
        [
          'peak memory, and with the planner at work, MB',
          (ward) => `${ward.peakMegabytes}, ${ward.planning.peakMegabytes}`,
        ],
        ['filled in, started again in, s', (ward) => `${number(ward.seedSeconds, 1)}, ${number(ward.startSeconds, 1)}`],
      ].map(([name, cell]) => [name, ...wards.map(cell)]),
    ),
    '### Lists behind the figures',
    table(
      ['list', 'links', ...sizes.flatMap((size) => [`p50 ms, ${size}`, 'slowest ms'])],
      wards[0].lists.map(({ path: list, links }) => [
        `\`${list}\``,
        links,
        ...wards.flatMap(({ lists }) => {
          const own = lists.find((other) => other.path === list);
          return own ? [milliseconds(own.p50), milliseconds(own.max)] : ['', ''];
        }),
      ]),
    ),
    '### Aims',
    aimsOf(wards)
      .map(({ isMet, text }) => `- ${isMet ? 'met' : 'NOT MET'}: ${text}`)
      .join('\n'),
  ].join('\n\n');
}

const list = (...values) => values.map(milliseconds).join(', ');
const connectionsOf = (wards) => [...new Set(wards.flatMap(({ rows }) => rows.map(({ connections }) => connections)))];

function pagesTable(wards) {
  const columns = [
    ['requests/s', ({ app }) => number(app.perSecond)],
    ['p50 ms', ({ app }) => milliseconds(app.p50)],
    ['p95 ms', ({ app }) => milliseconds(app.p95)],
    ['p99 ms', ({ app }) => milliseconds(app.p99)],
    ['CPU ms', ({ app }) => cpu(app)],
    ['errors', ({ app }) => app.failures],
    ['ratio', ({ app, floor }) => number(app.perSecond / floor.perSecond, 2)],
  ];
  const pages = [...new Set(wards[0].rows.map(({ page }) => page))];
  return table(
    [
      'page',
      ...wards.flatMap(({ residents }) => [
        'rows',
        `requests/s, ${number(residents)}`,
        ...columns.slice(1).map(([name]) => name),
      ]),
    ],
    pages.map((page) => [
      page,
      ...wards.flatMap(({ rows }) => {
        const own = rows.filter((row) => row.page === page);
        return [own[0]?.rowCount ?? '', ...columns.map(([, cell]) => own.map(cell).join(' / '))];
      }),
    ]),
  );
}

/** The share of its floor's requests/s that each page should reach; the floor of a compressed page is the same page plain. */
const LEAST_OF_FLOOR = {
  search: 0.6,
  household: 0.6,
  resident: 0.6,
  tonight: 0.6,
  'visit form': 0.6,
  requests: 0.6,
  today: 0.6,
  'visit save': 0.5,
  'search, gzip': 0.8,
  'visit form, gzip': 0.8,
};

export function aimsOf(wards) {
  const find = (ward, page) => ward.rows.filter((row) => row.page === page);
  const ratios = wards.flatMap((ward) =>
    Object.entries(LEAST_OF_FLOOR)
      .filter(([page]) => find(ward, page).length > 0)
      .map(([page, aim]) => {
        const lowest = Math.min(...find(ward, page).map(({ app, floor }) => app.perSecond / floor.perSecond));
        return {
          isMet: lowest >= aim,
          text: `${page} with ${number(ward.residents)} residents at ${number(lowest, 2)} of ${page.endsWith('gzip') ? 'the plain page' : 'the signed-in floor'} (aim: ${aim})`,
        };
      }),
  );
  const spreads = wards.flatMap(({ residents, rows }) =>
    rows
      .filter(({ connections }) => connections === 50)
      .map(({ page, app, floor }) => ({
        isMet: app.p99 <= 2.5 * app.p50,
        text: `${page} with ${number(residents)} residents: p99 ${number(app.p99 / app.p50, 1)} times the p50 at 50 connections (aim: 2.5; the floor beside it: ${number(floor.p99 / floor.p50, 1)})`,
      })),
  );
  const biggest = wards.at(-1);
  const adoption = find(biggest, 'adoption')
    .slice(0, 1)
    .map(({ connections, app }) => ({
      isMet: app.p95 < 50,
      text: `adoption page with ${number(biggest.residents)} residents: p95 ${milliseconds(app.p95)} ms at ${connections} connections (aim: below 50)`,
    }));
  const slowestList = biggest.lists.toSorted((a, b) => b.p50 - a.p50)[0];
  return [
    ...ratios,
    ...spreads.filter(({ isMet }) => !isMet),
    {
      isMet: wards.every(({ peakMegabytes }) => peakMegabytes <= 250),
      text: `peak memory ${wards.map(({ peakMegabytes }) => number(peakMegabytes)).join(' and ')} MB (aim: 250)`,
    },
    {
      isMet: wards.every(({ planning }) => planning.peakMegabytes <= 350),
      text: `peak memory with the planner at work ${wards.map(({ planning }) => number(planning.peakMegabytes)).join(' and ')} MB (aim: 350)`,
    },
    ...adoption,
    {
      isMet: biggest.cold.waited.p95 < 150,
      text: `first adoption page after a saved visit with ${number(biggest.residents)} residents, perhaps with the last figures: p95 ${milliseconds(biggest.cold.waited.p95)} ms (aim: below 150)`,
    },
    {
      isMet: biggest.cold.p95 < 100,
      text: `adoption page computed anew with ${number(biggest.residents)} residents and ${number(biggest.cold.ledgerRows)} rows in the ledger: p95 ${milliseconds(biggest.cold.p95)} ms (aim: below 100)`,
    },
    {
      isMet: slowestList.p50 < 1000,
      text: `slowest list behind a figure with ${number(biggest.residents)} residents: \`${slowestList.path}\`, p50 ${milliseconds(slowestList.p50)} ms (aim: below 1,000)`,
    },
    {
      isMet: wards.every(({ visits }) => visits.acknowledged === visits.saved),
      text: 'every acknowledged visit is in the database',
    },
    {
      isMet: wards.every(({ rows }) => rows.every(({ app }) => app.failures === 0)),
      text: 'no request was refused or failed',
    },
  ];
}

/** Puts the results of a command between its markers in docs/benchmarks.md. */
export function writeResults(markdown, command = 'npm run bench', page = 'docs/benchmarks.md') {
  const [begin, end] = ['from', 'to'].map((way) => `<!-- written by ${command}: ${way} here -->`);
  const file = path.join(root, page);
  const text = readFileSync(file, 'utf8');
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${page} has lost the markers of ${command}.`);
  writeFileSync(file, `${text.slice(0, before + begin.length)}\n\n${markdown}\n\n${text.slice(after)}`);
}
