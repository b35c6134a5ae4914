import type { DoorOutcome, PriorityKind, VneidLevel, YesNoUnknown } from '../../../generated/prisma/enums';
import {
  ageOn,
  formatDayMonth,
  formatPartOfDay,
  isEvening,
  localDateOf,
  localTimeOf,
  type BirthDate,
  type LocalDate,
} from '../../../shared/dates';
import { promisedDayAndHours, promisedHours } from '../../../shared/promise-words';
import { capitalise } from '../../../shared/vietnamese-text';
import type { RoundTime } from '../../office/calendar/outreach-time';
import type { CallBrief } from '../../casework/door-calls/call-words';
import { isRequestReason, requestReason, type RequestBrief } from '../../casework/requests/request-words';
import type { LastVisit } from './last-visit';
import { agreedCall } from '../planner/agreed-call';
import { agreedCallWords } from '../planner/door-worth';

/** What the register knows about a door when a round is planned. */
export interface DoorFacts {
  /** The residents of today. */
  residents: readonly {
    birth: BirthDate | null;
    vneidLevel: VneidLevel;
    livesAlone: YesNoUnknown;
    hardToMove: YesNoUnknown;
    needsHelper: YesNoUnknown;
  }[];
  /** Priority facts of the household and its residents: poor, policy family, disabled. */
  priority: readonly PriorityKind[];
  /** Newest first. */
  visits: readonly (LastVisit & { arrivedAt: Date })[];
  /** Open and accepted, the oldest promise first. */
  requests: readonly Pick<RequestBrief, 'receivedOn' | 'promisedBy' | 'wishes'>[];
  /** The outcome of the office's latest call; null if it has not called lately. */
  call: CallBrief | null;
}

/** An appointment, a resident's need, a door to try again, or plain information. */
export type ReasonKind = 'ask' | 'need' | 'try' | 'plain';

type Resident = DoorFacts['residents'][number];

const SEPARATOR = '; ';
/** From this age on, age alone is a reason to visit. */
export const OLD_AGE = 75;
/** The only member of a household counts as living alone from this age on, whatever was ticked. */
const ELDER_AGE = 60;
const BELOW_LEVEL_2: readonly VneidLevel[] = ['none', 'level_1', 'level_2_inactive'];

const PRIORITY_WORDS: Record<PriorityKind, string> = {
  poor: 'hộ nghèo',
  near_poor: 'hộ cận nghèo',
  policy_family: 'gia đình chính sách',
  disabled: 'có người khuyết tật',
  social_protection: 'có người hưởng bảo trợ xã hội',
};
const PRIORITY_PATTERN = new RegExp(Object.values(PRIORITY_WORDS).join('|'), 'i');

/**
 * Why a door is on the list, in plain Vietnamese, most urgent first: 'Hẹn quay lại 26/11; 81 tuổi, sống một mình'. A
 * request outranks everything else: 'Đã hẹn 19:00–20:00; 81 tuổi'. Next comes a call that says when they are at home.
 * This text is stored in round_door.reason; splitReasons parses it.
 * @param round its day for ages, its hours for agreed times; the same hour twice if only the day is known.
 * @param adultAge the ward's adult age: only adults count for VNeID.
 */
export function doorReason(
  { residents, priority, visits, requests, call }: DoorFacts,
  round: RoundTime,
  adultAge: number,
): string {
  const on = round.date;
  const [request] = requests;
  const tries = visits.map(({ arrivedAt, outcome }) => ({ date: localDateOf(arrivedAt), outcome }));
  return [
    request ? requestReason(request, round) : '',
    callReason(call, tries, on),
    visitReason(visits, round),
    needReason(residents, on),
    priorityReason(priority),
    levelReason(residents, on, adultAge),
  ]
    .filter(Boolean)
    .join(SEPARATOR);
}

/** Joins reasons into the text stored in round_door.reason. */
export function joinReasons(reasons: readonly string[]): string {
  return reasons.join(SEPARATOR);
}

/** Splits a round_door.reason into its reasons, each with its kind of tag. */
export function splitReasons(reason: string): { text: string; kind: ReasonKind }[] {
  return reason === '' ? [] : reason.split(SEPARATOR).map((text) => ({ text, kind: kindOf(text) }));
}

/**
 * The reasons of a waiting door. Current requests, the current call and the latest promise replace those of the day it
 * was planned.
 * @param door `requests` is [] and `call` null where a page shows them elsewhere; `last` is null where nobody has been.
 */
export function currentReasons(
  {
    reason,
    requests,
    last,
    call,
  }: { reason: string; requests: readonly RequestBrief[]; last: LastVisit | null; call: CallBrief | null },
  round: RoundTime,
  today: LocalDate,
): { text: string; kind: ReasonKind }[] {
  const asked = requests
    .filter(({ isAccepted }) => isAccepted)
    .map((request) => ({ text: requestReason(request, round), kind: 'ask' as const }));
  const said = [callReason(call, [], round.date), last ? promiseReason(last, round, today) : ''].filter(Boolean);
  return [
    ...asked,
    ...splitReasons(joinReasons(said)),
    ...splitReasons(reason).filter(
      ({ text }) => !isRequestReason(text) && !isPromiseReason(text) && !isCallReason(text),
    ),
  ];
}

/** Whether a reason comes from decisions and lists: 'Hộ nghèo'. */
export function isPriorityReason(text: string): boolean {
  return PRIORITY_PATTERN.test(text);
}

