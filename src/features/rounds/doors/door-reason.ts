import { z } from 'zod';
import type { DoorOutcome, PriorityKind, VneidLevel } from '../../../generated/prisma/enums';
import { ageOn, isEvening, localDateOf, localTimeOf, type BirthDate, type LocalDate } from '../../../shared/dates';
import { personalNeeds } from '../../../shared/needs';
import type { ReadinessFacts } from '../../../shared/readiness-fields';
import type { RoundTime } from '../../office/calendar/outreach-time';
import type { CallBrief } from '../../casework/door-calls/call-labels';
import { dueDay, type PromiseFacts } from '../../casework/requests/promised-day';
import type { DueBrief } from '../../casework/due/due-items';
import type { RequestBrief } from '../../casework/requests/request-labels';
import { agreedCall } from '../planner/agreed-call';
import { dueAt } from '../planner/door-needs';
import { callReason } from '../planner/door-worth';
import { awayReason, topicOf, type DoorReason, type NamedNeed, type ReasonTopic } from '../planner/reasons';
import type { LastVisit } from './last-visit';

/** What the register knows about a door when a round is planned. */
export interface DoorFacts {
  residents: readonly (ReadinessFacts & { birth: BirthDate | null })[];
  /** Priority facts of the household and its residents: poor, policy family, disabled. */
  priority: readonly PriorityKind[];
  /** Newest first; `officers` are named at a refusal. */
  visits: readonly (LastVisit & { arrivedAt: Date; officers?: readonly string[] })[];
  /** Open and accepted, the oldest promise first. */
  requests: readonly (PromiseFacts & Pick<RequestBrief, 'wishes'>)[];
  /** The outcome of the office's latest call; null if it has not called lately. */
  call: CallBrief | null;
  /** What is due for its people. */
  dueItems: readonly DueBrief[];
}

type Resident = DoorFacts['residents'][number];

/** From this age on, age alone is a reason to visit. */
export const OLD_AGE = 75;
/** From this age on it is said of the only member of a household. */
const ELDER_AGE = 60;
const BELOW_LEVEL_2: readonly VneidLevel[] = ['none', 'level_1', 'level_2_inactive'];

/** In the order in which a reason names them. */
const PRIORITY_KINDS: readonly PriorityKind[] = ['poor', 'near_poor', 'policy_family', 'disabled', 'social_protection'];

/**
 * Why a door is on the list, most urgent first: 'Hẹn quay lại 26/11', '81 tuổi, hộ một người'. A request outranks
 * everything else: 'Đã hẹn 19:00–20:00', '81 tuổi'. Next comes a call that says when they are at home.
 * @param round its day for ages, its hours for agreed times; the same hour twice if only the day is known.
 * @param adultAge the ward's adult age: only adults count for VNeID.
 */
export function doorReasons(
  { residents, priority, visits, requests, call, dueItems }: DoorFacts,
  round: RoundTime,
  adultAge: number,
): DoorReason[] {
  const on = round.date;
  const [request] = requests;
  const tries = visits.map(({ arrivedAt, outcome }) => ({ date: localDateOf(arrivedAt), outcome }));
  const facts = PRIORITY_KINDS.filter((kind) => priority.includes(kind));
  return [
    request ? requestOnRound(request, round) : null,
    callOn(call, tries, on),
    visitReason(visits, round),
    needReason(residents, on),
    dueAt(dueItems, on),
    facts.length > 0 ? { kind: 'priority' as const, facts } : null,
    levelReason(residents, on, adultAge),
  ].filter((reason) => reason !== null);
}

/** What round_door.reason holds. Undoing an old merge can restore a sentence, from before reasons were data. */
export type StoredReasons = readonly DoorReason[] | string;
export const STORED_REASONS = z.union([
  z.string(),
  z.array(z.custom<DoorReason>((reason) => typeof (reason as DoorReason).kind === 'string')),
]);

export function storedReasons(stored: StoredReasons): readonly DoorReason[] {
  if (typeof stored !== 'string') return stored;
  return stored === '' ? [] : [{ kind: 'note', topic: 'plain', text: stored }];
}

/** Topics for which a waiting door shows the current state instead of the state on the day it was planned. */
const REPLACED: readonly ReasonTopic[] = ['request', 'promise', 'missed_promise', 'call'];

/**
 * The reasons of a waiting door. Current requests, the current call and the latest promise replace those of the day it
 * was planned.
 * @param door `requests` is [] and `call` null where a page shows them elsewhere; `last` is null before a visit.
 */
