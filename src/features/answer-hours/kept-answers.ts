import type { AppContext } from '../../context';
import { localDateOf } from '../../shared/dates';
import { countChanges } from '../audit/last-change';
import { askPlanner } from '../rounds/planner-thread';
import type { Answers, Question } from '../rounds/planner-worker';

type Kind = 'hours' | 'away-doors';

/** So long an answer is good enough for who looks at years of visits, or turns the pages of a list. */
const KEPT_MS = 5 * 60_000;

interface Kept { version: string; at: number; answer: Promise<Answers[Kind]> }

/**
 * What the planner says of a whole ward, worked out at most once for each state of its book, and not at every look at a
 * page: each answer reads the ward's doors and all its visits. People who ask meanwhile wait for one computation.
 */
export function createKeptAnswers(context: AppContext) {
  const kept = new Map<string, Kept>();

  /** @param mayBeOlder an answer of the last minutes will do, whatever was written since. */
  return async function answerTo<Asked extends Kind>(wardId: string, kind: Asked, { mayBeOlder }: { mayBeOlder: boolean }): Promise<Answers[Asked]> {
    const at = context.now();
    const version = `${await countChanges(context.db, wardId)} ${localDateOf(at)}`;
    const key = `${wardId} ${kind}`;
    const known = kept.get(key);
    const isYoung = known !== undefined && at.getTime() - known.at < KEPT_MS;
    if (isYoung && (mayBeOlder || known.version === version)) return known.answer as Promise<Answers[Asked]>;
    const answer = askPlanner<Asked>(context, wardId, { kind } as Question & { kind: Asked });
    const entry: Kept = { version, at: at.getTime(), answer };
    kept.set(key, entry);
    answer.catch(() => { if (kept.get(key) === entry) kept.delete(key); });
    return answer as Promise<Answers[Asked]>;
  };
}
