// npm run bench -- planner [--seeds 9] [--quick]: plays the simulated ward; see docs/planner.md.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { table, writeResults } from '../report.mjs';

const { values: options } = parseArgs({
  options: {
    // Of the ordinary ward; wards in which an assumption is wrong are played with a third.
    seeds: { type: 'string', default: '9' },
    // One seed; only printed.
    quick: { type: 'boolean', default: false },
  },
});

const require = createRequire(import.meta.url);
require('../../support/typescript-loader.cjs');
const { planRounds } = require('../../../src/features/rounds/planner/plan-rounds.ts');
const { offeredRounds } = require('../../../src/features/rounds/planner/offered-rounds.ts');
const { oracle, streetOrder } = require('./other-ways.ts');
const { byPlanner } = require('./planned-way.ts');
const { makeWorld, play } = require('./play.ts');
const { makeWard } = require('./ward.ts');
const { ORDINARY_WARD } = require('./ward-facts.ts');

/** Seeds on which nothing was tuned. */
const FIRST_SEED = 101;
const seedCount = options.quick ? 1 : Number(options.seeds);

const WAYS = {
  'street order': streetOrder,
  'street order, requests first': (world) => streetOrder(world, { requestsFirst: true }),
  planner: (world) => byPlanner(world, planRounds),
  'planner, requests placed every morning': (world) => byPlanner(world, planRounds, { offer: offeredRounds }),
  'planner, nobody telephones': (world) => byPlanner(world, planRounds, { callsADay: 0 }),
  oracle,
};

/** The ward as it is assumed to be, and wards in which an assumption is wrong. */
const WARDS = {
  'The ordinary ward': ORDINARY_WARD,
  'People are out half as much again': { ...ORDINARY_WARD, outFactor: 1.5 },
  'Twice as many refuse': {
    ...ORDINARY_WARD,
    attitude: { ...ORDINARY_WARD.attitude, firmRefusal: 0.08, hesitant: 0.2 },
  },
};

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
  ['Promised evenings kept, %', 'promisesKept', 1, '–'],
];

const parts = [];
for (const [title, facts] of Object.entries(WARDS)) {
  const isMain = facts === ORDINARY_WARD;
  const contests = Array.from({ length: isMain ? seedCount : Math.ceil(seedCount / 3) }, (_, index) =>
    contest(makeWard(FIRST_SEED + index, facts)),
  );
  parts.push(`### ${title}`, ...(isMain ? [aimsTable(contests)] : []), wardTable(contests));
}
const results = parts.join('\n\n');
console.log(`\n${results}`);
if (!options.quick) writeResults(results, 'npm run bench -- planner', 'docs/planner.md');

/** All ways of planning in the same ward: what was played, by way. */
function contest(ward) {
  const played = {};
  for (const [way, of] of Object.entries(WAYS)) {
    const world = makeWorld(ward);
    played[way] = play(world, of(world));
    console.log(
      `seed ${ward.seed}, ${way}: ${played[way].outingsToNinety} evenings, priority ${played[way].outingsToMostPriority}`,
    );
  }
  return played;
}

/** The median and range; what was not reached counts as later than all others. */
function spread(values, digits, none = 'not in 44 weeks') {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  const text = (value) => (Number.isFinite(value) ? value.toFixed(digits) : none);
  if (values.every((value) => value === null)) return none;
  return `${text(medianOf(sorted))} (${text(sorted[0])}–${text(sorted.at(-1))})`;
}

function medianOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function wardTable(contests) {
  const ways = Object.keys(WAYS);
  return table(
    [`Median (range) of ${contests.length} seeds`, ...ways],
    MEASURES.map(([title, key, digits, none]) => [
      title,
      ...ways.map((way) =>
        spread(
          contests.map((played) => played[way][key]),
          digits,
          none,
        ),
      ),
    ]),
  );
}

/** The aims and the results: each seed's planner against the same seed's other way. */
function aimsTable(contests) {
  const ratios = (key, by, of = 'planner') =>
    contests.map((played) => (played[of][key] === null ? Infinity : played[of][key] / (played[by][key] ?? Infinity)));
  const rows = [
    ['Evenings to 90 %, by street order', 0.75, ratios('outingsToNinety', 'street order')],
    [
      'Evenings to 90 %, by street order with requests first',
      0.75,
      ratios('outingsToNinety', 'street order, requests first'),
    ],
    ['Evenings to 90 %, by the oracle', 1.3, ratios('outingsToNinety', 'oracle')],
    ['Evenings to 90 %, the oracle’s by street order', null, ratios('outingsToNinety', 'street order', 'oracle')],
    ['Evenings to 95 % of the priority doors, by street order', 0.5, ratios('outingsToMostPriority', 'street order')],
    ['Evenings to every priority door, by street order', 0.5, ratios('outingsToPriority', 'street order')],
    ['Officer with most evenings, by the mean', 1.3, contests.map((played) => played.planner.spread)],
  ];
  return table(
    ['Planner', 'Aim', 'Median (range)', 'Reached'],
    rows.map(([title, aim, values]) => {
      if (aim === null) return [title, '', spread(values, 2), ''];
      return [title, `≤ ${aim.toFixed(2)}`, spread(values, 2), medianOf(values) <= aim ? 'yes' : '**no**'];
    }),
  );
}