export function currentReasons(
  door: { reasons: StoredReasons; requests: readonly RequestBrief[]; last: LastVisit | null; call: CallBrief | null },
  round: RoundTime,
  today: LocalDate,
): DoorReason[] {
  const { requests, last, call } = door;
  return [
    ...requests.filter(({ isAccepted }) => isAccepted).map((request) => requestOnRound(request, round)),
    callOn(call, [], round.date),
    last && promiseReason(last, round, today),
    ...storedReasons(door.reasons).filter((reason) => !REPLACED.includes(topicOf(reason))),
  ].filter((reason) => reason !== null);
}

function requestOnRound(request: DoorFacts['requests'][number], { date, from, to }: RoundTime): DoorReason {
  const { receivedOn, wishes } = request;
  const promisedBy = dueDay(request, date);
  return { kind: 'request', receivedOn, promisedBy, preferred: wishes, round: { date, from, to } };
}

function visitReason(visits: DoorFacts['visits'], round: RoundTime): DoorReason {
  const [last] = visits;
  if (!last) return { kind: 'never_tried' };
  const promise = promiseReason(last, round, null);
  if (promise) return promise;
  const on = localDateOf(last.arrivedAt);
  switch (last.outcome) {
    case 'nobody_home': {
      const firstOther = visits.findIndex(({ outcome }) => outcome !== 'nobody_home');
      const away = firstOther < 0 ? visits : visits.slice(0, firstOther);
      return awayReason(away.map(({ arrivedAt }) => localTimeOf(arrivedAt)));
    }
    case 'refused':
      return { kind: 'turned_away', outcome: last.outcome, on, officers: last.officers ?? [] };
    case 'cannot_reach':
    case 'moved_or_vacant':
      return { kind: 'turned_away', outcome: last.outcome, on };
    default:
      return { kind: 'met', on };
  }
}

/**
 * The promise made at the door: 'Hẹn quay lại 26/11, 19:30', 'Quá hẹn 21/11'; on the round of that hour 'Đã hẹn 19:30
 * tối thứ Năm 26/11', on its day 'Đã hẹn 19:30 tối nay'; null without a promise.
 * @param today null for stored reasons, which are read on other days.
 */
function promiseReason(last: LastVisit, round: RoundTime, today: LocalDate | null): DoorReason | null {
  if (last.outcome !== 'come_back_later' && last.nextStep !== 'revisit' && last.nextStep !== 'bring_papers')
    return null;
  const { nextStepDue: due } = last;
  const [from, to] = [last.nextStepFrom || null, last.nextStepTo || null];
  if (due && due < round.date) return { kind: 'missed_promise', due };
  const isNow = due === round.date && from && from < round.to && (to ?? from) >= round.from;
  if (!isNow) return { kind: 'promise', due, from, to };
  return due === today
    ? { kind: 'promised_hour_today', from, to, isEvening: isEvening(round.from) }
    : { kind: 'promised_hour', on: due, from, to };
}

/** Null if no call in force names that day. */
const callOn = (
  call: CallBrief | null,
  tries: readonly { date: LocalDate; outcome: DoorOutcome }[],
  on: LocalDate,
): DoorReason | null => callReason(call ? agreedCall({ ...call, date: call.calledOn }, tries, on) : undefined, on);

/** The resident in greatest need: '81 tuổi, sống một mình, khó đi lại'; null without needs. */
function needReason(residents: DoorFacts['residents'], on: LocalDate): DoorReason | null {
  const described = residents
    .map((resident) => {
      const age = resident.birth ? ageOn(resident.birth, on) : null;
      const needs = needsOf(resident, residents.length, age);
      return { age, needs, isInNeed: needs.length > 0 || (age ?? 0) >= OLD_AGE };
    })
    .filter((resident) => resident.isInNeed);
  const most = described.sort((a, b) => b.needs.length - a.needs.length || (b.age ?? 0) - (a.age ?? 0))[0];
  if (!most) return null;
  const { age, needs } = most;
  return age === null ? { kind: 'somebody', needs } : { kind: 'need', age, needs };
}

function needsOf(resident: Resident, householdSize: number, age: number | null): NamedNeed[] {
  const isOnlyMember = householdSize === 1 && (age ?? 0) >= ELDER_AGE && resident.livesAlone !== 'yes';
  return [...(isOnlyMember ? ['only_member' as const] : []), ...personalNeeds(resident)];
}

function levelReason(residents: DoorFacts['residents'], on: LocalDate, adultAge: number): DoorReason | null {
  const count = residents.filter(
    (resident) =>
      BELOW_LEVEL_2.includes(resident.vneidLevel) && (resident.birth === null || ageOn(resident.birth, on) >= adultAge),
  ).length;
  return count === 0 ? null : { kind: 'no_level_2', count };
}
