import type { DoorOutcome, HouseholdOccupancy, PauseKind } from '../../../generated/prisma/enums';
import type { AreaClosure } from '../../../shared/area-closures';
import type { BirthDate, LocalDate, LocalTime } from '../../../shared/dates';
import type { Need } from '../../../shared/needs';
import type { DueBrief } from '../../casework/due/due-items';
import { REST_AFTER_REFUSAL } from '../../casework/requests/second-try';
import type { CalendarFact, OutreachPolicy, TimeWindow } from '../../office/calendar/outreach-time';

// The input of planRounds: plain data about one ward. Dates are 'YYYY-MM-DD', times 'HH:MM', both as clocks in Việt Nam
// show them; `to` of a time is the end, `to` of dates the last day. Ids are the caller's and come back unchanged.

export interface PlannerInput {
  /** The day on which the plan is made; no round is planned before it. */
  today: LocalDate;
  doors: readonly PlannerDoor[];
  /** Every attempt at a door on record, in any order. Hours and minutes are learned from these. */
  tries: readonly DoorTry[];
  requests: readonly OpenRequest[];
  followUps: readonly DueFollowUp[];
  /**
   * The outcome of the office's calls of the last six months, in any order; among calls of one day the last comes
   * first.
   */
  calls: readonly DoorCall[];
  officers: readonly PlannerOfficer[];
  /** Whom the households have met before, and refused. */
  known?: readonly KnownFace[];
  /** At least those of the dates asked for. */
  calendarDays: readonly CalendarFact[];
  policy: OutreachPolicy;
  /**
   * Those of the last `weeksOfShare` weeks, and every open one: used for shares, pairs, busy officers and doors that
   * are taken.
   */
  rounds: readonly KnownRound[];
  ask: WeekAsk | EveningAsk;
  options?: Partial<PlannerOptions>;
}

export interface PlannerDoor {
  id: string;
  /** Plain string comparison gives the walking order; doors of one lane follow each other. */
  walkOrder: string;
  laneKey: string;
  laneLabel: string;
  /** The residential group; null when unknown. */
  groupId: string | null;
  occupancy: HouseholdOccupancy;
  /** A pause in force: no planning until the day after `until`, or until it is lifted if null. */
  pause: { kind: PauseKind; until: LocalDate | null } | null;
  /** When its area is closed. */
  closures?: readonly AreaClosure[];
  hasPhone: boolean;
  /** It refused the team, and the ward's tries after that are used up: only the household itself brings the team. */
  isLeftAlone?: boolean;
  /** Before this day the draw of turns keeps the team away from its group, unless the household asked for it. */
  turnOn?: LocalDate | null;
  residents: readonly PlannerResident[];
}

export interface PlannerResident {
  birth: BirthDate | null;
  /** As in src/shared/needs.ts. */
  needs: readonly Need[];
  /** What falls due for the person, if it tells no more than an age or a day. */
  due?: readonly DueBrief[];
  /** Lives here for a time (tạm trú, lưu trú). */
  isTemporary: boolean;
}

export interface DoorTry {
  doorId: string;
  /** Tries of one round show how long it takes from door to door; null outside a round. */
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
  /** When it suits them: any of these times; empty if every time does. */
  wishes: readonly PreferredTime[];
}

/** On certain dates, else on certain weekdays (1 Monday to 7 Sunday), else on every day. */
export interface PreferredTime extends TimeWindow {
  dates?: readonly LocalDate[];
  weekdays?: readonly number[];
}

/** A promise made at a visit. */
export interface DueFollowUp {
  id: string;
  doorId: string;
  dueOn: LocalDate;
  /** The time of day agreed on; null when none was. */
  at: TimeWindow | null;
  /** In a few Vietnamese words, lower case: 'hẹn quay lại', 'bổ sung giấy tờ'. */
  what: string;
}

/** A call from the office to a household, to learn when it is at home. */
export interface DoorCall {
  doorId: string;
  date: LocalDate;
  /** They named a time; they want no visit now; no answer, or no time could be named; the number is not theirs. */
  outcome: 'agreed' | 'declined' | 'no_answer' | 'wrong_number';
  /** When they said they would be at home: any of these times; [] unless agreed. */
  times: readonly PreferredTime[];
}

/** How often an officer met a resident at a door, and whether they were there when it refused and no resident was met since. */
export interface KnownFace {
  doorId: string;
  officerId: string;
  visits: number;
  refused?: boolean;
}

export interface PlannerOfficer {
  id: string;
  name: string;
  /** Free time of the week; adjoining rows of a day are joined. */
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
  /** Doors still to be visited in this round; no other round gets them. */
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
  /** Only doors of these lanes or groups; any door if absent or both are empty. */
  area?: { laneKeys?: readonly string[]; groupIds?: readonly string[] };
  /** Doors that must be on the list, whatever their score. */
  lockedDoorIds?: readonly string[];
  /** Doors that must not be on the list. */
  struckDoorIds?: readonly string[];
  /** Exactly these doors in this order; only times, reasons and what is left of the window are computed. */
  keepOrder?: readonly string[];
  /** `keepOrder` has the most urgent door first: of these doors, as many as fit, in walking order with appointments in time. */
  isByUrgency?: boolean;
}

export interface PlannerOptions {
  /** Maximum rounds per officer from Monday to Sunday, including those already planned. */
  maxRoundsPerWeek: number;
  /** Number of weeks, including this one, over which evenings and weekends are shared fairly. */
  weeksOfShare: number;
  /** Maximum rounds of an officer, as a multiple of the team's mean. */
  maxShare: number;
  /** Minutes. */
  shortestRound: number;
  longestRound: number;
  /** Maximum doors per round. */
  maxDoors: number;
  /** Maximum neighbouring lanes per round, as long as they have enough doors to fill it. */
  maxLanes: number;
  /** Once most unmet doors were tried, a round expected to meet fewer doors than this is put off. */
  minMeetings: number;
  /** After this many tries without an answer at one hour of one kind of day, propose another hour. */
  maxTriesAtOneHour: number;
  /** Maximum calls per household in six months; minimum days between calls. */
  maxCalls: number;
  restAfterCall: number;
  /** Maximum number of doors that a plan names for a call, and for a card. */
  maxCallsNamed: number;
  /** After this many tries in a row without an answer, stop knocking: leave a card or call. */
  maxTries: number;
  /** Days before a door is tried again: after no answer, after a refusal, after everything else. */
  restAfterAway: number;
  restAfterRefusal: number;
  restAfterMeeting: number;
  /** Days before a door that was away too often is tried again, if neither card nor call has helped. */
  restAfterGivingUp: number;
  /** Days before an unmet household in need is tried again wherever it lies, unless the door must rest longer. */
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
  minMeetings: 3,
  maxTriesAtOneHour: 2,
  maxCalls: 3,
  restAfterCall: 5,
  maxCallsNamed: 150,
  maxTries: 4,
  restAfterAway: 5,
  restAfterRefusal: REST_AFTER_REFUSAL,
  restAfterMeeting: 180,
  restAfterGivingUp: 14,
  needWaits: 14,
};
