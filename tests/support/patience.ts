import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long tests wait for something that will come: below Jest's test timeout, far above what the slowest machine
 * needs.
 */
export const PATIENCE_MS = 100_000;

/**
 * Repeats the question until the answer is neither undefined nor false, and returns it. Fails with `otherwise` if that
 * never comes.
 */
export async function eventually<Answer>(
  ask: () => Answer | Promise<Answer>,
  otherwise: () => string,
): Promise<Exclude<Answer, undefined | false>> {
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await sleep(20)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<Answer, undefined | false>;
  }
  throw new Error(otherwise());
}
