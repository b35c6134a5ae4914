// Threads that the application starts load TypeScript by themselves, outside Jest's own modules. Most of what a request
// allocates is soon garbage: a larger nursery is collected less often.
process.env.NODE_OPTIONS = [
  process.env.NODE_OPTIONS ?? '',
  `--require ${JSON.stringify(require.resolve('./tests/support/typescript-loader.cjs'))}`,
  '--max-semi-space-size=64',
]
  .join(' ')
  .trim();

// `npm run test:all` sets FULL_RUN; a slow file that is named on the command line runs as well.
const isFullRun = process.env.FULL_RUN === '1' || process.argv.some((argument) => argument.includes('.slow'));
if (isFullRun) process.env.FULL_RUN = '1';

/** One project for each kind of test; all share one PostgreSQL, which the global set-up starts. */
const project = (displayName, folder = displayName) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: '<rootDir>/tests/support/jest/environment.cjs',
  runtime: require.resolve('./tests/support/jest/runtime.cjs'),
  testMatch: [`<rootDir>/tests/${folder}/**/*.test.ts`],
  testPathIgnorePatterns: isFullRun ? [] : ['\\.slow\\.test\\.ts$'],
  setupFiles: ['<rootDir>/tests/support/check-rows.ts', '<rootDir>/tests/support/parallel-statements.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
});

module.exports = {
  projects: [project('unit'), project('features'), project('guards'), project('faults'), project('browser')],
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  reporters: ['<rootDir>/tests/support/jest/progress-reporter.cjs'],
  // On two cores: the tests of faults and of slow lines mostly wait.
  maxWorkers: 4,
  // Four workers free half a gigabyte each on two cores, which takes longer than Jest's half second: it would end them and
  // report a leak. A file that does leave something open is still reported.
  workerGracefulExitTimeout: 10_000,
  // Generous for all alike: a loaded virtual machine may be ten times slower than a desk, and nothing here is a race.
  testTimeout: 240_000,
};
