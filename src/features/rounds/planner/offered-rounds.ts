import type { AreaClosure } from '../../../shared/area-closures';
import { compareStrings } from '../../../shared/compare';
import type { LocalDate } from '../../../shared/dates';
import { FIRST_GUESS } from './door-minutes';
import { fitOf, MAX_SHARE_FOR_EXPECTED } from './expected-visits';
import type { PreferredTime } from './planner-input';
import type { FreeTime, Slot } from './slots';
import { nearnessOf, Ways, type Nearness } from './ways';

/** Where a door lies in the ward. */
interface DoorPlace {
  /** Its lane, numbered in walking order. */
  lane: number;
  walkOrder: string;
  groupId: string | null;
}

/** A door of a planned round; its minutes are those after midnight. */
export interface PlannedDoor extends DoorPlace {
  /** When the team is expected; null if unknown. */
  at: number | null;
  isIfTimeAllows: boolean;
  /** A resident there expects the team: a request, a promise, a call. */
  isExpected: boolean;
  /** The end of the time agreed there; null if any time will do. */
  until: number | null;
}

export interface PlannedRound {
  id: string;
  slot: Slot;
  /** In walking order. */
  doors: readonly PlannedDoor[];
}

/** A door whose household asked for a visit. */
export interface AskedDoor extends DoorPlace {
  wishes: readonly PreferredTime[];
  promisedBy: LocalDate | null;
  /** The last day of a pause on knocking; null without a pause. */
  pausedUntil: LocalDate | null;
  /** When its area is closed. */
  closures?: readonly AreaClosure[];
}

/** In the order in which offers are made. */
const NEARNESS: readonly OfferNearness[] = ['lane', 'beside', 'corner', 'group'];
export type OfferNearness = Nearness | 'group';

/** A planned round that could take the door along. */
export interface Offer<Round extends PlannedRound> {
  round: Round;
  nearness: OfferNearness;
  /** The round comes by the promised day. */
  isInTime: boolean;
  /** The door's index among the doors of the round. */
  index: number;
  /** When the team would be there, in minutes after midnight. */
  at: number;
  /** The preferred time that the round meets; null if any time will do. */
  appointment: FreeTime | null;
}

/**
 * The planned rounds that can take a door along: they pass near, at a time that suits, with room in their time for one
 * more visit and without missing a time agreed elsewhere. Those by the promised day come first, then those that pass
 * nearest, then the earliest. Nearness, room and minutes are the planner's own.
 * @param bufferMinutes the policy's minutes between two doors.
 */
export function offeredRounds<Round extends PlannedRound>(
  door: AskedDoor,
  rounds: readonly Round[],
  bufferMinutes: number,
): Offer<Round>[] {
  const ways = new Ways(new Uint32Array(), bufferMinutes);
  return rounds
    .flatMap((round): Offer<Round>[] => {
      const nearness = nearnessTo(door, round);
      const fit = fitOf({ preferredTimes: door.wishes }, round.slot);
      const isPaused = door.pausedUntil !== null && round.slot.date <= door.pausedUntil;
      const isClosed = door.closures?.some(({ from, until }) => from <= round.slot.date && round.slot.date <= until);
      if (nearness === null || fit === null || isPaused || isClosed) return [];
      const appointment = fit === 'any time' ? null : fit;
      if (!hasTime(round, appointment, ways.step)) return [];
      const place = bestPlace(door, round, appointment, ways);
      const isInTime = door.promisedBy === null || round.slot.date <= door.promisedBy;
      return place ? [{ round, nearness, isInTime, ...place, appointment }] : [];
    })
    .sort(
      (one, other) =>
        Number(other.isInTime) - Number(one.isInTime) ||
        NEARNESS.indexOf(one.nearness) - NEARNESS.indexOf(other.nearness) ||
        compareStrings(one.round.slot.date, other.round.slot.date) ||
        one.round.slot.from - other.round.slot.from ||
        compareStrings(one.round.id, other.round.id),
    );
}

function nearnessTo(door: DoorPlace, { doors }: PlannedRound): OfferNearness | null {
  const apart = Math.min(...doors.map(({ lane }) => Math.abs(lane - door.lane)));
  const nearness = doors.length === 0 ? null : nearnessOf(apart);
  if (nearness) return nearness;
  return door.groupId !== null && doors.some(({ groupId }) => groupId === door.groupId) ? 'group' : null;
}

