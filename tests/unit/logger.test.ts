import { spawnSync } from 'node:child_process';
import { buildProgram } from '../support/program';

beforeAll(buildProgram);

const run = (script: string) =>
  spawnSync(
    process.execPath,
    [
      '-e',
      `const fs = require('node:fs'); const logger = require('./dist/src/logger.js').createLogger('info'); ${script}`,
    ],
    { encoding: 'utf8', timeout: 30_000 },
  );

test('the last lines are written when the process ends', () => {
  const { stdout, status } = run(
    "for (let line = 0; line < 1000; line += 1) logger.info({ line }, 'x'); process.exit(0)",
  );
  expect(status).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1000);
});

test('a closed output, such as a closed terminal, causes no error and keeps no process from ending', () => {
  const { stderr, status } = run(
    "fs.closeSync(1); logger.info('x'); setTimeout(() => { logger.info('y'); logger.warn('z'); process.exit(0); }, 1000)",
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(run("logger.info('x'); fs.closeSync(1); process.exit(0)").status).toBe(0);
});
