// The results as Markdown, for the terminal and for the pages of docs.
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
const ratio = ({ app, floor }) => app.perSecond / floor.perSecond;

/** What is printed during the run. */
export function progressLine({ page, connections, app, floor }) {
  return (
    `${page}, ${connections} connections: ${number(app.perSecond)}/s, p95 ${milliseconds(app.p95)} ms, CPU ${cpu(app)} ms, ${app.failures} errors; ` +
    `floor ${number(floor.perSecond)}/s, CPU ${cpu(floor)} ms; ratio ${number(ratio({ app, floor }), 2)}`
  );
}

/** When and on what a run was measured. */
export function describeMachine({ seconds, loadBefore, serverVersion }) {
  return (
    `Taken on ${new Date().toISOString().slice(0, 10)}: ${os.availableParallelism()} ${os.arch()} cores, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()}, Node ${process.versions.node}, PostgreSQL ${serverVersion}; ` +
    `${seconds ? `${seconds} s for each figure. ` : ''}Server, database and load generator share the cores; before the run other work kept them at a load of ${number(loadBefore, 1)}.`
  );
}

/** The run as it stands on the page: the wards side by side, in each cell at 10 connections and at 50. */
export function describeRun({ wards, ...run }) {
  const connections = [...new Set(wards[0].rows.map((row) => row.connections))];
  const failures = wards.flatMap(({ rows }) => rows).reduce((sum, { app }) => sum + app.failures, 0);
  return [
    `${describeMachine(run)} Each cell: at ${connections.join(' connections / at ')}. Requests that failed: ${failures}.`,
    pagesTable(wards),
    table(['', ...wards.map(({ residents }) => `${number(residents)} residents`), 'aim', 'met'], aimsOf(wards)),
  ].join('\n\n');
}

function pagesTable(wards) {
  const columns = [
    ['p50 ms', ({ app }) => milliseconds(app.p50)],
    ['p95 ms', ({ app }) => milliseconds(app.p95)],
    ['CPU ms', ({ app }) => cpu(app)],
    ['ratio', (row) => number(ratio(row), 2)],
  ];
  const pages = [...new Set(wards[0].rows.map(({ page }) => page))];
  return table(
    [
      'page',
      ...wards.flatMap(({ residents }) => [
        'rows',
        `requests/s, ${number(residents)}`,
        ...columns.map(([name]) => name),
      ]),
    ],
    pages.map((page) => [
      page,
      ...wards.flatMap(({ rows }) => {
        const own = rows.filter((row) => row.page === page);
        const cells = [['', ({ app }) => number(app.perSecond)], ...columns].map(([, cell]) =>
          own.map(cell).join(' / '),
        );
        return [own[0].rowCount ?? '', ...cells];
      }),
    ]),
  );
}

/** The share of its floor's requests/s that each page should reach. */
const LEAST_OF_FLOOR = {
  search: 0.6,
  household: 0.6,
  resident: 0.6,
  tonight: 0.6,
  'visit form': 0.6,
  requests: 0.6,
  today: 0.6,
  'visit save': 0.5,
};

function aimsOf(wards) {
  const row = (name, cell, aim = '', isMet = () => true) => {
    const verdict = wards.every(isMet) ? 'yes' : '**no**';
    return [name, ...wards.map(cell), aim, aim === '' ? '' : verdict];
  };
  const of = (ward, page) => ward.rows.filter((each) => each.page === page);
  const waitingRow = () => {
    const slowest = (ward) => Math.min(...of(ward, 'waiting').map(({ app }) => app.perSecond));
    return row(
      'waiting: requests/s',
      (ward) => number(slowest(ward)),
      '≥ 300, at most 1.3 × apart',
      (ward) => slowest(ward) >= 300 && slowest(wards[0]) <= 1.3 * slowest(ward),
    );
  };
  return [
    ...Object.entries(LEAST_OF_FLOOR)
      .filter(([page]) => of(wards[0], page).length > 0)
      .map(([page, aim]) => {
        const lowest = (ward) => Math.min(...of(ward, page).map(ratio));
        return row(
          `${page}, of its floor`,
          (ward) => number(lowest(ward), 2),
          aim,
          (ward) => lowest(ward) >= aim,
        );
      }),
    ...(of(wards[0], 'waiting').length > 0 ? [waitingRow()] : []),
    row(
      'adoption page computed anew: p50, p95 ms',
      ({ cold }) => `${milliseconds(cold.p50)}, ${milliseconds(cold.p95)}`,
      'p95 < 100',
      ({ cold }) => cold.p95 < 100,
    ),
    row('rows in its ledger', ({ cold }) => number(cold.ledgerRows)),
    row(
      'first adoption page after a saved visit: p95 ms',
      ({ cold }) => milliseconds(cold.waited.p95),
      '< 150',
      ({ cold }) => cold.waited.p95 < 150,
    ),
    row(
      'visits acknowledged, found in the database',
      ({ visits }) => `${number(visits.acknowledged)}, ${number(visits.saved)}`,
      'the same',
      ({ visits }) => visits.acknowledged === visits.saved,
    ),
    row(
      'peak memory, MB',
      (ward) => ward.megabytes,
      '≤ 250',
      (ward) => ward.megabytes <= 250,
    ),
    row(
      'with the planner, MB',
      (ward) => ward.withPlanner,
      '≤ 350',
      (ward) => ward.withPlanner <= 350,
    ),
    row('a week planned in, s', (ward) => number(ward.planSeconds, 1)),
  ];
}

/** Puts the results of a command between its markers in a page of docs. */
export function writeResults(markdown, command = 'npm run bench', page = 'docs/benchmarks.md') {
  const [begin, end] = ['from', 'to'].map((way) => `<!-- written by ${command}: ${way} here -->`);
  const file = path.join(root, page);
  const text = readFileSync(file, 'utf8');
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${page} has lost the markers of ${command}.`);
  writeFileSync(file, `${text.slice(0, before + begin.length)}\n\n${markdown}\n\n${text.slice(after)}`);
}
