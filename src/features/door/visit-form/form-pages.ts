import type { VneidLevel } from '../../../generated/prisma/enums';
import { formatDate, formatDayMonth, formatRoundTime, localDateOf, type LocalDate } from '../../../shared/dates';
import { cardsOf, DOOR_OUTCOMES, OCCUPANCIES, PAUSE_KINDS } from '../../../shared/labels';
import { personalNeedLabels } from '../../../shared/needs';
import { nextStepText } from '../../../shared/promise-labels';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { fieldId, inputOf, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { cardReader, viewOf } from '../../../web/page';
import { briefingItem } from '../../casework/briefings/pages';
import { dueText } from '../../casework/due/due-words';
import { helperText } from '../../casework/needs/helper-labels';
import { doorWords, secondTryText } from '../../casework/requests/second-try';
import type { RequestAtDoor } from '../../casework/requests/queries';
import {
  askedParts,
  promiseText,
  REQUEST_ANSWERS,
  requestLine,
  requestReason,
  type RequestBrief,
} from '../../casework/requests/request-labels';
import { roundTimeOf } from '../../office/calendar/outreach-time';
import { serviceLabel } from '../../office/catalogue/labels';
import { currentReasons } from '../../rounds/doors/door-reason';
import { reasonText } from '../../rounds/planner/reasons';
import type { DoorHistory, Member, PastVisit, VisitChoices } from './form-queries';
import { metPartsKey, metPartText } from '../visit-rules/met-parts';
import { companionSelect, officersView } from './officer-fields';
import { holdsInput } from './person-parts';
import { practicePart } from './practice-fields';
import type { Officer, OfficersAtDoor } from '../visit-rules/officers-at-door';
import { addressedInText, ageOf, doorTitle, mayHoldEid } from '../visit-rules/people';
import type { PlannedDoor, VisitTarget } from '../visit-records/queries';
import type { StoredVisit } from '../visit-records/stored-visit';
import type { VisitDraft } from '../visit-rules/visit-draft';
import { dayOfForm, visitFormFields, type VisitFormFields } from './visit-form-fields';
import { isEnteredLate, metSomebody } from '../visit-rules/visit-rules';
import type { VisitNames } from '../visit-rules/visit-labels';

/** The form of a new visit or, with `edited`, of a saved one. */
export interface VisitFormState {
  target: VisitTarget;
  values: FormValues;
  action: string;
  clientKey: string;
  edited?: { visit: StoredVisit; version: string };
  errors?: FieldErrors;
  /** The draft, if its only errors concern parts that need a met door. */
  refusedForMetParts?: VisitDraft | null;
  notice?: string;
}

interface VisitFormInput extends VisitFormState {
  choices: VisitChoices;
  officers: OfficersAtDoor;
  history: DoorHistory;
  now: Date;
}

/** The page for logging or editing a visit. */
export function visitFormPage(input: VisitFormInput) {
  const { target, edited, errors = {}, now } = input;
  const asked = input.history.requests;
  const history = { ...input.history, requests: asked.filter(({ isOpen }) => isOpen) };
  const today = localDateOf(now);
  const day = dayOfForm(input.values, now);
  const next = edited ? null : target.door?.nextDoor;
  const heading = doorTitle(target.addressLine);
  // The team does not knock for a resident who objects.
  const needs = needsOf(
    input.choices.members.filter(({ objects }) => !objects),
    today,
  );
  const warnings = [
    ...history.pauses.map(
      (pause) =>
        `${PAUSE_KINDS[pause.kind]}${pause.pausedUntil ? ` đến ${formatDate(pause.pausedUntil)}` : ''}: ${pause.reason}`,
    ),
    ...(target.occupancy === 'occupied' ? [] : [`Sổ ghi: ${uncapitalise(OCCUPANCIES[target.occupancy])}.`]),
  ];
  const fields = visitFormFields(input.values, { ...input.choices, helpers: target.helpers }, errors, now);
  const isLate = !edited && isEnteredLate(day, now, target.door?.endsAt ?? null);
  const outcome = edited || isLate || fields.showsTimes ? fields.outcome : withOneTap(fields.outcome, next != null);
  const officers = officersView(input.values, input.officers, errors);
  return viewOf('door/visit-form/form', {
    ...fields,
    cardReader: edited ? '' : cardReader(),
    // The page begins at its first question.
    officers: officers && { ...officers, hasFocus: outcome.hasFocus && !isLate },
    outcome: officers || isLate ? { ...outcome, hasFocus: false } : outcome,
    companion: companionSelect(input.values, history.secondTry !== null, errors),
    /** Only while a visit is new, because what was practised is not changed with it. */
    practice: edited
      ? null
      : practicePart(
          { ...input, errors, day },
          {
            householdId: target.householdId,
            alert: history.briefings.find(({ scamPattern }) => scamPattern !== null)?.scamPattern ?? null,
          },
        ),
    isLate,
    isBegun: edited !== undefined || fields.isBegun,
    title: `${edited ? 'Sửa lượt thăm' : 'Ghi lượt thăm'}: ${heading}`,
    heading,
    context: contextOf(target, now, edited !== undefined),
    back: edited ? { href: `/visits/${edited.visit.id}`, label: 'Lượt thăm' } : backOf(target, today),
    action: input.action,
    /** Asked when the way to the door is unknown. */
    howToFind: edited || target.howToFind ? null : inputOf('howToFind', typed(input.values, 'howToFind'), errors),
    clientKey: input.clientKey,
    keepKey: keepKeyOf(input.clientKey, edited?.version ?? ''),
    /** Needed when the door is taken off its round while the form is being filled in. */
    householdId: target.householdId,
    version: edited?.version ?? '',
    /** In a form of two versions: the key of the form that it settles. */
    settles: typed(input.values, 'settles'),
    /** A button that saves without the parts that need a met door; null unless those parts are the only errors. */
    dropOffer: input.refusedForMetParts
      ? dropOfferOf(input.refusedForMetParts, namesOf(input.choices, input.officers.offered), input.values)
      : null,
    notice: input.notice ?? '',
    saveWhat: edited ? 'thay đổi' : 'lượt thăm',
    saveAndNextLabel: next ? `Lưu, sang ${uncapitalise(doorTitle(next.addressLine))}` : '',
    knowFirst: knowFirst(warnings, needs, target, history),
    history: {
      items: history.visits.map(pastVisitItem),
      warnings,
      requests: history.requests.map((request) => requestItem(request, target, today)),
      reason: target.door
        ? currentReasons(
            { reasons: target.door.reasons, requests: [], last: history.visits[0] ?? null, call: target.door.call },
            roundTimeOf(target.door),
            today,
          )
            .map(reasonText)
            .join('; ')
        : '',
      howToFind: [target.howToFind, target.householdNote].filter(Boolean).join('. '),
      helpers: helperText(target.helpers),
      secondTry: edited ? '' : secondTryText(history.secondTry, history.requests, today),
    },
    asked: asked
      .filter(({ isAccepted, receivedOn }) => isAccepted && receivedOn <= day)
      .flatMap((request) => askedAbout(request, input)),
    needs,
    /** Briefings about this door, its lane and the round. */
    said: history.briefings.map(briefingItem),
    newBriefingHref: `/households/${target.householdId}/briefings/new`,
  });
}

/** 'Cần biết: đã nhờ đội đến · VNeID mới mức 1 · có người giúp số · lần trước 12/10: chưa muốn'. */
function knowFirst(
  warnings: string[],
  needs: { tag: string }[],
  { helpers }: VisitTarget,
  { requests, visits, briefings }: DoorHistory,
): string {
  const [last] = visits;
  const words = [
    ...warnings,
    requests.length > 0 ? 'đã nhờ đội đến' : '',
    ...new Set(needs.map(({ tag }) => (tag.startsWith('VNeID') ? tag : uncapitalise(tag)))),
    helpers.length > 0 ? 'có người giúp số' : '',
    briefings.length > 0 ? 'có lời dặn' : '',
    last
      ? `lần trước ${formatDayMonth(last.visitedOn)}: ${uncapitalise(DOOR_OUTCOMES[last.outcome])}`
      : 'chưa đến lần nào',
  ];
  return `Cần biết: ${words.filter(Boolean).join(' · ')}`;
}

/**
 * "Vắng nhà" as a button that saves at once, unless the form came back with that answer. With a note it is an answer
 * like others, behind "Khác".
 */
function withOneTap(outcome: VisitFormFields['outcome'], hasNext: boolean) {
  const away = outcome.cards.find(({ value, checked }) => value === 'nobody_home' && !checked);
  if (!away) return outcome;
  const button = { ...away, hint: hasNext ? 'lưu ngay, sang cửa sau' : 'lưu ngay', submitName: 'oneTap' };
  const answer = { ...away, label: 'Vắng nhà, ghi thêm', hint: 'ghi chú, hẹn lại' };
  return {
    ...outcome,
    cards: outcome.cards.map((card) => (card === away ? button : card)),
    more: { ...outcome.more, options: [...outcome.more.options, answer] },
    keys: `${outcome.keys}x`,
  };
}

/** With what is said beside the visit, which goes too where nobody was met. */
const dropOfferOf = (draft: VisitDraft, names: VisitNames, { helpers, consents, facts }: FormValues) => ({
  outcome: draft.outcome!,
  outcomeLabel: DOOR_OUTCOMES[draft.outcome!],
  lines: [
    ...metPartText(draft, names),
    ...Object.entries({ 'Người giúp số': helpers, 'Thông báo về dữ liệu': consents, 'Điều mới biết': facts }).flatMap(
      ([label, said]) => (holdsInput(said) ? [{ label, value: 'đã ghi ở dưới' }] : []),
    ),
  ],
  key: metPartsKey(draft),
});

/** The key of a new visit's form, or of a form that edits one version of a visit. */
export const keepKeyOf = (clientKey: string, version: string): string =>
  version === '' ? clientKey : `${clientKey}/${version}`;

function requestItem(request: RequestBrief, { door }: VisitTarget, today: LocalDate) {
  const when = door
    ? requestReason(request, roundTimeOf(door))
    : [`Đề nghị ${formatDayMonth(request.receivedOn)}`, promiseText(request, today)].filter(Boolean).join(', ');
  return {
    href: `/requests/${request.id}`,
    when: request.isAccepted ? when : `${when} (văn phòng chưa nhận)`,
    what: requestLine(request, 'with-phone'),
  };
}

/** Whether a request is done, or each of its several services: what a service proposes needs a script. */
const askedAbout = (request: RequestAtDoor, { values, edited, errors = {} }: VisitFormInput) =>
  askedParts(request, edited?.visit.id ?? null).map(({ id, serviceId, line, isOpen }) => {
    const name = `requests[${id}]`;
    const saved = isOpen ? 'open' : 'done';
    const stored = edited && metSomebody(edited.visit.draft) ? saved : '';
    const chosen = typed((values.requests ?? {}) as FormValues, id) || stored;
    return {
      serviceId,
      cards: {
        legend: `Nhà đã nhờ: ${line}`,
        name,
        id: fieldId(name),
        options: cardsOf(REQUEST_ANSWERS, chosen),
        error: errors[name] ?? '',
      },
    };
  });

/** Back to the round of the visit, or to the household when the visit belongs to no round. */
function backOf({ householdId, door }: VisitTarget, today: LocalDate): { href: string; label: string } {
  if (!door) return { href: `/households/${householdId}`, label: 'Hộ này' };
  return localDateOf(door.startsAt) === today
    ? { href: '/tonight', label: 'Tối nay' }
    : { href: `/rounds/${door.roundId}`, label: `Buổi ${door.roundCode}` };
}

function contextOf(target: VisitTarget, now: Date, isEdit: boolean): string {
  const { head } = target;
  const home = head
    ? `Hộ ${addressedInText(head.fullName, head.gender, ageOf(head, localDateOf(now)))}`
    : 'Hộ chưa có chủ hộ';
  return [
    home,
    target.groupName ? uncapitalise(target.groupName) : '',
    target.door ? doorText(target.door, localDateOf(now)) : 'lượt thăm ngoài buổi ra quân',
    isEdit ? 'sửa lượt thăm đã ghi' : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** 'cửa thứ 3', with the time of the round if that is not today. */
function doorText({ position, startsAt, endsAt }: PlannedDoor, today: LocalDate): string {
  const ordinal = position === 1 ? 'cửa đầu tiên' : `cửa thứ ${position}`;
  return localDateOf(startsAt) === today ? ordinal : `${ordinal} của ${formatRoundTime(startsAt, endsAt)}`;
}

function pastVisitItem(visit: PastVisit) {
  const said = [uncapitalise(DOOR_OUTCOMES[visit.outcome]), visit.refusalReason].filter(Boolean).join(': ');
  const promise = nextStepText(visit);
  const promised = visit.nextStep === 'none' ? promise : uncapitalise(promise);
  const sentences = [said, doorWords(visit.atDoor), visit.note, promised && `Hẹn: ${promised}`].filter(Boolean);
  const text = `${sentences.map((words) => words.replace(/\.$/, '')).join('. ')}.`;
  return { lead: formatDayMonth(visit.visitedOn), text, isLate: visit.isLate };
}

const MAX_NEEDS = 5;

const LEVEL_TAGS: Partial<Record<VneidLevel, string>> = {
  none: 'Chưa có VNeID',
  level_1: 'VNeID mới mức 1',
  level_2_inactive: 'Mức 2 chưa kích hoạt',
  locked: 'VNeID bị khóa',
};

/** Members who lack what the portal requires, VNeID below level 2 or difficulty moving; then what to ask about again. */
function needsOf(members: Member[], today: LocalDate): { tag: string; text: string }[] {
  const nameOf = (member: Member) => addressedInText(member.fullName, member.gender, ageOf(member, today));
  const lacking = members.flatMap((member) => {
    const body = personalNeedLabels(member).join(', ');
    const tag = LEVEL_TAGS[member.vneidLevel] ?? (body && 'Cần giúp');
    if (!tag || !mayHoldEid(member, today)) return [];
    return { tag, text: [nameOf(member), body].filter(Boolean).join(': ') };
  });
  const due = members.flatMap((member) => [
    ...member.dueChecks.map(({ serviceName, taughtOn }) => ({
      tag: 'Hỏi lại',
      text: `${nameOf(member)}: ${serviceName}, dạy ngày ${formatDayMonth(taughtOn)}`,
    })),
    ...member.dueItems.map((item) => ({ tag: 'Sắp cần Cổng', text: `${nameOf(member)} ${dueText(item, today)}` })),
  ]);
  return [...lacking, ...due].slice(0, MAX_NEEDS);
}

/** The names of what a form refers to, from the choices that it offered. */
export const namesOf = (
  { members, offered: { services, barriers, guides } }: VisitChoices,
  officers: readonly Officer[],
): VisitNames => ({
  residents: new Map(members.map((member) => [member.id, member.fullName])),
  services: new Map([
    ...members.flatMap(({ dueChecks }) => dueChecks.map((due) => [due.serviceId, due.serviceName] as const)),
    ...services.map((service) => [service.id, serviceLabel(service)] as const),
  ]),
  barriers: new Map(barriers.map((barrier) => [barrier.id, barrier.label])),
  officers: new Map(officers.map(({ id, name }) => [id, name])),
  steps: new Map(guides.flatMap(({ steps }) => steps.map(({ id, position }) => [id, position] as const))),
});
