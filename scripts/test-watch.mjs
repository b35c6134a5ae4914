// npm run test:watch -- <path>: runs these tests again after each change. A new Jest each time, because its workers keep the
// modules that they loaded.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { setUp } from './setup.mjs';

await setUp();
const args = process.argv.slice(2);
if (args.length === 0) {
  console.error('Usage: npm run test:watch -- tests/features/door/visit-form');
  process.exit(1);
}

let pending = null;
let running = Promise.resolve();
for (const folder of ['src', 'views', 'prisma', 'reference-data', 'tests'])
  watch(folder, { recursive: true }, () => {
    clearTimeout(pending);
    pending = setTimeout(run, 200);
  });
run();

function run() {
  running = running.then(async () => {
    await once(spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...args], { stdio: 'inherit' }), 'close');
    console.log('Waiting for a change. Ctrl-C ends.');
  });
}
