import type { ScamPattern } from '../../../generated/prisma/enums';
import { daysBetween, type LocalDate } from '../../../shared/dates';
import { keysOf, SCAM_PATTERNS } from '../../../shared/labels';

// Which situation is asked next. Pure. A warning about one story fades within two to four weeks, and practice on others of
// its pattern keeps it longer (https://pmc.ncbi.nlm.nih.gov/articles/PMC4199235,
// https://phishingtackle.com/articles/phishing-awareness-lasts-months/): so no resident is asked the same situation twice.

interface Choosable {
  originId: string;
  pattern: ScamPattern;
}

/**
 * Two situations of one pattern for a door, the first before the talk and the second after it: of the alert's pattern if
 * there is one, else of the pattern practised least there; null if no pattern has two that are new to the household.
 * @param seen the origins of the situations that its people answered.
 * @param turn any whole number, so that doors do not all begin with the same pattern.
 */
export function pairForDoor<Situation extends Choosable>(
  situations: readonly Situation[],
  { seen, alert, turn }: { seen: ReadonlySet<string>; alert: ScamPattern | null; turn: number },
): [Situation, Situation] | null {
  const patterns = rotated(keysOf(SCAM_PATTERNS), turn)
    .map((pattern) => situations.filter((situation) => situation.pattern === pattern))
    .map((all) => ({ all, left: rotated(all, turn).filter(({ originId }) => !seen.has(originId)) }))
    .filter(({ left }) => left.length >= 2)
    .sort((one, other) => rank(one) - rank(other));
  function rank({ all, left }: (typeof patterns)[number]): number {
    return left[0]!.pattern === alert ? -1 : all.length - left.length;
  }
  const [first, second] = patterns[0]?.left ?? [];
  return first && second ? [first, second] : null;
}

/** A whole number that follows from the id of a record. */
export const turnOf = (id: string): number => Number.parseInt(id.slice(-6), 16) || 0;

function rotated<Item>(items: readonly Item[], turn: number): Item[] {
  const start = items.length === 0 ? 0 : turn % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

const FIRST_FORTNIGHT: LocalDate = '2026-01-05';

/** The situation of the public page: another one each fortnight, in turn; null if the ward has none. */
export const situationOfFortnight = <Situation>(situations: readonly Situation[], today: LocalDate): Situation | null =>
  rotated(situations, Math.floor(daysBetween(FIRST_FORTNIGHT, today) / 14))[0] ?? null;
