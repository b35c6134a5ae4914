// The figures of the search box as Markdown.
import { describeMachine, describeScans, milliseconds, number, table } from './report.mjs';

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

export function describeSearch({ datasets, seconds, loadBefore, serverVersion, startedOn, wholePlanOf }) {
  const biggest = datasets.at(-1);
  const whole = biggest.plans.find(({ text }) => text === wholePlanOf);
  return [
    describeMachine({ seconds, loadBefore, serverVersion, startedOn }),
    ...datasets.flatMap((dataset) => [
      `**In ${nameOf(dataset)}** (${number(dataset.texts)} texts, filled in ${number(dataset.fillSeconds)} s)`,
      table(
        ['answer', 'connections', 'requests/s', 'p50 ms', 'p95 ms', 'p99 ms', 'slowest ms', 'errors', 'CPU ms'],
        dataset.rows.map((row) => [
          row.name,
          row.connections,
          number(row.perSecond),
          milliseconds(row.p50),
          milliseconds(row.p95),
          milliseconds(row.p99),
          milliseconds(row.max),
          row.failures,
          row.cpu === null ? '' : number(row.cpu, 2),
        ]),
      ),
    ]),
    '#### Aims',
    datasets
      .flatMap((dataset) =>
        dataset.rows.map(
          (row) =>
            `- ${row.p95 < AIM && row.failures === 0 ? 'met' : 'NOT MET'}: ${row.name} in ${nameOf(dataset)}, ${row.connections} connections: p95 ${milliseconds(row.p95)} ms (aim: below ${AIM})`,
        ),
      )
      .join('\n'),
    `#### Plans of the search in ${nameOf(biggest)}`,
    'From `EXPLAIN (ANALYZE, BUFFERS)` of the one statement behind every search, with its generic plan, prepared and used before. ' +
      'Read: each index with the rows it gave, and out of how many it read when it sorted out. Milliseconds beside: the same text in the smaller books.',
    table(
      [
        'typed',
        ...datasets
          .toReversed()
          .map((dataset) => `ms, ${dataset.wards === 1 ? number(dataset.wardResidents) : 'all wards'}`),
        'pages of 8 kB',
        'read (rows)',
      ],
      biggest.plans.map(({ text, pages, scans }) => [
        `\`${text}\``,
        ...datasets
          .toReversed()
          .map((dataset) => number(dataset.plans.find((plan) => plan.text === text).milliseconds, 2)),
        number(pages),
        describeScans(scans),
      ]),
    ),
    `<details><summary>The whole plan for <code>${wholePlanOf}</code></summary>\n\n\`\`\`\n${whole.whole.replaceAll('\u{10FFFF}', 'U+10FFFF')}\n\`\`\`\n\n</details>`,
    '#### The indexes of the search',
    table(
      ['index', ...datasets.map((dataset) => `MB, ${nameOf(dataset)}`), 'keys', 'table MB'],
      biggest.indexes.map((index) => [
        `\`${index.index}\``,
        ...datasets.map((dataset) =>
          number((dataset.indexes.find((other) => other.index === index.index)?.bytes ?? 0) / 2 ** 20, 1),
        ),
        number(Math.max(0, index.rows)),
        number(index.tableBytes / 2 ** 20, 1),
      ]),
    ),
  ].join('\n\n');
}
