// The figures of the search box as Markdown.
import { describeMachine, milliseconds, number, table } from './report.mjs';

/** The milliseconds within which 95 of a hundred answers should arrive. */
const AIM = 30;

const nameOf = ({ wardResidents, wards, residents }) =>
  wards === 1
    ? `a ward of ${number(wardResidents)}`
    : `a ward of ${number(wardResidents)}, one of ${wards} with ${number(residents)} residents`;

/** What is printed during the run. */
export function searchLine(dataset, { name, connections, perSecond, p50, p95, p99, failures }) {
  return `${nameOf(dataset)}, ${name}, ${connections} connections: ${number(perSecond)}/s, p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}, p99 ${milliseconds(p99)} ms, ${failures} errors`;
}

/** The figures as they stand on the page: in each cell at 1 connection and at 10. */
export function describeSearch({ datasets, ...run }) {
  const rows = datasets.flatMap((dataset) => dataset.rows.map((row) => ({ ...row, dataset })));
  const missed = rows.filter(({ p95, failures }) => p95 >= AIM || failures > 0);
  const columns = [
    ['requests/s', ({ perSecond }) => number(perSecond)],
    ['p50 ms', ({ p50 }) => milliseconds(p50)],
    ['p95 ms', ({ p95 }) => milliseconds(p95)],
    ['p99 ms', ({ p99 }) => milliseconds(p99)],
    ['slowest ms', ({ max }) => milliseconds(max)],
    ['errors', ({ failures }) => failures],
    ['CPU ms', ({ cpu }) => (cpu === null ? '' : number(cpu, 2))],
  ];
  const connections = [...new Set(rows.map((row) => row.connections))];
  return [
    `${describeMachine(run)} Each cell: at ${connections.join(' / at ')} connections.`,
    table(
      ['register', 'answer', ...columns.map(([name]) => name)],
      datasets.flatMap((dataset) =>
        [...new Set(dataset.rows.map(({ name }) => name))].map((name) => [
          nameOf(dataset),
          name,
          ...columns.map(([, cell]) =>
            dataset.rows
              .filter((row) => row.name === name)
              .map(cell)
              .join(' / '),
          ),
        ]),
      ),
    ),
    missed.length === 0
      ? `Met in all ${rows.length} cases: p95 below ${AIM} ms.`
      : missed
          .map(
            ({ name, dataset, connections: count, p95 }) =>
              `- NOT MET: ${name} in ${nameOf(dataset)}, ${count} connections: p95 ${milliseconds(p95)} ms (aim: below ${AIM})`,
          )
          .join('\n'),
  ].join('\n\n');
}
