import { z } from 'zod';
import {
  AssistResult,
  DoorOutcome,
  FollowUpKind as PressedKind,
  FollowUpOutcome,
  NextStep,
  ReferralRecipient,
} from '../../../generated/prisma/enums';
import { compareStrings } from '../../../shared/compare';
import { addDays, addMonths, daysBetween, type LocalDate } from '../../../shared/dates';
import { REFERRAL_RECIPIENTS } from '../../../shared/labels';
import { nextStepText } from '../../../shared/promise-labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { PROMISED_TIME } from '../../../shared/row-schemas';
import { addWorkingDays, type IsWorkingDay } from '../../office/calendar/working-days';
import { DUE_RULES } from '../../office/reference-data/entries';

// What the team still has to do, derived from what the register knows. Pure. Only ends are stored: docs/adr/0027.

/** A door without an outcome ends by its visit, a referral by its answer; the others by a press. Check-backs have a list of their own. */
export const FOLLOW_UP_KIND = z.union([z.enum(PressedKind), z.literal('door')]);
export type FollowUpKind = z.infer<typeof FOLLOW_UP_KIND>;

/** Whether a press ends a follow-up of the kind. What was pressed about a referral once does not hide it: it has no answer. */
export const endsByPress = (kind: FollowUpKind): boolean => kind !== 'door' && kind !== 'referral';

export interface FollowUp {
  kind: FollowUpKind;
  /** The file, visit, referral or planned door it is about. */
  subjectId: string;
  /** Tells it from earlier and later follow-ups of the kind: '2026-11-28', 'phone_call-2026-11-28', of a promise to one person its id and day. */
  factKey: string;
  /** The first day on which it can be done. */
  from: LocalDate;
  /** The last day on which it is in time. */
  until: LocalDate;
  /** What to do, in an officer's words. */
  todo: string;
}

/** The one rule of overdue: its last day has passed. */
export const isFollowUpOverdue = ({ until }: Pick<FollowUp, 'until'>, today: LocalDate): boolean => today > until;

/** After this many days without news from the portal, an officer looks the file up. */
export const NO_NEWS_AFTER_DAYS = 7;
/** A promise without a date falls due after this many days, and so does the next try at a door. */
export const PROMISE_DUE_AFTER_DAYS = 7;
/** Facts older than this give no follow-up. */
export const FORGOTTEN_AFTER_DAYS = 365;
/** A door found shut longer ago is the planner's alone. */
export const TRIED_AGAIN_WITHIN_DAYS = 60;

/** Days to act in, from the first on. The application's own: no law sets them. */
const DAYS_TO_ACT = {
  papers: 3,
  payment: 3,
  to_submit: 7,
  barrier: 14,
  result: 0,
  no_news: 7,
  next_try: 14,
  vneid: 14,
};

/** The codes of the unemployment benefit and of its monthly notice (domain facts, 1.6). */
export const UNEMPLOYMENT_BENEFIT = '1.014748';
export const JOB_SEARCH_NOTICE = '1.014749';
/** The application's own limit; how long a benefit runs stands in its decision, which the register does not hold. */
export const NOTICE_MONTHS = 12;
/** A notice may be given this many days before its day. */
const NOTICE_AHEAD_DAYS = DUE_RULES.find(({ kind }) => kind === 'filed')!.leadDays;

/** The barrier that only the police can remove (reference data). */
export const NO_VNEID_2 = 'khong_vneid_muc2';

// ------------------------------------------------------------ files

export const STATUS_ON = z.object({ code: z.number(), on: z.string() });

export const FILE_FACT = z.object({
  kind: z.literal('file'),
  id: z.string(),
  result: z.enum(AssistResult),
  visitedOn: z.string(),
  /** The day it was submitted, if later than the visit. */
  submittedOn: z.string().nullable(),
  /** The day agreed with the resident to go on, if it is prepared or blocked. */
  againOn: z.string().nullable(),
  /** The portal's statuses, the newest first. */
  statuses: z.array(STATUS_ON),
  barrierKey: z.string().nullable(),
  barrierLabel: z.string().nullable(),
  /** The resident has VNeID level 2 by now. */
  hasVneid2: z.boolean(),
  /** A later visit helped the same resident with the same service, so this file is superseded. */
  hasLaterAttempt: z.boolean(),
  /** Working days that the law gives the service; null is unknown. */
  legalDays: z.number().nullable(),
  serviceCode: z.string().nullable(),
  /** Days on which the team helped the resident with the job-search notice. */
  noticesOn: z.array(z.string()),
});
export type FileFact = z.infer<typeof FILE_FACT>;

