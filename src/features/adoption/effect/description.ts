import { addDays, type LocalDate } from '../../../shared/dates';

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

interface Sided {
  groupId: string;
  reachedOn: LocalDate | null;
}

/** The sides of the ward: groups in which the team has been at a tenth of the doors, and the others. */
export function describeSides(
  groups: readonly Sided[],
  uses: readonly { groupId: string | null; adults: number; before: number; now: number }[],
  newestSample: readonly { groupId: string | null; answered: number; alone: number }[],
): { reached: Side; waiting: Side } {
  const usesOf = new Map(uses.map((row) => [row.groupId, row]));
  const sampleOf = new Map(newestSample.map((row) => [row.groupId, row]));
  const sideOf = (members: readonly Sided[]): Side => {
    const side: Side = { groups: members.length, adults: 0, before: 0, now: 0, answered: 0, alone: 0 };
    for (const { groupId } of members) {
      const use = usesOf.get(groupId);
      const sample = sampleOf.get(groupId);
      side.adults += use?.adults ?? 0;
      side.before += use?.before ?? 0;
      side.now += use?.now ?? 0;
      side.answered += sample?.answered ?? 0;
      side.alone += sample?.alone ?? 0;
    }
    return side;
  };
  return {
    reached: sideOf(groups.filter(({ reachedOn }) => reachedOn !== null)),
    waiting: sideOf(groups.filter(({ reachedOn }) => reachedOn === null)),
  };
}
