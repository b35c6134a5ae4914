import type { AppContext } from '../../../context';
import { localDateOf } from '../../../shared/dates';
import { countChanges } from '../../office/audit/last-change';
import { askPlanner } from '../planner-thread/planner-thread';
import type { Answers, Question } from '../planner-thread/planner-worker';

type Kind = 'hours' | 'doors-to-call';

/** An answer of the book as it is now is good for so long. */
const KEPT_MS = 5 * 60_000;

interface Kept {
  version: string;
  at: number;
  answer: Promise<Answers[Kind]>;
}

/**
 * What the planner says of a whole ward, worked out at most once for each state of its book, and not at every look at a
 * page: each answer reads the ward's doors and all its visits. People who ask meanwhile wait for one computation.
 */
export function createKeptAnswers(context: AppContext) {
  const kept = new Map<string, Kept>();

  /**
   * The answer, and when it was worked out.
   * @param maxAgeMs one of so long ago will do, whatever was written on that day since; 0 for the book as it is.
   */
  return async function answerTo<Asked extends Kind>(
    wardId: string,
    kind: Asked,
    maxAgeMs: number,
  ): Promise<{ answer: Answers[Asked]; at: Date }> {
    const now = context.now();
    const today = localDateOf(now);
    const version = `${await countChanges(context.db, wardId)} ${today}`;
    const key = `${wardId} ${kind}`;
    const known = kept.get(key);
    const age = known === undefined ? Infinity : now.getTime() - known.at;
    if (
      known &&
      ((age < KEPT_MS && known.version === version) || (age < maxAgeMs && localDateOf(new Date(known.at)) === today))
    ) {
      return { answer: await (known.answer as Promise<Answers[Asked]>), at: new Date(known.at) };
    }
    const answer = askPlanner<Asked>(context, wardId, { kind } as Question & { kind: Asked });
    const entry: Kept = { version, at: now.getTime(), answer };
    kept.set(key, entry);
    answer.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    return { answer: (await answer) as Answers[Asked], at: now };
  };
}
