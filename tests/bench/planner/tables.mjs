// Medians and ranges over seeds, as Markdown tables.

/** The median of numbers; null counts as later than all others. */
export function median(values) {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const NEVER = 'not in 44 weeks';
const number = (value, digits = 0) => (Number.isFinite(value) ? value.toFixed(digits) : NEVER);

function spread(values, digits) {
  const all = values.map((value) => value ?? Infinity);
  if (Math.min(...all) === Infinity) return NEVER;
  return `${number(median(values), digits)} (${number(Math.min(...all), digits)}–${number(Math.max(...all), digits)})`;
}

const MEASURES = [
  ['Evenings until 90 % of the doors are met', 'outingsToNinety', 0],
  ['Weeks until then', 'weeksToNinety', 0],
  ['Evenings until 95 % of the priority doors are met', 'outingsToMostPriority', 0],
  ['Evenings until every priority door is met', 'outingsToPriority', 0],
  ['Calls that the office made until 90 %', 'callsToNinety', 0],
  ['Days a request waits (median)', 'requestWaitDays', 0],
  ['Knocks for each door met', 'knocksPerMet', 2],
  ['Metres walked for each door met', 'metresPerMet', 0],
  ['Officer with most evenings, by the mean', 'spread', 2],
];

/** All measures of all ways in one ward. */
export function wardTable(contests) {
  const ways = contests[0].played.map(({ way }) => way);
  const of = (way, key) => contests.map(({ played }) => played.find((each) => each.way === way)[key]);
  return [
    `| Median (range) of ${contests.length} seeds | ${ways.join(' | ')} |`,
    `|---|${ways.map(() => '---|').join('')}`,
    ...MEASURES.map(
      ([title, key, digits]) => `| ${title} | ${ways.map((way) => spread(of(way, key), digits)).join(' | ')} |`,
    ),
  ].join('\n');
}

/** One way divided by another, seed by seed; null where the first never got there. */
function ratiosOf(contests, key, way, other) {
  return contests.map(({ played }) => {
    const [of, by] = [way, other].map((name) => played.find((each) => each.way === name)[key]);
    return of === null ? null : of / (by ?? Infinity);
  });
}

/** How far the oracles themselves reach the aims that are set relative to street order. */
export function limitsTable(contests) {
  const rows = [
    [
      'Evenings to 90 %, the oracle’s by street order',
      '≤ 0.75',
      ratiosOf(contests, 'outingsToNinety', 'oracle', 'street order'),
    ],
    [
      'Evenings to every priority door, by street order, of an oracle that goes to these first',
      '≤ 0.50',
      ratiosOf(contests, 'outingsToPriority', 'oracle, priority doors first', 'street order'),
    ],
  ];
  return [
    '| Limit | Aim of the planner | Median (range) |',
    '|---|---|---|',
    ...rows.map(([title, aim, values]) => `| ${title} | ${aim} | ${spread(values, 2)} |`),
  ].join('\n');
}

function reached(values, limit) {
  if (limit === null) return '';
  return median(values) <= limit ? 'yes' : '**no**';
}

/** The aims and the results: each seed's planner against the same seed's other way. */
export function aimsTable(contests) {
  const ratios = (key, way) => ratiosOf(contests, key, 'planner', way);
  const spreads = contests.map(({ played }) => played.find(({ way }) => way === 'planner').spread);
  const rows = [
    ['Evenings to 90 %, by street order', '≤ 0.75', ratios('outingsToNinety', 'street order'), 0.75],
    [
      'Evenings to 90 %, by street order with requests first',
      '≤ 0.75',
      ratios('outingsToNinety', 'street order, requests first'),
      0.75,
    ],
    ['Evenings to 90 %, by the oracle', '≤ 1.30', ratios('outingsToNinety', 'oracle'), 1.3],
    ['Evenings to 90 %, by the clairvoyant', '', ratios('outingsToNinety', 'clairvoyant'), null],
    [
      'Evenings to 95 % of the priority doors, by street order',
      '≤ 0.50',
      ratios('outingsToMostPriority', 'street order'),
      0.5,
    ],
    ['Evenings to every priority door, by street order', '≤ 0.50', ratios('outingsToPriority', 'street order'), 0.5],
    ['Officer with most evenings, by the mean', '≤ 1.30', spreads, 1.3],
  ];
  return [
    '| Planner | Aim | Median (range) | Reached |',
    '|---|---|---|---|',
    ...rows.map(
      ([title, aim, values, limit]) => `| ${title} | ${aim} | ${spread(values, 2)} | ${reached(values, limit)} |`,
    ),
  ].join('\n');
}

export function sizeLine({ seconds, processorSeconds, megabytes, doors, residents, tries, officers, rounds, placed }) {
  const whole = (value) => value.toLocaleString('en-GB');
  return `${whole(residents)} residents behind ${whole(doors)} doors, ${whole(tries)} tries, ${officers} officers, two weeks with ten weekday evenings: ${rounds} rounds with ${whole(placed)} doors in ${seconds.toFixed(1)} s, ${processorSeconds.toFixed(1)} s of a processor (aim: under 5 s), ${Math.round(megabytes)} MB at the peak of a fresh process, Node itself and the input included (aim: under 300 MB).`;
}
