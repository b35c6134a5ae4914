import { compareStrings } from '../../../shared/compare';
import { daysBetween, formatDayMonth, type LocalDate } from '../../../shared/dates';
import { preferredTimesText, preferredTimeText } from '../../casework/requests/request-labels';
import { minuteOf } from './clock';
import { obstacleOn } from './door-due';
import type { DueFollowUp, PlannerInput, PreferredTime } from './planner-input';
import type { NotPlaced } from './planner-output';
import type { FixedDoor, FreeTime, Slot, Stop } from './slots';
import { isAppointment, isOnDay, type WardDoors } from './ward-doors';

/**
 * A visit that must find a place: an open request, an hour promised at the door, an overdue promise, a day named in a
 * call, or a household in need (waitingInNeed).
 */
export interface ExpectedVisit {
  cause: 'request' | 'follow_up' | 'call' | 'need';
  /** Id of the request, the promise or the household. */
  id: string;
  door: number;
  /** The promise, if the visit is one. */
  followUp: DueFollowUp | null;
  receivedOn: LocalDate;
  promisedBy: LocalDate | null;
  preferredTimes: readonly PreferredTime[];
  /** Further condition on the slot, besides the preferred times. */
  suits?: (slot: Slot) => boolean;
}

/** A round being filled. */
export interface Filling {
  slot: Slot;
  fixed: FixedDoor[];
  /** Doors that the round visits in any case. */
  stops: readonly { door: number }[];
}

type Fit = FreeTime | 'any time';

/** Minutes. If less of a longer preferred time falls into a round, it is not promised. */
const SHORTEST_APPOINTMENT = 15;
/** Maximum share of a round for expected visits: the rest of the ward waits too. */
export const MAX_SHARE_FOR_EXPECTED = 0.6;
/** The cost of a round for a visit, in days of waiting. */
const COST = { perLateDay: 3, perMinuteOfWay: 0.8, perOther: 0.3, awayRisk: 4 };

const NO_DAY: LocalDate = '9999-12-31';

/**
 * All expected visits, most constrained first: on the days asked about, promised hours and dates named in a call or a
 * request, because they have no other time; then other open requests not put off at the door since; then overdue
 * promises, because any round suits them. Among equals the earlier promise comes first, then the older one.
 */
export function expectedVisits(ward: WardDoors, input: PlannerInput, days: { from: LocalDate; to: LocalDate }) {
  const { today, requests, followUps } = input;
  const promised = followUps
    .filter((followUp) =>
      isAppointment(followUp, today)
        ? followUp.dueOn >= days.from && followUp.dueOn <= days.to
        : followUp.dueOn < days.from,
    )
    .map((followUp) => ({
      ...followUp,
      cause: 'follow_up' as const,
      receivedOn: followUp.dueOn,
      promisedBy: followUp.dueOn,
      preferredTimes: isAppointment(followUp, today) ? [{ ...followUp.at, dates: [followUp.dueOn] }] : [],
      followUp,
    }));
  const asked = requests.map(({ wishes, ...request }) => ({
    ...request,
    cause: 'request' as const,
    preferredTimes: wishes,
    followUp: null,
  }));
  return [...promised, ...daysNamed(ward, input, days), ...asked]
    .flatMap(({ cause, id, doorId, receivedOn, promisedBy, preferredTimes, followUp }): ExpectedVisit[] => {
      const door = ward.numbers.get(doorId);
      if (door === undefined || (cause === 'request' && ward.isPutOff(door))) return [];
      const named = cause === 'request' && preferredTimes.length === 0 ? ward.dayCallAt(door)?.times : undefined;
      return [{ cause, id, door, receivedOn, promisedBy, preferredTimes: named ?? preferredTimes, followUp }];
    })
    .sort(
      (a, b) =>
        rankOf(a, days) - rankOf(b, days) ||
        compareStrings(a.promisedBy ?? NO_DAY, b.promisedBy ?? NO_DAY) ||
        compareStrings(a.receivedOn, b.receivedOn) ||
        compareStrings(a.id, b.id),
    );
}

