import type { LocalDate } from '../../../shared/dates';
import { BANDS } from './day-bands';
import { dueAt, level2Points, needPoints, needReason } from './door-needs';
import type { DoorCall } from './planner-input';
import type { ScorePart } from './planner-output';
import { awayReason, type DoorReason } from './reasons';
import { daysSinceTry, isOnDay, type WardDoors } from './ward-doors';

const POINTS = {
  /** Base value of a door not met yet. */
  unmet: 30,
  neverTried: 2,
  request: 130,
  requestOverdue: 40,
  followUp: 70,
  /** The household said in a call that it is at home that day: it waits, and the knock is hardly ever in vain. */
  agreedCall: 30,
  /** Per month since the last try, for up to six months. */
  waitingMonth: 1,
  metLongAgo: 0.3,
  /** A person needs the portal soon. Worth less than any request or promise. */
  due: 15,
};
const MAX_WAITING = 6;

/**
 * The value of a meeting at a door on a day, as parts with points and reasons, most important first. For doors that are
 * due (dueFrom).
 */
export function worthOf(ward: WardDoors, door: number, date: LocalDate): ScorePart[] {
  const facts = ward.doors[door]!;
  const history = ward.historyOf(door);
  const request = ward.requestAt(door);
  const followUp = ward.followUpAt(door);
  const parts: ScorePart[] = [];
  if (request) {
    const isOverdue = request.promisedBy !== null && request.promisedBy < date;
    const { receivedOn, promisedBy } = request;
    parts.push({
      kind: 'request',
      points: POINTS.request + (isOverdue ? POINTS.requestOverdue : 0),
      reason: { kind: 'due_request', receivedOn, promisedBy, isOverdue },
    });
  }
  if (followUp && followUp.dueOn <= date) {
    const { dueOn, what } = followUp;
    const kind = dueOn < date ? 'missed_follow_up' : 'follow_up';
    parts.push({ kind: 'follow_up', points: POINTS.followUp, reason: { kind, dueOn, what } });
  }
  const isMet = history.lastMetOn !== null;
  if (!isMet) {
    const points = needPoints(facts);
    if (points > 0) parts.push({ kind: 'need', points, reason: needReason(facts, date) });
    parts.push({
      kind: 'never_tried',
      points: POINTS.unmet + (history.tries.length === 0 ? POINTS.neverTried : 0),
      reason: history.tries.length === 0 ? { kind: 'never_tried' } : null,
    });
  } else parts.push({ kind: 'waiting', points: POINTS.metLongAgo, reason: { kind: 'met', on: history.lastMetOn! } });
  const dueItems = facts.residents.flatMap((resident) => resident.due ?? []);
  const due = dueAt(dueItems, date);
  if (due) parts.push({ kind: 'due', points: POINTS.due, reason: due });
  const call = callReason(ward.agreedCallAt(door), date);
  if (call) parts.push({ kind: 'call', points: POINTS.agreedCall, reason: call });
  const last = history.tries[0];
  if (history.awayRun.length > 0)
    parts.push({ kind: 'tries', points: 0, reason: awayReason(history.awayRun.map(({ arrivedAt }) => arrivedAt)) });
  else if (last?.outcome === 'refused') {
    const officers = ward.refusedAt(door).map(({ name }) => name);
    const reason = { kind: 'turned_away', outcome: 'refused', on: last.date, officers } as const;
    parts.push({ kind: 'tries', points: 0, reason });
  }
  const days = daysSinceTry(history, date);
  if (!isMet && days !== null && days >= 30)
    parts.push({
      kind: 'waiting',
      points: Math.min(MAX_WAITING, Math.floor(days / 30) * POINTS.waitingMonth),
      reason: null,
    });
  const level2 = level2Points(facts);
  if (level2.count > 0 && !isMet)
    parts.push({ kind: 'level_2', points: level2.points, reason: { kind: 'no_level_2', count: level2.count } });
  return parts;
}

export const pointsOf = (parts: readonly ScorePart[]): number => parts.reduce((sum, { points }) => sum + points, 0);

/**
 * Says that another hour is tried, 'nay thử ngày thường lúc 19 giờ'; null if this hour was tried already or the door
 * neither stayed shut nor refused.
 */
export function hourPart(ward: WardDoors, door: number, band: number): ScorePart | null {
  const refusal = ward.refusalBefore(door);
  const inVain = [...ward.historyOf(door).awayRun, ...(refusal ? [refusal] : [])];
  if (inVain.length === 0 || inVain.some((attempt) => ward.bandOfTry(attempt) === band)) return null;
  const { kind: day, from: hour } = BANDS[band]!;
  return { kind: 'hour', points: 0, reason: { kind: 'new_hour', day, hour } };
}

/** When the household said in a call that it would be home that day; null if it did not. @param call still in force. */
export function callReason(
  call: Pick<DoorCall, 'date' | 'times'> | undefined,
  on: LocalDate,
): Extract<DoorReason, { kind: 'call' }> | null {
  const times = call?.times.filter((time) => isOnDay(time, on)).map(({ from, to }) => ({ from, to })) ?? [];
  return call && times.length > 0 ? { kind: 'call', calledOn: call.date, times } : null;
}
