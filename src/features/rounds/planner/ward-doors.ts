import type { DoorOutcome } from '../../../generated/prisma/enums';
import { compareStrings } from '../../../shared/compare';
import { daysBetween, weekdayOf, type LocalDate } from '../../../shared/dates';
import { dayKindOf, type DayKind, type TimeWindow } from '../../office/calendar/outreach-time';
import { agreedCall, SHUT_OUTCOMES } from './agreed-call';
import { AnswerChances, type LearnedTry } from './answer-chance';
import { minuteOf } from './clock';
import { bandOf } from './day-bands';
import { DOOR_CLASSES, doorClassOf } from './door-class';
import { learnMinutes, type DoorMinutes } from './door-minutes';
import { isInNeed } from './door-needs';
import type {
  DoorCall,
  DoorTry,
  DueFollowUp,
  OpenRequest,
  PlannerDoor,
  PlannerInput,
  PreferredTime,
} from './planner-input';
import type { FreeTime } from './slots';
import { Ways } from './ways';

/**
 * One side of a street, an alley or a building. Its doors run from `start` up to, not including, `end` in walking
 * order.
 */
export interface Lane {
  key: string;
  label: string;
  start: number;
  end: number;
}

/** What has happened at a door, newest first. */
export interface DoorHistory {
  tries: readonly DoorTry[];
  /** The latest tries in a row without an answer. */
  awayRun: readonly DoorTry[];
  lastMetOn: LocalDate | null;
}

const ANSWERED: readonly DoorOutcome[] = ['met', 'refused', 'come_back_later'];
const NO_TIMES: readonly FreeTime[] = [];
const NO_PREFERRED_TIMES: readonly PreferredTime[] = [];
/** Chance that a household is home at the time it named: nine in ten. */
export const CHANCE_AT_NAMED_TIME = 0.9;
const NO_CALLS: readonly DoorCall[] = [];
const NO_HISTORY: DoorHistory = { tries: [], awayRun: [], lastMetOn: null };

/**
 * The doors of a ward in walking order, numbered from 0, with everything known about each. Ignores tries, requests and
 * follow-ups at doors outside the list, and tries later than the day of planning.
 */
export class WardDoors {
  readonly doors: readonly PlannerDoor[];
  readonly lanes: Lane[] = [];
  readonly laneOf: Uint32Array;
  readonly numbers = new Map<string, number>();
  readonly chances: AnswerChances;
  readonly minutes: DoorMinutes;
  readonly ways: Ways;
  readonly needy: Uint8Array;
  /** Share of answered knocks at which the visit was welcome: at doors that never refused, and at those that did. */
  readonly welcome: { first: number; afterRefusal: number };
  private readonly histories: (DoorHistory | undefined)[];
  private readonly kinds = new Map<LocalDate, DayKind>();
  private readonly weekdays = new Map<LocalDate, number>();
  private readonly requestsAt = new Map<number, OpenRequest>();
  private readonly followUpsAt = new Map<number, DueFollowUp>();
  private readonly callsAt = new Map<number, DoorCall[]>();
  private readonly agreedAt = new Map<number, DoorCall>();
  private readonly refused: NonNullable<PlannerInput['known']>;

