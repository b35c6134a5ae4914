import type { OutreachPolicy } from '../../office/calendar/outreach-time';

/** A door that the planner of a round may tick. */
interface OfferedDoor {
  id: string;
  canBePlanned: boolean;
  /** False if the household is away for long. The door may be ticked, but is not preselected. */
  isLikelyHome: boolean;
}

/** What was chosen so far. */
interface EarlierChoice {
  chosenIds: readonly string[];
  /** Doors already on the earlier page: those not chosen were removed on purpose. */
  shownIds: readonly string[];
}

const MIN_SENSIBLE = 5;

/**
 * Number of doors that a team of two can visit in that time, by the ward's minutes from door to door: at least 5, at
 * most `max`. Times are local 'HH:MM'.
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
 * The doors ticked when the list is shown: first those chosen before, then new ones in walking order until the evening
 * is full. A removed door stays unticked; a door that cannot be planned is never ticked.
 */
export function chosenDoors(
  doors: readonly OfferedDoor[],
  { chosenIds, shownIds }: EarlierChoice,
  sensibleCount: number,
): Set<string> {
  const offered = doors.filter((door) => door.canBePlanned);
  const chosen = new Set(offered.filter((door) => chosenIds.includes(door.id)).map((door) => door.id));
  for (const door of offered) {
    if (chosen.size >= sensibleCount) break;
    if (door.isLikelyHome && !shownIds.includes(door.id)) chosen.add(door.id);
  }
  return chosen;
}
