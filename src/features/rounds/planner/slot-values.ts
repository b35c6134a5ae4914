import { addDays, type LocalDate } from '../../../shared/dates';
import { KEPT_DAYS } from './agreed-call';
import { BANDS, bandOf } from './day-bands';
import { dueFrom, mayTryIn, obstacleOn } from './door-due';
import { pointsOf, worthOf } from './door-worth';
import type { PlannerOptions } from './planner-input';
import type { FreeTime, Slot } from './slots';
import { KEEPS_WORD, type WardDoors } from './ward-doors';

/** How strongly a door is kept for the hours at which it opens most. */
const KEEP_FOR_BEST_HOUR = 0.5;

const LEAST_CHANCE = 0.01;
/** What a knock is still worth at other hours than those that a door named on the telephone lately: for when a round has nothing better to do. */
const OUTSIDE_NAMED_HOURS = 0.1;

/** What every door is worth in the ward's slots, worked out once for a plan. */
export class DoorValues {
  private readonly points: Float64Array;
  private readonly due: LocalDate[];
  /** The best chance of a door over all bands in which the ward goes out. */
  private readonly best: Float64Array;
  private readonly hasDatedWorth: Uint8Array;
  /** Of doors that said on the telephone when they are at home, and nothing else: the last day on which they are kept for then. */
  private readonly keptUntil = new Map<number, LocalDate>();

  /** @param offered bands in which the ward goes out. */
  constructor(
    readonly ward: WardDoors,
    readonly options: PlannerOptions,
    private readonly offered: readonly number[],
    firstDate: LocalDate,
  ) {
    const { doors, chances } = ward;
    this.points = Float64Array.from(doors, (_, door) => pointsOf(worthOf(ward, door, firstDate)));
    this.due = doors.map((_, door) => dueFrom(ward, door, options));
    this.best = Float64Array.from(doors, (_, door) =>
      bestOf(offered.flatMap((band) => weekdaysOf(band).map((weekday) => chances.inBandOf(door, band, weekday)))),
    );
    // Whoever said when they are at home is kept for then.
    doors.forEach((_, door) => {
      const call = ward.agreedCallAt(door);
      if (!call) return;
      this.best[door] = Math.max(this.best[door]!, KEEPS_WORD);
      if (!ward.requestAt(door) && !ward.followUpAt(door)) this.keptUntil.set(door, addDays(call.date, KEPT_DAYS));
    });
    this.hasDatedWorth = Uint8Array.from(doors, (_, door) =>
      Number(Boolean(ward.requestAt(door) ?? ward.followUpAt(door) ?? ward.agreedCallAt(door))),
    );
  }

  /** Whether somebody may be sent there on a day, and it is time to. */
  isCandidate(door: number, date: LocalDate): boolean {
    return this.due[door]! <= date && obstacleOn(this.ward, door, date) === null;
  }

  /** Whether a door was met and neither asked nor was promised anything since. */
  isOnlyAgain(door: number): boolean {
    return this.hasDatedWorth[door] === 0 && this.ward.historyOf(door).lastMetOn !== null;
  }

  /** When a door is to be knocked at in a slot, because it said on the telephone that it is at home then; null when any time is as good. */
  keptTime(door: number, slot: Slot): FreeTime | null {
    if (!this.isKept(door, slot.date)) return null;
    const time = this.ward.agreedTimes(door, slot.date).find(({ from, to }) => from < slot.lastKnock && to > slot.from);
    return time ? { from: Math.max(time.from, slot.from), to: Math.min(time.to, slot.lastKnock) } : null;
  }

  /** Worth of a knock for each minute that it takes, and these minutes, in a part of a slot: in the middle of it, or of the time in it that the door named. A door that is kept for a short time is worth a small part. */
  ratedIn(door: number, slot: Slot, part: FreeTime): { perMinute: number; minutes: number } {
    const named = this.hasDatedWorth[door]
      ? this.ward.agreedTimes(door, slot.date).find(({ from, to }) => from < part.to && to > part.from)
      : undefined;
    const time = named ? { from: Math.max(part.from, named.from), to: Math.min(part.to, named.to) } : part;
    const minute = (time.from + time.to) / 2;
    const minutes = this.ward.expectedMinutes(door, this.ward.chanceToMeet(door, slot, minute));
    const share = this.isKept(door, slot.date) ? (time.to - time.from) / (part.to - part.from) : 1;
    return { perMinute: (this.worthAt(door, slot, minute) * share) / minutes, minutes };
  }

