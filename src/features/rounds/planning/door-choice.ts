import type { OutreachPolicy } from '../../office/calendar/outreach-time';

/** A door a planner may tick. */
interface OfferedDoor {
  id: string;
  canBePlanned: boolean;
  /** A house where people are away for long may be ticked, but nobody does so for the planner. */
  isLikelyHome: boolean;
}

/** What the planner did so far. */
interface EarlierChoice {
  chosenIds: readonly string[];
  /** Doors that stood on the page before: one of these that is not chosen was taken off on purpose. */
  seenIds: readonly string[];
}

const MIN_SENSIBLE = 5;

/**
 * How many doors two people can knock at in that time, by the ward's minutes from door to door: at least 5, at most
 * `max`. Times are local 'HH:MM'.
 */
export function sensibleDoorCount(
  from: string,
  to: string,
  policy: Pick<OutreachPolicy, 'bufferMinutes'>,
  max: number,
): number {
  const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  const count = Math.floor((minutesOf(to) - minutesOf(from)) / policy.bufferMinutes);
  return Math.min(max, Math.max(MIN_SENSIBLE, count));
}

/**
 * The doors ticked when the list is shown: those chosen before, then, in walking order, new ones until a sensible
 * evening is full. A door that was taken off stays off; one that cannot be planned is never ticked.
 */
export function chosenDoors(
  doors: readonly OfferedDoor[],
  { chosenIds, seenIds }: EarlierChoice,
  sensibleCount: number,
): Set<string> {
  const offered = doors.filter((door) => door.canBePlanned);
  const chosen = new Set(offered.filter((door) => chosenIds.includes(door.id)).map((door) => door.id));
  for (const door of offered) {
    if (chosen.size >= sensibleCount) break;
    if (door.isLikelyHome && !seenIds.includes(door.id)) chosen.add(door.id);
  }
  return chosen;
}
