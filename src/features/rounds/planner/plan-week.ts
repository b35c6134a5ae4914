import { formatDayMonth, weekdayName, type LocalDate } from '../../../shared/dates';
import {
  expectedAmong,
  expectedVisits,
  fitOf,
  isInTime,
  placeExpected,
  promiseText,
  asNotPlaced,
  type ExpectedVisit,
} from './expected-visits';
import { obstacleOn } from './door-due';
import { doorsToCall, doorToCallText } from './doors-to-call';
import { bestArea } from './evening-area';
import { listEvening } from './evening-list';
import { seatKnownFaces } from './known-faces';
import { offeredBands } from './offered-bands';
import type { PlannerInput, PlannerOptions, WeekAsk } from './planner-input';
import type { NotPlaced, PlannerOutput, ProposedRound } from './planner-output';
import { proposedRound } from './proposal';
import { DoorValues, valuesIn, type SlotValues } from './slot-values';
import { datesBetween, slotsOn, type Slot } from './slots';
import { proposeTeams, type RatedSlot } from './teams';
import { postponeThinRounds, type WeekRound } from './thin-rounds';
import { waitingInNeed } from './waiting-in-need';
import { isAppointment, isOnDay, type WardDoors } from './ward-doors';

/** Typical number of doors that a team visits in a round. */
const DOORS_PER_ROUND = 12;
const NOTHING_LOCKED: ReadonlySet<number> = new Set();

/**
 * Plans rounds for all teams on the days asked for: who goes when, the visits expected then, and the doors around them.
 */
export function planWeek(ward: WardDoors, input: PlannerInput, ask: WeekAsk, options: PlannerOptions): PlannerOutput {
  const from = ask.from < input.today ? input.today : ask.from;
  const dates = datesBetween(from, ask.to);
  const slots = dates.flatMap((date) => slotsOn(date, ward.kindOf(date), input, options));
  const offered = offeredBands(input.policy);
  const values = new DoorValues(ward, options, offered, from);
  const taken = takenDoors(ward, input);
  const inSlots = new ValuesBySlot(values, taken);
  const expected = [
    ...expectedVisits(ward, input, { from, to: ask.to }),
    ...waitingInNeed(ward, offered, { from, to: ask.to }, options),
  ].filter(({ door }) => taken[door] === 0);
  const expectedRounds = Math.max(
    1,
    Math.floor((input.officers.length * options.maxRoundsPerWeek) / input.policy.teamSize),
  );
  const rated = slots.map((slot): RatedSlot => ({
    slot,
    rate: rateOf(inSlots.of(slot), expectedRounds * DOORS_PER_ROUND) * (slot.lastKnock - slot.from),
  }));
  const wanted = expected
    .filter((visit) => visit.preferredTimes.length > 0 || visit.promisedBy !== null)
    .map((visit) =>
      slots.filter(
        (slot) =>
          fitOf(visit, slot) !== null && isInTime(visit, slot) && obstacleOn(ward, visit.door, slot.date) === null,
      ),
    )
    .filter((group) => group.length > 0);
  const { outings, notPlaced } = proposeTeams(input, rated, wanted, options);
  const fillings = outings.map((outing): WeekRound => ({ ...outing, fixed: [], area: null, stops: [] }));
  // Every round first finds its area, drawn towards the requests. Requests that no round reaches this way then go to
  // the round that suits them best.
  for (const filling of fillings) {
    const found = inSlots.of(filling.slot);
    filling.area = bestArea(ward, found, {
      minutes: filling.slot.lastKnock - filling.slot.from,
      maxLanes: options.maxLanes,
      expectedLanes: [],
    });
    fill(filling);
  }
  for (const filling of fillings) filling.fixed.push(...expectedAmong(filling, expected));
  const isPlaced = new Set(fillings.flatMap(({ fixed }) => fixed.map(({ door }) => door)));
  const fixedBefore = fillings.map(({ fixed }) => fixed.length);
  const visitsLeft = placeExpected(
    ward,
    expected.filter(({ door }) => !isPlaced.has(door)),
    fillings,
    from,
  );
  fillings
    .filter(
      ({ fixed, stops }, index) =>
        fixed.length > fixedBefore[index]! || stops.some(({ door }) => isFixedElsewhere(door, fillings[index]!)),
    )
    .forEach(refill);
  const postponed = postponeThinRounds(
    ward,
    fillings,
    { expected, today: from, minMeetings: options.minMeetings },
    { refill, release },
  );
  const withDoors = fillings.filter(({ stops }) => stops.length > 0);
  seatKnownFaces(ward, withDoors, input, options);
  const rounds = withDoors.map(({ slot, officerIds, stops }) =>
    proposedRound(ward, slot, { officerIds, stops, locked: NOTHING_LOCKED, warnings: [] }),
  );
  return {
    rounds,
    notPlaced: [
      ...visitsLeft
        .filter(({ visit }) => visit.cause !== 'need' && !isPromiseKept(ward, visit, rounds))
        .map(({ visit, why }) => asNotPlaced(visit, why)),
      ...unplacedFollowUps(ward, input, { from, to: ask.to }, { rounds, taken }),
      ...notPlaced,
      ...postponed,
      ...daysWithoutRounds(dates, slots, ward, input),
      ...doorsToCallMeanwhile(ward, taken, from, options),
    ],
  };

  function fill(filling: WeekRound): void {
    filling.stops = listEvening(values, filling.slot, {
      found: inSlots.of(filling.slot),
      area: filling.area,
      fixed: filling.fixed,
      maxDoors: options.maxDoors,
    });
    for (const { door } of filling.stops) inSlots.take(door);
  }

  /** Lists the doors of a round again, with its expected visits as fixed stops. */
  function refill(filling: WeekRound): void {
    release(filling);
    for (const { fixed } of fillings) for (const { door } of fixed) inSlots.take(door);
    fill(filling);
  }

  function isFixedElsewhere(door: number, here: WeekRound): boolean {
    return fillings.some((other) => other !== here && other.fixed.some((each) => each.door === door));
  }

  function release({ stops }: WeekRound): void {
    for (const { door } of stops) inSlots.release(door);
  }
}