  /**
   * Worth of a knock at a minute: points × chance to meet, less when the door opens more often at another hour. 0 when
   * this hour has been tried enough.
   */
  worthAt(door: number, slot: Slot, minute: number): number {
    const { ward, options, offered } = this;
    const { kind, date } = slot;
    const points = this.hasDatedWorth[door] ? pointsOf(worthOf(ward, door, date)) : this.points[door]!;
    if (this.hasDatedWorth[door] && ward.agreedTimes(door, date).some(({ from, to }) => minute >= from && minute <= to))
      return points * ward.chanceToMeet(door, slot, minute);
    if (this.hasDatedWorth[door] && waitsForAnother(ward, door, date)) return 0;
    if (!mayTryIn(ward, door, bandOf(kind, minute), { offered, options })) return 0;
    const opens = ward.chanceToAnswer(door, slot, minute);
    return (
      points *
      opens *
      ward.welcomeAt(door) *
      Math.min(1, opens / this.best[door]!) ** KEEP_FOR_BEST_HOUR *
      (this.isKept(door, date) ? OUTSIDE_NAMED_HOURS : 1)
    );
  }

  private isKept(door: number, date: LocalDate): boolean {
    return this.hasDatedWorth[door] === 1 && date <= (this.keptUntil.get(door) ?? '');
  }
}

/** Whether they wait for somebody at other times than this day's others: a wish, a promise made at the door, a day named on the telephone. */
function waitsForAnother(ward: WardDoors, door: number, date: LocalDate): boolean {
  if (ward.isPutOff(door)) return date <= ward.followUpAt(door)!.dueOn;
  return (
    Boolean(ward.requestAt(door)?.wishes.length) ||
    ward.appointmentOn(door, date) !== undefined ||
    ward.dayCallAt(door) !== undefined
  );
}

function bestOf(chances: readonly number[]): number {
  return Math.max(LEAST_CHANCE, ...chances);
}

/** The weekdays on which a band lies. */
function weekdaysOf(band: number): number[] {
  const { kind } = BANDS[band]!;
  return kind === 'weekday' ? [1, 2, 3, 4, 5] : [kind === 'saturday' ? 6 : 7];
}

/** The doors for one slot: what each is worth, for every minute it takes, in the slot's first and in its second half. */
export interface SlotValues {
  early: Float64Array;
  late: Float64Array;
  /** Expected minutes in the better half, with a step from the neighbour; 0 for doors that are none of this slot. */
  minutes: Float64Array;
}

/** @param isOpenTo whether the slot may have the door at all: in its area, not taken by another round, not struck out. */
export function valuesIn(values: DoorValues, slot: Slot, isOpenTo: (door: number) => boolean): SlotValues {
  const { ward } = values;
  const count = ward.doors.length;
  const found: SlotValues = {
    early: new Float64Array(count),
    late: new Float64Array(count),
    minutes: new Float64Array(count),
  };
  const length = slot.lastKnock - slot.from;
  const middle = slot.from + length / 2;
  const [first, second] = [
    { from: slot.from, to: middle },
    { from: middle, to: slot.lastKnock },
  ];
  for (let door = 0; door < count; door += 1) {
    if (!isOpenTo(door) || !values.isCandidate(door, slot.date)) continue;
    const [early, late] = [values.ratedIn(door, slot, first), values.ratedIn(door, slot, second)];
    found.early[door] = early.perMinute;
    found.late[door] = late.perMinute;
    if (early.perMinute > 0 || late.perMinute > 0)
      found.minutes[door] = (early.perMinute > late.perMinute ? early : late).minutes;
  }
  leaveOutMet(values, found, length);
  return found;
}

/** Doors that were met and expect nobody come again only when those that were not do not fill the time. */
function leaveOutMet(values: DoorValues, { early, late, minutes }: SlotValues, length: number): void {
  const isAgain = (door: number) => minutes[door]! > 0 && values.isOnlyAgain(door);
  const needed = minutes.reduce((sum, each, door) => sum + (isAgain(door) ? 0 : each), 0);
  if (needed < length) return;
  minutes.forEach((_, door) => {
    if (isAgain(door)) early[door] = late[door] = minutes[door] = 0;
  });
}
