import type { BaseContext, JobWaker } from './context';
import { isDatabaseAway } from './db/database';
import { tryHoldLock, type HeldLock } from './db/session-lock';
import { describeError } from './logger';

/**
 * Work that nobody waits for at a page. A job finds by itself, from the tables, what is due, and does it; running it
 * once too often does nothing. It ends soon after `signal` is aborted (the application stops, or another process may
 * have taken the job over), leaving what is unfinished to its next run.
 */
export interface Job {
  name: string;
  /** How long after a run it looks again by itself, in milliseconds. */
  everyMs: number;
  run(context: BaseContext, signal: AbortSignal): Promise<void>;
}

export interface JobRunner extends JobWaker {
  /** Runs every job now and again and again by its own measure. */
  start(): void;
  /** One run that begins after the call; rejects with what the job threw. */
  run(name: string): Promise<void>;
  /** Begins nothing more, gives what runs some seconds to end, then aborts it. Resolves when nothing runs. */
  stop(patienceMs?: number): Promise<void>;
}

/** A database that was away is asked again after this long. */
const AWAY_RETRY_MS = 5_000;
const STOP_PATIENCE_MS = 5_000;

interface Line {
  job: Job;
  /** The run under way. */
  current: Promise<void> | null;
  /** The run that follows it, shared by all who asked for one meanwhile. */
  following: Promise<void> | null;
  abort: AbortController | null;
  timer: NodeJS.Timeout | null;
}

/**
 * Runs each job once at a time, here and across all processes on the database, each in its own time.
 * @param contextOf what jobs are run with; asked at each run, since the context holds this runner.
 */
export function createJobRunner(jobs: readonly Job[], contextOf: () => BaseContext): JobRunner {
  const lines = new Map<string, Line>(
    jobs.map((job) => [job.name, { job, current: null, following: null, abort: null, timer: null }]),
  );
  let isStarted = false;
  let isStopping = false;

  function lineOf(name: string): Line {
    const line = lines.get(name);
    if (!line) throw new Error(`no feature lists a job named ${name}`);
    return line;
  }

  function run(line: Line): Promise<void> {
    if (line.following) return line.following;
    if (!line.current) return begin(line);
    line.following = line.current
      .catch(() => undefined)
      .then(() => {
        line.following = null;
        return begin(line);
      });
    return line.following;
  }

  function begin(line: Line): Promise<void> {
    line.current = perform(line).finally(() => {
      line.current = null;
    });
    return line.current;
  }

  async function perform(line: Line): Promise<void> {
    if (isStopping) return;
    const context = contextOf();
    const lock = await tryHoldLock(context.db.pool, `job ${line.job.name}`);
    if (!lock) return; // another process is at it
    const abort = abortWith(lock);
    line.abort = abort;
    if (isStopping) abort.abort(new Error('the application stops'));
    try {
      await line.job.run(context, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      line.abort = null;
      await lock.release();
    }
  }

  /** Runs a line for nobody who waits: what goes wrong is logged, and the job looks again later. */
  async function attempt(line: Line): Promise<void> {
    if (line.timer) clearTimeout(line.timer);
    line.timer = null;
    let pauseMs = line.job.everyMs;
    try {
      await run(line);
    } catch (error) {
      if (isDatabaseAway(error)) pauseMs = Math.min(pauseMs, AWAY_RETRY_MS);
      note(line.job, error);
    }
    if (!isStarted || isStopping || line.timer) return;
    line.timer = setTimeout(() => void attempt(line), pauseMs);
    line.timer.unref();
  }

  function note({ name }: Job, error: unknown): void {
    const { logger } = contextOf();
    if (isDatabaseAway(error)) logger.warn({ job: name }, 'job waits for the database');
    else logger.error({ job: name, err: describeError(error) }, 'job failed');
  }

  return {
    start() {
      isStarted = true;
      for (const line of lines.values()) void attempt(line);
    },
    wake(name) {
      if (!isStopping) void attempt(lineOf(name));
    },
    run: (name) => run(lineOf(name)),
    async stop(patienceMs = STOP_PATIENCE_MS) {
      isStopping = true;
      for (const { timer } of lines.values()) if (timer) clearTimeout(timer);
      const running = [...lines.values()]
        .flatMap(({ current, following }) => [current, following])
        .filter((run) => run !== null);
      const cut = setTimeout(() => {
        for (const { abort } of lines.values()) abort?.abort(new Error('the application stops'));
      }, patienceMs);
      await Promise.allSettled(running);
      clearTimeout(cut);
    },
  };
}

/** What ends a run early: the runner, or the loss of its lock. */
function abortWith(lock: HeldLock): AbortController {
  const abort = new AbortController();
  lock.lost.addEventListener('abort', () => abort.abort(lock.lost.reason), { once: true });
  return abort;
}
