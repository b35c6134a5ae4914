import { isRealDate, isRealTime, type LocalDate } from '../../../shared/dates';
import { DEFAULT_OPTIONS, type EveningAsk, type PlannerInput, type PlannerOptions } from './planner-input';
import type { NotPlaced, PlannerOutput } from './planner-output';
import { planWeek, takenDoors } from './plan-week';
import { absencesOn, datesProblem, type FixedDoor, type Slot, slotAt, type Stop } from './slots';
import { isOnDay, WardDoors } from './ward-doors';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { roundTimeProblem, validateRoundTime } from '../../office/calendar/outreach-time';
import { asNotPlaced, type ExpectedVisit, expectedVisits, type Filling, fitOf, placeExpected } from './expected-visits';
import { minuteOf } from './clock';
import { obstacleOn } from './door-due';
import { bestArea } from './evening-area';
import { listEvening, timed, withFixed } from './evening-list';
import { offeredBands } from './offered-bands';
import { proposedRound } from './proposal';
import { DoorValues, valuesIn } from './slot-values';

/**
 * Plans rounds: either whole rounds for some days (`ask.kind` 'week': who goes when, and to which doors), or the doors
 * of one round whose time and team are chosen ('evening'). Pure and deterministic: the same input gives the same plan,
 * with no clock, no randomness and no state. docs/planner.md explains how it decides and how to call it from elsewhere.
 *
 * Dates are 'YYYY-MM-DD' and times 'HH:MM' of Việt Nam. A question that makes no sense (an end before its start, 31/2,
 * more doors than a list may have) returns no rounds and the reason in `notPlaced`. Throws RangeError if a date inside
 * the data (a try, a birth) is not in the calendar.
 */
export function planRounds(input: PlannerInput): PlannerOutput {
  const { ask } = input;
  const options = { ...DEFAULT_OPTIONS, maxRoundsPerWeek: input.policy.roundsAWeek, ...input.options };
  const problem = problemOf(ask, options);
  if (problem !== null) return refusal(problem);
  if (ask.kind === 'week' && ask.to < input.today) return refusal('Những ngày này đã qua.');
  const ward = new WardDoors(input);
  if (ask.kind === 'evening') return planEvening(ward, input, ask, options);
  return planWeek(ward, input, ask, options);
}

/** Why a question makes no sense; null if it does. */
function problemOf(ask: PlannerInput['ask'], options: PlannerOptions): string | null {
  if (ask.kind === 'week') return datesProblem(ask.from, ask.to);
  return isRealDate(ask.date) ? eveningProblem(ask, options) : datesProblem(ask.date, ask.date);
}

const refusal = (why: string): PlannerOutput => ({
  rounds: [],
  notPlaced: [{ kind: 'ask', id: '', what: 'Kế hoạch', why }],
});

// ------------------------------------------------------------ one evening

/**
 * Chooses the doors of one round. Locked doors are on the list, struck doors are not. Visits expected at that time come
 * first while there is room. Of the other visits, those that a household expects on this very day are reported with the
 * reason, and of those that do not fit the ones promised by this day or earlier: the rest can still have another round.
 * Objections are warnings, not refusals: the ward may have a reason.
 */