export const FAILED = [3, 7, 8];
export const DELIVERED = [9, 10];
const ASKED_FOR_PAPERS = 5;

/**
 * The day by which the office must decide a file: the legal period in working days, from the day it was submitted. While
 * the office waits for papers (status 5) the clock stands still. Null if the period is unknown, if the file was not
 * submitted or is finished, or while the clock stands.
 */
export function expectedOn(
  file: Pick<FileFact, 'result' | 'visitedOn' | 'submittedOn' | 'statuses' | 'legalDays'>,
  isWorking: IsWorkingDay,
): LocalDate | null {
  const { result, visitedOn, submittedOn, statuses, legalDays } = file;
  const latest = statuses[0]?.code ?? null;
  if (result !== 'submitted' || legalDays === null) return null;
  if (latest !== null && [...FAILED, ...DELIVERED, ASKED_FOR_PAPERS].includes(latest)) return null;
  const pauses = statuses.flatMap(({ code, on }, index) =>
    code === ASKED_FOR_PAPERS ? [{ from: on, until: statuses[index - 1]!.on }] : [],
  );
  const isPaused = (day: LocalDate) => pauses.some(({ from, until }) => day >= from && day < until);
  return addWorkingDays(submittedOn ?? visitedOn, legalDays, (day) => isWorking(day) && !isPaused(day));
}

/** What can be done from a day on, and in time within so many days after it. */
const followUp = (
  kind: FollowUpKind,
  { id, on, factKey = on, days = 0 }: { id: string; on: LocalDate; factKey?: string; days?: number },
  todo: string,
): FollowUp => ({ kind, subjectId: id, factKey, from: on, until: addDays(on, days), todo });

/** The follow-up of a file, whether or not its window has opened; null if the ward has nothing to do. */
export function fileFollowUp(file: FileFact, isWorking: IsWorkingDay): FollowUp | null {
  const from = (kind: keyof typeof DAYS_TO_ACT, on: LocalDate, todo: string, factKey: string = on) =>
    on === file.againOn
      ? followUp(kind, { id: file.id, on, factKey }, `Đã hẹn ngày này. ${todo}`)
      : followUp(kind, { id: file.id, on, factKey, days: DAYS_TO_ACT[kind] }, todo);
  const goOn = file.againOn ?? file.visitedOn;
  switch (file.result) {
    case 'not_needed':
      return null;
    case 'prepared':
      return file.hasLaterAttempt ? null : from('to_submit', goOn, 'Giúp nộp nốt trên Cổng, rồi ghi mã hồ sơ.');
    case 'blocked':
      if (file.hasLaterAttempt) return null;
      if (file.barrierKey !== NO_VNEID_2)
        return from('barrier', goOn, `Gỡ vướng: ${uncapitalise(file.barrierLabel ?? 'chưa rõ')}.`);
      return file.hasVneid2
        ? from('barrier', goOn, 'Nay đã có VNeID mức 2: giúp làm tiếp.', `${goOn}-level_2`)
        : from('vneid', goOn, 'Nhắc đến Công an phường làm VNeID mức 2. Không ai làm hộ được.');
    case 'submitted':
      break;
  }
  const [latest] = file.statuses;
  if (latest?.code === ASKED_FOR_PAPERS) return from('papers', latest.on, 'Báo người dân bổ sung giấy tờ trên Cổng.');
  if (latest?.code === 6) return from('payment', latest.on, 'Báo người dân tự nộp tiền trên Cổng. Đội không thu tiền.');
  const submittedOn = file.submittedOn ?? file.visitedOn;
  const expected = expectedOn(file, isWorking);
  // A newer status is news: if the file is late all the same, an officer asks again.
  const news = latest?.on ?? submittedOn;
  if (expected) return from('result', expected, 'Tra mã trên Cổng, ghi trạng thái; trễ thì hỏi nơi giải quyết.', news);
  return latest
    ? null
    : from('no_news', addDays(submittedOn, NO_NEWS_AFTER_DAYS + 1), 'Tra mã trên Cổng rồi ghi trạng thái.');
}

