import { isSameAnswer, READINESS_FIELDS, type ReadinessFacts } from '../../../shared/readiness-fields';

/**
 * Merges the answers of a user who filled in the form while another person saved a row: an answer left as the form
 * showed it keeps its current value, a changed one counts.
 * @param shown what the form showed; @param mine what came back; @param now what is in force on the day of the form.
 */
export function mergeReadiness(shown: ReadinessFacts, mine: ReadinessFacts, now: ReadinessFacts) {
  const changed = READINESS_FIELDS.filter((field) => !isSameAnswer(field, mine, shown));
  return {
    facts: { ...now, ...(Object.fromEntries(changed.map((field) => [field, mine[field]])) as Partial<ReadinessFacts>) },
    /** What both changed, each to another answer; `facts` holds mine. */
    clashing: changed.filter((field) => !isSameAnswer(field, now, shown) && !isSameAnswer(field, now, mine)),
  };
}
