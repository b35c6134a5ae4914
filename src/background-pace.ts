import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than this the background never keeps pages waiting, which have 30 ms to answer somebody who types. */
const LONGEST_WORK_MS = 5;

/**
 * The pace of a job that computes for seconds: awaited between two small steps, it rests as long as the steps since the
 * last rest took, so that pages have their turn and half of the processor.
 * @returns resolves at once while the steps were short.
 */
export function backgroundPace(): () => Promise<void> {
  let resumedAt = performance.now();
  return async () => {
    const workedMs = performance.now() - resumedAt;
    if (workedMs < LONGEST_WORK_MS) return;
    await sleep(workedMs);
    resumedAt = performance.now();
  };
}
