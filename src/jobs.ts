import type { BaseContext, JobWaker } from './context';
import { isDatabaseAway } from './db/database';
import { tryHoldLock, type HeldLock } from './db/session-lock';
import { describeError } from './logger';

/**
 * Background work that no page waits for. A job finds what is due in the tables and does it; an extra run does nothing.
 * It ends soon after `signal` is aborted (the application stops, or another process may have taken the job over),
 * leaving unfinished work to its next run.
 */
export interface Job {
  name: string;
  /** Milliseconds after a run until the job looks again by itself. */
  everyMs: number;
  run(context: BaseContext, signal: AbortSignal): Promise<void>;
}

export interface JobRunner extends JobWaker {
  /** Runs every job now, and then again at its own interval. */
  start(): void;
  /** One run that begins after the call; rejects with what the job threw. */
  run(name: string): Promise<void>;
  /** Starts no more runs, gives the current ones a few seconds to end, then aborts them. Resolves when nothing runs. */
  stop(patienceMs?: number): Promise<void>;
}

/** Wait before asking an unreachable database again. */
const AWAY_RETRY_MS = 5_000;
const STOP_PATIENCE_MS = 5_000;

interface Line {
  job: Job;
  /** The current run. */
  current: Promise<void> | null;
  /** The run after it, shared by all who asked for one in the meantime. */
  following: Promise<void> | null;
  abort: AbortController | null;
  timer: NodeJS.Timeout | null;
}

/**
 * Runs each job on its own schedule, one run at a time, here and across all processes on the database.
 * @param contextOf returns the context for a run; called for each run, because the context contains this runner.
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
    if (!lock) return; // another process runs it
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

  /** Runs a job that nobody waits for: errors are logged, and the job looks again later. */
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

/** Ends a run early: on request of the runner, or on loss of its lock. */
function abortWith(lock: HeldLock): AbortController {
  const abort = new AbortController();
  lock.lost.addEventListener('abort', () => abort.abort(lock.lost.reason), { once: true });
  return abort;
}
