// npm test: runs everything CI runs, from a fresh clone. Arguments are passed to Jest only: npm test --
// tests/unit/rounds
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setUp } from './setup.mjs';

await setUp();

/** Run one after the other beside Jest, whose workers leave part of two cores idle. */
const CHECKS = [
  ['types, templates and lint', 'scripts/check-code.mjs'],
  ['format of the code', 'node_modules/oxfmt/bin/oxfmt', '--check'],
  ['format of the schema', 'node_modules/prisma/build/index.js', 'format', '--check'],
  [
    'dependency rules',
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    'src',
    'prisma',
    '--config',
    '.dependency-cruiser.cjs',
  ],
  [
    'circles of rooms',
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    'src',
    '--config',
    '.dependency-cruiser-rooms.cjs',
  ],
];
const [checks, jest] = await Promise.all([runChecks(), runJest(process.argv.slice(2))]);

for (const { name, isPassed } of checks) console.log(`${isPassed ? 'passed' : 'FAILED'}: ${name}`);
const passed = checks.filter((check) => check.isPassed).length + jest.passed;
const failed = checks.filter((check) => !check.isPassed).length + jest.failed;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || jest.passed === 0 ? 1 : 0;

/** Prints what each check said when it ends, so that outputs do not mix. */
async function runChecks() {
  const done = [];
  for (const [name, ...command] of CHECKS) {
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const [status] = await once(child, 'close');
    process.stdout.write(said);
    done.push({ name, isPassed: status === 0 });
  }
  return done;
}

/** Counts tests. A test file that could not run, or a run that was aborted, counts as one failure. */
async function runJest(args) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'go-cua-jest-'));
  const outputFile = path.join(folder, 'results.json');
  try {
    const child = spawn(
      process.execPath,
      ['node_modules/jest/bin/jest.js', '--json', '--outputFile', outputFile, ...args],
      { stdio: ['inherit', 'ignore', 'inherit'] },
    );
    const [status] = await once(child, 'close');
    const results = JSON.parse(readFileSync(outputFile, 'utf8'));
    const failures = results.numFailedTests + results.numRuntimeErrorTestSuites;
    return { passed: results.numPassedTests, failed: failures || (status === 0 ? 0 : 1) };
  } catch (error) {
    console.error(`Jest did not finish: ${error.message}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