function planEvening(ward: WardDoors, input: PlannerInput, ask: EveningAsk, options: PlannerOptions): PlannerOutput {
  const kind = ward.kindOf(ask.date);
  const slot = slotAt({ date: ask.date, kind, from: minuteOf(ask.from), to: minuteOf(ask.to) }, input.policy);
  if (slot.lastKnock <= slot.from) slot.lastKnock = Math.max(slot.from, slot.to - 1);
  const taken = takenDoors(ward, input);
  const locked = numbersOf(ward, ask.lockedDoorIds ?? []);
  const vanished = vanishedDoors(ward, [...(ask.keepOrder ?? []), ...(ask.lockedDoorIds ?? [])]);
  const struck = new Set(numbersOf(ward, ask.struckDoorIds ?? []));
  const warnings = [...warningsOn(input, ask), ...lockedWarnings(ward, ask, locked, taken)];
  const isInArea = areaOf(ward, ask);
  const isLocked = new Set(locked);
  const expected = expectedVisits(ward, input, { from: ask.date, to: ask.date });
  const appointmentAt = (door: number) => {
    const fit = fitOf({ preferredTimes: ward.preferredTimesAt(door) }, slot);
    return fit === 'any time' ? null : fit;
  };
  const roundOf = (stops: readonly Stop[]) =>
    proposedRound(ward, slot, { officerIds: ask.officerIds, stops, locked: isLocked, warnings });
  if (ask.keepOrder) {
    const order = numbersOf(ward, ask.keepOrder).map((door) => ({ door, appointment: appointmentAt(door) }));
    const stops = ask.isByUrgency ? fitting(ward, slot, order) : timed(ward, slot, order);
    return { rounds: [roundOf(stops)], notPlaced: vanished };
  }

  const fixed: FixedDoor[] = locked.map((door) => ({ door, appointment: appointmentAt(door) }));
  const filling: Filling = { slot, fixed, stops: [] };
  const open = expected.filter(
    ({ door }) => !isLocked.has(door) && !struck.has(door) && isInArea(door) && taken[door] === 0,
  );
  const withoutRoom = placeExpected(
    ward,
    open.filter((visit) => fitOf(visit, slot) !== null),
    [filling],
    ask.date,
  );
  const chosen = new Set(fixed.map(({ door }) => door));

  const values = new DoorValues(ward, options, offeredBands(input.policy), ask.date);
  const found = valuesIn(
    values,
    slot,
    (door) => taken[door] === 0 && !struck.has(door) && !chosen.has(door) && isInArea(door),
  );
  const expectedLanes = fixed.map(({ door }) => ward.laneOf[door]!);
  const forFixed = fixed.reduce((sum, { door }) => sum + ward.expectedMinutes(door, 1), 0);
  const area = bestArea(ward, found, {
    minutes: slot.lastKnock - slot.from - forFixed,
    maxLanes: options.maxLanes,
    expectedLanes,
  });
  const stops = listEvening(values, slot, { found, area, fixed, maxDoors: options.maxDoors });
  const whyNoRoom = new Map(withoutRoom.map(({ visit, why }) => [visit, why]));
  const visitsLeft = expected
    .filter(
      (visit) =>
        !(taken[visit.door] || struck.has(visit.door) || stops.some(({ door }) => door === visit.door)) &&
        (isExpectedOn(visit, ask.date, isInArea(visit.door)) ||
          (whyNoRoom.has(visit) && visit.promisedBy !== null && visit.promisedBy <= ask.date)),
    )
    .map((visit) =>
      asNotPlaced(visit, whyNoRoom.get(visit) ?? (isInArea(visit.door) ? 'Buổi đi giờ khác' : 'Ngoài khu đã chọn')),
    );
  const notPlaced: NotPlaced[] = [...visitsLeft, ...vanished];
  if (stops.length === 0) {
    const why = 'Không có cửa nào đến lượt trong khu đã chọn. Bỏ bớt điều kiện, hoặc chọn khu khác';
    notPlaced.push({ kind: 'ask', id: ask.date, what: 'Buổi này', why });
  }
  return { rounds: [roundOf(stops)], notPlaced };
}

/** Of doors in order of urgency, each that makes none of those before it late: in walking order, appointments in time. */
const fitting = (ward: WardDoors, slot: Slot, order: readonly FixedDoor[]): Stop[] =>
  order.reduce<Stop[]>((kept, next) => {
    const doors = [...kept, next].sort((a, b) => a.door - b.door);
    const [anyTime, fixed] = [doors.filter((each) => !each.appointment), doors.filter((each) => each.appointment)];
    const stops = timed(ward, slot, withFixed(ward, slot, anyTime, fixed));
    const isLate = stops.some(({ at, appointment, isIfTimeAllows }) => isIfTimeAllows || at > (appointment?.to ?? at));
    return isLate ? kept : stops;
  }, []);

