// The results of bench -- city as Markdown.
import { describeMachine, milliseconds, number, table } from '../report.mjs';

/** What one ward may lose by lying in a city. */
const AIM = 1.3;

export function describeCity({
  filled,
  pages,
  sizes,
  migrations,
  jobs,
  seconds,
  loadBefore,
  serverVersion,
  startedOn,
}) {
  const { wards, residents, visits, ledger } = filled.sizes;
  const { indexes, references } = filled.made;
  const sum = (rows) => rows.reduce((total, row) => total + row.seconds, 0);
  const byTime = (rows) => rows.toSorted((a, b) => b.seconds - a.seconds).slice(0, 8);
  const carried = indexes.filter(({ name }) => name.endsWith('_ward_id_id_key'));
  return [
    describeMachine({ seconds, loadBefore, serverVersion, startedOn }),
    `${wards} wards, each with ${number(residents)} residents, ${number(visits)} visits and ${number(ledger)} uses of the portal; the database takes ${number(sizes.database / 1024, 1)} GB. ` +
      `Filled by SQL in ${minutes(Object.values(filled.seconds).reduce((a, b) => a + b, 0))}: ${Object.entries(
        filled.seconds,
      )
        .map(([name, took]) => `${name} ${minutes(took)}`)
        .join(', ')}.`,
    table(
      [
        'page',
        'connections',
        'alone p50 ms',
        'alone p95 ms',
        'city p50 ms',
        'city p95 ms',
        'p95 ratio',
        'requests/s alone',
        'in the city',
        'errors',
      ],
      pages.map(({ page, connections, alone, city }) => [
        page,
        connections,
        milliseconds(alone.p50),
        milliseconds(alone.p95),
        milliseconds(city.p50),
        milliseconds(city.p95),
        `${number(city.p95 / alone.p95, 2)}${city.p95 / alone.p95 > AIM ? ' (aim 1.3)' : ''}`,
        alone.perSecond === undefined ? '' : number(alone.perSecond),
        city.perSecond === undefined ? '' : number(city.perSecond),
        alone.failures === undefined ? '' : alone.failures + city.failures,
      ]),
    ),
    '#### What a migration would take',
    table(
      ['step', 'seconds'],
      [
        ...migrations.map(({ step, seconds: took }) => [step, number(took, 1)]),
        [`all ${carried.length} keys (ward_id, id)`, number(sum(carried), 1)],
        [`the check of all ${references.length} references`, number(sum(references), 1)],
        [`all ${indexes.length} indexes and keys`, number(sum(indexes), 1)],
      ],
    ),
    `The slowest indexes to make: ${byTime(indexes).map(named).join(', ')}. The slowest references to check: ${byTime(references).map(named).join(', ')}.`,
    '#### Jobs over all wards',
    table(
      [
        'job',
        'one ward, nothing to do: ms',
        'one ward, a night: s',
        `${wards} wards, nothing to do: ms`,
        `${wards} wards, a night: s`,
      ],
      jobs.city.map((row, index) => [
        row.job,
        milliseconds(jobs.alone[index].idle * 1000),
        nightOf(jobs.alone[index]),
        milliseconds(row.idle * 1000),
        nightOf(row),
      ]),
    ),
    '#### Sizes',
    table(
      ['table', 'rows', 'MB', 'MB of indexes'],
      sizes.tables.map(({ name, rows, megabytes, indexMegabytes }) => [
        `\`${name}\``,
        number(rows),
        number(megabytes),
        number(indexMegabytes),
      ]),
    ),
    table(
      ['index', 'MB'],
      sizes.indexes.map(({ name, megabytes }) => [`\`${name}\``, number(megabytes)]),
    ),
  ].join('\n\n');
}

const minutes = (seconds) => (seconds < 90 ? `${number(seconds)} s` : `${number(seconds / 60, 1)} min`);
const named = ({ name, seconds }) => `\`${name}\` ${number(seconds, 1)} s`;

function nightOf({ night, wards }) {
  if (night === undefined) return '';
  if (!wards) return number(night, 2);
  return wards.done === 0
    ? `not one ward in ${number(night)} s`
    : `${wards.done} wards in ${number(night)} s, so all in ${minutes((night * wards.all) / wards.done)}`;
}