  constructor(private readonly input: PlannerInput) {
    const { today, tries, policy, known = [] } = input;
    this.refused = known.filter((face) => face.refused);
    this.doors = [...input.doors].sort(
      (a, b) => compareStrings(a.walkOrder, b.walkOrder) || compareStrings(a.id, b.id),
    );
    this.laneOf = new Uint32Array(this.doors.length);
    this.needy = new Uint8Array(this.doors.length);
    this.doors.forEach((door, number) => {
      const last = this.lanes.at(-1);
      if (last?.key === door.laneKey) last.end = number + 1;
      else this.lanes.push({ key: door.laneKey, label: door.laneLabel, start: number, end: number + 1 });
      this.laneOf[number] = this.lanes.length - 1;
      this.numbers.set(door.id, number);
      this.needy[number] = Number(isInNeed(door));
    });
    const past = tries.filter((attempt) => attempt.date <= today && this.numbers.has(attempt.doorId)).sort(byTime);
    this.histories = historiesOf(past, this.numbers, this.doors.length);
    this.chances = this.learnChances(past);
    this.minutes = learnMinutes(past, (id) => this.needy[this.numbers.get(id)!] === 1);
    this.ways = this.learnWays(past, policy.bufferMinutes);
    this.welcome = learnWelcome(this.histories);
    for (const request of byFirst(input.requests, (each) => each.receivedOn)) this.putFirst(this.requestsAt, request);
    for (const followUp of byFirst(input.followUps, (each) => each.dueOn)) this.putFirst(this.followUpsAt, followUp);
    for (const call of input.calls) this.putCall(call);
    for (const [door, calls] of this.callsAt) {
      calls.sort((a, b) => compareStrings(b.date, a.date));
      const agreed = agreedCall(calls[0], this.historyOf(door).tries, today);
      if (agreed) this.agreedAt.set(door, agreed);
    }
  }

  historyOf(door: number): DoorHistory {
    return this.histories[door] ?? NO_HISTORY;
  }

  requestAt(door: number): OpenRequest | undefined {
    return this.requestsAt.get(door);
  }

  followUpAt(door: number): DueFollowUp | undefined {
    return this.followUpsAt.get(door);
  }

  /** The office's calls to a door, newest first. */
  callsOf(door: number): readonly DoorCall[] {
    return this.callsAt.get(door) ?? NO_CALLS;
  }

  /** The call in which a household said when it is at home, while that still holds. */
  agreedCallAt(door: number): DoorCall | undefined {
    return this.agreedAt.get(door);
  }

  bandOfTry({ date, arrivedAt }: Pick<DoorTry, 'date' | 'arrivedAt'>): number {
    return bandOf(this.kindOf(date), minuteOf(arrivedAt));
  }

  /** The kind of a day by the ward's calendar. */
  kindOf(date: LocalDate): DayKind {
    let kind = this.kinds.get(date);
    if (!kind)
      this.kinds.set(
        date,
        (kind = dayKindOf(
          date,
          this.input.calendarDays.filter((day) => day.date === date),
        )),
      );
    return kind;
  }

  /** The chance that the door opens at that minute of that day. */
  chanceToAnswer(door: number, { date, kind }: { date: LocalDate; kind: DayKind }, minute: number): number {
    return this.chances.at(door, kind, this.weekday(date), minute);
  }

  /** The chance that a resident opens at that minute of that day and listens. */
  chanceToMeet(door: number, { date, kind }: { date: LocalDate; kind: DayKind }, minute: number): number {
    const chance = this.chanceToAnswer(door, { date, kind }, minute) * this.welcomeAt(door);
    const isExpected = this.agreedTimes(door, date).some(({ from, to }) => minute >= from && minute <= to);
    return isExpected ? Math.max(CHANCE_AT_NAMED_TIME, chance) : chance;
  }