/**
 * The monthly job-search notice of an unemployment benefit: due on the day of the month on which the benefit was decided,
 * or submitted while no decision is known. Only the month whose window opened last; a notice that the team helped with
 * in that window settles it.
 */
function jobNotice(file: FileFact, today: LocalDate): FollowUp | null {
  if (file.serviceCode !== UNEMPLOYMENT_BENEFIT || file.result !== 'submitted') return null;
  if (file.statuses[0] && FAILED.includes(file.statuses[0].code)) return null;
  const decided = file.statuses.filter(({ code }) => DELIVERED.includes(code)).at(-1);
  const start = decided?.on ?? file.submittedOn ?? file.visitedOn;
  const months = Array.from({ length: NOTICE_MONTHS }, (_, index) => addMonths(start, index + 1));
  const until = months.filter((day) => addDays(day, -NOTICE_AHEAD_DAYS) <= today).at(-1);
  if (!until) return null;
  const from = addDays(until, -NOTICE_AHEAD_DAYS);
  if (file.noticesOn.some((day) => day >= from)) return null;
  const window = { id: file.id, on: from, factKey: until, days: NOTICE_AHEAD_DAYS };
  return followUp('job_notice', window, 'Nhắc người dân thông báo tìm kiếm việc làm trước ngày này.');
}

// ------------------------------------------------------------ visits, doors, referrals

/** The latest visit of a household. */
export const VISIT_FACT = z.object({
  kind: z.literal('visit'),
  id: z.string(),
  outcome: z.enum(DoorOutcome),
  visitedOn: z.string(),
  nextStep: z.enum(NextStep),
  nextStepNote: z.string(),
  ...PROMISED_TIME,
  /** A resident who was present got VNeID level 2 since. */
  gotVneid2: z.boolean(),
  /** The door is on an open round. */
  isPlanned: z.boolean(),
});
export type VisitFact = z.infer<typeof VISIT_FACT>;

function visitFollowUp(visit: VisitFact): FollowUp | null {
  const { id, nextStep, visitedOn } = visit;
  const due = visit.nextStepDue ?? addDays(visitedOn, PROMISE_DUE_AFTER_DAYS);
  if (visit.outcome === 'nobody_home' && (nextStep === 'none' || nextStep === 'revisit')) {
    if (visit.isPlanned) return null;
    const todo = visit.nextStepNote ? `Gõ cửa lần nữa: ${visit.nextStepNote}.` : 'Gõ cửa lần nữa, hoặc gọi hẹn trước.';
    return followUp('next_try', { id, on: due, days: DAYS_TO_ACT.next_try }, todo);
  }
  if (nextStep === 'none') return null;
  if (nextStep === 'police_for_vneid') {
    if (visit.gotVneid2) return null;
    const todo = ['Hỏi đã đến làm chưa', visit.nextStepNote].filter(Boolean).join(': ');
    return followUp('vneid', { id, on: due, days: DAYS_TO_ACT.vneid }, todo);
  }
  const todo = nextStepText({ ...visit, nextStepDue: null });
  return followUp('promise', { id, on: due, factKey: `${nextStep}-${due}` }, todo);
}

/** What a visit promised to one person. */
const PERSON_FACT = z.object({
  kind: z.literal('person'),
  id: z.string(),
  visitId: z.string(),
  visitedOn: z.string(),
  due: z.string().nullable(),
  note: z.string(),
});

function personFollowUp({ id, visitId, visitedOn, due, note }: z.infer<typeof PERSON_FACT>): FollowUp {
  const on = due ?? addDays(visitedOn, PROMISE_DUE_AFTER_DAYS);
  return followUp('promise', { id: visitId, on, factKey: `${id}-${on}` }, `Hẹn riêng: ${note}`);
}

