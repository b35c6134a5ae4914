import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/db/database';
import { tryHoldLock } from '../../src/db/held-lock';
import { createJobRunner, type Job, type JobRunner } from '../../src/jobs';
import { bareApp, type BareApp } from '../support/test-app';
import { freePort } from '../support/program';
import { slowTest } from '../support/runs';

let app: BareApp;
const runners: JobRunner[] = [];

beforeAll(async () => {
  app = await bareApp();
});
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.stop(0);
});
afterAll(() => app.close());

function runnerOf(...jobs: Job[]): JobRunner {
  const runner = createJobRunner(jobs, () => app.context);
  runners.push(runner);
  return runner;
}

/** A job that pauses in each run until it is released. */
function gatedJob(name: string, everyMs = 60_000) {
  const gates: (() => void)[] = [];
  const began: (() => void)[] = [];
  let runs = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  const job: Job = {
    name,
    everyMs,
    async run() {
      runs += 1;
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      began.shift()?.();
      await new Promise<void>((resolve) => {
        gates.push(resolve);
      });
      atOnce -= 1;
    },
  };
  return {
    job,
    runs: () => runs,
    mostAtOnce: () => mostAtOnce,
    hasBegun: () =>
      new Promise<void>((resolve) => {
        began.push(resolve);
      }),
    letAdvance: () => gates.shift()!(),
  };
}

test('a job requested while it runs, runs once more afterwards, however often it was requested', async () => {
  const gated = gatedJob('asked');
  const runner = runnerOf(gated.job);
  const begun = gated.hasBegun();
  const first = runner.run('asked');
  await begun;
  runner.wake('asked');
  runner.wake('asked');
  const again = gated.hasBegun();
  const second = runner.run('asked');
  gated.letAdvance();
  await first;
  await again;
  gated.letAdvance();
  await second;
  expect([gated.runs(), gated.mostAtOnce()]).toEqual([2, 1]);
});

test('two processes on one database never run jobs of the same name at the same time', async () => {
  const gated = gatedJob('shared');
  const [here, there] = [runnerOf(gated.job), runnerOf(gated.job)];
  const begun = gated.hasBegun();
  const running = here.run('shared');
  await begun;
  await there.run('shared'); // ends at once: it is being done
  expect(gated.runs()).toBe(1);
  gated.letAdvance();
  await running;
  const again = gated.hasBegun();
  const next = there.run('shared');
  await again;
  gated.letAdvance();
  await next;
  expect(gated.runs()).toBe(2);
});

test('jobs with two names run side by side', async () => {
  const [one, other] = [gatedJob('one'), gatedJob('other')];
  const runner = runnerOf(one.job, other.job);
  const both = Promise.all([one.hasBegun(), other.hasBegun()]);
  runner.start();
  await both;
  one.letAdvance();
  other.letAdvance();
  await runner.stop();
  expect([one.runs(), other.runs()]).toEqual([1, 1]);
});

slowTest(
  'a failing job is logged without what the failed statement quotes, and runs again at its own interval',
  async () => {
    let runs = 0;
    const runner = runnerOf({
      name: 'failing',
      everyMs: 20,
      async run({ db }) {
        runs += 1;
        await db.pool.query("SELECT 'Trần Thị Kín'::int");
      },
    });
    runner.start();
    while (runs < 3) await sleep(10);
    const lines = app.logLines().filter((line) => line.includes('"failing"'));
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 50, job: 'failing', msg: 'job failed' });
    expect(lines.join('')).not.toContain('Kín');
    await expect(runner.run('failing')).rejects.toThrow('invalid input syntax');
  },
);

slowTest('a job waits while the database is unreachable, and continues by itself', async () => {
  const nowhere = openDatabase(`postgresql://nobody@127.0.0.1:${await freePort()}/nothing`, () => undefined);
  let isAway = true;
  let runs = 0;
  const runner = createJobRunner(
    [
      {
        name: 'patient',
        everyMs: 20,
        async run() {
          runs += 1;
        },
      },
    ],
    () => (isAway ? { ...app.context, db: nowhere } : app.context),
  );
  runners.push(runner);
  runner.start();
  const waits = () => app.logLines().filter((line) => line.includes('job waits for the database'));
  while (waits().length < 2) await sleep(10);
  expect(runs).toBe(0);
  isAway = false;
  while (runs === 0) await sleep(10);
  expect(waits().every((line) => JSON.parse(line).level === 40)).toBe(true);
  await nowhere.close();
});

test('a stop lets a job finish that ends soon, and starts none', async () => {
  const gated = gatedJob('ending', 1);
  const runner = runnerOf(gated.job);
  const begun = gated.hasBegun();
  runner.start();
  await begun;
  runner.wake('ending');
  const stopped = runner.stop(10_000);
  gated.letAdvance();
  await stopped;
  runner.wake('ending');
  await runner.run('ending');
  expect(gated.runs()).toBe(1);
});

test('a stop aborts a job that does not end, and that is not an error', async () => {
  const before = app.logLines().length;
  let begun = () => undefined as void;
  const isUnderWay = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const runner = runnerOf({
    name: 'endless',
    everyMs: 60_000,
    async run(_, signal) {
      begun();
      await sleep(60_000, undefined, { signal });
    },
  });
  runner.start();
  await isUnderWay;
  await runner.stop(10);
  expect(app.logLines().slice(before)).toEqual([]);
});

test('a job that lost its lock is told to end because another process may have taken it over', async () => {
  let reason: unknown = null;
  let begun = () => undefined as void;
  const isUnderWay = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const runner = runnerOf({
    name: 'cut off',
    everyMs: 60_000,
    async run(_, signal) {
      begun();
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
      });
      reason = signal.reason;
    },
  });
  const running = runner.run('cut off');
  await isUnderWay;
  await app.db.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
  );
  await running;
  expect(reason).toEqual(new Error('the connection that held a lock was lost'));
});

test('the lock of a long job keeps no deleted row from being cleaned up', async () => {
  const lock = await tryHoldLock(app.db.pool, 'long job');
  const { rows } = await app.db.pool.query(
    `SELECT a.state, a.backend_xid AS xid, a.backend_xmin AS xmin FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
     WHERE l.locktype = 'advisory' AND a.datname = current_database()`,
  );
  expect(rows).toEqual([{ state: 'idle in transaction', xid: null, xmin: null }]);
  expect(await tryHoldLock(app.db.pool, 'long job')).toBeNull();
  await lock!.release();
  const again = await tryHoldLock(app.db.pool, 'long job');
  expect(again).not.toBeNull();
  await again!.release();
});

test('the lock of a long job outlasts the time that the server gives idle transactions', async () => {
  const setLimit = (limit: string) =>
    app.db.pool.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I ${limit}', current_database()); END $$`);
  await setLimit('SET idle_in_transaction_session_timeout = 50');
  const impatient = openDatabase(app.context.config.databaseUrl!, () => undefined, 2);
  const lock = await tryHoldLock(impatient.pool, 'patient job');
  await sleep(200);
  expect(lock!.lost.aborted).toBe(false);
  expect(await tryHoldLock(app.db.pool, 'patient job')).toBeNull();
  await lock!.release();
  await impatient.close();
  await setLimit('RESET idle_in_transaction_session_timeout');
});
