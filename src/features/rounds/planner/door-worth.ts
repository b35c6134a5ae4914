import { formatDayMonth, type LocalDate } from '../../../shared/dates';
import { spanWords } from '../../../shared/time-span';
import { BANDS } from './day-bands';
import { level2Points, needPoints, needWords } from './door-needs';
import type { DoorCall } from './planner-input';
import type { ScorePart } from './planner-output';
import { daysSinceTry, isOnDay, type WardDoors } from './ward-doors';

const POINTS = {
  /** Base value of a door nobody has met yet. */
  unmet: 30,
  neverTried: 2,
  request: 130,
  requestOverdue: 40,
  followUp: 70,
  /** The household said in a call that it is at home that day: somebody waits, and the knock is hardly ever in vain. */
  agreedCall: 30,
  /** Per month since the last try, for up to six months. */
  waitingMonth: 1,
  metLongAgo: 0.3,
};
const MAX_WAITING = 6;

/**
 * The value of a meeting at a door on a day, as parts with points and words, most important first. For doors that are
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
    const words = `Đề nghị ngày ${formatDayMonth(request.receivedOn)}${request.promisedBy ? `, ${isOverdue ? 'quá hẹn' : 'hẹn trước'} ${formatDayMonth(request.promisedBy)}` : ''}`;
    parts.push({ kind: 'request', points: POINTS.request + (isOverdue ? POINTS.requestOverdue : 0), words });
  }
  if (followUp && followUp.dueOn <= date) {
    parts.push({
      kind: 'follow_up',
      points: POINTS.followUp,
      words: `${followUp.dueOn < date ? 'Quá hẹn' : 'Hẹn'} ${formatDayMonth(followUp.dueOn)}: ${followUp.what}`,
    });
  }
  const isMet = history.lastMetOn !== null;
  if (!isMet) {
    const words = needWords(facts, date);
    const points = needPoints(facts);
    if (points > 0) parts.push({ kind: 'need', points, words });
    parts.push({
      kind: 'never_tried',
      points: POINTS.unmet + (history.tries.length === 0 ? POINTS.neverTried : 0),
      words: history.tries.length === 0 ? 'Chưa đến lần nào' : '',
    });
  } else
    parts.push({ kind: 'waiting', points: POINTS.metLongAgo, words: `Đã gặp ${formatDayMonth(history.lastMetOn!)}` });
  const call = agreedCallWords(ward.agreedCallAt(door), date);
  if (call) parts.push({ kind: 'call', points: POINTS.agreedCall, words: call });
  const away = awayWords(history.awayRun.map(({ arrivedAt }) => arrivedAt));
  const last = history.tries[0];
  if (away) parts.push({ kind: 'tries', points: 0, words: away });
  else if (last?.outcome === 'refused')
    parts.push({ kind: 'tries', points: 0, words: `Lần trước chưa muốn, ${formatDayMonth(last.date)}` });
  const days = daysSinceTry(history, date);
  if (!isMet && days !== null && days >= 30)
    parts.push({
      kind: 'waiting',
      points: Math.min(MAX_WAITING, Math.floor(days / 30) * POINTS.waitingMonth),
      words: '',
    });
  const level2 = level2Points(facts);
  if (level2.count > 0 && !isMet)
    parts.push({ kind: 'level_2', points: level2.points, words: `${level2.count} người chưa có VNeID mức 2` });
  return parts;
}

/** The value of a door: the sum of its parts. */
export function pointsOf(parts: readonly ScorePart[]): number {
  return parts.reduce((sum, { points }) => sum + points, 0);
}

/**
 * Says that another hour is tried, 'nay thử ngày thường lúc 19 giờ'; null if this hour was tried already or nobody was
 * away.
 */
export function hourPart(ward: WardDoors, door: number, band: number): ScorePart | null {
  const { awayRun } = ward.historyOf(door);
  if (awayRun.length === 0 || awayRun.some((attempt) => ward.bandOfTry(attempt) === band)) return null;
  return { kind: 'hour', points: 0, words: `Nay thử ${BANDS[band]!.words}` };
}

/**
 * 'Gọi ngày 27/11: có nhà 20:00–21:00'; '' if the call named nothing for that day. @param call one that still holds.
 */
export function agreedCallWords(call: Pick<DoorCall, 'date' | 'times'> | undefined, on: LocalDate): string {
  const times = call?.times.filter((time) => isOnDay(time, on)) ?? [];
  return call && times.length > 0
    ? `Gọi ngày ${formatDayMonth(call.date)}: có nhà ${times.map(spanWords).join(', ')}`
    : '';
}

/** '2 lần vắng lúc 18 giờ': how often in a row nobody was home, and at which hours; '' if somebody was. */
function awayWords(arrivals: readonly string[]): string {
  if (arrivals.length === 0) return '';
  const hours = [...new Set(arrivals.map((arrivedAt) => Number(arrivedAt.slice(0, 2))))].sort((a, b) => a - b);
  return `${arrivals.length} lần vắng lúc ${hours.join(', ')} giờ`;
}
