import { fitOf } from './expected-visits';
import type { Area } from './evening-area';
import { EveningWalk, type Walk } from './evening-walk';
import type { DoorValues, SlotValues } from './slot-values';
import type { FixedDoor, FreeTime, Slot, Stop } from './slots';
import type { WardDoors } from './ward-doors';

/** Standard deviations. The list is long enough if hardly any evening would run out of doors. */
const CERTAINTY = 2.2;

interface ListAsked {
  found: SlotValues;
  area: Area | null;
  fixed: readonly FixedDoor[];
  maxDoors: number;
}

/**
 * Lists the doors of an evening until the expected time is full, plus some more in case doors stay shut. The walk
 * chooses the doors; their order is whichever is expected to bring most: up, down, up and back with late openers on the
 * way back, or as found. Appointments and other fixed doors go where they cost the least detour.
 */
export function listEvening(values: DoorValues, slot: Slot, { found, area, fixed, maxDoors }: ListAsked): Stop[] {
  const { ward } = values;
  const isFixed = new Set(fixed.map(({ door }) => door));
  const walking = new EveningWalk(values, slot, { found, area, fixed: [...isFixed] });
  const walk: Walk = { doors: [], clock: slot.from };
  for (let reserve = -1; reserve !== reserveFor(walk);) {
    reserve = reserveFor(walk);
    walking.advance(
      walk,
      slot.lastKnock - reserve,
      maxDoors - fixed.length + walk.doors.filter((door) => isFixed.has(door)).length,
    );
  }
  const chosen = walk.doors.filter((door) => !isFixed.has(door));
  // Doors reached within the hours they named in a call keep their place in time.
  const named = new Map(
    timed(
      ward,
      slot,
      walk.doors.map((door) => ({ door, appointment: null })),
    ).flatMap(({ door, at }): [number, FreeTime][] => {
      const time = values.keptTime(door, slot);
      return time && at >= time.from && at <= time.to ? [[door, time]] : [];
    }),
  );
  // A promise of an hour made at the door counts like a request with a preferred time.
  let promised = chosen.flatMap((door): FixedDoor[] => {
    const appointment = preferredTimeIn(ward, slot, door) ?? named.get(door);
    return appointment ? [{ door, appointment }] : [];
  });
  const isPromised = new Set(promised.map(({ door }) => door));
  const others = chosen.filter((door) => !isPromised.has(door));
  const orders = ordersOf(ward, others, found);
  let order = bestOrder(values, slot, orders, [...fixed, ...promised]);
  // If more appointments were chosen than can be reached in time, the last one is left to another round.
  for (let late = mostDelayed(ward, slot, order, promised); late; late = mostDelayed(ward, slot, order, promised)) {
    promised = promised.filter(({ door }) => door !== late!.door);
    order = bestOrder(values, slot, orders, [...fixed, ...promised]);
  }
  const before = order.length;
  const end: Walk = { doors: order.map(({ door }) => door), clock: slot.lastKnock };
  walking.advance(end, slot.lastKnock + CERTAINTY * uncertainty(ward, slot, end.doors), maxDoors);
  const listed = [...order];
  for (const door of end.doors.slice(before)) {
    const appointment = preferredTimeIn(ward, slot, door);
    // Where the walk found nothing more to do, the team waits for a household that prefers a later hour.
    const isInTime =
      appointment !== null && timed(ward, slot, [...listed, { door, appointment }]).at(-1)!.at <= appointment.to;
    listed.push({ door, appointment: isInTime ? appointment : null });
  }
  // Usual hours are not an appointment.
  return timed(ward, slot, listed).map((stop) =>
    !isFixed.has(stop.door) && preferredTimeIn(ward, slot, stop.door) === null ? { ...stop, appointment: null } : stop,
  );

  /** Minutes needed for the fixed doors not reached yet. */
  function reserveFor({ doors }: Walk): number {
    return fixed
      .filter(({ door }) => !doors.includes(door))
      .reduce((sum, { door }) => sum + minutesFor(ward, slot, door), 0);
  }
}

