import type { DoorOutcome } from '../../../generated/prisma/enums';
import { minuteOf } from './clock';
import type { DoorTry } from './planner-input';

/** Minutes spent at a door, learned from the ward's own visits. */
export interface DoorMinutes {
  /** A visit that helps a resident, in households with a priority need and in others. */
  metInNeed: number;
  met: number;
  /** At a door that stays shut, and at one that refuses or puts the visit off. */
  shut: number;
  turnedAway: number;
  /** Standard deviation of the length of a visit. */
  metSpread: number;
}

/** Used until the ward has its own visits: a quarter of an hour for a visit, a few minutes without help. */
export const FIRST_GUESS = { met: 15, metInNeed: 18, shut: 4, turnedAway: 4, metSpread: 9 };
/** The first guess weighs as much as this number of the ward's own visits. */
const GUESS_WEIGHT = 12;
/** A longer stay is a data entry error. */
const LONGEST_STAY = 120;

class Mean {
  private sum: number;
  private squares = 0;
  private count = GUESS_WEIGHT;

  constructor(private readonly guess: number) {
    this.sum = guess * GUESS_WEIGHT;
  }

  add(value: number): void {
    this.sum += value;
    this.count += 1;
    this.squares += (value - this.guess) ** 2;
  }

  get value(): number {
    return this.sum / this.count;
  }

  /** Standard deviation around the first guess, which starts from a guess of its own. */
  spread(guess: number): number {
    return Math.sqrt((this.squares + GUESS_WEIGHT * guess ** 2) / this.count);
  }
}

/**
 * Minutes at a door by outcome: means of the ward's own tries, blended with a first guess while there are few.
 * @param isInNeed whether a household has a priority need now.
 */
export function learnMinutes(tries: readonly DoorTry[], isInNeed: (doorId: string) => boolean): DoorMinutes {
  const met = new Mean(FIRST_GUESS.met);
  const metInNeed = new Mean(FIRST_GUESS.metInNeed);
  const shut = new Mean(FIRST_GUESS.shut);
  const turnedAway = new Mean(FIRST_GUESS.turnedAway);
  const meanOf: Record<DoorOutcome, Mean> = {
    met,
    nobody_home: shut,
    cannot_reach: shut,
    moved_or_vacant: shut,
    refused: turnedAway,
    come_back_later: turnedAway,
  };
  for (const { leftAt, arrivedAt, outcome, doorId } of tries) {
    if (leftAt === null) continue;
    const stay = minuteOf(leftAt) - minuteOf(arrivedAt);
    if (stay >= 0 && stay <= LONGEST_STAY)
      (outcome === 'met' && isInNeed(doorId) ? metInNeed : meanOf[outcome]).add(stay);
  }
  return {
    met: met.value,
    metInNeed: metInNeed.value,
    shut: shut.value,
    turnedAway: turnedAway.value,
    metSpread: met.spread(FIRST_GUESS.metSpread),
  };
}