/** The values of each slot, computed once. A taken door is worth nothing in any slot until it is released. */
class ValuesBySlot {
  private readonly known = new Map<string, { full: SlotValues; left: SlotValues }>();

  constructor(
    private readonly values: DoorValues,
    private readonly taken: Uint8Array,
  ) {}

  of(slot: Slot): SlotValues {
    const key = `${slot.date} ${slot.from} ${slot.lastKnock}`;
    let found = this.known.get(key);
    if (!found) {
      const full = valuesIn(this.values, slot, () => true);
      const left = { early: full.early.slice(), late: full.late.slice(), minutes: full.minutes.slice() };
      this.known.set(key, (found = { full, left }));
      this.taken.forEach((isTaken, door) => {
        if (isTaken) clear(left, door);
      });
    }
    return found.left;
  }

  take(door: number): void {
    this.taken[door] = 1;
    for (const { left } of this.known.values()) clear(left, door);
  }

  release(door: number): void {
    this.taken[door] = 0;
    for (const { full, left } of this.known.values()) {
      left.early[door] = full.early[door]!;
      left.late[door] = full.late[door]!;
      left.minutes[door] = full.minutes[door]!;
    }
  }
}

function clear({ early, late, minutes }: SlotValues, door: number): void {
  early[door] = late[door] = minutes[door] = 0;
}

export function takenDoors(ward: WardDoors, { rounds }: PlannerInput): Uint8Array {
  const taken = new Uint8Array(ward.doors.length);
  for (const { openDoorIds, isCancelled } of rounds) {
    for (const id of isCancelled ? [] : openDoorIds) {
      const door = ward.numbers.get(id);
      if (door !== undefined) taken[door] = 1;
    }
  }
  return taken;
}