/** When a household prefers the team to come within a slot; null if any time will do. */
function preferredTimeIn(ward: WardDoors, slot: Slot, door: number): FreeTime | null {
  const fit = fitOf({ preferredTimes: ward.preferredTimesAt(door) }, slot);
  return fit === 'any time' ? null : fit;
}

/**
 * A walk to and fro must bring this many times as much as one that keeps its direction, because people can be given the
 * latter and find it.
 */
const TO_AND_FRO = 1.03;

/**
 * The best of these orders of walking with the fixed doors put in: one without a late arrival, then the one that brings
 * most. The last order goes to and fro.
 */
function bestOrder(
  values: DoorValues,
  slot: Slot,
  orders: readonly (readonly number[])[],
  fixed: readonly FixedDoor[],
): FixedDoor[] {
  const rated = orders.map((doors, index) => {
    const order = withFixed(
      values.ward,
      slot,
      doors.map((door) => ({ door, appointment: null })),
      fixed,
    );
    const stops = timed(values.ward, slot, order);
    return {
      order,
      late: stops.reduce((sum, stop) => sum + lateness(stop), 0),
      worth: worthOf(values, slot, stops) / (index === orders.length - 1 ? TO_AND_FRO : 1),
    };
  });
  return rated.reduce((top, each) =>
    each.late < top.late || (each.late === top.late && each.worth > top.worth) ? each : top,
  ).order;
}

/** Minutes of arrival after the end of the appointment. */
const lateness = ({ at, appointment }: Stop): number => Math.max(0, at - (appointment?.to ?? Infinity));

/** The appointment that is reached with the greatest delay. */
function mostDelayed(ward: WardDoors, slot: Slot, order: readonly FixedDoor[], promised: readonly FixedDoor[]) {
  const mayGo = new Set(promised.map(({ door }) => door));
  return timed(ward, slot, order)
    .filter((stop) => mayGo.has(stop.door) && lateness(stop) > 0)
    .sort((a, b) => lateness(b) - lateness(a))[0];
}

/** Times and chances for doors in a given order. */
export function timed(ward: WardDoors, slot: Slot, order: readonly FixedDoor[]): Stop[] {
  let clock = slot.from;
  return order.map(({ door, appointment }, index): Stop => {
    const arrival = clock + (index > 0 ? ward.ways.between(order[index - 1]!.door, door) : 0);
    const at = Math.max(arrival, appointment?.from ?? 0);
    const chance = ward.chanceToMeet(door, slot, Math.min(at, slot.to - 1));
    const minutes = ward.expectedStay(door, chance);
    clock = at + minutes;
    return { door, at, chance, minutes, appointment, isIfTimeAllows: at > slot.lastKnock };
  });
}

/**
 * Ways to walk: up the lanes; down the lanes; up (or down) and back, with the half that opens later on the way back;
 * each lane up and back on its own; the first or the last lane first; and as found.
 */
function ordersOf(ward: WardDoors, chosen: readonly number[], { early, late, minutes }: SlotValues): number[][] {
  const leaning = (door: number) => (late[door]! + 1e-9) / (early[door]! + 1e-9);
  const ascending = (doors: readonly number[]) => [...doors].sort((a, b) => a - b);
  const descending = (doors: readonly number[]) => [...doors].sort((a, b) => b - a);
  const halves = (doors: readonly number[]) => {
    const byLeaning = ascending(doors).sort((a, b) => leaning(a) - leaning(b) || a - b);
    const half = doors.reduce((sum, door) => sum + minutes[door]!, 0) / 2;
    let used = 0;
    const first = byLeaning.filter((door) => (used += minutes[door]!) <= half);
    return [first, byLeaning.slice(first.length)] as const;
  };
  const upAndBack = (doors: readonly number[]) => {
    const [first, second] = halves(doors);
    return [...ascending(first), ...descending(second)];
  };
  const [first, second] = halves(chosen);
  const up = ascending(chosen);
  const lanes = [...new Set(up.map((door) => ward.laneOf[door]!))].map((lane) =>
    up.filter((door) => ward.laneOf[door] === lane),
  );
  return [
    up,
    descending(up),
    upAndBack(chosen),
    [...descending(first), ...ascending(second)],
    lanes.flatMap(upAndBack),
    [...lanes].reverse().flatMap(upAndBack),
    [...chosen],
  ];
}

