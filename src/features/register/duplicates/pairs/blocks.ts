import { compare, LIKELY_SAME, type ReadPerson, type SamePerson } from '../../residents/same-person';

/** A resident read for comparison, with the block that the database assigned. */
export interface BlockedPerson extends ReadPerson {
  id: string;
  block: string;
}

/** A larger block is a weak signal, so only neighbours by middle name and birth are compared in it. */
const MAX_COMPARED = 300;
const NEIGHBOURS = 60;

/**
 * Likely pairs among the people of one block. A block of n people needs at most n² / 2 comparisons up to 300 people and
 * 60 n above.
 */
export function likelyPairs(block: readonly BlockedPerson[]): { oneId: string; otherId: string; same: SamePerson }[] {
  const isLarge = block.length > MAX_COMPARED;
  const people = isLarge ? [...block].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)) : block;
  const found: { oneId: string; otherId: string; same: SamePerson }[] = [];
  for (let index = 0; index < people.length; index += 1) {
    const last = isLarge ? Math.min(people.length, index + 1 + NEIGHBOURS) : people.length;
    for (let other = index + 1; other < last; other += 1) {
      const same = compare(people[index]!, people[other]!);
      if (same.score < LIKELY_SAME) continue;
      const [oneId, otherId] = orderedPair(people[index]!.id, people[other]!.id);
      found.push({ oneId, otherId, same });
    }
  }
  return found;
}

const sortKey = ({ given, middle, birth }: BlockedPerson): string =>
  [given.folded, ...middle.map(({ folded }) => folded), birth?.date].join(' ');

/** Each pair is stored once, the smaller id first. */
export const orderedPair = (one: string, other: string): [string, string] =>
  one < other ? [one, other] : [other, one];

/** A score in thousandths, as it is stored and sorted by. */
export const thousandths = (score: number): number => Math.round(score * 1000);