  /**
   * Times agreed for a day: a request's preferred times, a promise made at the door, a call. In minutes after midnight.
   */
  agreedTimes(door: number, date: LocalDate): readonly FreeTime[] {
    const call = this.agreedAt.get(door);
    const times =
      call && !isForDays(call) ? [...this.preferredTimesAt(door), ...call.times] : this.preferredTimesAt(door);
    if (times.length === 0) return NO_TIMES;
    const weekday = this.weekday(date);
    return times
      .filter((time) => isOnDay(time, date, weekday))
      .map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) }));
  }

  /** The times at which the household waits for the team; [] if it named none. Usual hours are not an appointment. */
  preferredTimesAt(door: number): readonly PreferredTime[] {
    const call = this.dayCallAt(door);
    const followUp = this.followUpsAt.get(door);
    const requested = this.isPutOff(door)
      ? NO_PREFERRED_TIMES
      : (this.requestsAt.get(door)?.wishes ?? NO_PREFERRED_TIMES);
    if (!call && (!followUp || !isAppointment(followUp, this.input.today))) return requested;
    return [
      ...requested,
      ...(call?.times ?? []),
      ...(followUp && isAppointment(followUp, this.input.today) ? [{ ...followUp.at, dates: [followUp.dueOn] }] : []),
    ];
  }

  /** Whether a household that asked for a visit put it off at the door since: the later word counts. */
  isPutOff(door: number): boolean {
    const followUp = this.followUpsAt.get(door);
    const request = this.requestsAt.get(door);
    const [last] = this.historyOf(door).tries;
    return (
      request !== undefined &&
      last !== undefined &&
      followUp !== undefined &&
      isAppointment(followUp, this.input.today) &&
      request.receivedOn <= last.date
    );
  }

  /**
   * The call that named calendar days on which the household is at home, while one of them is still to come: the
   * household waits on those days.
   */
  dayCallAt(door: number): DoorCall | undefined {
    const call = this.agreedCallAt(door);
    return call && isForDays(call) ? call : undefined;
  }

  /** The promise of an hour on that day. */
  appointmentOn(door: number, date: LocalDate): DueFollowUp | undefined {
    const followUp = this.followUpsAt.get(door);
    return followUp && followUp.dueOn === date && isAppointment(followUp, this.input.today) ? followUp : undefined;
  }

  /** The refusal after which the door was at most found shut; undefined if its last answer was none. */
  refusalBefore(door: number): DoorTry | undefined {
    const { awayRun, tries } = this.historyOf(door);
    const answered = tries[awayRun.length];
    return answered?.outcome === 'refused' ? answered : undefined;
  }

  /** Who of the team was there when the household last refused, if it was not met since and did not ask for a visit. */
  refusedAt(door: number) {
    const faces = this.requestsAt.has(door) ? [] : this.refused.filter(({ doorId }) => doorId === this.doors[door]!.id);
    return this.input.officers.filter(({ id }) => faces.some(({ officerId }) => officerId === id));
  }

  /** The chance that the resident who opens this door listens. */
  welcomeAt(door: number): number {
    if (this.requestsAt.has(door)) return 1;
    const hasRefused = this.historyOf(door).tries[0]?.outcome === 'refused';
    return hasRefused ? this.welcome.afterRefusal : this.welcome.first;
  }

  /** Expected minutes at a door with this chance of a meeting, including the step from its neighbour. */
  expectedMinutes(door: number, chance: number): number {
    return this.ways.step + this.expectedStay(door, chance);
  }

  /** Expected minutes at a door with this chance of a meeting. */
  expectedStay(door: number, chance: number): number {
    const { met, metInNeed, shut } = this.minutes;
    return chance * (this.needy[door] ? metInNeed : met) + (1 - chance) * shut;
  }

  private weekday(date: LocalDate): number {
    let weekday = this.weekdays.get(date);
    if (!weekday) this.weekdays.set(date, (weekday = weekdayOf(date)));
    return weekday;
  }

  private learnChances(past: readonly DoorTry[]): AnswerChances {
    const { today } = this.input;
    const groups = new Map<string | null, number>([[null, 0]]);
    const groupOf = Uint16Array.from(this.doors, ({ groupId }) => {
      if (!groups.has(groupId)) groups.set(groupId, groups.size);
      return groups.get(groupId)!;
    });
    const classes = Uint8Array.from(this.doors, (door) => DOOR_CLASSES.indexOf(doorClassOf(door, today)));
    const learned = past.flatMap((attempt): LearnedTry[] => {
      const isAnswered = ANSWERED.includes(attempt.outcome);
      if (!isAnswered && !SHUT_OUTCOMES.includes(attempt.outcome)) return [];
      return [
        {
          door: this.numbers.get(attempt.doorId)!,
          band: this.bandOfTry(attempt),
          weekday: this.weekday(attempt.date),
          isAnswered,
        },
      ];
    });
    return new AnswerChances(classes, groupOf, groups.size, learned);
  }

  private learnWays(past: readonly DoorTry[], bufferMinutes: number): Ways {
    const ways = new Ways(this.laneOf, bufferMinutes);
    const before = new Map<string, DoorTry>();
    for (const attempt of past) {
      if (attempt.roundId === null) continue;
      const last = before.get(attempt.roundId);
      if (last?.leftAt && last.date === attempt.date) {
        ways.add(
          this.numbers.get(last.doorId)!,
          this.numbers.get(attempt.doorId)!,
          minuteOf(attempt.arrivedAt) - minuteOf(last.leftAt),
        );
      }
      before.set(attempt.roundId, attempt);
    }
    return ways;
  }

  private putCall(call: DoorCall): void {
    const number = this.numbers.get(call.doorId);
    if (number === undefined || call.date > this.input.today) return;
    const calls = this.callsAt.get(number);
    if (calls) calls.push(call);
    else this.callsAt.set(number, [call]);
  }

  private putFirst<Item extends { doorId: string }>(map: Map<number, Item>, item: Item): void {
    const number = this.numbers.get(item.doorId);
    if (number !== undefined && !map.has(number)) map.set(number, item);
  }
}

