// npm test: the checks of the code and all tests but the slow ones. npm run test:all (--all): afterwards the slow ones too, and
// more runs of the random ones. Other arguments are passed to Jest, without the checks: npm test -- tests/unit/rounds
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
const args = process.argv.slice(2);
const isFullRun = args[0] === '--all';
const isPart = args.length > 0 && !isFullRun;
const [checks, quick] = await Promise.all([isPart ? [] : runChecks(), runJest(args.slice(isFullRun ? 1 : 0))]);
for (const { name, isPassed } of checks) console.log(`${isPassed ? 'passed' : 'FAILED'}: ${name}`);
const parts = [quick];
if (isFullRun) {
  console.log(`npm test: ${quick.passed} passed, ${quick.failed} failed. Now the rest.`);
  parts.push(await runJest(['--runTestsByPath', ...filesOfTheRest()], { FULL_RUN: '1' }));
}

const passed = checks.filter((check) => check.isPassed).length + sumOf(parts.map((part) => part.passed));
const failed = checks.filter((check) => !check.isPassed).length + sumOf(parts.map((part) => part.failed));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || parts.some((part) => part.passed === 0) ? 1 : 0;

/** The slow files, and those that run more in the full run (tests/support/runs.ts). */
function filesOfTheRest() {
  return readdirSync('tests', { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.join('tests', file))
    .filter((file) => file.endsWith('.slow.test.ts') || readFileSync(file, 'utf8').includes("support/runs'"));
}

function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

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
async function runJest(args, env = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'go-cua-jest-'));
  const outputFile = path.join(folder, 'results.json');
  try {
    const child = spawn(
      process.execPath,
      ['node_modules/jest/bin/jest.js', '--json', '--outputFile', outputFile, ...args],
      { stdio: ['inherit', 'ignore', 'inherit'], env: { ...process.env, ...env } },
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
