import type { DayKind } from '../../office/calendar/outreach-time';
import { bandOf, BAND_COUNT, isEvening } from './day-bands';
import { DOOR_CLASSES, type DoorClass } from './door-class';
import { chanceAfter, type PastTry } from './door-tendency';
import { priorLogOdds } from './prior-chances';

/** A try, as input for learning the hours. */
export interface LearnedTry {
  door: number;
  band: number;
  weekday: number;
  isAnswered: boolean;
}

/**
 * Standard deviations (log-odds) of wards, classes and groups. The smaller one is, the more tries it takes to shift the
 * expectation.
 */
const SPREADS = { band: 0.5, doorClass: 0.4, classInBand: 0.4, group: 0.35, groupInPart: 0.25 };
/** Only the newest tries, up to this number, are used: more of them no longer change the result. */
const MAX_TRIES = 80_000;

/** One set of shifts of the expectation, learned from the number of answered tries against the expected number. */
class Shifts {
  readonly values: Float64Array;
  private readonly surplus: Float64Array;
  private readonly information: Float64Array;

  constructor(
    count: number,
    private readonly spread: number,
  ) {
    this.values = new Float64Array(count);
    this.surplus = new Float64Array(count);
    this.information = new Float64Array(count);
  }

  observe(index: number, answered: number, expected: number): void {
    this.surplus[index]! += answered - expected;
    this.information[index]! += expected * (1 - expected);
  }

  /** One Newton step towards the most likely shift, held back by how small such shifts usually are. */
  learn(): void {
    const precision = 1 / this.spread ** 2;
    this.values.forEach((value, index) => {
      this.values[index] = value + (this.surplus[index]! - value * precision) / (this.information[index]! + precision);
    });
    this.surplus.fill(0);
    this.information.fill(0);
  }
}

/**
 * The chance that a knock is answered, by door and band, learned from the ward's own tries: prior expectation + ward's
 * hour + class of household + class at that hour + residential group + group by day or evening, each shrunk towards
 * zero while it has few tries, then the door's own tendency.
 */
export class AnswerChances {
  private readonly inBand = new Shifts(BAND_COUNT, SPREADS.band);
  private readonly ofClass = new Shifts(DOOR_CLASSES.length, SPREADS.doorClass);
  private readonly ofClassInBand = new Shifts(DOOR_CLASSES.length * BAND_COUNT, SPREADS.classInBand);
  private readonly ofGroup: Shifts;
  private readonly ofGroupInPart: Shifts;
  private readonly pastTries: PastTry[][];
  private readonly known = new Map<number, Float64Array>();

  /**
   * @param classes of each door, an index into DOOR_CLASSES.
   * @param groups of each door, from 0 to `groupCount` - 1; one of them may stand for 'none'.
   * @param tries oldest first.
   */
  constructor(
    private readonly classes: Uint8Array,
    private readonly groups: Uint16Array,
    groupCount: number,
    tries: readonly LearnedTry[],
  ) {
    this.ofGroup = new Shifts(groupCount, SPREADS.group);
    this.ofGroupInPart = new Shifts(groupCount * 2, SPREADS.groupInPart);
    this.pastTries = Array.from(classes, () => []);
    for (const { door, band, weekday, isAnswered } of tries.slice(-MAX_TRIES))
      this.pastTries[door]!.push({ band, weekday, isAnswered, expected: 0 });
    // One after the other, the broad before the fine, so that no two learn the same effect; then the broad ones again.
    const { inBand, ofClass, ofClassInBand, ofGroup, ofGroupInPart } = this;
    for (const shifts of [inBand, ofClass, ofGroup, ofClassInBand, ofGroupInPart, inBand, ofClass]) this.sweep(shifts);
    this.expectAgain();
  }

  /** Chance from 0 to 1 that this door opens in this band of a weekday (1 Monday to 7 Sunday). */
  inBandOf(door: number, band: number, weekday: number): number {
    return this.allIn(band, weekday)[door]!;
  }

  /** The same for a minute after midnight; between two hours of a weekday evening it changes gradually. */
  at(door: number, kind: DayKind, weekday: number, minute: number): number {
    const band = bandOf(kind, minute);
    if (kind !== 'weekday' || minute < 18 * 60 + 30) return this.inBandOf(door, band, weekday);
    const share = ((minute - 30) % 60) / 60;
    const earlier = bandOf(kind, minute - 30);
    const later = bandOf(kind, minute + 30);
    return this.inBandOf(door, earlier, weekday) * (1 - share) + this.inBandOf(door, later, weekday) * share;
  }

  /** The expected chance at an average door of a class and group, as a page shows it; no door's own tries count. */
  expectedIn(band: number, doorClass: DoorClass, group: number): number {
    return chanceAfter([], { band, weekday: 0, expected: this.logOdds(DOOR_CLASSES.indexOf(doorClass), group, band) });
  }

  private allIn(band: number, weekday: number): Float64Array {
    const key = band * 8 + weekday;
    let chances = this.known.get(key);
    if (!chances) {
      chances = Float64Array.from(this.classes, (doorClass, door) =>
        chanceAfter(this.pastTries[door]!, {
          band,
          weekday,
          expected: this.logOdds(doorClass, this.groups[door]!, band),
        }),
      );
      this.known.set(key, chances);
    }
    return chances;
  }

  private logOdds(doorClass: number, group: number, band: number): number {
    return (
      priorLogOdds(band, DOOR_CLASSES[doorClass]!) +
      this.inBand.values[band]! +
      this.ofClass.values[doorClass]! +
      this.ofClassInBand.values[doorClass * BAND_COUNT + band]! +
      this.ofGroup.values[group]! +
      this.ofGroupInPart.values[group * 2 + Number(isEvening(band))]!
    );
  }

  private sweep(learning: Shifts): void {
    this.expectAgain();
    this.pastTries.forEach((tries, door) => {
      tries.forEach((pastTry, index) => {
        // Doors are tried again because they stayed shut, so each try is compared with the expectation after the
        // earlier ones.
        learning.observe(
          this.indexIn(learning, door, pastTry.band),
          Number(pastTry.isAnswered),
          chanceAfter(tries, pastTry, index),
        );
      });
    });
    learning.learn();
  }

  private indexIn(shifts: Shifts, door: number, band: number): number {
    switch (shifts) {
      case this.inBand:
        return band;
      case this.ofClass:
        return this.classes[door]!;
      case this.ofClassInBand:
        return this.classes[door]! * BAND_COUNT + band;
      case this.ofGroup:
        return this.groups[door]!;
      default:
        return this.groups[door]! * 2 + Number(isEvening(band));
    }
  }

  private expectAgain(): void {
    this.pastTries.forEach((tries, door) => {
      for (const pastTry of tries)
        pastTry.expected = this.logOdds(this.classes[door]!, this.groups[door]!, pastTry.band);
    });
  }
}
