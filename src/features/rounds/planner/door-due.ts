import { closureText } from '../../../shared/area-closures';
import { addDays, type LocalDate } from '../../../shared/dates';
import { PAUSE_KINDS } from '../../../shared/labels';
import { capitalise } from '../../../shared/vietnamese-text';
import type { PlannerOptions } from './planner-input';
import type { WardDoors } from './ward-doors';

/** Why a door cannot be on a round of that day, in Vietnamese; null if it can. */
export function obstacleOn(ward: WardDoors, door: number, date: LocalDate): string | null {
  const { pause, closures, occupancy } = ward.doors[door]!;
  if (pause && (pause.until === null || date <= pause.until))
    return `Đang tạm dừng gõ cửa: ${PAUSE_KINDS[pause.kind].toLocaleLowerCase('vi')}`;
  const closed = closures?.find(({ from, until }) => from <= date && date <= until);
  if (closed) return capitalise(closureText(closed));
  if (occupancy === 'vacant') return 'Nhà trống';
  return null;
}

/** Sorts before every date: no waiting. */
const ANY_DAY: LocalDate = '';
/** Sorts after every date. */
const NEVER: LocalDate = '9999-12-31';

/**
 * The day from which on a door is due; '' if it is due already. A request, or a follow-up on its day, comes first. A
 * door that was met, found empty, refused or stayed shut rests for a while; one that was away too often rests longer, and
 * one that is left alone is never due.
 */
export function dueFrom(ward: WardDoors, door: number, options: PlannerOptions): LocalDate {
  if (ward.requestAt(door)) return ANY_DAY;
  const followUp = ward.followUpAt(door);
  if (followUp) return followUp.dueOn;
  if (isLeftAlone(ward, door)) return NEVER;
  const { tries, lastMetOn } = ward.historyOf(door);
  const [last] = tries;
  const [call] = ward.callsOf(door);
  if (call?.outcome === 'declined' && (!last || last.date <= call.date))
    return addDays(call.date, options.restAfterRefusal);
  if (!last) return ANY_DAY;
  // The household has said since when it is at home.
  if (ward.agreedCallAt(door)) return addDays(last.date, 1);
  if (isGivenUp(ward, door, options)) return addDays(last.date, options.restAfterGivingUp);
  if (lastMetOn !== null) return addDays(lastMetOn, options.restAfterMeeting);
  if (last.outcome === 'moved_or_vacant') return addDays(last.date, options.restAfterMeeting);
  return addDays(last.date, last.outcome === 'refused' ? options.restAfterRefusal : options.restAfterAway);
}

/** Whether a household refused the team so often that only its own request, or an hour that it named, brings it. */
export const isLeftAlone = (ward: WardDoors, door: number): boolean =>
  ward.doors[door]!.isLeftAlone === true && ward.agreedCallAt(door) === undefined;

/** Whether a door stayed shut so often that another knock is no use. */
export const isGivenUp = (ward: WardDoors, door: number, { maxTries }: PlannerOptions): boolean =>
  ward.historyOf(door).awayRun.length >= maxTries;

interface Trying {
  /** Bands in which the ward goes out. */
  offered: readonly number[];
  options: PlannerOptions;
}

/**
 * Whether a door may be tried in this band: not in the band in which it refused, and not once it stayed shut then
 * `maxTriesAtOneHour` times, as long as another band on offer has been tried less. A request lifts the first.
 */
export function mayTryIn(
  ward: WardDoors,
  door: number,
  band: number,
  { offered, options: { maxTriesAtOneHour } }: Trying,
): boolean {
  const { awayRun } = ward.historyOf(door);
  const refusal = ward.refusalBefore(door);
  if (refusal && !ward.requestAt(door) && ward.bandOfTry(refusal) === band)
    return offered.every((other) => other === band);
  if (awayRun.length < maxTriesAtOneHour) return true;
  const away = (wanted: number) => awayRun.filter((attempt) => ward.bandOfTry(attempt) === wanted).length;
  return away(band) < maxTriesAtOneHour || offered.every((other) => away(other) >= maxTriesAtOneHour);
}
