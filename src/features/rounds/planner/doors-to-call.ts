import { addDays, daysBetween, type LocalDate } from '../../../shared/dates';
import { BANDS } from './day-bands';
import { isGivenUp, isLeftAlone, obstacleOn } from './door-due';
import type { PlannerOptions } from './planner-input';
import type { NotPlaced } from './planner-output';
import type { WardDoors } from './ward-doors';

/** A door for which a call or a card does more than knocking. */
interface DoorToCall {
  door: number;
  instead: 'phone' | 'card';
  /** What was tried so far, in Vietnamese. */
  why: string;
}

/**
 * Households to call before the team knocks: not met yet, with a number, without an agreed time, and on no round.
 * Households in need whose door stayed shut come first, even if a round has them: a household that refused, or is
 * always out, seldom opens without a call. Then lane by lane, lanes with the most such doors first, because
 * neighbouring appointments fill an evening and scattered ones a walk. Last come doors without a number that were away
 * too often, for a card.
 * @param date the day on which the office calls.
 * @param hasRound 1 for each door that a round has.
 */
export function doorsToCall(ward: WardDoors, date: LocalDate, hasRound: Uint8Array, options: PlannerOptions) {
  const inVain = (door: number) => Number(ward.needy[door] === 1 && ward.historyOf(door).tries.length > 0);
  const numbers = ward.doors
    .map((_, door) => door)
    .filter((door) => obstacleOn(ward, door, date) === null && isWithoutTime(ward, door) && !isLeftAlone(ward, door));
  const toCall = numbers.filter((door) => (hasRound[door] === 0 || inVain(door)) && mayCall(ward, door, date, options));
  const inLane = new Uint32Array(ward.lanes.length);
  for (const door of toCall) inLane[ward.laneOf[door]!]! += 1;
  const most = (door: number) => inLane[ward.laneOf[door]!]!;
  return [
    ...toCall
      .sort((a, b) => inVain(b) - inVain(a) || most(b) - most(a) || a - b)
      .map((door): DoorToCall => ({ door, instead: 'phone', why: triesText(ward, door) })),
    ...numbers
      .filter((door) => hasRound[door] === 0 && !hasNumber(ward, door) && isGivenUp(ward, door, options))
      .map((door): DoorToCall => ({ door, instead: 'card', why: triesText(ward, door) })),
  ];
}

/** The same, as a plan names it. */
export const doorToCallText = (ward: WardDoors, { door, instead, why }: DoorToCall): NotPlaced => ({
  kind: 'door',
  id: ward.doors[door]!.id,
  what: instead === 'phone' ? 'Cửa nên gọi hẹn trước' : 'Cửa nhiều lần không gặp',
  why,
  instead,
});

const isWithoutTime = (ward: WardDoors, door: number): boolean =>
  ward.requestAt(door) === undefined && ward.followUpAt(door)?.at == null && ward.agreedCallAt(door) === undefined;

const hasNumber = (ward: WardDoors, door: number): boolean =>
  ward.doors[door]!.hasPhone && ward.callsOf(door)[0]?.outcome !== 'wrong_number';

/** No household is called over and over, or soon after it said no. */
function mayCall(
  ward: WardDoors,
  door: number,
  date: LocalDate,
  { maxCalls, restAfterCall, restAfterRefusal }: PlannerOptions,
): boolean {
  const calls = ward.callsOf(door);
  const { tries, lastMetOn } = ward.historyOf(door);
  if (!hasNumber(ward, door) || lastMetOn !== null || calls.length >= maxCalls) return false;
  if (calls[0] && date < addDays(calls[0].date, calls[0].outcome === 'declined' ? restAfterRefusal : restAfterCall))
    return false;
  return tries[0]?.outcome !== 'refused' || daysBetween(tries[0].date, date) >= restAfterRefusal;
}

/** '2 lần không có ai (ngày thường lúc 18 giờ)', 'Chưa đến lần nào'. */
function triesText(ward: WardDoors, door: number): string {
  const { awayRun, tries } = ward.historyOf(door);
  if (awayRun.length === 0) return tries.length === 0 ? 'Chưa đến lần nào' : 'Có người ra nhưng chưa làm được gì';
  const hours = [...new Set(awayRun.map((attempt) => BANDS[ward.bandOfTry(attempt)]!.words))];
  return `${awayRun.length} lần không có ai (${hours.join(', ')})`;
}
