import { addDays, type LocalDate } from '../../../shared/dates';
import { sumOf } from '../../../shared/numbers';

// Groups that the team has reached beside those that still wait, over equal windows: a description that claims nothing. Pure.

const WINDOW_DAYS = 90;

export interface DayWindow {
  from: LocalDate;
  to: LocalDate;
}

/** The last 90 days, today included. */
export const laterWindow = (today: LocalDate): DayWindow => ({ from: addDays(today, 1 - WINDOW_DAYS), to: today });

/** The 90 days before those. */
export function earlierWindow(today: LocalDate): DayWindow {
  const { from } = laterWindow(today);
  return { from: addDays(from, -WINDOW_DAYS), to: addDays(from, -1) };
}

export interface Side {
  groups: number;
  adults: number;
  /** Known to have filed in each window, no matter who of the home held the phone. */
  before: number;
  now: number;
  /** Of the newest sample. */
  answered: number;
  alone: number;
}

/** The sides of the ward: groups in which the team has been at a tenth of the doors, and the others. */
export function describeSides(
  groups: readonly { groupId: string; reachedOn: LocalDate | null }[],
  uses: readonly { groupId: string | null; adults: number; before: number; now: number }[],
  newestSample: readonly { groupId: string | null; answered: number; alone: number }[],
): { reached: Side; waiting: Side } {
  const sideOf = (isReached: boolean): Side => {
    const ids = groups.flatMap(({ groupId, reachedOn }) => ((reachedOn !== null) === isReached ? groupId : []));
    const isOfSide = ({ groupId }: { groupId: string | null }) => groupId !== null && ids.includes(groupId);
    const [used, asked] = [uses.filter(isOfSide), newestSample.filter(isOfSide)];
    return {
      groups: ids.length,
      adults: sumOf(used, ({ adults }) => adults),
      before: sumOf(used, ({ before }) => before),
      now: sumOf(used, ({ now }) => now),
      answered: sumOf(asked, ({ answered }) => answered),
      alone: sumOf(asked, ({ alone }) => alone),
    };
  };
  return { reached: sideOf(true), waiting: sideOf(false) };
}
