import { namesDate, preferredTimeWithin } from '../../casework/requests/request-labels';
import { minuteOf, timeOf } from './clock';
import { bandOf } from './day-bands';
import { hourPart, pointsOf, worthOf } from './door-worth';
import type { ProposedDoor, ScorePart } from './planner-output';
import type { Slot, Stop } from './slots';
import { isOnDay, type WardDoors } from './ward-doors';

interface PlannedStops {
  officerIds: readonly string[];
  stops: readonly Stop[];
  /** Doors chosen by hand. */
  locked: ReadonlySet<number>;
  warnings: string[];
}

/** A round as the page shows it: doors with times, chances and words. */
export function proposedRound(ward: WardDoors, slot: Slot, { officerIds, stops, locked, warnings }: PlannedStops) {
  const certain = stops.filter(({ isIfTimeAllows }) => !isIfTimeAllows);
  const lanes = stops.map(({ door }) => ward.lanes[ward.laneOf[door]!]!.label);
  return {
    date: slot.date,
    from: timeOf(slot.from),
    to: timeOf(slot.to),
    officerIds: [...officerIds],
    doors: stops.map((stop, index) =>
      proposedDoor(ward, slot, stop, { position: index + 1, isLocked: locked.has(stop.door), officerIds }),
    ),
    laneLabels: lanes.filter((label, index) => label !== lanes[index - 1]),
    expectedMet: certain.reduce((sum, { chance }) => sum + chance, 0),
    expectedMinutes: Math.round(Math.max(0, ...certain.map(({ at, minutes }) => at + minutes - slot.from))),
    warnings,
  };
}

type Place = Pick<PlannedStops, 'officerIds'> & { position: number; isLocked: boolean };

function proposedDoor(ward: WardDoors, slot: Slot, stop: Stop, place: Place): ProposedDoor {
  const at = knockAt(stop, slot);
  const parts = partsOf(ward, slot, stop, place);
  return {
    doorId: ward.doors[stop.door]!.id,
    position: place.position,
    expectedAt: timeOf(at),
    isIfTimeAllows: stop.isIfTimeAllows,
    appointment: stop.appointment && { from: timeOf(stop.appointment.from), to: timeOf(stop.appointment.to) },
    chance: stop.chance,
    score: pointsOf(parts),
    parts,
  };
}

const knockAt = ({ at }: Stop, { lastKnock }: Slot): number => Math.min(at, lastKnock);

function partsOf(ward: WardDoors, slot: Slot, stop: Stop, { isLocked, officerIds }: Place): ScorePart[] {
  const { date, kind } = slot;
  const { door, appointment } = stop;
  const at = knockAt(stop, slot);
  const parts = worthOf(ward, door, date);
  // The hours named in a call already stand among the parts.
  const wishes = ward.requestAt(door)?.wishes ?? [];
  const round = { date, from: timeOf(slot.from), to: timeOf(slot.to) };
  const asked = preferredTimeWithin(wishes.filter(namesDate), round);
  if (appointment && (ward.appointmentOn(door, date) ?? asked)) {
    const kept = { on: date, from: timeOf(appointment.from), to: timeOf(appointment.to) };
    parts.unshift(
      ward.appointmentOn(door, date)
        ? { kind: 'follow_up', points: 0, reason: { kind: 'promised_hour', ...kept } }
        : { kind: 'request', points: 0, reason: { kind: 'requested_hour', ...kept } },
    );
  } else if (wishes.length > 0) {
    const isWithin = wishes.some((wish) => isOnDay(wish, date) && minuteOf(wish.from) <= at && at <= minuteOf(wish.to));
    const reason = { kind: 'preferred_times', preferred: wishes, isWithin } as const;
    parts.splice(1, 0, { kind: 'request', points: 0, reason });
  }
  const hour = hourPart(ward, door, bandOf(kind, at));
  if (hour) parts.push(hour);
  const refused = ward.refusedAt(door);
  if (refused.length > 0 && !refused.some(({ id }) => officerIds.includes(id)))
    parts.push({ kind: 'tries', points: 0, reason: { kind: 'other_officers' } });
  if (isLocked) parts.push({ kind: 'chosen', points: 0, reason: { kind: 'chosen' } });
  return parts;
}
