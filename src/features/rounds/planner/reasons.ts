import type { DoorOutcome, PriorityKind } from '../../../generated/prisma/enums';
import { formatDate, formatDayMonth, formatPartOfDay, type LocalDate, type LocalTime } from '../../../shared/dates';
import { HOUSEHOLD_FACTS, type Need, NEEDS, PERSONAL_NEEDS } from '../../../shared/needs';
import { promisedDayAndHours, promisedHours } from '../../../shared/promise-labels';
import { spanText, type TimeSpan } from '../../../shared/time-span';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';
import { preferredTimesText, requestReason, type PreferredTime } from '../../casework/requests/request-labels';
import type { DayKind, RoundTime } from '../../office/calendar/outreach-time';
import { bandOf, BANDS } from './day-bands';

/**
 * Why a door is on a list, as data; `reasonText` makes the sentence. Stored in round_door.reason and in proposals, so
 * kinds may be added, but stored ones must stay readable.
 */
export type DoorReason =
  /** A request, as the round that visits it states it. */
  | {
      kind: 'request';
      receivedOn: LocalDate;
      promisedBy: LocalDate | null;
      preferred: readonly PreferredTime[];
      round: RoundTime;
    }
  /** A request, as the planner ranks it. */
  | { kind: 'due_request'; receivedOn: LocalDate; promisedBy: LocalDate | null; isOverdue: boolean }
  /** The round comes on a date that a request names, at an hour that it prefers. */
  | { kind: 'requested_hour'; on: LocalDate; from: LocalTime; to: LocalTime }
  /** Other times that a request prefers, and whether the round lies within them. */
  | { kind: 'preferred_times'; preferred: readonly PreferredTime[]; isWithin: boolean }
  /** The last visit promised a return, on a day and at an hour if these were agreed. */
  | { kind: 'promise'; due: LocalDate | null; from: LocalTime | null; to: LocalTime | null }
  | { kind: 'missed_promise'; due: LocalDate }
  /** The round comes at the hour that the last visit promised. */
  | { kind: 'promised_hour'; on: LocalDate; from: LocalTime; to: LocalTime | null }
  /** The same for today's round; shown, never stored. */
  | { kind: 'promised_hour_today'; from: LocalTime; to: LocalTime | null; isEvening: boolean }
  /** A promise, as the planner ranks it. */
  | { kind: 'follow_up'; dueOn: LocalDate; what: string }
  | { kind: 'missed_follow_up'; dueOn: LocalDate; what: string }
  /** The household said in a call that it would be home on the day of the round. */
  | { kind: 'call'; calledOn: LocalDate; times: readonly TimeSpan[] }
  | { kind: 'never_tried' }
  /** How many times in a row the door stayed shut, and at which hours. */
  | { kind: 'away'; count: number; hours: readonly number[] }
  | { kind: 'turned_away'; outcome: TurnedAway; on: LocalDate; officers?: readonly string[] }
  /** None of the proposed team was there when the household refused; shown, never stored. */
  | { kind: 'other_officers' }
  /** The door stayed shut, and this hour has not been tried yet. */
  | { kind: 'new_hour'; day: DayKind; hour: number }
  | { kind: 'met'; on: LocalDate }
  /** The resident in greatest need; `age` is null if age is not part of the need. */
  | { kind: 'need'; age: number | null; needs: readonly NamedNeed[] }
  /** The resident in greatest need, of unknown age. */
  | { kind: 'somebody'; needs: readonly NamedNeed[] }
  | { kind: 'priority'; facts: readonly PriorityKind[] }
  | { kind: 'no_level_2'; count: number }
  /** In a few words, 'tháng sau đủ 75 tuổi'. */
  | { kind: 'due'; what: string }
  /** An officer chose the door. */
  | { kind: 'chosen' }
  /** A sentence stored before reasons were data. */
  | { kind: 'note'; topic: ReasonTopic; text: string };

/** A need, or that no other resident is registered at the door; whether they live alone was asked, or is not known. */
export type NamedNeed = Need | 'only_member';

type TurnedAway = Extract<DoorOutcome, 'refused' | 'cannot_reach' | 'moved_or_vacant'>;

/** What a reason is about. Pages print a `need` beside the person's name, a `priority` not. */
export type ReasonTopic = 'request' | 'promise' | 'missed_promise' | 'call' | 'tries' | 'priority' | 'need' | 'plain';

/** An appointment, a resident's need, a door to try again, or plain information. */
export type ReasonTag = 'ask' | 'need' | 'try' | 'plain';

const TOPICS: Record<Exclude<DoorReason['kind'], 'note' | 'need'>, ReasonTopic> = {
  request: 'request',
  due_request: 'request',
  requested_hour: 'request',
  preferred_times: 'request',
  promise: 'promise',
  missed_promise: 'missed_promise',
  promised_hour: 'promise',
  promised_hour_today: 'promise',
  follow_up: 'promise',
  missed_follow_up: 'missed_promise',
  call: 'call',
  never_tried: 'plain',
  away: 'tries',
  turned_away: 'tries',
  other_officers: 'tries',
  new_hour: 'tries',
  met: 'plain',
  somebody: 'need',
  priority: 'priority',
  no_level_2: 'need',
  due: 'plain',
  chosen: 'plain',
};

const TAGS: Record<ReasonTopic, ReasonTag> = {
  request: 'ask',
  promise: 'ask',
  missed_promise: 'try',
  call: 'ask',
  tries: 'try',
  priority: 'need',
  need: 'need',
  plain: 'plain',
};

/** Needs of one person that pages show beside the name. */
const PERSONAL: readonly NamedNeed[] = ['only_member', ...PERSONAL_NEEDS];

