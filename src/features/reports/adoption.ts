import { addDays, addMonths, weekStartOf, type LocalDate } from '../../shared/dates';

// The definitions behind the chairman's figures: docs/adr/0008. The adult age is the ward's setting.

/** A share with both of its numbers, which are always shown together. */
export interface Share {
  numerator: number;
  denominator: number;
}

/** First day of the window "the last 12 months" that ends on `until`, that day included. */
export function windowStart(until: LocalDate): LocalDate {
  return addDays(addMonths(until, -12), 1);
}

/** Day `date` of the year in which somebody born then turns `adultAge`: the newest birth date that counts as adult. */
export function newestAdultBirth(on: LocalDate, adultAge: number): { day: LocalDate; year: number } {
  return { day: addMonths(on, -12 * adultAge), year: Number(on.slice(0, 4)) - adultAge };
}

/** The last `count` week ends up to `today`: Sundays, the running week being cut at today. Oldest first. */
export function weekEnds(today: LocalDate, count: number): LocalDate[] {
  const thisMonday = weekStartOf(today);
  const past = Array.from({ length: count - 1 }, (_, index) => addDays(thisMonday, -1 - 7 * (count - 2 - index)));
  return [...past, today];
}

/**
 * How many people had used the portal in the 12 months before each of `ends` (ascending).
 * @param uses every use as [resident, day], ascending by resident, then day.
 * At each end only a person's newest use counts, so that each is counted once however often they use it.
 */
export function usersAtEnds(uses: readonly (readonly [resident: string | number, day: LocalDate])[], ends: readonly LocalDate[]): number[] {
  const starts = ends.map(windowStart);
  const counts = ends.map(() => 0);
  for (let index = 0; index < uses.length; index += 1) {
    const [resident, day] = uses[index]!;
    const next = uses[index + 1];
    for (let end = 0; end < ends.length; end += 1) {
      const isNewest = next?.[0] !== resident || next[1] > ends[end]!;
      if (day >= starts[end]! && day <= ends[end]! && isNewest) counts[end]! += 1;
    }
  }
  return counts;
}

export interface TargetTag {
  kind: 'ok' | 'try' | 'need' | 'plain';
  text: string;
}

/** What a group's share says against the ward's target (per cent), in words: how many people are still missing. */
export function targetTag(share: Share, targetPercent: number | null): TargetTag {
  if (share.denominator === 0) return { kind: 'plain', text: 'chưa có người' };
  if (targetPercent === null) return { kind: 'plain', text: 'chưa đặt mục tiêu' };
  const needed = Math.ceil((share.denominator * targetPercent) / 100);
  if (share.numerator >= needed) return { kind: 'ok', text: 'đạt mục tiêu' };
  const missing = needed - share.numerator;
  return { kind: missing * 2 > needed ? 'need' : 'try', text: `còn thiếu ${missing} người` };
}
