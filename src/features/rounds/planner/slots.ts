import { addDays, daysBetween, isRealDate, weekdayOf, type LocalDate } from '../../../shared/dates';
import { latestKnockOf, type DayKind, type OutreachPolicy, type TimeWindow } from '../../office/calendar/outreach-time';
import { minuteOf } from './clock';
import type { KnownRound, OfficerAbsence, PlannerInput, PlannerOfficer, PlannerOptions } from './planner-input';

/** A stretch of a day in which rounds may go out; minutes after midnight. */
export interface Slot {
  date: LocalDate;
  kind: DayKind;
  from: number;
  to: number;
  /** The last minute at which the team may knock. */
  lastKnock: number;
}

/** When an officer could go out within a slot. */
export interface FreeTime {
  from: number;
  to: number;
}

/** A listed door with the time at which the team is expected there. */
export interface Stop {
  door: number;
  at: number;
  chance: number;
  /** From knocking to leaving. */
  minutes: number;
  appointment: FreeTime | null;
  isIfTimeAllows: boolean;
}

/** A door that must be on the list. */
export interface FixedDoor {
  door: number;
  /** When the household expects the team; null if any time will do. */
  appointment: FreeTime | null;
}

/** A longer plan would rest on habits of another season. */
const MAX_DAYS = 31;
/** Minutes. A visit begun later than this before the end would not finish. */
export const LAST_VISIT = 20;
const END_OF_DAY = 24 * 60;

/**
 * One stretch of a day by the policy's kind of day. Its last knock is the policy's, or earlier so that the visit can
 * finish.
 */
export const slotAt = ({ date, kind, from, to }: Omit<Slot, 'lastKnock'>, policy: OutreachPolicy): Slot => ({
  date,
  kind,
  from,
  to,
  lastKnock: Math.max(from, Math.min(minuteOf(latestKnockOf(kind, policy)), to - LAST_VISIT)),
});

/**
 * The slots of a day: the policy's windows for its kind, without lunch, within the hours of the day, each at most
 * `longestRound` long. None on a day without knocking; none on a holiday unless the policy has windows for it.
 */
export function slotsOn(
  date: LocalDate,
  kind: DayKind,
  { policy, calendarDays }: Pick<PlannerInput, 'policy' | 'calendarDays'>,
  options: PlannerOptions,
): Slot[] {
  if (calendarDays.some((day) => day.date === date && day.kind === 'no_knock')) return [];
  const lunch = { from: minuteOf(policy.lunchRest.from), to: minuteOf(policy.lunchRest.to) };
  return policy.windows[kind].flatMap((window) => {
    const from = Math.max(minuteOf(window.from), minuteOf(policy.notBefore));
    const to = Math.min(minuteOf(window.to), minuteOf(policy.notAfter));
    const parts =
      lunch.from < to && lunch.to > from
        ? [
            { from, to: lunch.from },
            { from: lunch.to, to },
          ]
        : [{ from, to }];
    return parts
      .filter(
        (part) => part.to - part.from >= options.shortestRound && part.from <= minuteOf(latestKnockOf(kind, policy)),
      )
      .map((part) =>
        slotAt({ date, kind, from: part.from, to: Math.min(part.to, part.from + options.longestRound) }, policy),
      );
  });
}

/** The dates from one to another; [] if the second lies before the first. Throws RangeError on an unreal date. */
export function datesBetween(from: LocalDate, to: LocalDate): LocalDate[] {
  const dates: LocalDate[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/**
 * When an officer can go out in a slot: within the weekly availability, without an absence or another round. Returns
 * the longest such stretch; null if it is shorter than the shortest round.
 */
export function freeIn(
  officer: PlannerOfficer,
  slot: Slot,
  rounds: readonly KnownRound[],
  { shortestRound }: PlannerOptions,
): FreeTime | null {
  const busy = [
    ...absencesOn(officer, slot.date).map(absentFrom),
    ...rounds
      .filter((round) => !round.isCancelled && round.date === slot.date && round.officerIds.includes(officer.id))
      .map(minutesOf),
  ];
  const weekday = weekdayOf(slot.date);
  const stretches = joined(officer.availability.filter((row) => row.weekday === weekday).map(minutesOf))
    .flatMap((stretch) => without(stretch, busy))
    .map(({ from, to }) => ({ from: Math.max(from, slot.from), to: Math.min(to, slot.to) }))
    .filter(({ from, to }) => to - from >= shortestRound);
  return stretches.sort((a, b) => b.to - b.from - (a.to - a.from))[0] ?? null;
}

/** An officer's absences that touch a day. */
export const absencesOn = ({ absences }: PlannerOfficer, date: LocalDate): OfficerAbsence[] =>
  absences.filter(({ from, to }) => date >= from && date <= to);

/** Whether an officer's absences alone leave no time for a round in a slot. */
export const isAwayIn = (officer: PlannerOfficer, slot: Slot, { shortestRound }: PlannerOptions): boolean =>
  !without(slot, absencesOn(officer, slot.date).map(absentFrom)).some(({ from, to }) => to - from >= shortestRound);

/** What is wrong with the dates, in Vietnamese; null if they are real days, in order and not too many. */
export function datesProblem(from: LocalDate, to: LocalDate): string | null {
  const unreal = [from, to].find((date) => !isRealDate(date));
  if (unreal !== undefined) return `Không có ngày ${unreal} trong lịch.`;
  if (to < from) return 'Ngày kết thúc phải từ ngày bắt đầu trở đi.';
  return daysBetween(from, to) >= MAX_DAYS ? `Mỗi lần lập kế hoạch nhiều nhất ${MAX_DAYS} ngày.` : null;
}

const absentFrom = ({ hours }: OfficerAbsence): FreeTime => (hours ? minutesOf(hours) : { from: 0, to: END_OF_DAY });

const minutesOf = ({ from, to }: TimeWindow): FreeTime => ({ from: minuteOf(from), to: minuteOf(to) });

function joined(stretches: readonly FreeTime[]): FreeTime[] {
  const sorted = [...stretches].sort((a, b) => a.from - b.from);
  const result: FreeTime[] = [];
  for (const { from, to } of sorted) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

function without({ from, to }: FreeTime, holes: readonly FreeTime[]): FreeTime[] {
  let parts = [{ from, to }];
  for (const hole of holes) {
    parts = parts
      .flatMap((part) =>
        hole.to <= part.from || hole.from >= part.to
          ? [part]
          : [
              { from: part.from, to: hole.from },
              { from: hole.to, to: part.to },
            ],
      )
      .filter((part) => part.to > part.from);
  }
  return parts;
}
