require('../typescript-loader.cjs');
const { createRequire } = require('node:module');
const { sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Loads the modules of a test file by Node itself: once for all test files of a worker, as a server does. */
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
    return name ? createRequire(from)(name) : super.requireInternalModule(from);
  }
}

module.exports = SharedModules;
