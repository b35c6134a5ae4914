import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AppContext, Context } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { BusyError } from '../../../shared/errors';
import type { PlannerFacts } from './planner-facts';
import { readPlannerFacts } from './planner-queries';
import type { Answers, Question, WorkerAnswer, WorkerTask } from './planner-worker';

/** A ward of 65,000 residents needs about 300 MB. */
const MEMORY_MB = 768;
const LONGEST_MS = 60_000;
/** Questions beyond this number would wait longer than a user does. */
export const MAX_WAITING = 12;
/** While doors are rearranged, facts up to this age will do; the round itself is checked when it is planned. */
export const FACTS_MAX_AGE_MS = 60_000;
const BUSY =
  'Nhiều người đang cùng chờ sổ gợi ý cửa, xếp thử hoặc tính giờ gặp người. Lần này chưa tính được; những gì đã lưu vẫn còn nguyên.';
/** A thread idle for this long ends and frees its memory. */
const IDLE_MS = 3 * 60_000;

/**
 * The file beside this one in the same language: built JavaScript, or TypeScript if the process runs with a loader for
 * it.
 */
const WORKER_FILE = join(__dirname, `planner-worker${extname(__filename)}`);

const threads = new WeakMap<AppContext['db'], PlannerThread>();

/**
 * Asks the planner's thread about a ward in its current state. Rejects if the thread fails or takes too long, and at
 * once with BusyError if too many questions are waiting.
 * @param maxAgeMs accepted age of the facts: while the office rearranges doors, the register need not be read at every
 * move.
 */
export function askPlanner<Kind extends Question['kind']>(
  { db, now }: Context,
  wardId: string,
  question: Question & { kind: Kind },
  maxAgeMs = 0,
): Promise<Answers[Kind]> {
  let thread = threads.get(db);
  if (!thread) threads.set(db, (thread = new PlannerThread()));
  const today = localDateOf(now());
  const asked = { key: `${wardId} ${today}`, read: () => readPlannerFacts(db, wardId, today), maxAgeMs };
  return thread.ask(asked, question) as Promise<Answers[Kind]>;
}

interface Asked {
  /** Facts with this key can answer. */
  key: string;
  read(): Promise<PlannerFacts>;
  maxAgeMs: number;
}

/**
 * One planning thread for all users of a database. The first question starts it; it answers one question after the
 * other.
 */
class PlannerThread {
  private worker: Worker | null = null;
  private known: { key: string; readAt: number } | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private count = 0;
  private waiting = 0;
  private idle: NodeJS.Timeout | undefined;

  ask(asked: Asked, question: Question): Promise<Answers[keyof Answers]> {
    if (this.waiting >= MAX_WAITING) return Promise.reject(new BusyError(BUSY));
    this.waiting += 1;
    const next = this.last.then(() => this.answer(asked, question));
    this.last = next
      .catch(() => undefined)
      .finally(() => {
        this.waiting -= 1;
      });
    return next;
  }

  private async answer({ key, read, maxAgeMs }: Asked, question: Question): Promise<Answers[keyof Answers]> {
    clearTimeout(this.idle);
    const readAt = performance.now();
    const isKnown = this.worker !== null && this.known?.key === key && readAt - this.known.readAt < maxAgeMs;
    const facts = isKnown ? null : await read();
    try {
      const found = await answerOf((this.worker ??= this.start()), { id: (this.count += 1), question, facts });
      if (facts) this.known = { key, readAt };
      return found;
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      this.idle = setTimeout(() => this.stop(), IDLE_MS).unref();
    }
  }

  private start(): Worker {
    const worker = new Worker(WORKER_FILE, {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      // The thread gets no secrets from the environment; NODE_OPTIONS names the loaders the process runs with.
      env: { NODE_OPTIONS: process.env.NODE_OPTIONS },
    });
    // The thread keeps the process alive only while it answers a question.
    worker.unref();
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.worker === worker) this.worker = null;
    });
    return worker;
  }

  private stop(): void {
    void this.worker?.terminate();
    this.worker = null;
    this.known = null;
  }
}

const answerOf = (worker: Worker, task: WorkerTask): Promise<Answers[keyof Answers]> =>
  new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(clock);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit).unref();
      finish();
    };
    const onMessage = ({ id, answer }: WorkerAnswer) => {
      if (id === task.id) settle(() => resolve(answer));
    };
    const onError = (error: unknown) => settle(() => reject(error as Error));
    const onExit = () => settle(() => reject(new Error("the planner's thread ended early")));
    const clock = setTimeout(() => settle(() => reject(new Error('the planner took too long'))), LONGEST_MS);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit).ref();
    worker.postMessage(task);
  });