/**
 * Whether a round can hold one more visit that a resident expects. The other doors give way to it, and the team goes
 * first where a time runs out: each expected visit must still begin by its end if they follow each other in that order.
 */
function hasTime({ slot, doors }: PlannedRound, appointment: FreeTime | null, step: number): boolean {
  const expected = doors.filter(({ isExpected }) => isExpected);
  const ends = [...expected.map(({ until }) => until), appointment && appointment.to]
    .map((end) => Math.min(end ?? Infinity, slot.lastKnock))
    .sort((one, other) => one - other);
  const share = (ends.length * FIRST_GUESS.met) / (slot.lastKnock - slot.from);
  return (
    (expected.length === 0 || share <= MAX_SHARE_FOR_EXPECTED) &&
    ends.every((end, before) => slot.from + before * (FIRST_GUESS.met + step) <= end)
  );
}

/** Minutes. A door that does not stand between its neighbours in the lane costs this much more, for each rule broken. */
const OUT_OF_ORDER = 0.5;

/** The place that costs the least detour and waiting; null if the visit comes too late everywhere. */
function bestPlace(door: DoorPlace, { slot, doors }: PlannedRound, appointment: FreeTime | null, ways: Ways) {
  const arrivals = arrivalsOf(doors, slot.from, ways);
  const way = (one: DoorPlace | undefined, other: DoorPlace | undefined) =>
    one && other ? ways.apart(Math.abs(one.lane - other.lane)) : 0;
  const neighbours = neighboursOf(door, doors);
  let best: { index: number; at: number; cost: number } | null = null;
  for (let index = 0; index <= doors.length; index += 1) {
    const [before, after] = [doors[index - 1], doors[index]];
    const arrival = leaveBefore(index) + way(before, door);
    const at = Math.max(arrival, appointment?.from ?? 0);
    if (at > Math.min(appointment?.to ?? Infinity, slot.lastKnock)) continue;
    const detour = way(before, door) + way(door, after) - way(before, after);
    const isBesideNeighbour = neighbours.some((neighbour) => neighbour === before || neighbour === after);
    const broken = Number(isOutOfOrder(door, before, after)) + Number(neighbours.length > 0 && !isBesideNeighbour);
    const cost = detour + at - arrival + broken * OUT_OF_ORDER;
    if (best === null || cost < best.cost) best = { index, at, cost };
  }
  return best && { index: best.index, at: best.at };

  /** When the team leaves the door before a place, in minutes after midnight. */
  function leaveBefore(index: number): number {
    if (index === 0) return slot.from;
    const next = arrivals[index];
    const arrived = arrivals[index - 1]!;
    return next === undefined || next === Infinity
      ? arrived + FIRST_GUESS.met
      : Math.max(arrived, next - way(doors[index - 1], doors[index]));
  }
}

/** When the team is at each door. If unknown, it spends a visit at each; a door "if time allows" comes too late. */
const arrivalsOf = (doors: readonly PlannedDoor[], from: number, ways: Ways): number[] =>
  doors.map(({ at, isIfTimeAllows }, index) =>
    isIfTimeAllows ? Infinity : (at ?? from + index * (FIRST_GUESS.met + ways.step)),
  );

/** The doors of the same lane that come just before and just after it in walking order. */
function neighboursOf(door: DoorPlace, doors: readonly PlannedDoor[]): PlannedDoor[] {
  const inLane = doors
    .filter(({ lane }) => lane === door.lane)
    .sort((one, other) => compareStrings(one.walkOrder, other.walkOrder));
  const before = inLane.findLast(({ walkOrder }) => walkOrder < door.walkOrder);
  const after = inLane.find(({ walkOrder }) => walkOrder >= door.walkOrder);
  return [before, after].filter((each) => each !== undefined);
}

/** Whether both doors around it are of its lane and lie on the same side of it. */
function isOutOfOrder(door: DoorPlace, before: DoorPlace | undefined, after: DoorPlace | undefined): boolean {
  const [first, last] = [before, after].map((other) =>
    other?.lane === door.lane ? compareStrings(other.walkOrder, door.walkOrder) : 0,
  );
  return first !== 0 && first === last;
}