export function topicOf(reason: DoorReason): ReasonTopic {
  if (reason.kind === 'note') return reason.topic;
  if (reason.kind !== 'need') return TOPICS[reason.kind];
  const isOfHousehold = HOUSEHOLD_FACTS.some((fact) => reason.needs.includes(fact));
  const isPersonal = reason.age !== null || reason.needs.some((need) => PERSONAL.includes(need));
  return isPersonal && !isOfHousehold ? 'need' : 'priority';
}

/** The reasons as pages show them. */
export const reasonTags = (reasons: readonly DoorReason[]): { text: string; kind: ReasonTag }[] =>
  reasons.map((reason) => ({ text: reasonText(reason), kind: TAGS[topicOf(reason)] }));

const TURNED_AWAY: Record<TurnedAway, string> = {
  refused: 'chưa muốn',
  cannot_reach: 'không vào được',
  moved_or_vacant: 'nhà trống',
};

const PRIORITY_WORDS: Record<PriorityKind, string> = {
  poor: 'hộ nghèo',
  near_poor: 'hộ cận nghèo',
  policy_family: 'gia đình chính sách',
  disabled: 'có người khuyết tật',
  social_protection: 'có người hưởng bảo trợ xã hội',
};

/** A reason in Vietnamese, without a full stop: 'Hẹn quay lại 26/11, 19:30', '81 tuổi, sống một mình'. */
export const reasonText = (reason: DoorReason): string => textOf(reason, formatDayMonth);

/** The same for a file, in which days have years. */
export const reasonInFile = (reason: DoorReason): string => textOf(reason, formatDate);

type SayDay = (on: LocalDate) => string;

const textOf = <Kind extends DoorReason['kind']>(reason: DoorReason & { kind: Kind }, day: SayDay): string =>
  TEXTS[reason.kind](reason as never, day);

const TEXTS: { [Kind in DoorReason['kind']]: (reason: DoorReason & { kind: Kind }, day: SayDay) => string } = {
  request: (reason, day) => requestReason({ ...reason, wishes: [...reason.preferred] }, reason.round, day),
  due_request({ receivedOn, promisedBy, isOverdue }, day) {
    const promised = promisedBy ? `, ${isOverdue ? 'quá hạn' : 'hạn'} ${day(promisedBy)}` : '';
    return `Đề nghị ngày ${day(receivedOn)}${promised}`;
  },
  requested_hour: (reason) => `Đã hẹn ${formatPartOfDay(reason.on, reason.from)}, ${spanText(reason)}`,
  preferred_times: ({ preferred, isWithin }, day) =>
    `${isWithin ? 'Nhà muốn' : 'Ngoài giờ nhà muốn:'} ${preferredTimesText(preferred, day)}`,
  promise: (reason, day) =>
    `Hẹn quay lại ${promisedDayAndHours({ nextStepDue: reason.due, ...asNextStep(reason) }, day)}`.trimEnd(),
  missed_promise: ({ due }, day) => `Quá hẹn ${day(due)}`,
  promised_hour: (reason) => `Đã hẹn ${promisedHours(asNextStep(reason))} ${formatPartOfDay(reason.on, reason.from)}`,
  promised_hour_today: (reason) =>
    `Đã hẹn ${promisedHours(asNextStep(reason))} ${reason.isEvening ? 'tối nay' : 'buổi này'}`,
  follow_up: ({ dueOn, what }, day) => `Đến hạn ${day(dueOn)}: ${what}`,
  missed_follow_up: ({ dueOn, what }, day) => `Quá hạn ${day(dueOn)}: ${what}`,
  call: ({ calledOn, times }, day) => `Gọi ngày ${day(calledOn)}: có nhà ${times.map(spanText).join(', ')}`,
  never_tried: () => 'Chưa đến lần nào',
  away: ({ count, hours }) => `${count} lần vắng lúc ${hours.join(', ')} giờ`,
  turned_away: ({ outcome, on, officers = [] }, day) =>
    `Lần trước ${TURNED_AWAY[outcome]}, ${day(on)}${officers.length > 0 ? ` với ${officers.join(', ')}` : ''}`,
  other_officers: () => 'Nay đội khác với hôm nhà chưa muốn',
  new_hour: (reason) => `Nay thử ${BANDS[bandOf(reason.day, reason.hour * 60)]!.words}`,
  met: ({ on }, day) => `Đã gặp ${day(on)}`,
  need: (reason) => [reason.age === null ? '' : `${reason.age} tuổi`, needsText(reason)].filter(Boolean).join(', '),
  somebody: (reason) => `Có người ${needsText(reason)}`,
  priority: ({ facts }) => capitalise(facts.map((fact) => PRIORITY_WORDS[fact]).join(', ')),
  no_level_2: ({ count }) => `${count} người chưa có VNeID mức 2`,
  due: ({ what }) => capitalise(what),
  chosen: () => 'Cán bộ chọn',
  note: ({ text }) => text,
};

const asNextStep = ({ from, to }: { from: LocalTime | null; to: LocalTime | null }) => ({
  nextStepFrom: from,
  nextStepTo: to,
});

const needsText = ({ needs }: { needs: readonly NamedNeed[] }): string =>
  needs.map((need) => (need === 'only_member' ? 'hộ một người' : uncapitalise(NEEDS[need]))).join(', ');

/** The reason of a door that stayed shut at the latest tries. @param arrivals 'HH:MM' of each, at least one. */
export function awayReason(arrivals: readonly LocalTime[]): DoorReason {
  const hours = [...new Set(arrivals.map((at) => Number(at.slice(0, 2))))].sort((a, b) => a - b);
  return { kind: 'away', count: arrivals.length, hours };
}
