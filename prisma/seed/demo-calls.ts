import type { CallOutcome } from '../../src/generated/prisma/enums';
import type { PreferredTime } from '../../src/features/casework/requests/request-labels';
import {
  addDays,
  daysBetween,
  instantOf,
  localDateOf,
  localTimeOf,
  weekdayOf,
  type LocalDate,
} from '../../src/shared/dates';
import type { DemoStaff } from './demo-accounts';
import { DemoRandom, demoIds } from './demo-random';
import type { DemoHousehold } from './demo-register';
import type { DemoRows } from './demo-rows';

/** A separate seed, so that calls change nothing else in the demo ward. */
const SEED = 20_260_519;
const MAX_CALLS = 9;
/** The office started calling only recently. */
const DAYS_BACK = 21;
const ADULT_AGE = 18;

interface CallsInput {
  wardId: string;
  households: readonly DemoHousehold[];
  rows: Pick<DemoRows, 'visit' | 'householdPause' | 'householdMembership' | 'round' | 'roundDoor'>;
  staff: DemoStaff;
  now: Date;
  openedAt: Date;
}

/**
 * Calls to a handful of households that were not at home, and one to a door of tonight that said when it is at home.
 * Pure.
 */
export function demoCalls({ wardId, households, rows, staff, now, openedAt }: CallsInput): DemoRows['doorCall'] {
  const random = new DemoRandom(SEED);
  const newId = demoIds(random, openedAt);
  const today = localDateOf(now);
  const visits = new Map<string, DemoRows['visit']>();
  for (const visit of rows.visit.toSorted((a, b) => (a.arrivedAt as Date).getTime() - (b.arrivedAt as Date).getTime()))
    visits.set(visit.householdId, [...(visits.get(visit.householdId) ?? []), visit]);
  const paused = new Set(rows.householdPause.map(({ householdId }) => householdId));
  const living = new Set(
    rows.householdMembership.filter(({ validTo }) => validTo === null).map(({ residentId }) => residentId),
  );
  const canBeCalled = (household: DemoHousehold) =>
    household.isOccupied &&
    !household.isMourning &&
    !paused.has(household.id) &&
    household.members.some(({ id, phone, person }) => phone !== null && person.age >= ADULT_AGE && living.has(id));
  const lastVisitOn = ({ id }: DemoHousehold) =>
    (visits.get(id)?.at(-1)?.visitedOn ?? localDateOf(openedAt)) as LocalDate;

  const call = (
    household: DemoHousehold,
    calledOn: LocalDate,
    [outcome, times, note]: Answer,
  ): DemoRows['doorCall'][number] => ({
    id: newId(),
    wardId,
    householdId: household.id,
    calledOn,
    outcome,
    times: times as unknown as DemoRows['doorCall'][number]['times'],
    note,
    calledBy: random.pick(staff.staffIds),
    createdAt: instantOf(calledOn, `${random.pick(['08', '09', '10', '14', '15'])}:${random.int(10, 59)}`),
  });

  const awayTimes = (times: number) =>
    households.filter((household) => {
      const last = (visits.get(household.id) ?? []).slice(-times);
      return (
        canBeCalled(household) &&
        last.length === times &&
        last.every(({ outcome }) => outcome === 'nobody_home') &&
        lastVisitOn(household) < addDays(today, -1)
      );
    });
  // Call half of the households that were away twice, so that the list of doors to call shows both called and uncalled
  // doors; the other calls go to households that were away once.
  const twice = awayTimes(2);
  const chosen = [
    ...random.sample(twice, Math.ceil(twice.length / 2)),
    ...random.shuffled(awayTimes(1).filter((household) => !twice.includes(household))),
  ].slice(0, MAX_CALLS);
  const made = chosen.flatMap((household, index) => {
    const mostBack = Math.min(DAYS_BACK, daysBetween(lastVisitOn(household), today) - 1);
    const calledOn = onWorkingDay(addDays(today, -random.int(1, Math.max(1, mostBack))));
    if (calledOn <= lastVisitOn(household)) return [];
    return [call(household, calledOn, CALLS[index % CALLS.length]!)];
  });

  const round = rows.round.find(({ startsAt }) => localDateOf(startsAt as Date) === today);
  const doors = rows.roundDoor
    .filter(
      ({ roundId, householdId }) => roundId === round?.id && !made.some((each) => each.householdId === householdId),
    )
    .map(({ householdId }) => householdId);
  const tonight = households.find(
    (household) =>
      doors.includes(household.id) && canBeCalled(household) && lastVisitOn(household) < addDays(today, -4),
  );
  if (!round || !tonight) return made;
  const atHome = {
    weekdays: [weekdayOf(today)],
    from: localTimeOf(round.startsAt as Date),
    to: localTimeOf(round.endsAt as Date),
  };
  return [...made, call(tonight, onWorkingDay(addDays(today, -2)), ['agreed', [atHome], 'bác chủ nhà nghe máy'])];
}

function onWorkingDay(date: LocalDate): LocalDate {
  return weekdayOf(date) > 5 ? addDays(date, 5 - weekdayOf(date)) : date;
}

type Answer = readonly [outcome: CallOutcome, times: PreferredTime[], note: string];

const CALLS: readonly Answer[] = [
  ['agreed', [{ weekdays: [1, 2, 3, 4, 5], from: '19:30', to: '20:45' }], 'con gái nghe máy'],
  ['no_answer', [], ''],
  ['agreed', [{ weekdays: [6, 7], from: '08:30', to: '11:00' }], ''],
  ['declined', [], 'đang sửa nhà, nhờ gọi lại sau một tháng'],
  ['wrong_number', [], ''],
  ['no_answer', [], 'máy bận hai lần'],
];
