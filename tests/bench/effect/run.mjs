// npm run bench -- effect [--wards 200]: measures the effect in simulated wards whose true effect is known; see
// docs/adoption.md, into which a full run writes its results.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { number, table, writeResults } from '../report.mjs';

const { values: options } = parseArgs({
  options: {
    // Wards of each kind; only the full number is written.
    wards: { type: 'string', default: '2000' },
  },
});

const require = createRequire(import.meta.url);
require('../../support/typescript-loader.cjs');
const { measureAverage, studyOf } = require('../../../src/features/adoption/effect/intervals.ts');
const { randomFrom } = require('../../../src/features/adoption/effect/measured-effect.ts');
const { KINDS, simulate, truthOf } = require('./wards.ts');

const FULL = 2000;
/** Nothing was tuned on these. */
const FIRST_SEED = 5001;

const wards = Number(options.wards);
const percent = (part) => number((100 * part) / wards, 1);
const results = table(
  ['kind of ward', 'interval holds the truth, %', 'says "effect", %', 'half width, points'],
  KINDS.map((kind, index) => measureKind(kind, randomFrom(FIRST_SEED + index))),
);
console.log(results);
if (wards === FULL) writeResults(results, 'npm run bench -- effect', 'docs/adoption.md');

function measureKind(kind, random) {
  let [held, alarms] = [0, 0];
  const widths = [];
  for (let ward = 0; ward < wards; ward += 1) {
    const simulated = simulate(kind, random);
    const { low, high } = measureAverage(studyOf(simulated.groups, random)).interval;
    const truth = truthOf(simulated);
    if (low <= truth && truth <= high) held += 1;
    if (low > 0 || high < 0) alarms += 1;
    widths.push((high - low) / 2);
  }
  const middle = widths.sort((one, two) => one - two)[Math.floor(wards / 2)];
  return [kind.name, percent(held), percent(alarms), number(100 * middle, 1)];
}