/** Doors without a request that named one of the days asked about in a call. */
const daysNamed = (ward: WardDoors, { calls }: PlannerInput, days: { from: LocalDate; to: LocalDate }) =>
  [...new Set(calls.map(({ doorId }) => doorId))].flatMap((doorId) => {
    const door = ward.numbers.get(doorId);
    const call = door === undefined || ward.requestAt(door) ? undefined : ward.dayCallAt(door);
    const dates = (call?.times ?? [])
      .flatMap((time) => time.dates ?? [])
      .filter((date) => date >= days.from && date <= days.to)
      .sort();
    return call && dates.length > 0
      ? [
          {
            cause: 'call' as const,
            id: doorId,
            doorId,
            receivedOn: call.date,
            promisedBy: dates.at(-1)!,
            preferredTimes: call.times,
            followUp: null,
          },
        ]
      : [];
  });

function rankOf({ cause, preferredTimes }: ExpectedVisit, { from, to }: { from: LocalDate; to: LocalDate }): number {
  if (cause === 'follow_up') return preferredTimes.length > 0 ? 0 : 2;
  return preferredTimes.some(({ dates }) => dates?.some((date) => from <= date && date <= to)) ? 0 : 1;
}

/** When a visit can be made within a slot; null if it cannot. The moment of the last knock still counts. */
export function fitOf(
  { preferredTimes }: Pick<ExpectedVisit, 'preferredTimes'>,
  { date, from, to, lastKnock }: Slot,
): Fit | null {
  if (preferredTimes.length === 0) return 'any time';
  for (const time of preferredTimes) {
    const preferred = { from: minuteOf(time.from), to: minuteOf(time.to) };
    const appointment = { from: Math.max(preferred.from, from), to: Math.min(preferred.to, lastKnock) };
    const shared = Math.min(preferred.to, to) - appointment.from;
    if (
      isOnDay(time, date) &&
      appointment.from <= lastKnock &&
      shared >= Math.min(SHORTEST_APPOINTMENT, preferred.to - preferred.from)
    )
      return appointment;
  }
  return null;
}

export const isInTime = ({ promisedBy }: ExpectedVisit, { date }: Slot): boolean =>
  promisedBy === null || date <= promisedBy;

/** Expected visits within their promised days at doors that a round chose by itself. */
export function expectedAmong(
  { slot, fixed, stops }: Pick<Filling, 'slot' | 'fixed'> & { stops: readonly Stop[] },
  expected: readonly ExpectedVisit[],
): FixedDoor[] {
  const inTime = new Map(expected.filter((visit) => isInTime(visit, slot)).map((visit) => [visit.door, visit]));
  return stops.flatMap(({ door, appointment, isIfTimeAllows }) => {
    const visit = inTime.get(door);
    if (!visit || isIfTimeAllows || fixed.some((each) => each.door === door)) return [];
    const fit = fitOf(visit, slot);
    return [{ door, appointment: appointment ?? (fit === 'any time' ? null : fit) }];
  });
}

/**
 * Gives each expected visit to the round that suits it best: first its preferred time, then its promised day, an early
 * day, and a round that goes there in any case. Fills `fixed` of the rounds; returns the visits without a place, with
 * the reasons.
 */
export function placeExpected(
  ward: WardDoors,
  expected: readonly ExpectedVisit[],
  rounds: readonly Filling[],
  today: LocalDate,
): { visit: ExpectedVisit; why: string }[] {
  const notPlaced: { visit: ExpectedVisit; why: string }[] = [];
  const placed = new Set<number>();
  for (const visit of expected) {
    if (placed.has(visit.door)) continue;
    const fitting = rounds.flatMap((round) => {
      const fit = fitOf(visit, round.slot);
      return fit && (visit.suits?.(round.slot) ?? true) && obstacleOn(ward, visit.door, round.slot.date) === null
        ? [{ round, fit }]
        : [];
    });
    const withRoom = fitting.filter(({ round, fit }) => hasRoom(ward, round, visit.door, fit));
    const best = withRoom
      .map((each) => ({ ...each, cost: costOf(ward, visit, each, today) }))
      .sort((a, b) => a.cost - b.cost)[0];
    if (!best) {
      notPlaced.push({ visit, why: whyNot(ward, visit, rounds, fitting.length) });
      continue;
    }
    best.round.fixed.push({ door: visit.door, appointment: best.fit === 'any time' ? null : best.fit });
    placed.add(visit.door);
  }
  return notPlaced;
}

