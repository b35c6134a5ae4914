import { addDays, type LocalDate } from '../../../shared/dates';
import { KEPT_DAYS } from './agreed-call';
import { BANDS, bandOf } from './day-bands';
import { dueFrom, mayTryIn, obstacleOn } from './door-due';
import { pointsOf, worthOf } from './door-worth';
import type { PlannerOptions } from './planner-input';
import type { FreeTime, Slot } from './slots';
import { CHANCE_AT_NAMED_TIME, type WardDoors } from './ward-doors';

/** How strongly a door is kept for its best hours. */
const KEEP_FOR_BEST_HOUR = 0.5;

const MIN_CHANCE = 0.01;
/**
 * The share of a knock's value that remains outside the hours recently named in a call, for rounds with nothing better
 * to do.
 */
const OUTSIDE_NAMED_HOURS = 0.1;

/** The value of every door in the ward's slots, computed once per plan. */
export class DoorValues {
  private readonly points: Float64Array;
  private readonly due: LocalDate[];
  /** The best chance of a door over all bands in which the ward goes out. */
  private readonly best: Float64Array;
  private readonly hasDatedWorth: Uint8Array;
  /** The last day on which a door is kept for the hours it named in a call; only doors without another agreed time. */
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
    this.best = Float64Array.from(doors, (_, door) =>
      bestOf(offered.flatMap((band) => weekdaysOf(band).map((weekday) => chances.inBandOf(door, band, weekday)))),
    );
    // A household that named its hours is kept for them.
    doors.forEach((_, door) => {
      const call = ward.agreedCallAt(door);
      if (!call) return;
      this.best[door] = Math.max(this.best[door]!, CHANCE_AT_NAMED_TIME);
      if (!ward.requestAt(door) && !ward.followUpAt(door)) this.keptUntil.set(door, addDays(call.date, KEPT_DAYS));
    });
    this.hasDatedWorth = Uint8Array.from(doors, (_, door) =>
      Number(Boolean(ward.requestAt(door) ?? ward.followUpAt(door) ?? ward.agreedCallAt(door))),
    );
    this.due = doors.map(({ turnOn }, door) => {
      const from = dueFrom(ward, door, options);
      return turnOn && turnOn > from && !this.hasDatedWorth[door] ? turnOn : from;
    });
  }

  /** Whether a team may go to the door on that day and the door is due. */
  isCandidate(door: number, date: LocalDate): boolean {
    return this.due[door]! <= date && obstacleOn(this.ward, door, date) === null;
  }

  /** Whether a door was met and has neither a request nor a promise since. */
  isRevisit(door: number): boolean {
    return this.hasDatedWorth[door] === 0 && this.ward.historyOf(door).lastMetOn !== null;
  }

  /** When to knock within a slot at a door that named its hours in a call; null if any time is as good. */
  keptTime(door: number, slot: Slot): FreeTime | null {
    if (!this.isKept(door, slot.date)) return null;
    const time = this.ward.agreedTimes(door, slot.date).find(({ from, to }) => from < slot.lastKnock && to > slot.from);
    return time ? { from: Math.max(time.from, slot.from), to: Math.min(time.to, slot.lastKnock) } : null;
  }

  /**
   * Value per minute of a knock, and its minutes, in a part of a slot: at the middle of that part, or of the time in it
   * that the household named. A door kept for a short time gets a small part of its value.
   */
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
   * Value of a knock at a minute: points × chance of a meeting, less if the door opens more often at another hour. 0 if
   * this hour has been tried enough.
   */
  worthAt(door: number, slot: Slot, minute: number): number {
    const { ward, options, offered } = this;
    const { kind, date } = slot;
    const points = this.hasDatedWorth[door] ? pointsOf(worthOf(ward, door, date)) : this.points[door]!;
    if (this.hasDatedWorth[door] && ward.agreedTimes(door, date).some(({ from, to }) => minute >= from && minute <= to))
      return points * ward.chanceToMeet(door, slot, minute);
    if (this.hasDatedWorth[door] && waitsForOtherTime(ward, door, date)) return 0;
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

/**
 * Whether the household waits for the team at other times than today's: a preferred time, a promise made at the door, a
 * day named in a call.
 */
function waitsForOtherTime(ward: WardDoors, door: number, date: LocalDate): boolean {
  if (ward.isPutOff(door)) return date <= ward.followUpAt(door)!.dueOn;
  return (
    Boolean(ward.requestAt(door)?.wishes.length) ||
    ward.appointmentOn(door, date) !== undefined ||
    ward.dayCallAt(door) !== undefined
  );
}

const bestOf = (chances: readonly number[]): number => Math.max(MIN_CHANCE, ...chances);

function weekdaysOf(band: number): number[] {
  const { kind } = BANDS[band]!;
  return kind === 'weekday' ? [1, 2, 3, 4, 5] : [kind === 'saturday' ? 6 : 7];
}

/** The doors for one slot: the value of each per minute, in the first and in the second half of the slot. */
export interface SlotValues {
  early: Float64Array;
  late: Float64Array;
  /** Expected minutes in the better half, with the step from the neighbour; 0 for doors outside this slot. */
  minutes: Float64Array;
}

/**
 * @param isOpenTo whether the slot may have the door at all: in its area, not taken by another round, not struck out.
 */
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
  dropRevisits(values, found, length);
  return found;
}

/** Met doors that expect no visit return only if the doors not yet met do not fill the time. */
function dropRevisits(values: DoorValues, { early, late, minutes }: SlotValues, length: number): void {
  const isAgain = (door: number) => minutes[door]! > 0 && values.isRevisit(door);
  const needed = minutes.reduce((sum, each, door) => sum + (isAgain(door) ? 0 : each), 0);
  if (needed < length) return;
  minutes.forEach((_, door) => {
    if (isAgain(door)) early[door] = late[door] = minutes[door] = 0;
  });
}