/** Whether a call names calendar days rather than weekdays. */
const isForDays = ({ times }: DoorCall): boolean => times.every(({ dates }) => dates !== undefined);

/** Whether a promise names an hour on this day or later. */
export const isAppointment = (followUp: DueFollowUp, today: LocalDate): followUp is DueFollowUp & { at: TimeWindow } =>
  followUp.at !== null && followUp.dueOn >= today;

/**
 * Whether a preferred time covers that day. @param weekday of the date; callers that check many times pass it once
 * computed.
 */
export const isOnDay = ({ dates, weekdays }: PreferredTime, date: LocalDate, weekday: number = weekdayOf(date)) =>
  dates ? dates.includes(date) : !weekdays || weekdays.includes(weekday);

/** Days since the last try; null if there was none. */
export const daysSinceTry = ({ tries }: DoorHistory, on: LocalDate): number | null =>
  tries[0] ? daysBetween(tries[0].date, on) : null;

function historiesOf(past: readonly DoorTry[], numbers: ReadonlyMap<string, number>, count: number) {
  const triesOf = new Map<number, DoorTry[]>();
  for (const attempt of past) {
    const number = numbers.get(attempt.doorId)!;
    const tries = triesOf.get(number);
    if (tries) tries.push(attempt);
    else triesOf.set(number, [attempt]);
  }
  const histories: (DoorHistory | undefined)[] = Array.from({ length: count }, () => undefined);
  for (const [number, tries] of triesOf) {
    tries.reverse();
    const firstOther = tries.findIndex(({ outcome }) => !SHUT_OUTCOMES.includes(outcome));
    histories[number] = {
      tries,
      awayRun: firstOther < 0 ? tries : tries.slice(0, firstOther),
      lastMetOn: tries.find(({ outcome }) => outcome === 'met')?.date ?? null,
    };
  }
  return histories;
}

/** First guess: nine in ten listen, four in ten where the household refused before. The ward's own tries replace it. */
function learnWelcome(histories: readonly (DoorHistory | undefined)[]): WardDoors['welcome'] {
  const first = { listened: 27, answered: 30 };
  const after = { listened: 6, answered: 15 };
  for (const history of histories) {
    let hasRefused = false;
    for (const { outcome } of history ? [...history.tries].reverse() : []) {
      if (!ANSWERED.includes(outcome)) continue;
      const share = hasRefused ? after : first;
      share.answered += 1;
      share.listened += Number(outcome === 'met');
      hasRefused = outcome === 'refused';
    }
  }
  return { first: first.listened / first.answered, afterRefusal: after.listened / after.answered };
}

const byFirst = <Item extends { id: string }>(items: readonly Item[], dateOf: (item: Item) => LocalDate): Item[] =>
  [...items].sort((a, b) => compareStrings(dateOf(a), dateOf(b)) || compareStrings(a.id, b.id));

/** Visits of one minute in an order of their own, so that a plan does not depend on how they were read. */
const byTime = (a: DoorTry, b: DoorTry): number =>
  compareStrings(a.date, b.date) ||
  compareStrings(a.arrivedAt, b.arrivedAt) ||
  compareStrings(a.doorId, b.doorId) ||
  compareStrings(a.leftAt ?? '', b.leftAt ?? '') ||
  compareStrings(a.outcome, b.outcome);