/** Whether the household named this day: its date, or inside the area of the round its weekday. */
const isExpectedOn = ({ preferredTimes }: ExpectedVisit, date: LocalDate, isInArea: boolean): boolean =>
  preferredTimes.some((time) => (time.dates ?? (isInArea && time.weekdays)) && isOnDay(time, date));

/** What is wrong with the question itself, in Vietnamese; null if it can be answered. */
function eveningProblem({ from, to, keepOrder, lockedDoorIds }: EveningAsk, { maxDoors }: PlannerOptions) {
  if (!isRealTime(from) || !isRealTime(to)) return `Giờ phải có dạng 18:30; đang là ${from}–${to}.`;
  const count = Math.max(keepOrder?.length ?? 0, lockedDoorIds?.length ?? 0);
  return (
    roundTimeProblem(from, to) ?? (count > maxDoors ? `Một buổi nhiều nhất ${maxDoors} cửa; đã chọn ${count}.` : null)
  );
}

const numbersOf = (ward: WardDoors, ids: readonly string[]): number[] =>
  [...new Set(ids)].flatMap((id) => ward.numbers.get(id) ?? []);

/** Doors named in the question that the list no longer holds, because they were merged or removed in the meantime. */
const vanishedDoors = (ward: WardDoors, ids: readonly string[]): NotPlaced[] =>
  [...new Set(ids)]
    .filter((id) => !ward.numbers.has(id))
    .map((id) => ({ kind: 'door', id, what: 'Một cửa đã chọn', why: 'Không còn trong danh sách hộ' }));

function areaOf(ward: WardDoors, { area }: EveningAsk): (door: number) => boolean {
  const lanes = new Set(area?.laneKeys ?? []);
  const groups = new Set(area?.groupIds ?? []);
  if (lanes.size + groups.size === 0) return () => true;
  return (door) => lanes.has(ward.doors[door]!.laneKey) || groups.has(ward.doors[door]!.groupId ?? '');
}

function warningsOn(
  { policy, calendarDays, officers, rounds }: PlannerInput,
  { date, from, to, officerIds }: EveningAsk,
): string[] {
  const verdict = validateRoundTime({ date, from, to, policy, calendarDays });
  const warnings = verdict.allowed ? [] : [...verdict.reasons];
  if (officerIds.length !== policy.teamSize)
    warnings.push(`Một đội đi ${policy.teamSize} người; đã chọn ${officerIds.length}.`);
  for (const officer of officers.filter(({ id }) => officerIds.includes(id))) {
    const absence = absencesOn(officer, date).find(({ hours }) => !hours || (hours.from < to && hours.to > from));
    const hours = absence?.hours ? `${absence.hours.from}–${absence.hours.to}` : 'ngày này';
    if (absence) warnings.push(`${officer.name} nghỉ ${hours}.`);
    const other = rounds.find(
      (round) =>
        !round.isCancelled &&
        round.date === date &&
        round.officerIds.includes(officer.id) &&
        round.from < to &&
        round.to > from,
    );
    if (other) warnings.push(`${officer.name} đã có buổi ${other.from}–${other.to}.`);
  }
  return warnings;
}

const lockedWarnings = (
  ward: WardDoors,
  { date }: EveningAsk,
  locked: readonly number[],
  taken: Uint8Array,
): string[] =>
  locked.flatMap((door) => {
    const why = obstacleOn(ward, door, date) ?? (taken[door] === 1 ? 'Đang ở buổi khác' : null);
    return why === null ? [] : [`Một cửa đã chọn ở ${ward.doors[door]!.laneLabel}: ${uncapitalise(why)}.`];
  });
