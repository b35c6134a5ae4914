import type { Area } from './evening-area';
import type { DoorValues, SlotValues } from './slot-values';
import type { Slot } from './slots';
import type { WardDoors } from './ward-doors';

/** A minute of walking weighs more than a minute at a door: it helps no resident and leads away from the next doors. */
const WAY_WEIGHT = 3.5;
/** Maximum number of doors outside the area that are worth a detour; the best are kept. */
const MAX_OUTSIDE = 60;
/** A detour needs a value per minute this many times that of the best door in the area. */
const MIN_DETOUR_RATIO = 3;

/** A walk under construction: where the team is, and when. */
export interface Walk {
  doors: number[];
  /** Expected minute after midnight at which the team leaves the last door. */
  clock: number;
}

/** The doors that a walk may visit. */
interface WalkableDoors {
  found: SlotValues;
  area: Area | null;
  /** Doors that are on the list in any case. */
  fixed: readonly number[];
}

/**
 * Builds a walk the way a team would: always on to the door with the most value for its minutes there and on the way,
 * at the hour of arrival. Doors that open late therefore come late, and households that named their hours come at those
 * hours.
 */
export class EveningWalk {
  private readonly candidates: Set<number>;

  constructor(
    private readonly values: DoorValues,
    private readonly slot: Slot,
    ground: WalkableDoors,
  ) {
    this.candidates = new Set([...candidatesOf(values.ward, ground), ...ground.fixed]);
  }

  /**
   * Adds doors until the clock passes `until` or the list holds `most`. A door after the last knock counts as one at
   * the last knock.
   */
  advance(walk: Walk, until: number, most: number): void {
    for (const door of walk.doors) this.candidates.delete(door);
    while (walk.clock <= until && walk.doors.length < most) {
      const next = this.nextAfter(walk);
      if (next === null) return;
      const at = walk.clock + this.wayTo(next, walk);
      walk.doors.push(next);
      walk.clock = at + this.stayAt(next, at);
      this.candidates.delete(next);
    }
  }

  private nextAfter(walk: Walk): number | null {
    let best: number | null = null;
    let most = 0;
    for (const door of this.candidates) {
      const way = this.wayTo(door, walk);
      const at = walk.clock + way;
      const rate = this.values.worthAt(door, this.slot, this.knockAt(at)) / (way * WAY_WEIGHT + this.stayAt(door, at));
      if (rate > most) [best, most] = [door, rate];
    }
    return best;
  }

  private wayTo(door: number, { doors }: Walk): number {
    const last = doors.at(-1);
    return last === undefined ? 0 : this.values.ward.ways.between(last, door);
  }

  private stayAt(door: number, at: number): number {
    const { ward } = this.values;
    return ward.expectedStay(door, ward.chanceToMeet(door, this.slot, this.knockAt(at)));
  }

  private knockAt(at: number): number {
    return Math.min(at, this.slot.lastKnock);
  }
}

function candidatesOf(ward: WardDoors, { found, area, fixed }: WalkableDoors): number[] {
  const lanes = new Set(fixed.map((door) => ward.laneOf[door]!));
  for (let lane = area?.fromLane ?? 0; area && lane <= area.toLane; lane += 1) lanes.add(lane);
  const inside = [...lanes]
    .sort((a, b) => a - b)
    .flatMap((lane) => doorsOf(ward, lane))
    .filter((door) => found.minutes[door]! > 0);
  const best = inside.reduce((top, door) => Math.max(top, worth(found, door)), 0);
  const outside: number[] = [];
  found.minutes.forEach((minutes, door) => {
    if (minutes > 0 && worth(found, door) > best * MIN_DETOUR_RATIO && !lanes.has(ward.laneOf[door]!))
      outside.push(door);
  });
  return [...inside, ...outside.sort((a, b) => worth(found, b) - worth(found, a) || a - b).slice(0, MAX_OUTSIDE)];
}

function doorsOf(ward: WardDoors, lane: number): number[] {
  const { start, end } = ward.lanes[lane]!;
  return Array.from({ length: end - start }, (_, index) => start + index);
}

const worth = ({ early, late }: SlotValues, door: number): number => Math.max(early[door]!, late[door]!);
