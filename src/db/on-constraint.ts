import { violatedConstraint } from './database';

/**
 * Runs a write that a unique index or an exclusion constraint may refuse, because two people wrote the same at the same
 * moment or a name is taken.
 * @param outcomes what to answer, by the name of the constraint or a part of it. Any other error is thrown.
 */
export async function onConstraint<Answer, Outcome>(
  outcomes: Readonly<Record<string, Answer>>,
  write: () => Promise<Outcome>,
): Promise<Outcome | Answer> {
  try {
    return await write();
  } catch (error) {
    const constraint = violatedConstraint(error);
    const violated = Object.keys(outcomes).find((name) => constraint?.includes(name));
    if (violated === undefined) throw error;
    return outcomes[violated]!;
  }
}
