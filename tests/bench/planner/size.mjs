// Measures how long a big ward takes, and how much memory, in a separate process: `node size.mjs BUNDLE INPUT` is that
// process.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const require = createRequire(import.meta.url);
const MEASURED_TIMES = 3;

/**
 * Plans the big ward in fresh processes. Returns the fastest time, because others may be using the machine, and the
 * highest memory.
 */
export function measureSize() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'go-cua-planner-'));
  try {
    const [bundle, input] = [path.join(folder, 'planner.cjs'), path.join(folder, 'input.json')];
    require('esbuild').buildSync({
      entryPoints: [require.resolve('../../../src/features/rounds/planner/plan-rounds.ts')],
      bundle: true,
      platform: 'node',
      outfile: bundle,
      logLevel: 'error',
    });
    writeFileSync(input, JSON.stringify(require('./big-ward.ts').bigWard()));
    const runs = Array.from({ length: MEASURED_TIMES }, () =>
      JSON.parse(execFileSync(process.execPath, [self, bundle, input], { encoding: 'utf8' })),
    );
    const [fastest] = runs.toSorted((a, b) => a.seconds - b.seconds);
    return { ...fastest, megabytes: Math.max(...runs.map(({ megabytes }) => megabytes)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === self) {
  const [bundle, input] = process.argv.slice(2);
  const { planRounds } = require(bundle);
  const ward = JSON.parse(readFileSync(input, 'utf8'));
  const [begin, before] = [performance.now(), process.cpuUsage()];
  const { rounds } = planRounds(ward);
  const seconds = (performance.now() - begin) / 1000;
  const used = process.cpuUsage(before);
  const residents = ward.doors.reduce((sum, door) => sum + door.residents.length, 0);
  const placed = rounds.flatMap(({ doors }) => doors).length;
  console.log(
    JSON.stringify({
      seconds,
      processorSeconds: (used.user + used.system) / 1e6,
      megabytes: process.resourceUsage().maxRSS / 1024,
      doors: ward.doors.length,
      residents,
      tries: ward.tries.length,
      officers: ward.officers.length,
      rounds: rounds.length,
      placed,
    }),
  );
}
