// npm run bench -- offline [--seeds 10000] [--from 1]: plays the offline queue in its simulator, and measures how
// quickly a carried round opens; with --seeds 0 only that. See docs/benchmarks.md.
import { createRequire } from 'node:module';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { measureOfflinePages } from './offline-pages.mjs';
import { number } from './report.mjs';

const require = createRequire(import.meta.url);
// Stays loaded in the main thread: a thread that loaded it would otherwise unload it at its end for all, which crashes.
require('@swc/core');
const BATCH = 50;

if (isMainThread) {
  await playAll();
  await measureOfflinePages();
} else playOnRequest();

async function playAll() {
  const { values } = parseArgs({
    options: { seeds: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } },
  });
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  if (!Number.isInteger(seeds) || seeds < 0) throw new Error('--seeds takes a whole number from 0.');
  if (!Number.isInteger(from) || from < 0) throw new Error('--from takes a whole number from 0.');
  if (seeds === 0) return;
  const begin = performance.now();
  const counts = new Map();
  let next = from;
  let failed = 0;
  const playInThread = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url));
      const hand = () => {
        if (next >= from + seeds) return worker.terminate().then(resolve, reject);
        worker.postMessage({ from: next, to: Math.min(next + BATCH, from + seeds) });
        next += BATCH;
      };
      worker.on('error', reject);
      worker.on('message', (runs) => {
        for (const { story, counts: more } of runs) {
          for (const [what, times] of more) counts.set(what, (counts.get(what) ?? 0) + times);
          if (story === null) continue;
          failed += 1;
          if (failed <= 3) console.log(story);
        }
        hand();
      });
      hand();
    });
  await Promise.all(Array.from({ length: Math.min(2, os.availableParallelism()) }, playInThread));
  for (const [what, times] of [...counts].sort()) console.log(`${number(times).padStart(12)}  ${what}`);
  const seconds = (performance.now() - begin) / 1000;
  console.log(`${number(seeds)} seeds from ${from} in ${number(seconds)} s: ${failed} with a problem.`);
  if (failed > 0) process.exitCode = 1;
}

function playOnRequest() {
  require('../support/typescript-loader.cjs');
  const { simulate, storyOf } = require('../support/offline-simulator/simulate.ts');
  parentPort.on('message', async ({ from, to }) => {
    const runs = [];
    for (let seed = from; seed < to; seed += 1) {
      const run = await simulate(seed);
      runs.push({ story: run.problem === null ? null : storyOf(run), counts: run.counts });
    }
    parentPort.postMessage(runs);
  });
}
