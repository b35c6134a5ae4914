import type { DoorOutcome, HouseholdOccupancy, PauseKind } from '../../../generated/prisma/enums';
import type { BirthDate, LocalDate, LocalTime } from '../../../shared/dates';
import type { Need } from '../../../shared/needs';
import type { CalendarFact, OutreachPolicy, TimeWindow } from '../../office/calendar/outreach-time';

// What planRounds is given: plain data, everything of one ward. Dates are 'YYYY-MM-DD', times 'HH:MM', both as clocks
// in Việt Nam show them; `to` of a time is the end, `to` of dates the last day. Ids are the caller's and come back.

export interface PlannerInput {
  /** The day on which the plan is made: no round before it. */
  today: LocalDate;
  doors: readonly PlannerDoor[];
  /** Every attempt at a door that the ward remembers, in any order. From these the hours and minutes are learned. */
  tries: readonly DoorTry[];
  requests: readonly OpenRequest[];
  followUps: readonly DueFollowUp[];
  /** What came of the office's telephone calls of the last half year, in any order; of those of one day the last comes first. */
  calls: readonly DoorCall[];
  officers: readonly PlannerOfficer[];
  /** Of the dates asked for, at least. */
  calendarDays: readonly CalendarFact[];
  policy: OutreachPolicy;
  /** Of the last `weeksOfShare` weeks, and every open one: shares, pairs, busy officers, doors that are taken. */
  rounds: readonly KnownRound[];
  ask: WeekAsk | EveningAsk;
  options?: Partial<PlannerOptions>;
}

export interface PlannerDoor {
  id: string;
  /** Plain string comparison puts doors in the order of walking; doors of one lane follow each other. */
  walkOrder: string;
  laneKey: string;
  laneLabel: string;
  /** The residential group; null when unknown. */
  groupId: string | null;
  occupancy: HouseholdOccupancy;
  /** A pause in force: no planning until the day after `until`; null until lifted. */
  pause: { kind: PauseKind; until: LocalDate | null } | null;
  hasPhone: boolean;
  /** Those who live there now. */
  residents: readonly PlannerResident[];
}

export interface PlannerResident {
  birth: BirthDate | null;
  /** As src/shared/needs.ts has them. */
  needs: readonly Need[];
  /** Lives here for a time (tạm trú, lưu trú). */
  isTemporary: boolean;
}

export interface DoorTry {
  doorId: string;
  /** Tries of one round tell how long it is from door to door; null outside a round. */
  roundId: string | null;
  date: LocalDate;
  arrivedAt: LocalTime;
  leftAt: LocalTime | null;
  outcome: DoorOutcome;
}

/** A support request that is accepted and not done. */
export interface OpenRequest {
  id: string;
  doorId: string;
  receivedOn: LocalDate;
  /** The day by which the ward promised to come; null when it promised none. */
  promisedBy: LocalDate | null;
  /** When it suits them: any of these; empty when every time does. */
  wishes: readonly Wish[];
}

/** On certain dates, else on certain weekdays (1 Monday to 7 Sunday), else on every day. */
export interface Wish extends TimeWindow {
  dates?: readonly LocalDate[];
  weekdays?: readonly number[];
}

/** What a visit promised. */
export interface DueFollowUp {
  id: string;
  doorId: string;
  dueOn: LocalDate;
  /** The time of day agreed on; null when none was. */
  at: TimeWindow | null;
  /** In a few Vietnamese words, lower case: 'hẹn quay lại', 'bổ sung giấy tờ'. */
  what: string;
}

/** A call of the office to a household, to learn when it is at home. */
export interface DoorCall {
  doorId: string;
  date: LocalDate;
  /** A time was named; they want no visit now; nobody answered, or no time could be named; the number is not theirs. */
  outcome: 'agreed' | 'declined' | 'no_answer' | 'wrong_number';
  /** When they said they would be at home: any of these; [] unless agreed. */
  times: readonly Wish[];
}

export interface PlannerOfficer {
  id: string;
  name: string;
  /** Free time of the week; several rows of a day are joined. */
  availability: readonly (TimeWindow & { weekday: number })[];
  absences: readonly OfficerAbsence[];
}

/** From one day to another, both included: all day, or at these hours of each of them ('24:00' is the end of a day). */
export interface OfficerAbsence {
  from: LocalDate;
  to: LocalDate;
  hours?: TimeWindow;
}

export interface KnownRound extends TimeWindow {
  date: LocalDate;
  officerIds: readonly string[];
  /** Doors that are still to be knocked at in this round; no other round gets them. */
  openDoorIds: readonly string[];
  isCancelled: boolean;
}

/** Whole rounds for the days from `from` to `to`, at most 31. */
export interface WeekAsk {
  kind: 'week';
  from: LocalDate;
  to: LocalDate;
}

/** The doors of one round whose time and team are chosen. */
export interface EveningAsk extends TimeWindow {
  kind: 'evening';
  date: LocalDate;
  officerIds: readonly string[];
  /** Doors of these lanes or groups only; absent or with both empty, anywhere. */
  area?: { laneKeys?: readonly string[]; groupIds?: readonly string[] };
  /** Doors that must be on the list, whatever their score. */
  lockedDoorIds?: readonly string[];
  /** Doors that must not. */
  struckDoorIds?: readonly string[];
  /** Exactly these doors in this order: only times, reasons and what is left of the window are worked out. */
  keepOrder?: readonly string[];
}

export interface PlannerOptions {
  /** Rounds of one officer from Monday to Sunday, those already planned included. */
  maxRoundsPerWeek: number;
  /** Over how many weeks, this one included, evenings and weekends are shared. */
  weeksOfShare: number;
  /** An officer may have this many times the mean of the team, not more. */
  maxShare: number;
  /** Minutes. */
  shortestRound: number;
  longestRound: number;
  /** A list longer than this is no list. */
  maxDoors: number;
  /** Neighbouring lanes of one round, as long as they have enough doors to fill it. */
  maxLanes: number;
  /** Once most doors that nobody met were tried, a round expected to meet fewer doors is put off. */
  leastMeetings: number;
  /** Away so often at one hour of one kind of day: propose another. */
  triesAtOneHour: number;
  /** A household is rung up so often in half a year, and not again for so many days. */
  mostCalls: number;
  restAfterCall: number;
  /** A plan names so many doors to ring up, and so many for a card. */
  callsNamed: number;
  /** Away so often in a row: stop knocking, leave a card or phone. */
  triesInAll: number;
  /** Days before a door is tried again: after nobody was home, after a refusal, after everything else. */
  restAfterAway: number;
  restAfterRefusal: number;
  restAfterMeeting: number;
  /** Days after which a door that was away too often is tried again, if neither card nor call has helped. */
  restAfterGivingUp: number;
  /** Days after which a household in need that nobody met is tried again wherever it lies, if it need not rest longer. */
  needWaits: number;
}

export const DEFAULT_OPTIONS: PlannerOptions = {
  maxRoundsPerWeek: 3,
  weeksOfShare: 8,
  maxShare: 1.25,
  shortestRound: 90,
  longestRound: 180,
  maxDoors: 40,
  maxLanes: 3,
  leastMeetings: 3,
  triesAtOneHour: 2,
  mostCalls: 3,
  restAfterCall: 5,
  callsNamed: 150,
  triesInAll: 4,
  restAfterAway: 5,
  restAfterRefusal: 14,
  restAfterMeeting: 180,
  restAfterGivingUp: 14,
  needWaits: 14,
};
