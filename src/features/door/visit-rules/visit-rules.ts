import type { DoorOutcome, NextStep, VneidLevel } from '../../../generated/prisma/enums';
import { instantOf, isOverAYearAfter, localDateOf, type LocalDate, type LocalTime } from '../../../shared/dates';
import { promisedDayAndHours } from '../../../shared/promise-labels';
import { spanProblem } from '../../../shared/time-span';
import type { CheckedBack, ReportedUse } from '../../casework/portal-use/ledger-service';
import type { OutreachRules } from '../../office/calendar/outreach-time';
import { beforeFirstDay } from '../../office/wards/settings-labels';
import type { Newcomer } from '../../register/newcomers/newcomer';
import { validateAnswers, validateCheckBacks } from './asking-rules';
import { validateAssists, type AssistFacts, type CheckedAssist } from './assist-rules';
import { isNewPersonRef, validateNewPeople, notAtDoor } from './new-people';
import { validateOfficers, type OfficersAtDoor } from './officers-at-door';
import { promisedDayProblem, promiseObjection } from './promised-hour';
import type { SeenFacts } from './seen-readiness';
import {
  readCheckKey,
  withRows,
  type AssistDraft,
  type KeptAsTyped,
  type PromiseDraft,
  type VisitDraft,
} from './visit-draft';

/** What the register knows and the form does not; every id here belongs to the ward. */
export interface VisitFacts extends AssistFacts {
  /** When the visit was first logged; `now` for a new one. So an edit never makes a visit late. */
  loggedAt: Date;
  /** The first day that a visit may have; null if any may. */
  teamBeganOn: LocalDate | null;
  /** Null for a visit outside any round. */
  roundEndsAt: Date | null;
  /** The members named on the form who are too young to be asked about the portal. */
  childIds: ReadonlySet<string>;
  /** checkKey → the latest day, at least a week before the visit, on which the team taught that. */
  lessons: ReadonlyMap<string, LocalDate>;
  /** The ward's outreach rules for the promised day; null when no hour was promised. */
  outreach: OutreachRules | null;
  officers: OfficersAtDoor;
}

/** A visit that passed all rules. */
export interface CheckedVisit extends KeptAsTyped {
  outcome: DoorOutcome;
  /** See metSomebody. */
  metSomebody: boolean;
  arrivedAt: Date;
  leftAt: Date | null;
  visitedOn: LocalDate;
  /** Whom to add to the register; the other parts name them by ref until `settleNewPeople`. */
  newPeople: (Newcomer & { ref: string })[];
  assists: CheckedAssist[];
  levels: { residentId: string; level: VneidLevel }[];
  promises: ({ residentId: string } & PromiseDraft)[];
  seen: (SeenFacts & { residentId: string })[];
  answers: ReportedUse[];
  checkBacks: CheckedBack[];
  nextStepFrom: LocalTime | null;
  nextStepTo: LocalTime | null;
  /** Why it was entered late; null when it was not late. */
  lateReason: string | null;
}

export type VisitVerdict =
  | { ok: true; visit: CheckedVisit; warnings: string[] }
  | { ok: false; errors: Record<string, string> };

/** Asked when a door was opened and the visit names no person, procedure or topic. */
export const WHO_WAS_MET =
  'Đã gặp ai? Chọn người trong hộ, hoặc ghi ở “Người khác” (ví dụ: người mở cửa, không nói tên).';

/** Whether a resident opened and spoke to the team: who it was, what was said and what was left can be kept. */
export const isSpoken = (outcome: DoorOutcome | null): boolean =>
  outcome === 'met' || outcome === 'refused' || outcome === 'come_back_later';

const LATE_AFTER_ROUND_MS = 6 * 60 * 60 * 1000;

/**
 * Whether a visit was entered late: on a later day than the visit, or more than six hours after its round ended.
 * @param loggedAt when it was first logged.
 * @param roundEndsAt null outside any round.
 */
export function isEnteredLate(visitedOn: LocalDate, loggedAt: Date, roundEndsAt: Date | null): boolean {
  if (visitedOn < localDateOf(loggedAt)) return true;
  return roundEndsAt !== null && loggedAt.getTime() - roundEndsAt.getTime() > LATE_AFTER_ROUND_MS;
}

/** Who was met at a door that was opened: who was present, or was helped. */
export const peopleMet = ({
  presentIds,
  assists,
}: Pick<VisitDraft, 'presentIds'> & { assists: readonly (Pick<AssistDraft, 'residentId'> | null)[] }): Set<string> =>
  new Set([...presentIds, ...assists.flatMap((assist) => assist?.residentId ?? [])]);

/**
 * Whether a visit met a resident: the door was opened, and the visit names a person, a procedure or a topic. The answer
 * is stored with the visit (visit.met_somebody), and every count of doors met relies on it.
 */
export const metSomebody = ({
  outcome,
  presentIds,
  othersPresent,
  assists,
  topicIds,
}: Pick<VisitDraft, 'outcome' | 'presentIds' | 'othersPresent' | 'assists' | 'topicIds'>): boolean =>
  outcome === 'met' &&
  (presentIds.length > 0 || othersPresent !== '' || topicIds.length > 0 || assists.some((assist) => assist !== null));

