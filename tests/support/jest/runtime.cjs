require('../typescript-loader.cjs');
const { createRequire } = require('node:module');
const { sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/**
 * Jest's note of the test that runs, for tests that run one after another. With Node's own storage, of which every test
 * file would have another for good, each promise of the worker would carry the notes of all files before.
 */
class RunningTest {
  async run(test, act) {
    const before = this.test;
    this.test = test;
    try {
      return await act();
    } finally {
      this.test = before;
    }
  }

  getStore() {
    return this.test;
  }
}

/**
 * Loads the modules of a test file by Node itself: once for all test files of a worker, as a server does. Jest would load
 * the application for each of 400 files: 31 seconds of processor time for 157 HTTP tests instead of 18 (docs/adr/0021).
 */
class SharedModules extends Runtime {
  constructor(...options) {
    super(...options);
    const { executor } = this;
    executor.compile = (code, filename) => compileFunction(code, executor.injectedModuleParameters, { filename });
  }

  requireModuleOrMock(from, name) {
    const isOwn = !from.includes(`${sep}node_modules${sep}`);
    return isOwn ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }

  /** What Jest's runner requires as well. Its own first file is new for each test file: it holds the tests and handlers. */
  requireInternalModule(from, name) {
    if (name === 'node:async_hooks') return { AsyncLocalStorage: RunningTest };
    return name ? createRequire(from)(name) : super.requireInternalModule(from);
  }
}

module.exports = SharedModules;
