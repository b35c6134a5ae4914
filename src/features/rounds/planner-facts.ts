import type { DoorOutcome, HouseholdOccupancy, NextStep, PauseKind } from '../../generated/prisma/enums';
import { addDays, localDateOf, localTimeOf, type LocalDate, type LocalTime } from '../../shared/dates';
import type { Need } from '../../shared/needs';
import { dayKindOf, type CalendarFact, type OutreachPolicy, type TimeWindow } from '../calendar/outreach-time';
import type { DoorTry, DueFollowUp, EveningAsk, KnownRound, OpenRequest, PlannerDoor, PlannerInput, PlannerOptions, WeekAsk } from './planner/planner-input';

export interface AvailabilityFact extends TimeWindow { officerId: string; weekday: number }
export interface AbsenceFact { officerId: string; startsAt: Date; endsAt: Date }

/** A ward's facts as the database gives them; the long lists are JSON text that only the planner's thread parses. */
export interface PlannerFacts {
  today: LocalDate;
  policy: OutreachPolicy;
  calendarDays: CalendarFact[];
  doors: string;
  tries: string;
  followUps: string;
  requests: OpenRequest[];
  rounds: string;
  officers: { id: string; name: string }[];
  availability: AvailabilityFact[];
  absences: AbsenceFact[];
}

type ResidentRow = [birthDate: LocalDate | null, birthPrecision: 'day' | 'year' | null, isTemporary: boolean, needs: Need[]];
type DoorRow = [
  id: string, walkOrder: string, laneKey: string, laneLabel: string, groupId: string | null, occupancy: HouseholdOccupancy,
  pauseKind: PauseKind | null, pauseUntil: LocalDate | null, hasPhone: boolean, residents: ResidentRow[],
];
type TryRow = [doorId: string, roundId: string | null, date: LocalDate, arrivedAt: LocalTime, leftAt: LocalTime | null, outcome: DoorOutcome];
type FollowUpRow = [id: string, doorId: string, dueOn: LocalDate, nextStep: NextStep];
type RoundRow = [date: LocalDate, from: LocalTime, to: LocalTime, officerIds: string[], openDoorIds: string[], isCancelled: boolean];

/** What a ward knows, apart from the question. */
export type KnownWard = Omit<PlannerInput, 'ask' | 'options' | 'officers'> & Pick<PlannerFacts, 'officers' | 'availability' | 'absences'>;

/** Parses the facts; the same for every question that is asked about them. */
export function knownWardOf(facts: PlannerFacts): KnownWard {
  return {
    ...facts,
    doors: (JSON.parse(facts.doors) as DoorRow[]).map(doorOf),
    tries: (JSON.parse(facts.tries) as TryRow[]).map(([doorId, roundId, date, arrivedAt, leftAt, outcome]): DoorTry => ({ doorId, roundId, date, arrivedAt, leftAt, outcome })),
    followUps: (JSON.parse(facts.followUps) as FollowUpRow[]).map(([id, doorId, dueOn, nextStep]): DueFollowUp => ({
      id, doorId, dueOn, at: null, what: nextStep === 'bring_papers' ? 'mang giấy tờ, biểu mẫu' : 'quay lại nhà',
    })),
    rounds: (JSON.parse(facts.rounds) as RoundRow[]).map(([date, from, to, officerIds, openDoorIds, isCancelled]): KnownRound => ({ date, from, to, officerIds, openDoorIds, isCancelled })),
  };
}

function doorOf([id, walkOrder, laneKey, laneLabel, groupId, occupancy, pauseKind, pauseUntil, hasPhone, residents]: DoorRow): PlannerDoor {
  return {
    id, walkOrder, laneKey, laneLabel, groupId, occupancy, hasPhone,
    pause: pauseKind && { kind: pauseKind, until: pauseUntil },
    residents: residents.map(([date, precision, isTemporary, needs]) => ({ birth: date && precision ? { date, precision } : null, isTemporary, needs })),
  };
}

/** The planner's input for a question. */
export function plannerInputOf(ward: KnownWard, ask: WeekAsk | EveningAsk, options: Partial<PlannerOptions> = {}): PlannerInput {
  return { ...ward, ask, options, officers: officersFor(ward, ask) };
}

/**
 * The planner knows absences by whole days. Somebody who is absent for some hours is so for the question when these hours
 * touch the evening asked about or, for a week, the ward's windows of that day.
 */
function officersFor({ officers, availability, absences, policy, calendarDays }: KnownWard, ask: WeekAsk | EveningAsk): PlannerInput['officers'] {
  const windowsOn = (date: LocalDate): readonly TimeWindow[] =>
    (ask.kind === 'evening' ? [ask] : policy.windows[dayKindOf(date, calendarDays.filter((day) => day.date === date))]);
  const [from, to] = ask.kind === 'evening' ? [ask.date, ask.date] : [ask.from, ask.to];
  return officers.map(({ id, name }) => ({
    id, name,
    availability: availability.filter(({ officerId }) => officerId === id),
    absences: absences.filter(({ officerId }) => officerId === id)
      .flatMap((absence) => absentDays(absence, from, to, windowsOn)).map((date) => ({ from: date, to: date })),
  }));
}

function absentDays({ startsAt, endsAt }: AbsenceFact, from: LocalDate, to: LocalDate, windowsOn: (date: LocalDate) => readonly TimeWindow[]): LocalDate[] {
  const [firstDay, lastDay] = [localDateOf(startsAt), localDateOf(endsAt)];
  const days: LocalDate[] = [];
  for (let date = firstDay > from ? firstDay : from; date <= lastDay && date <= to; date = addDays(date, 1)) {
    const begins = date === firstDay ? localTimeOf(startsAt) : '00:00';
    const ends = date === lastDay ? localTimeOf(endsAt) : '24:00';
    if (windowsOn(date).some((window) => begins < window.to && ends > window.from)) days.push(date);
  }
  return days;
}
