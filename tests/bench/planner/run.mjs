// npm run bench -- planner [--seeds 20] [--ward ordinary] [--quick]: plays the simulated ward; see
// docs/planner.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { setUp } from '../../../scripts/setup.mjs';
import { measureSize } from './size.mjs';
import { aimsTable, limitsTable, median, sizeLine, wardTable } from './tables.mjs';

const { values: options } = parseArgs({
  options: {
    // Seeds of the ordinary ward; wards with a wrong assumption are played with fewer.
    seeds: { type: 'string', default: '20' },
    // One ward only; nothing written.
    ward: { type: 'string' },
    // Two seeds; nothing written.
    quick: { type: 'boolean', default: false },
  },
});

const require = createRequire(import.meta.url);
require('../../support/typescript-loader.cjs');
const { WARDS } = require('./wards.ts');
const REPORT = new URL('../../../docs/planner.md', import.meta.url);
const [BEGIN, END] = ['<!-- results: written by npm run bench -- planner -->', '<!-- end of results -->'];
/** Seeds on which nothing was tuned. */
const FIRST_SEED = 101;
const THREADS = Math.min(2, os.availableParallelism());

await setUp();
const seedCount = options.quick ? 2 : Number(options.seeds);
if (!Number.isInteger(seedCount) || seedCount < 1) throw new Error('--seeds takes a whole number from 1.');
const names = options.ward ? [options.ward] : Object.keys(WARDS);
if (names.some((name) => !(name in WARDS))) throw new Error(`--ward takes one of ${Object.keys(WARDS).join(', ')}.`);
const seedsOf = (name) => (name === 'ordinary' || options.ward ? seedCount : Math.max(1, Math.ceil(seedCount / 4)));

const begin = performance.now();
const size = measureSize();
console.log(sizeLine(size));
const contests = await playAll(
  names.flatMap((ward) => Array.from({ length: seedsOf(ward) }, (_, index) => ({ ward, seed: FIRST_SEED + index }))),
);
const minutes = (performance.now() - begin) / 60_000;

const results = [
  ...names.map((name) => {
    const played = contests.filter(({ ward }) => ward === name);
    const isMain = name === 'ordinary';
    return [
      `### ${WARDS[name].title}`,
      ...(isMain ? [aimsTable(played), limitsTable(played)] : []),
      wardTable(played),
    ].join('\n\n');
  }),
  `### Size\n\n${sizeLine(size)} In the simulated ward of ${WARDS.ordinary.facts.doors} doors a week is planned in ${median(contests.flatMap(({ planSeconds }) => planSeconds)).toFixed(2)} s.`,
].join('\n\n');
console.log(`\n${results}\n\n${minutes.toFixed(1)} minutes.`);
if (!options.quick && !options.ward) writeReport(results);

/** Plays contests on all threads; returns them in the order requested. */
async function playAll(jobs) {
  const done = [];
  let next = 0;
  await Promise.all(
    Array.from(
      { length: THREADS },
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL('worker.mjs', import.meta.url));
          const hand = () => {
            if (next < jobs.length) worker.postMessage(jobs[next++]);
            else worker.terminate().then(resolve, reject);
          };
          worker.on('error', reject);
          worker.on('message', (contest) => {
            done.push(contest);
            console.log(
              `${done.length}/${jobs.length} ${contest.ward} ${contest.seed}: ${contest.played.map(({ way, outingsToNinety, outingsToMostPriority }) => `${way} ${outingsToNinety}/${outingsToMostPriority}`).join(', ')}`,
            );
            hand();
          });
          hand();
        }),
    ),
  );
  return done.sort(
    (a, b) =>
      jobs.findIndex((job) => job.ward === a.ward && job.seed === a.seed) -
      jobs.findIndex((job) => job.ward === b.ward && job.seed === b.seed),
  );
}

/** Replaces the text between the markers; everything else in the report is written by hand. */
function writeReport(text) {
  const report = readFileSync(REPORT, 'utf8');
  const [start, stop] = [report.indexOf(BEGIN), report.indexOf(END)];
  if (start < 0 || stop < start) throw new Error('docs/planner.md has lost the marks between which results stand.');
  writeFileSync(REPORT, `${report.slice(0, start + BEGIN.length)}\n\n${text}\n\n${report.slice(stop)}`);
}
