import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import type { WardState } from '../../../shared/ward-cache';
import { askPlanner } from '../planner-thread/planner-thread';
import type { Answers, Question } from '../planner-thread/planner-worker';

type Kind = 'hours' | 'doors-to-call';

/** How long an answer from the current register is reused. */
const MAX_AGE_MS = 5 * 60_000;

interface CachedAnswer {
  version: string;
  at: number;
  answer: Promise<Answers[Kind]>;
}

/**
 * Caches what the planner says about a whole ward, so that it is computed once per state of the register rather than
 * for every page view: each answer reads the ward's doors and all its visits. Concurrent callers share one computation.
 */
export function createAnswerCache(context: AppContext) {
  const cached = new Map<string, CachedAnswer>();

  /**
   * The answer, and when it was computed.
   * @param maxAgeMs Accept a cached answer up to this age, even if the register has changed since; 0 forces a current
   * one.
   */
  return async function answerTo<Asked extends Kind>(
    { wardId, wardState }: WardState,
    kind: Asked,
    maxAgeMs: number,
  ): Promise<{ answer: Answers[Asked]; at: Date }> {
    const now = context.now();
    const today = localDateOf(now);
    const version = `${wardState} ${today}`;
    const key = `${wardId} ${kind}`;
    const known = cached.get(key);
    const age = known === undefined ? Infinity : now.getTime() - known.at;
    if (
      known &&
      ((age < MAX_AGE_MS && wardState !== undefined && known.version === version) ||
        (age < maxAgeMs && localDateOf(new Date(known.at)) === today))
    ) {
      const answer = await (known.answer as Promise<Answers[Asked]>);
      return { answer, at: new Date(known.at) };
    }
    const answer = askPlanner<Asked>(context, wardId, { kind } as Question & { kind: Asked });
    const entry: CachedAnswer = { version, at: now.getTime(), answer };
    cached.set(key, entry);
    answer.catch(() => {
      if (cached.get(key) === entry) cached.delete(key);
    });
    return { answer: (await answer) as Answers[Asked], at: now };
  };
}