/** A visit without a place, as the page shows it. */
export function asNotPlaced(
  { cause, id, receivedOn, preferredTimes, followUp }: ExpectedVisit,
  why: string,
): NotPlaced {
  if (followUp) return { kind: 'follow_up', id, what: promiseText(followUp, preferredTimes), why };
  const [times, received] = [preferredTimesText(preferredTimes), formatDayMonth(receivedOn)];
  if (cause === 'call') return { kind: 'call', id, what: `Gọi ngày ${received}: có nhà ${times}`, why };
  const what = preferredTimes.length > 0 ? `Nhà muốn ${times}` : `Đề nghị nhận ${received}`;
  return { kind: 'request', id, what, why };
}

/** 'Việc hẹn thứ Ba 01/12, 19:00–20:00: quay lại nhà'; without its hour 'Việc hẹn 01/12: quay lại nhà'. */
export const promiseText = ({ dueOn, what }: DueFollowUp, preferredTimes: readonly PreferredTime[] = []): string =>
  `Việc hẹn ${preferredTimes[0] ? preferredTimeText(preferredTimes[0]) : formatDayMonth(dueOn)}: ${what}`;

function hasRoom(ward: WardDoors, { slot, fixed }: Filling, door: number, fit: Fit): boolean {
  const minutes = (each: number) => ward.expectedMinutes(each, 1);
  const used = fixed.reduce((sum, other) => sum + minutes(other.door), 0) + minutes(door);
  if (used > (slot.lastKnock - slot.from) * MAX_SHARE_FOR_EXPECTED && fixed.length > 0) return false;
  if (fit === 'any time') return true;
  // Visits with the same time must all start before the last of them stops waiting.
  const alike = fixed.filter(
    ({ appointment }) => appointment && appointment.from < fit.to && fit.from < appointment.to,
  );
  const last = Math.max(fit.to, ...alike.map(({ appointment }) => appointment!.to));
  return fit.from + alike.reduce((sum, other) => sum + minutes(other.door), 0) <= last;
}

function costOf(
  ward: WardDoors,
  { door, promisedBy }: ExpectedVisit,
  { round: { slot, fixed, stops }, fit }: { round: Filling; fit: Fit },
  today: LocalDate,
): number {
  const others = [...fixed, ...stops];
  const way =
    others.length === 0 ? 0 : Math.min(...others.map((other) => ward.ways.between(other.door, door) - ward.ways.step));
  const away = fit === 'any time' ? 1 - ward.chanceToMeet(door, slot, (slot.from + slot.lastKnock) / 2) : 0;
  return (
    (promisedBy === null
      ? 0
      : Math.max(0, daysBetween(promisedBy < today ? today : promisedBy, slot.date)) * COST.perLateDay) +
    daysBetween(today, slot.date) +
    way * COST.perMinuteOfWay +
    fixed.length * COST.perOther +
    away * COST.awayRisk
  );
}

function whyNot(ward: WardDoors, visit: ExpectedVisit, rounds: readonly Filling[], fitting: number): string {
  const fit = rounds.filter(({ slot }) => fitOf(visit, slot));
  const obstacles = (fit.length > 0 ? fit : rounds).map(({ slot }) => obstacleOn(ward, visit.door, slot.date));
  // A pause that ends or a closed area may hold back only some of the rounds.
  if (obstacles[0] && !obstacles.includes(null)) return obstacles[0];
  if (rounds.length === 0) return 'Không có buổi nào trong những ngày này';
  if (fitting > 0) return `${fitting === 1 ? 'Buổi' : 'Các buổi'} hợp giờ đã hết phần giờ dành cho việc hẹn`;
  return 'Không có buổi nào vào giờ người dân muốn';
}