/** Value per minute of a slot: the mean of its best doors, as many as the week's rounds will visit. */
function rateOf({ early, late, minutes }: SlotValues, count: number): number {
  const best = new Float64Array(minutes.length);
  minutes.forEach((each, door) => {
    if (each > 0) best[door] = Math.max(early[door]!, late[door]!);
  });
  best.sort();
  const top = best.subarray(Math.max(0, best.length - count));
  return top.reduce((sum, each) => sum + each, 0) / Math.max(1, top.length);
}

/** Whether some round visits after all; for a promised hour, only a round on its own day keeps the promise. */
function isPromiseKept(
  ward: WardDoors,
  { cause, door, preferredTimes }: ExpectedVisit,
  rounds: readonly ProposedRound[],
): boolean {
  const isOnPromisedDay = (date: LocalDate) =>
    cause === 'request' || preferredTimes.length === 0 || preferredTimes.some((time) => isOnDay(time, date));
  return rounds.some(
    ({ date, doors }) => isOnPromisedDay(date) && doors.some(({ doorId }) => doorId === ward.doors[door]!.id),
  );
}

/** Promises without an hour that are due on these days and on no round. */
const unplacedFollowUps = (
  ward: WardDoors,
  { today, followUps }: PlannerInput,
  days: { from: LocalDate; to: LocalDate },
  { rounds, taken }: { rounds: readonly ProposedRound[]; taken: Uint8Array },
): NotPlaced[] =>
  followUps
    .filter((followUp) => {
      const door = ward.numbers.get(followUp.doorId);
      return (
        door !== undefined &&
        followUp.dueOn >= days.from &&
        followUp.dueOn <= days.to &&
        taken[door] === 0 &&
        !isAppointment(followUp, today)
      );
    })
    .map((followUp) => {
      const obstacle = obstacleOn(ward, ward.numbers.get(followUp.doorId)!, days.to);
      const hasRound = rounds.some((round) => round.date >= followUp.dueOn);
      return {
        kind: 'follow_up',
        id: followUp.id,
        what: promiseText(followUp),
        why: obstacle ?? (hasRound ? 'Các buổi từ ngày hẹn đi xa cửa này' : 'Không có buổi nào từ ngày hẹn'),
      };
    });

function daysWithoutRounds(
  dates: readonly LocalDate[],
  slots: readonly Slot[],
  ward: WardDoors,
  { calendarDays, policy }: PlannerInput,
): NotPlaced[] {
  const whyNobodyGoes = (date: LocalDate) => {
    const marked = calendarDays.find((day) => day.date === date && day.kind !== 'swapped_working_day');
    if (marked) return `${marked.kind === 'no_knock' ? 'Ngày kiêng gõ cửa' : 'Ngày nghỉ'}: ${marked.name}`;
    const hasWindows = policy.windows[ward.kindOf(date)].length > 0;
    return hasWindows
      ? 'Khung giờ ngày này quá ngắn cho một buổi'
      : 'Khung giờ của phường không có buổi nào trong ngày này';
  };
  return dates
    .filter((date) => !slots.some((slot) => slot.date === date))
    .map((date) => ({
      kind: 'day',
      id: date,
      what: `${weekdayName(date)} ${formatDayMonth(date)}`,
      why: whyNobodyGoes(date),
    }));
}

/** Doors better reached by a call or a card, at most as many as the office can call before the rounds. */
function doorsToCallMeanwhile(
  ward: WardDoors,
  hasRound: Uint8Array,
  date: LocalDate,
  options: PlannerOptions,
): NotPlaced[] {
  const doors = doorsToCall(ward, date, hasRound, options);
  return (['phone', 'card'] as const)
    .flatMap((instead) => doors.filter((each) => each.instead === instead).slice(0, options.maxCallsNamed))
    .map((each) => doorToCallText(ward, each));
}