/**
 * Checks a visit against the rules of the door log. Errors are keyed by input name ('assists[0][fileCode]') and
 * returned all at once; warnings are sentences to show after saving.
 */
export function validateVisit(draft: VisitDraft, facts: VisitFacts): VisitVerdict {
  const errors: Record<string, string> = {};
  const warnings: string[] = [];
  const { arrivedAt, leftAt, visitedOn } = validateTimes(draft, facts, errors);
  validateOfficers(draft, facts.officers, errors);
  validateDoor(draft, errors);
  const newPeople = validateNewPeople(draft, visitedOn, errors);
  validatePeople(draft, facts, errors);
  validateNextStep(draft, visitedOn, errors);
  if (Object.keys(errors).length === 0) warnings.push(...warnOfPromisedHour(draft, facts));
  const assists = validateAssists(draft, facts, errors, warnings);
  const answers = validateAnswers(draft, { visitedOn, childIds: facts.childIds }, errors);
  const checkBacks = validateCheckBacks(draft, facts, errors);
  if (draft.outcome === null || arrivedAt === null || Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    warnings,
    visit: {
      ...withRows(draft),
      outcome: draft.outcome,
      metSomebody: metSomebody(draft),
      arrivedAt,
      leftAt,
      visitedOn,
      newPeople,
      assists,
      answers,
      checkBacks,
      nextStep: promisedStep(draft),
      nextStepFrom: draft.nextStepFrom || null,
      nextStepTo: draft.nextStepTo || null,
      lateReason: draft.lateReason || null,
    },
  };
}

function validateTimes(
  draft: VisitDraft,
  facts: VisitFacts,
  errors: Record<string, string>,
): { arrivedAt: Date | null; leftAt: Date | null; visitedOn: LocalDate } {
  const day = draft.arrivedOn;
  if (day === null) errors.arrivedOn = 'Nhập ngày đến.';
  if (draft.arrivedTime === '') errors.arrivedTime = 'Nhập giờ đến.';
  if (draft.lateReason === '' && day !== null && isEnteredLate(day, facts.loggedAt, facts.roundEndsAt)) {
    errors.lateReason = 'Lượt thăm này ghi muộn. Cho biết vì sao, ví dụ: mất mạng, máy hết pin.';
  }
  if (day === null || draft.arrivedTime === '')
    return { arrivedAt: null, leftAt: null, visitedOn: day ?? localDateOf(facts.now) };
  const arrivedAt = instantOf(day, draft.arrivedTime);
  const leftAt = draft.leftTime === '' ? null : instantOf(day, draft.leftTime);
  if (arrivedAt > facts.now) errors.arrivedTime = 'Giờ đến chưa tới. Xem lại ngày và giờ.';
  if (isOverAYearAfter(localDateOf(facts.loggedAt), day)) errors.arrivedOn = 'Ngày này đã hơn một năm. Xem lại năm.';
  else if (facts.teamBeganOn !== null && day < facts.teamBeganOn) errors.arrivedOn = beforeFirstDay(facts.teamBeganOn);
  if (leftAt && leftAt < arrivedAt) errors.leftTime = 'Giờ về phải sau giờ đến.';
  else if (leftAt && leftAt > facts.now) errors.leftTime = 'Giờ về chưa tới. Để trống nếu còn ở nhà dân.';
  return { arrivedAt, leftAt, visitedOn: day };
}

/** "Come back later" is itself a promise, so it appears in the list of promises even when no next step was chosen. */
export const promisedStep = ({ outcome, nextStep }: Pick<VisitDraft, 'outcome' | 'nextStep'>): NextStep =>
  outcome === 'come_back_later' && nextStep === 'none' ? 'revisit' : nextStep;

function validateDoor(draft: VisitDraft, errors: Record<string, string>): void {
  if (draft.outcome === null) errors.outcome = 'Chọn kết quả ở cửa.';
  if (draft.outcome === 'refused' && draft.refusalReason === '')
    errors.refusalReason = 'Ghi lý do người dân chưa muốn.';
  if (draft.outcome !== null && draft.outcome !== 'refused' && draft.refusalReason !== '') {
    errors.refusalReason = 'Lý do này chỉ ghi khi chọn “Chưa muốn”. Chọn lại, hoặc chuyển câu này xuống Ghi chú.';
  }
}