function kindOf(text: string): ReasonKind {
  if (/^(?:Hẹn|Đã hẹn|Đề nghị|Gọi ngày)/.test(text) || isRequestReason(text)) return 'ask';
  if (/^\d+ lần vắng|^Lần trước|^Quá hẹn|^Nay thử/.test(text)) return 'try';
  return /tuổi|một mình|khó đi lại|người giúp|VNeID/.test(text) || isPriorityReason(text) ? 'need' : 'plain';
}

function visitReason(visits: DoorFacts['visits'], round: RoundTime): string {
  const [last] = visits;
  if (!last) return 'Chưa đến lần nào';
  const promise = promiseReason(last, round, null);
  if (promise) return promise;
  const day = formatDayMonth(localDateOf(last.arrivedAt));
  switch (last.outcome) {
    case 'nobody_home':
      return awayReason(visits);
    case 'refused':
      return `Lần trước chưa muốn, ${day}`;
    case 'cannot_reach':
      return `Lần trước không vào được, ${day}`;
    case 'moved_or_vacant':
      return `Lần trước nhà trống, ${day}`;
    default:
      return `Đã gặp ${day}`;
  }
}

/**
 * The promise made at the door, in words: 'Hẹn quay lại 26/11, 19:30', 'Quá hẹn 21/11'; on the round of that hour 'Đã
 * hẹn 19:30 tối thứ Năm 26/11', on its day 'Đã hẹn 19:30 tối nay'; '' if nobody is to come back.
 * @param today null for stored words, which are read on other days.
 */
function promiseReason(last: LastVisit, round: RoundTime, today: LocalDate | null): string {
  if (last.outcome !== 'come_back_later' && last.nextStep !== 'revisit' && last.nextStep !== 'bring_papers') return '';
  const { nextStepDue: due, nextStepFrom: from, nextStepTo: to } = last;
  if (!due) return 'Hẹn quay lại';
  if (due < round.date) return `Quá hẹn ${formatDayMonth(due)}`;
  const isNow = due === round.date && from && from < round.to && (to || from) >= round.from;
  if (!isNow) return `Hẹn quay lại ${promisedDayAndHours(last)}`;
  const partOfToday = isEvening(round.from) ? 'tối nay' : 'buổi này';
  return `Đã hẹn ${promisedHours(last)} ${due === today ? partOfToday : formatPartOfDay(due, from)}`;
}

/** Whether a reason is a promise of a visit, in this file's words or the planner's. */
function isPromiseReason(text: string): boolean {
  return /^(?:Hẹn quay lại|Quá hẹn|Hẹn \d|Đã hẹn [\d:–]+ \D)/.test(text);
}

/** The planner's words; '' if no call in force names that day. */
function callReason(
  call: CallBrief | null,
  tries: readonly { date: LocalDate; outcome: DoorOutcome }[],
  on: LocalDate,
): string {
  return agreedCallWords(call ? agreedCall({ ...call, date: call.calledOn }, tries, on) : undefined, on);
}

function isCallReason(text: string): boolean {
  return text.startsWith('Gọi ngày ');
}

/** '2 lần vắng lúc 18 giờ': how often in a row nobody was home, and at which hours. */
function awayReason(visits: DoorFacts['visits']): string {
  const firstOther = visits.findIndex((visit) => visit.outcome !== 'nobody_home');
  const away = firstOther < 0 ? visits : visits.slice(0, firstOther);
  const hours = [...new Set(away.map((visit) => Number(localTimeOf(visit.arrivedAt).slice(0, 2))))].sort(
    (a, b) => a - b,
  );
  return `${away.length} lần vắng lúc ${hours.join(', ')} giờ`;
}

/** The resident in greatest need: '81 tuổi, sống một mình, khó đi lại'. */
function needReason(residents: DoorFacts['residents'], on: LocalDate): string {
  const described = residents
    .map((resident) => {
      const age = resident.birth ? ageOn(resident.birth, on) : null;
      const needs = needsOf(resident, residents.length, age);
      return { age, needs, isInNeed: needs.length > 0 || (age ?? 0) >= OLD_AGE };
    })
    .filter((resident) => resident.isInNeed);
  const most = described.sort((a, b) => b.needs.length - a.needs.length || (b.age ?? 0) - (a.age ?? 0))[0];
  if (!most) return '';
  const words = [most.age === null ? '' : `${most.age} tuổi`, ...most.needs].filter(Boolean).join(', ');
  return most.age === null ? `Có người ${words}` : words;
}

function needsOf(resident: Resident, householdSize: number, age: number | null): string[] {
  const livesAlone = resident.livesAlone === 'yes' || (householdSize === 1 && (age ?? 0) >= ELDER_AGE);
  return [
    livesAlone ? 'sống một mình' : '',
    resident.hardToMove === 'yes' ? 'khó đi lại' : '',
    resident.needsHelper === 'yes' ? 'cần người giúp' : '',
  ].filter(Boolean);
}

/** 'Hộ nghèo, có người khuyết tật': what decisions and lists say of the door. */
function priorityReason(priority: readonly PriorityKind[]): string {
  const words = (Object.keys(PRIORITY_WORDS) as PriorityKind[])
    .filter((kind) => priority.includes(kind))
    .map((kind) => PRIORITY_WORDS[kind]);
  return capitalise(words.join(', '));
}

function levelReason(residents: DoorFacts['residents'], on: LocalDate, adultAge: number): string {
  const count = residents.filter(
    (resident) =>
      BELOW_LEVEL_2.includes(resident.vneidLevel) && (resident.birth === null || ageOn(resident.birth, on) >= adultAge),
  ).length;
  return count === 0 ? '' : `${count} người chưa có VNeID mức 2`;
}
