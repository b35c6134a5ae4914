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

export function describeRun({ wards, seconds, loadBefore, serverVersion, startedOn }) {
  const [first] = wards;
  return [
    describeMachine({ seconds, loadBefore, serverVersion, startedOn }),
    ...wards.map(describeWard),
    '### Aims',
    aimsOf(wards)
      .map(({ isMet, text }) => `- ${isMet ? 'met' : 'NOT MET'}: ${text}`)
      .join('\n'),
    ...(wards.length > 1 ? ['### From the small ward to the big one', growthTable(first, wards.at(-1))] : []),
    ...plansOf(wards.at(-1)),
  ].join('\n\n');
}

function describeWard({ residents, rows, cold, lists, peakMegabytes, planning, seedSeconds, startSeconds, visits }) {
  return [
    `### ${number(residents)} residents`,
    table(
      [
        'page',
        'rows',
        'connections',
        'requests/s',
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'errors',
        'CPU ms',
        'floor requests/s',
        'floor CPU ms',
        'ratio',
      ],
      rows.map(({ page, rowCount, connections, app, floor }) => [
        page,
        rowCount ?? '',
        connections,
        number(app.perSecond),
        milliseconds(app.p50),
        milliseconds(app.p95),
        milliseconds(app.p99),
        app.failures,
        cpu(app),
        number(floor.perSecond),
        cpu(floor),
        number(app.perSecond / floor.perSecond, 2),
      ]),
    ),
    [
      `- Adoption page computed anew after a saved visit, with ${number(cold.ledgerRows)} rows in the ledger: p50 ${milliseconds(cold.p50)} ms, p95 ${milliseconds(cold.p95)} ms, slowest ${milliseconds(cold.max)} ms; the floor beside it: p50 ${milliseconds(cold.floor.p50)} ms, p95 ${milliseconds(cold.floor.p95)} ms, so ${number(cold.p95 / cold.floor.p95, 1)} times the floor at p95. The reader's first page after the visit, with the last figures if the new ones were not there within 100 ms: p50 ${milliseconds(cold.waited.p50)} ms, p95 ${milliseconds(cold.waited.p95)} ms.`,
      `- Visits acknowledged: ${number(visits.acknowledged)}; found in the database afterwards: ${number(visits.saved)}.`,
      `- Peak memory of the application's process: ${peakMegabytes} MB, and ${planning.peakMegabytes} MB after the planner has then proposed a week (in ${number(planning.milliseconds / 1000, 1)} s). Filled in ${number(seedSeconds, 1)} s; started again on the full database in ${number(startSeconds, 1)} s.`,
    ].join('\n'),
    'The lists behind the figures, opened one after the other; of several links to one list the slowest:',
    table(
      ['list', 'links', 'p50 ms', 'slowest ms'],
      lists.map(({ path: list, links, p50, max }) => [`\`${list}\``, links, milliseconds(p50), milliseconds(max)]),
    ),
  ].join('\n\n');
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

function growthTable(small, big) {
  return table(
    [
      'page at 10 connections',
      `requests/s, ${number(small.residents)}`,
      `requests/s, ${number(big.residents)}`,
      'big / small',
      'floor big / small',
    ],
    small.rows
      .filter(({ connections }) => connections === 10)
      .map(({ page, connections, app, floor }) => {
        const other = big.rows.find((row) => row.page === page && row.connections === connections);
        return [
          page,
          number(app.perSecond),
          number(other.app.perSecond),
          number(other.app.perSecond / app.perSecond, 2),
          number(other.floor.perSecond / floor.perSecond, 2),
        ];
      }),
  );
}

/** '`resident_pkey` (51)': what is read and how many rows it gave, with those it read in vain. */
export function describeScans(scans) {
  return scans
    .map(
      ({ node, table: relation, index, rows, removed }) =>
        `${index ? `\`${index}\`` : `${node.toLowerCase()} of \`${relation}\``} (${number(rows)}${removed > 0 ? ` of ${number(rows + removed)}` : ''})`,
    )
    .join(', ');
}

function plansOf({ residents, plans, indexes }) {
  const megabytes = (bytes) => number(bytes / 2 ** 20, 1);
  return [
    `### Plans with ${number(residents)} residents`,
    'From `EXPLAIN (ANALYZE)` of every named statement behind the pages, prepared and used before, on a connection set as those of the pool.',
    table(
      ['page', 'statement', 'ms', 'reads (rows)'],
      plans.map(({ page, name, milliseconds: taken, scans }) => [
        page,
        `\`${name}\``,
        number(taken, 2),
        describeScans(scans),
      ]),
    ),
    '### The biggest indexes',
    table(
      ['index', 'table', 'MB', 'table MB', 'rows'],
      indexes.map((row) => [
        `\`${row.index}\``,
        `\`${row.table}\``,
        megabytes(row.bytes),
        megabytes(row.tableBytes),
        number(Math.max(0, row.rows)),
      ]),
    ),
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
