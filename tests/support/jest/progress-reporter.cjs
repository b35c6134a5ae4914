const path = require('node:path');

const EVERY_MS = 15_000;
const SLOWEST = 10;

/** Prints failures as they come, how far the run is every 15 seconds, and at its end the slowest files. */
class ProgressReporter {
  files = [];
  running = new Set();

  onRunStart({ numTotalTestSuites }) {
    this.total = numTotalTestSuites;
    this.timer = setInterval(() => this.printProgress(), EVERY_MS);
  }

  onTestFileStart({ path: file }) {
    this.running.add(nameOf(file));
  }

  onTestFileResult({ path: file }, { failureMessage, perfStats, numPassingTests }) {
    const name = nameOf(file);
    this.running.delete(name);
    this.files.push({ name, seconds: (perfStats.end - perfStats.start) / 1000, tests: numPassingTests });
    if (failureMessage) print(`FAILED: ${name}\n${failureMessage}`);
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, startTime }) {
    clearInterval(this.timer);
    const seconds = Math.round((Date.now() - startTime) / 1000);
    print(`Tests: ${numPassedTests} passed, ${numFailedTests} failed, in ${seconds} s.`);
    if (this.files.length <= SLOWEST) return;
    const slowest = this.files.sort((one, other) => other.seconds - one.seconds).slice(0, SLOWEST);
    print('The slowest files:');
    for (const { name, seconds, tests } of slowest) print(`${seconds.toFixed(1).padStart(7)} s  ${name} (${tests})`);
  }

  getLastError() {}

  printProgress() {
    print(`${this.files.length} of ${this.total} files; running: ${[...this.running].join(', ')}`);
  }
}

/** Not by console, which Jest decorates in a run of one worker. */
const print = (line) => process.stderr.write(`${line}\n`);
const nameOf = (file) => path.relative(process.cwd(), file);

module.exports = ProgressReporter;
