import type { Area } from './evening-area';
import type { SlotValues } from './slot-values';
import type { WardDoors } from './ward-doors';

/** Doors outside the area that are worth so much more than others that the team goes out of its way: the best so many. */
const MOST_OUTSIDE = 150;
/** Worth of a minute at such a door, by that of the best of the area. */
const WORTH_THE_WAY = 3;

interface Best {
  door: number;
  index: number;
  way: number;
}

/**
 * Chooses the doors of an evening one after the other: always the one that brings most for the minutes at the door and of
 * the way to it, until the time is full. Doors of the area, of the lanes to which a call leads anyway, and single ones
 * elsewhere that are worth far more.
 */
export class DoorChoice {
  /** In walking order. */
  private readonly chain: number[];
  private readonly candidates: number[];
  private used: number;

  /**
   * @param fixed doors that are on the list anyway, with the minutes they will take.
   * @param most doors on the list at most, the fixed ones included.
   */
  constructor(private readonly ward: WardDoors, private readonly values: SlotValues, area: Area | null, fixed: ReadonlyMap<number, number>, private readonly most: number) {
    this.chain = [...fixed.keys()].sort((a, b) => a - b);
    this.used = [...fixed.values()].reduce((sum, minutes) => sum + minutes, 0)
      + this.chain.slice(1).reduce((sum, door, index) => sum + ward.ways.between(this.chain[index]!, door) - ward.ways.step, 0);
    this.candidates = candidatesOf(ward, values, area, this.chain).filter((door) => !fixed.has(door));
  }

  /**
   * More doors that continue a walk where it ends, one after the other, until the expected minutes reach `until`; in the
   * order of that walk.
   */
  continueFrom(end: number | undefined, until: number): number[] {
    const taken: number[] = [];
    let last = end;
    while (this.used < until && this.chain.length < this.most) {
      const next = this.best((door) => (last === undefined ? 0 : this.ward.ways.between(last, door) - this.ward.ways.step));
      if (!next) break;
      last = next.door;
      taken.push(last);
      this.use(next);
    }
    return taken;
  }

  /** Doors until the expected minutes reach `until`; fewer when there are no more. */
  takeUntil(until: number): number[] {
    const taken: number[] = [];
    while (this.used < until && this.chain.length < this.most) {
      const next = this.best((door) => this.wayTo(door));
      if (!next) break;
      taken.push(next.door);
      this.use(next);
    }
    return taken;
  }

  private use({ door, index, way }: Best): void {
    this.used += this.values.minutes[door]! + way;
    this.chain.splice(this.positionOf(door), 0, door);
    this.candidates.splice(index, 1);
  }

  private best(wayTo: (door: number) => number): Best | null {
    let best: Best | null = null;
    let most = 0;
    this.candidates.forEach((door, index) => {
      const way = wayTo(door);
      const minutes = this.values.minutes[door]!;
      const rate = (worth(this.values, door) * minutes) / (minutes + way);
      if (rate > most) {
        most = rate;
        best = { door, index, way };
      }
    });
    return best;
  }

  private positionOf(door: number): number {
    const position = this.chain.findIndex((other) => other > door);
    return position < 0 ? this.chain.length : position;
  }

  /** Minutes of way that a door adds, beyond the one step that every door costs. */
  private wayTo(door: number): number {
    const { ways } = this.ward;
    const position = this.positionOf(door);
    const before = this.chain[position - 1];
    const after = this.chain[position];
    const from = before === undefined ? 0 : ways.between(before, door);
    const to = after === undefined ? 0 : ways.between(door, after);
    const direct = before === undefined || after === undefined ? 0 : ways.between(before, after);
    return Math.max(0, from + to - direct - ways.step);
  }
}

function candidatesOf(ward: WardDoors, values: SlotValues, area: Area | null, calls: readonly number[]): number[] {
  const lanes = new Set(calls.map((door) => ward.laneOf[door]!));
  for (let lane = area?.fromLane ?? 0; area && lane <= area.toLane; lane += 1) lanes.add(lane);
  const inside = [...lanes].sort((a, b) => a - b).flatMap((lane) => doorsOf(ward, lane)).filter((door) => values.minutes[door]! > 0);
  const best = inside.reduce((top, door) => Math.max(top, worth(values, door)), 0);
  const outside: number[] = [];
  values.minutes.forEach((minutes, door) => {
    if (minutes > 0 && worth(values, door) > best * WORTH_THE_WAY && !lanes.has(ward.laneOf[door]!)) outside.push(door);
  });
  return [...inside, ...outside.sort((a, b) => worth(values, b) - worth(values, a) || a - b).slice(0, MOST_OUTSIDE)];
}

function doorsOf(ward: WardDoors, lane: number): number[] {
  const { start, end } = ward.lanes[lane]!;
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function worth({ early, late }: SlotValues, door: number): number {
  return Math.max(early[door]!, late[door]!);
}