function validatePeople(draft: VisitDraft, facts: VisitFacts, errors: Record<string, string>): void {
  const isMet = draft.outcome === 'met';
  const onlyWhenMet = (what: string) => `Chỉ ghi ${what} khi đã gặp người nhà. Chọn “Đã gặp”, hoặc bỏ phần này.`;
  if (draft.outcome !== null && !isSpoken(draft.outcome)) {
    const onlyWhenSpoken = (what: string) =>
      `Chỉ ghi ${what} khi có người mở cửa. Chọn “Đã gặp”, “Chưa muốn” hay “Hẹn lại”, hoặc bỏ phần này.`;
    if (draft.presentIds.some((id) => !isNewPersonRef(id))) errors.presence = onlyWhenSpoken('người có mặt');
    if (draft.othersPresent !== '') errors.othersPresent = onlyWhenSpoken('người có mặt');
    if (draft.topicIds.length > 0) errors.topics = onlyWhenSpoken('nội dung đã nói');
    if (draft.leftAtDoor.length > 0) errors.leftAtDoor = onlyWhenSpoken('thứ để lại');
  }
  if (draft.outcome !== null && !isMet) {
    for (const { name, what } of factsAboutPeople(draft)) errors[name] = onlyWhenMet(what);
    draft.assists.forEach((assist, index) => {
      if (assist) errors[`assists[${index}][residentId]`] = onlyWhenMet('việc đã giúp');
    });
  }
  if (isMet && !metSomebody(draft)) {
    errors.presence = WHO_WAS_MET;
  }
  if (draft.topicIds.some((id) => facts.services.get(id) !== 'topic'))
    errors.topics ??= 'Có nội dung không còn trong danh mục.';
  if (draft.presentIds.some((id) => !facts.memberIds.has(id))) {
    errors.presence = 'Có người không thuộc hộ này vào ngày đến thăm. Ghi tên người ấy ở “Người khác”.';
  }
  const metIds = peopleMet(draft);
  for (const { name, what, residentId } of factsAboutPeople(draft)) {
    if (!facts.memberIds.has(residentId)) errors[name] = notAtDoor(residentId);
    else if (!metIds.has(residentId))
      errors[name] ??= `Chỉ ghi ${what} của người có mặt hoặc được giúp. Đánh dấu người này ở “Ai có mặt”.`;
  }
}

/** What a draft says about single people, each with the name of its input. */
const factsAboutPeople = ({ levels, readiness, answers, checkBacks, promises }: VisitDraft) => [
  ...Object.keys(levels).map((id) => ({ name: `levels[${id}]`, what: 'mức VNeID', residentId: id })),
  ...Object.entries(readiness).map(([id, seen]) => ({
    name: `readiness[${id}][${Object.keys(seen)[0]}]`,
    what: 'điều cần biết',
    residentId: id,
  })),
  ...Object.keys(promises).map((id) => ({ name: `promises[${id}][note]`, what: 'lời hẹn', residentId: id })),
  ...Object.keys(answers).map((id) => ({ name: `answers[${id}][answer]`, what: 'câu trả lời', residentId: id })),
  ...Object.keys(checkBacks).map((key) => ({
    name: `checkBacks[${key}][outcome]`,
    what: 'câu trả lời',
    residentId: readCheckKey(key).residentId,
  })),
];

function validateNextStep(draft: VisitDraft, visitedOn: LocalDate, errors: Record<string, string>): void {
  const { nextStepDue: due, nextStepFrom: from, nextStepTo: to } = draft;
  const hasHour = from !== '' || to !== '';
  if (promisedStep(draft) === 'none' && (due !== null || hasHour || draft.nextStepNote !== '')) {
    errors.nextStep = 'Chọn bước tiếp theo, hoặc xóa ngày, giờ và lời hẹn.';
  }
  const problemOfDay = due && promisedDayProblem(due, visitedOn);
  if (problemOfDay) errors.nextStepDue = problemOfDay;
  for (const [id, promise] of Object.entries(draft.promises)) {
    const problem = promise.due && promisedDayProblem(promise.due, visitedOn);
    if (problem) errors[`promises[${id}][due]`] = problem;
    if (promise.note === '') errors[`promises[${id}][note]`] = 'Ghi hẹn việc gì, hoặc xóa ngày.';
  }
  if (due === null && hasHour) errors.nextStepDue = 'Ghi cả ngày hẹn, hoặc xóa giờ hẹn.';
  const problem = spanProblem(from, to);
  if (problem) errors[problem.at === 'from' ? 'nextStepFrom' : 'nextStepTo'] = problem.message;
  else if (due === visitedOn && from !== '' && draft.arrivedTime !== '' && from <= draft.arrivedTime)
    errors.nextStepFrom = 'Giờ hẹn phải sau giờ đến.';
}

/** Only a promise to come in person must respect the ward's hours; a phone call need not. */
function warnOfPromisedHour(draft: VisitDraft, { outreach }: VisitFacts): string[] {
  const { nextStepDue: date, nextStepFrom: from, nextStepTo: to } = draft;
  const step = promisedStep(draft);
  if (date === null || from === '' || outreach === null || (step !== 'revisit' && step !== 'bring_papers')) return [];
  const objection = promiseObjection({ date, from, to }, outreach);
  if (objection === null) return [];
  return [
    `Giờ hẹn ${promisedDayAndHours(draft)} ${objection.why}. Hẹn lại ${objection.isAboutDay ? 'ngày' : 'giờ'} khác, hoặc báo văn phòng.`,
  ];
}
