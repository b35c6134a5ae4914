import { formatDayMonth, weekdayName, type LocalDate } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { placeExpected, type ExpectedVisit, type Filling } from './expected-visits';
import { obstacleOn } from './door-due';
import type { Area } from './evening-area';
import type { Stop } from './slots';
import type { PlannerOptions } from './planner-input';
import type { NotPlaced } from './planner-output';
import type { Outing } from './teams';
import type { WardDoors } from './ward-doors';

export interface WeekRound extends Outing, Filling {
  area: Area | null;
  stops: Stop[];
}

interface Thinning {
  expected: readonly ExpectedVisit[];
  today: LocalDate;
  /** A round with fewer expected meetings is thin. */
  minMeetings: PlannerOptions['minMeetings'];
}

/** How to list a round again with its fixed doors, and how to release its doors. */
interface RoundLists {
  refill(round: WeekRound): void;
  release(round: WeekRound): void;
}

/**
 * Removes thin rounds once most unmet doors were tried: the few that may be tried again then fill fewer evenings
 * together. Requests of a removed round move to the other rounds; if they cannot, the round stays.
 * @returns a sentence for each round removed.
 */
export function postponeThinRounds(
  ward: WardDoors,
  rounds: readonly WeekRound[],
  { expected, today, minMeetings }: Thinning,
  lists: RoundLists,
): NotPlaced[] {
  if (!areMostTried(ward, today)) return [];
  const postponed: NotPlaced[] = [];
  const thinFirst = rounds
    .filter(({ stops }) => stops.length > 0)
    .map((round) => ({ round, meetings: neededMeetings(ward, round) }))
    .filter(({ round, meetings }) => meetings < minMeetings && !hasPromise(ward, round))
    .sort((a, b) => a.meetings - b.meetings);
  for (const { round, meetings } of thinFirst) {
    const doors = new Set(round.stops.map(({ door }) => door));
    const others = rounds.filter((other) => other !== round && other.stops.length > 0);
    const before = others.map(({ fixed }) => fixed.length);
    lists.release(round);
    const left = placeExpected(
      ward,
      expected.filter(({ door }) => doors.has(door)),
      others,
      today,
    );
    if (left.length > 0) {
      others.forEach((other, index) => {
        other.fixed.length = before[index]!;
      });
      lists.refill(round);
      continue;
    }
    Object.assign(round, { stops: [], fixed: [] });
    others.filter(({ fixed }, index) => fixed.length > before[index]!).forEach((other) => lists.refill(other));
    const { date } = round.slot;
    postponed.push({
      kind: 'day',
      id: date,
      what: `${weekdayName(date)} ${formatDayMonth(date)}`,
      why: `Để dành buổi này: số cửa đến lượt còn ít, đi chỉ gặp được chừng ${formatNumber(Math.round(meetings * 10) / 10)} cửa`,
    });
  }
  return postponed;
}

/** Expected meetings that matter most: at doors never met, with a request, or with a promise. */
function neededMeetings(ward: WardDoors, { stops }: WeekRound): number {
  const isNeeded = (door: number) =>
    ward.historyOf(door).lastMetOn === null ||
    ward.requestAt(door) !== undefined ||
    ward.followUpAt(door) !== undefined;
  return stops
    .filter(({ door, isIfTimeAllows }) => !isIfTimeAllows && isNeeded(door))
    .reduce((sum, { chance }) => sum + chance, 0);
}

const hasPromise = (ward: WardDoors, { slot, stops }: WeekRound): boolean =>
  stops.some(
    ({ door, appointment }) =>
      appointment !== null && (ward.appointmentOn(door, slot.date) ?? ward.dayCallAt(door)) !== undefined,
  );

function areMostTried(ward: WardDoors, today: LocalDate): boolean {
  const unmet = ward.doors.flatMap((_, door) =>
    ward.historyOf(door).lastMetOn === null && obstacleOn(ward, door, today) === null ? [door] : [],
  );
  return unmet.filter((door) => ward.historyOf(door).tries.length > 0).length > unmet.length / 2;
}