/** A door of a past round without a visit. */
const DOOR_FACT = z.object({
  kind: z.literal('door'),
  id: z.string(),
  on: z.string(),
  position: z.number(),
  roundId: z.string(),
  roundCode: z.string(),
});

/** A referral whose answer is awaited, or that was accepted and is not known to be done. */
const REFERRAL_FACT = z.object({
  kind: z.literal('referral'),
  id: z.string(),
  recipient: z.enum(ReferralRecipient),
  recipientName: z.string(),
  purpose: z.string(),
  answerBy: z.string(),
  isAccepted: z.boolean(),
});

export const FACT = z.union([FILE_FACT, VISIT_FACT, PERSON_FACT, DOOR_FACT, REFERRAL_FACT]);
export type Fact = z.infer<typeof FACT>;

/** The follow-ups that facts give rise to, whether or not they were ended. */
export function followUpsOf(fact: Fact, today: LocalDate, isWorking: IsWorkingDay): FollowUp[] {
  switch (fact.kind) {
    case 'file':
      return [fileFollowUp(fact, isWorking), jobNotice(fact, today)].filter((found) => found !== null);
    case 'visit':
      return [visitFollowUp(fact)].filter((found) => found !== null);
    case 'person':
      return [personFollowUp(fact)];
    case 'door': {
      const { id, on, roundId: factKey, roundCode, position } = fact;
      return [followUp('door', { id, on, factKey }, `Ghi kết quả cửa ${position}, buổi ${roundCode}.`)];
    }
    case 'referral': {
      const whom = fact.recipientName || REFERRAL_RECIPIENTS[fact.recipient];
      const what = fact.isAccepted ? 'đã xong chưa' : 'trả lời thế nào';
      return [followUp('referral', { id: fact.id, on: fact.answerBy }, `Hỏi ${whom} ${what}: ${fact.purpose}.`)];
    }
  }
}

// ------------------------------------------------------------ ends

/** How a follow-up was ended; ends that were undone are left out. */
export const FOLLOW_UP_END = z.object({
  kind: z.enum(PressedKind),
  factKey: z.string(),
  outcome: z.enum(FollowUpOutcome),
  on: z.string(),
});
export type FollowUpEnd = z.infer<typeof FOLLOW_UP_END>;

/** A resident who was not reached is called again after this many days, on three days at most. */
const CALL_AGAIN_AFTER_DAYS = 2;
const MAX_ATTEMPTS = 3;

/**
 * Whether a follow-up of a subject is to be shown: its window has opened, and it was not ended. A resident who was not
 * reached is called again two days later; three calls in vain end it. A job-search notice that is no longer needed ends
 * the notices of later months too.
 * @param ends of the subject.
 */
export function isOpen({ kind, factKey, from }: FollowUp, ends: readonly FollowUpEnd[], today: LocalDate): boolean {
  if (today < from) return false;
  if (!endsByPress(kind)) return true;
  const own = ends.filter((end) => end.kind === kind && end.factKey === factKey);
  if (own.some(({ outcome }) => outcome !== 'not_reached') || own.length >= MAX_ATTEMPTS) return false;
  if (own.some(({ on }) => daysBetween(on, today) < CALL_AGAIN_AFTER_DAYS)) return false;
  return !(kind === 'job_notice' && ends.some((end) => end.kind === kind && end.outcome === 'not_needed'));
}

/** Number of calls in vain, for the row. */
export const attemptsOf = ({ kind, factKey }: FollowUp, ends: readonly FollowUpEnd[]): number =>
  ends.filter((end) => end.kind === kind && end.factKey === factKey && end.outcome === 'not_reached').length;

/** Orders a work list: the longest overdue first, then what falls due next. */
export const compareFollowUps = (a: FollowUp, b: FollowUp): number =>
  compareStrings(a.until, b.until) ||
  compareStrings(a.subjectId, b.subjectId) ||
  compareStrings(a.kind, b.kind) ||
  compareStrings(a.factKey, b.factKey);

/** The name of a follow-up in forms and addresses: 'papers.0191….2026-11-28'. */
export const tokenOf = ({ kind, subjectId, factKey }: FollowUp): string => `${kind}.${subjectId}.${factKey}`;