/** Inserts each fixed door where it costs least in detour, waiting and, above all, delay. */
export function withFixed(
  ward: WardDoors,
  slot: Slot,
  order: readonly FixedDoor[],
  fixed: readonly FixedDoor[],
): FixedDoor[] {
  const isFixed = new Set(fixed.map(({ door }) => door));
  let result = [...order];
  const byEnd = [...fixed].sort(
    (a, b) => (a.appointment?.to ?? Infinity) - (b.appointment?.to ?? Infinity) || a.door - b.door,
  );
  for (const each of byEnd) {
    let best: { order: FixedDoor[]; cost: number } | null = null;
    for (let position = 0; position <= result.length; position += 1) {
      const candidate = [...result.slice(0, position), each, ...result.slice(position)];
      const cost = costOf(timed(ward, slot, candidate), isFixed, slot);
      if (!best || cost < best.cost - 1e-9) best = { order: candidate, cost };
    }
    result = best!.order;
  }
  return inTime(ward, slot, result, isFixed);
}

/** While an appointment is missed, moves the last unfixed door before it behind it. */
function inTime(ward: WardDoors, slot: Slot, order: FixedDoor[], isFixed: ReadonlySet<number>): FixedDoor[] {
  const stops = timed(ward, slot, order);
  const late = stops.findIndex((stop) => isFixed.has(stop.door) && lateness(stop) > 0);
  const before = order.findLastIndex(({ door }, index) => index < late && !isFixed.has(door));
  if (before < 0) return order;
  const changed = [
    ...order.slice(0, before),
    ...order.slice(before + 1, late + 1),
    order[before]!,
    ...order.slice(late + 1),
  ];
  return costOf(timed(ward, slot, changed), isFixed, slot) < costOf(stops, isFixed, slot)
    ? inTime(ward, slot, changed, isFixed)
    : order;
}

/** A minute of delay at an appointment costs as much as this many minutes of walking. */
const COST_PER_LATE_MINUTE = 20;

/** When the last door is done, plus the cost of delays. Leaving out a fixed door without a time costs too. */
function costOf(stops: readonly Stop[], fixed: ReadonlySet<number>, { lastKnock }: Slot): number {
  const last = stops.at(-1)!;
  return stops
    .filter(({ door }) => fixed.has(door))
    .reduce(
      (sum, { at, appointment }) =>
        sum + Math.max(0, at - Math.min(appointment?.to ?? lastKnock, lastKnock)) * COST_PER_LATE_MINUTE,
      last.at + last.minutes,
    );
}

/** The expected value of an order before the last knock. */
const worthOf = (values: DoorValues, slot: Slot, stops: readonly Stop[]): number =>
  stops.reduce((sum, { door, at, appointment }) => {
    if (at > slot.lastKnock) return sum;
    return sum + (appointment ? 0 : values.worthAt(door, slot, at));
  }, 0);

const minutesFor = (ward: WardDoors, slot: Slot, door: number): number =>
  ward.expectedMinutes(door, ward.chanceToMeet(door, slot, (slot.from + slot.lastKnock) / 2));

/** Standard deviation of the total minutes at these doors. */
function uncertainty(ward: WardDoors, slot: Slot, doors: readonly number[]): number {
  const { met, shut, metSpread } = ward.minutes;
  const variance = doors.reduce((sum, door) => {
    const chance = ward.chanceToMeet(door, slot, (slot.from + slot.lastKnock) / 2);
    return sum + chance * (1 - chance) * (met - shut) ** 2 + chance * metSpread ** 2;
  }, 0);
  return Math.sqrt(variance);
}
