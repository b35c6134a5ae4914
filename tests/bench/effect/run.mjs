// npm run bench -- effect [--wards 200]: measures the effect in simulated wards whose true effect is known; see
// docs/adoption.md, into which a full run writes its results.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    // Wards of each kind; only the full number is written.
    wards: { type: 'string', default: '2000' },
  },
});

const require = createRequire(import.meta.url);
require('../../support/typescript-loader.cjs');
const { examine } = require('../../../src/features/adoption/effect/measured-effect.ts');
const { measureAverage, measureBySince, studyOf } = require('../../../src/features/adoption/effect/intervals.ts');
const { randomFrom } = require('../../../src/features/adoption/effect/random.ts');
const { KINDS, reachOfKnowing, simulate, studied, truthOf, truthsBySince, UNFIT } = require('./wards.ts');

const REPORT = new URL('../../../docs/adoption.md', import.meta.url);
const [BEGIN, END] = ['<!-- results: written by npm run bench -- effect -->', '<!-- end of results -->'];
const FULL = 2000;
/** Nothing was tuned on these. */
const FIRST_SEED = 5001;
/** The parts of the effect by time are measured in every tenth ward, because they take as long again. */
const EVERY = 10;

const wards = Number(options.wards);
if (!Number.isInteger(wards) || wards < 1) throw new Error('--wards takes a whole number from 1.');
const number = (value, digits = 1) => value.toFixed(digits);
const percent = (part, whole) => (whole === 0 ? '–' : number((100 * part) / whole));
const median = (values) => values.toSorted((one, two) => one - two)[Math.floor(values.length / 2)];
const holds = ({ low, high }, truth) => low <= truth && truth <= high;

const begin = performance.now();
const kinds = KINDS.map((kind, index) => {
  const line = measureKind(kind, randomFrom(FIRST_SEED + index));
  console.log(line);
  return line;
});
const unfit = UNFIT.map((kind, index) => {
  const line = examineUnfit(kind, randomFrom(FIRST_SEED + 100 + index));
  console.log(line);
  return line;
});
const results = [
  '| kind of ward | interval holds the truth, % | permutation | jackknife | by time | says "effect", % | half width, points | of a knowing model | refused, % |',
  '|---|---|---|---|---|---|---|---|---|',
  ...kinds,
  '',
  '| ward of which nothing can be measured | refused, % | only labelled, % | neither |',
  '|---|---|---|---|',
  ...unfit,
].join('\n');
console.log(`${number((performance.now() - begin) / 60_000)} minutes.`);
if (wards === FULL) writeReport(results);

function measureKind(kind, random) {
  const count = { held: 0, permutation: 0, jackknife: 0, parts: 0, partsHeld: 0, alarms: 0, refused: 0 };
  const [widths, ratios] = [[], []];
  for (let ward = 0; ward < wards; ward += 1) {
    const simulated = simulate(kind, random);
    const { draw, today } = studied(simulated);
    if (examine(draw, today).kind !== 'fit') count.refused += 1;
    const truth = truthOf(simulated);
    const study = studyOf(simulated.groups, random);
    const { interval, permutation, jackknife } = measureAverage(study);
    if (holds(interval, truth)) count.held += 1;
    if (holds(permutation, truth)) count.permutation += 1;
    if (holds(jackknife, truth)) count.jackknife += 1;
    if (interval.low > 0 || interval.high < 0) count.alarms += 1;
    const half = (interval.high - interval.low) / 2;
    widths.push(half);
    ratios.push(half / reachOfKnowing(kind, simulated));
    if (ward % EVERY > 0) continue;
    const truths = truthsBySince(simulated);
    for (const part of measureBySince(study)) {
      count.parts += 1;
      if (holds(part.interval, truths[part.quartersSince].difference)) count.partsHeld += 1;
    }
  }
  return `| ${kind.name} | ${[
    percent(count.held, wards),
    percent(count.permutation, wards),
    percent(count.jackknife, wards),
    percent(count.partsHeld, count.parts),
    percent(count.alarms, wards),
    number(100 * median(widths)),
    `× ${number(median(ratios), 2)}`,
    percent(count.refused, wards),
  ].join(' | ')} |`;
}

function examineUnfit({ name, spoil }, random) {
  const count = { refused: 0, labelled: 0, neither: 0 };
  for (let ward = 0; ward < wards; ward += 1) {
    const simulated = simulate(KINDS[ward % KINDS.length], random);
    const found = examine(spoil(simulated, random), studied(simulated).today);
    if (found.kind !== 'fit') count.refused += 1;
    else if (found.strayed.length > 0 || found.atVisit > 0) count.labelled += 1;
    else count.neither += 1;
  }
  return `| ${name} | ${percent(count.refused, wards)} | ${percent(count.labelled, wards)} | ${count.neither} |`;
}

/** Replaces the text between the marks; everything else in the document is written by hand. */
function writeReport(text) {
  const report = readFileSync(REPORT, 'utf8');
  const [start, stop] = [report.indexOf(BEGIN), report.indexOf(END)];
  if (start < 0 || stop < start) throw new Error('docs/adoption.md has lost the marks between which results stand.');
  writeFileSync(REPORT, `${report.slice(0, start + BEGIN.length)}\n\n${text}\n\n${report.slice(stop)}`);
}
