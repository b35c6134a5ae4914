/** Distance of two lanes, counted in lanes of the walking order: neighbours, the same corner of the ward, elsewhere. */
const REACH = [3, 12, Infinity] as const;
/** First guess: minutes beyond the step from one door to the next. The ward has no map, only the walking order. */
const FIRST_GUESS = [1, 4, 8] as const;
/** Minutes for each door passed within a lane. */
const PER_DOOR = 0.06;
const MAX_DOORS_PASSED = 80;
/** The first guess weighs as much as this number of the ward's own walks. */
const GUESS_WEIGHT = 15;
/** Minutes. A longer gap is a rest, a phone call or a forgotten entry. */
const LONGEST_GAP = 30;

/**
 * Minutes from leaving one door to knocking at another, learned from the ward's own rounds: within a lane one step plus
 * a little for each door passed; between lanes by their distance in the walking order.
 */
export class Ways {
  private readonly within: { sum: number; count: number };
  private readonly across: { sum: number; count: number }[];

  /**
   * @param laneOf the lane of each door, numbered in walking order.
   * @param bufferMinutes the policy's minutes between two doors, until the ward's rounds say otherwise.
   */
  constructor(
    private readonly laneOf: Uint32Array,
    bufferMinutes: number,
  ) {
    const guess = (minutes: number) => ({ sum: minutes * GUESS_WEIGHT, count: GUESS_WEIGHT });
    this.within = guess(bufferMinutes);
    this.across = FIRST_GUESS.map((more) => guess(bufferMinutes + more));
  }

  /** Learns from one walk of the ward's own. */
  add(from: number, to: number, minutes: number): void {
    if (minutes < 0 || minutes > LONGEST_GAP) return;
    const apart = Math.abs(this.laneOf[from]! - this.laneOf[to]!);
    const learned = apart === 0 ? this.within : this.across[reachOf(apart)]!;
    learned.sum += apart === 0 ? Math.max(0, minutes - pastDoors(from, to)) : minutes;
    learned.count += 1;
  }

  /** Minutes from a door to its neighbour. */
  get step(): number {
    return this.within.sum / this.within.count;
  }

  /** Minutes between doors of lanes at this distance; never less than between nearer ones. */
  apart(lanes: number): number {
    let minutes = this.step;
    if (lanes > 0)
      for (let reach = 0; reach <= reachOf(lanes); reach += 1)
        minutes = Math.max(minutes, this.across[reach]!.sum / this.across[reach]!.count);
    return minutes;
  }

  /** Minutes from one door to another. */
  between(from: number, to: number): number {
    const apart = Math.abs(this.laneOf[from]! - this.laneOf[to]!);
    return apart === 0 ? this.step + pastDoors(from, to) : this.apart(apart);
  }
}

const pastDoors = (from: number, to: number): number =>
  Math.max(0, Math.min(MAX_DOORS_PASSED, Math.abs(from - to)) - 1) * PER_DOOR;

/** How near a door is to a walk: in one of its lanes, beside one, or in the same corner of the ward. */
export type Nearness = 'lane' | 'beside' | 'corner';

/** The nearness of lanes at this distance in the walking order; null for another part of the ward. */
export function nearnessOf(lanesApart: number): Nearness | null {
  if (lanesApart === 0) return 'lane';
  return (['beside', 'corner', null] as const)[reachOf(lanesApart)]!;
}

const reachOf = (apart: number): number => REACH.findIndex((reach) => apart <= reach);
