const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment: NodeEnvironment } = require('jest-environment-node');

/**
 * Runs test files in the worker's own global scope instead of one of their own, so that what they load may be shared.
 */
class SharedScope extends NodeEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    // Every file's copy of Jest's runner adds handlers to this list, and would call those of all earlier files.
    delete globalThis[Symbol.for('EVENT_HANDLERS')];
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }

  getVmContext() {
    return null;
  }

  async setup() {
    // As in the program: Jest's hundred frames are paid for by every error, read or not.
    Error.stackTraceLimit = 10;
  }

  async teardown() {
    this.context = null;
  }
}

module.exports = SharedScope;
