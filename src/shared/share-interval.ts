// What a share of those asked says about all. Pure.

/** Shares of fewer answers are not shown: they would tell who gave which. */
export const LEAST_ANSWERS = 5;

/** Shares between 0 and 1. */
export interface Estimate {
  share: number;
  low: number;
  high: number;
}

/**
 * The share of those asked, and what it says of all if the others are like them; null before the first answer.
 * @param people how many different people the answers are of, if fewer: answers of one person are alike.
 */
export const shareOfAsked = (yes: number, asked: number, people = asked): Estimate | null =>
  asked === 0 ? null : wilson(yes / asked, people, studentQuantile(people - 1));

/**
 * Wilson's 95 % interval (1927) of a share. @param answers how many independent answers it rests on, perhaps fewer than were
 * given. @param quantile of Student's t.
 */
export function wilson(share: number, answers: number, quantile: number): Estimate {
  const square = quantile ** 2;
  const centre = share + square / (2 * answers);
  const reach = quantile * Math.sqrt((share * (1 - share)) / answers + square / (4 * answers ** 2));
  const scale = 1 + square / answers;
  return { share, low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale) };
}

/** The 97.5 % quantile of Student's t (Cornish and Fisher's expansion): 1.96 for many degrees of freedom. */
export function studentQuantile(degrees: number): number {
  const normal = 1.959964;
  const free = Math.max(1, degrees);
  return (
    normal + (normal ** 3 + normal) / (4 * free) + (5 * normal ** 5 + 16 * normal ** 3 + 3 * normal) / (96 * free ** 2)
  );
}
