import type { BaseContext, JobWaker } from './context';
import { isDatabaseAway } from './db/database';
import { tryHoldLock, type HeldLock } from './db/held-lock';
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
  /** Runs in every process at once, so it must not mind; otherwise in one of them at a time, which holds a lock. */
  isEverywhere?: true;
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

/** Wait before asking an unreachable database again, and at least after any other failure. */
const RETRY_MS = 5_000;
const STOP_PATIENCE_MS = 5_000;

interface JobState {
  job: Job;
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
  const states = new Map<string, JobState>(
    jobs.map((job) => [job.name, { job, current: null, following: null, abort: null, timer: null }]),
  );
  let isStarted = false;
  let isStopping = false;

  function stateOf(name: string): JobState {
    const state = states.get(name);
    if (!state) throw new Error(`no feature lists a job named ${name}`);
    return state;
  }

  function run(state: JobState): Promise<void> {
    if (state.following) return state.following;
    if (!state.current) return begin(state);
    state.following = state.current
      .catch(() => undefined)
      .then(() => {
        state.following = null;
        return begin(state);
      });
    return state.following;
  }

  function begin(state: JobState): Promise<void> {
    state.current = perform(state).finally(() => {
      state.current = null;
    });
    return state.current;
  }

  async function perform(state: JobState): Promise<void> {
    if (isStopping) return;
    const context = contextOf();
    const lock = state.job.isEverywhere ? null : await tryHoldLock(context.db.pool, `job ${state.job.name}`);
    if (!lock && !state.job.isEverywhere) return; // another process runs it
    const abort = abortWith(lock);
    state.abort = abort;
    if (isStopping) abort.abort(new Error('the application stops'));
    try {
      await state.job.run(context, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      state.abort = null;
      await lock?.release();
    }
  }

  /** Runs a job that no caller waits for: errors are logged, and the job looks again later. */
  async function attempt(state: JobState): Promise<void> {
    if (state.timer) clearTimeout(state.timer);
    state.timer = null;
    let pauseMs = state.job.everyMs;
    try {
      await run(state);
    } catch (error) {
      pauseMs = isDatabaseAway(error) ? RETRY_MS : Math.max(pauseMs, RETRY_MS);
      note(state.job, error);
    }
    if (!isStarted || isStopping || state.timer) return;
    state.timer = setTimeout(() => void attempt(state), pauseMs);
    state.timer.unref();
  }

  function note({ name }: Job, error: unknown): void {
    const { logger } = contextOf();
    if (isDatabaseAway(error)) logger.warn({ job: name }, 'job waits for the database');
    else logger.error({ job: name, err: describeError(error) }, 'job failed');
  }

  return {
    start() {
      isStarted = true;
      for (const state of states.values()) void attempt(state);
    },
    wake(name) {
      if (!isStopping) void attempt(stateOf(name));
    },
    run: (name) => run(stateOf(name)),
    async stop(patienceMs = STOP_PATIENCE_MS) {
      isStopping = true;
      for (const { timer } of states.values()) if (timer) clearTimeout(timer);
      const running = [...states.values()]
        .flatMap(({ current, following }) => [current, following])
        .filter((run) => run !== null);
      const cut = setTimeout(() => {
        for (const { abort } of states.values()) abort?.abort(new Error('the application stops'));
      }, patienceMs);
      await Promise.allSettled(running);
      clearTimeout(cut);
    },
  };
}

/** Ends a run early: on request of the runner, or on loss of its lock if it has one. */
function abortWith(lock: HeldLock | null): AbortController {
  const abort = new AbortController();
  lock?.lost.addEventListener('abort', () => abort.abort(lock.lost.reason), { once: true });
  return abort;
}
