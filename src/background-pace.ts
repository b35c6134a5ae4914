import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Maximum work without a pause, so that background jobs never hold up pages, which must answer within 30 ms while a
 * user types.
 */
const LONGEST_WORK_MS = 5;

/**
 * The pace of a job that computes for seconds. Awaited between two small steps, it rests as long as the steps since the
 * last rest took, so that pages get their turn and half of the CPU.
 * @param now the clock of the work, in milliseconds.
 * @returns resolves at once while the steps were short.
 */
export function backgroundPace(now: () => number = () => performance.now()): () => Promise<void> {
  let resumedAt = now();
  return async () => {
    const workedMs = now() - resumedAt;
    if (workedMs < LONGEST_WORK_MS) return;
    await sleep(workedMs);
    resumedAt = now();
  };
}
