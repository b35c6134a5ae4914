import type { DoorOutcome, ServiceKind } from '../../../generated/prisma/enums';
import {
  cardsOf,
  DOOR_OUTCOMES,
  LEFT_ITEMS,
  NEXT_STEPS,
  optionsOf,
  REFUSAL_REASONS,
  VNEID_LEVELS,
} from '../../../shared/labels';
import { dateText, formatDate, localDateOf, localTimeOf, parseDateText, type LocalDate } from '../../../shared/dates';
import { relationLabel } from '../../../shared/relation-labels';
import { unchosenServiceText } from '../../../shared/service-search';
import { normaliseText, uncapitalise } from '../../../shared/vietnamese-text';
import { errorSummary, inputOf, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { serviceSearchText } from '../../office/catalogue/labels';
import { isOfPortal } from '../../office/catalogue/portal-kinds';
import { askingView } from './asking-fields';
import { assistRow, BLANK_INDEX } from './assist-fields';
import type { Member, VisitChoices } from './form-queries';
import { levelParts, noticeSection, promiseParts } from './people-fields';
import { asRow, isOnForm, isUsed, listIn, nameOn, type FormShown } from './person-parts';
import { linesOf, MAX_ASSISTS, rowsOf } from './forms';
import { UNNAMED } from './validate-draft';
import { newMembers, newPeopleView } from './new-people-fields';
import { ageOf, mayHoldEid } from '../visit-rules/people';
import { guidesScript, nextHelps, withFirstTask } from './teaching-fields';
import { topicChoices } from './topic-fields';
import type { AssistDraft, VisitDraft } from '../visit-rules/visit-draft';
import { isEnteredLate, WHO_WAS_MET } from '../visit-rules/visit-rules';
import type { VisitNames } from '../visit-rules/visit-labels';

const OUTCOME_HINTS: Record<string, string> = {
  come_back_later: 'ghi ngày, giờ hẹn',
  refused: 'ghi lý do',
  cannot_reach: 'cổng khóa, sai địa chỉ',
};
/** The outcomes shown at once; the others stand behind "Khác". */
const USUAL_OUTCOMES: readonly string[] = ['met', 'nobody_home', 'refused'] satisfies DoorOutcome[];
/** The letter that chooses an outcome. */
export const OUTCOME_KEYS: Record<DoorOutcome, string> = {
  met: 'g',
  nobody_home: 'v',
  come_back_later: 'h',
  refused: 't',
  cannot_reach: 'k',
  moved_or_vacant: 'c',
};
const TIME_FIELDS = ['arrivedOn', 'arrivedTime', 'leftTime', 'lateReason'];

/** Values of a new form: the moment of arrival, or only the day if it is opened late. */
export function newVisitValues(now: Date, roundEndsAt: Date | null): FormValues {
  const day = localDateOf(now);
  const roundDay = roundEndsAt ? localDateOf(roundEndsAt) : day;
  return isEnteredLate(roundDay, now, roundEndsAt)
    ? { arrivedOn: roundDay }
    : { arrivedOn: day, arrivedTime: localTimeOf(now) };
}

/** A draft as form values, for editing. */
export function valuesOfDraft(draft: VisitDraft, { services }: VisitNames): FormValues {
  const { officerIds, presentIds, topicIds, assists, ...rest } = draft;
  return filledIn({
    ...rest,
    officers: officerIds,
    presence: presentIds,
    topics: topicIds,
    assists: assists.map((assist) => assist && withSteps(assist)),
    answers: Object.fromEntries(
      Object.entries(draft.answers).map(([id, { serviceId, ...answer }]) => [
        id,
        serviceId ? { ...answer, serviceText: services.get(serviceId) } : answer,
      ]),
    ),
  }) as FormValues;
}

const withSteps = ({ stepIds, ...line }: AssistDraft) => ({ ...line, steps: stepIds });

/** What a draft holds as inputs hold it: text. An empty line keeps its place. */
function filledIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((row) => filledIn(row ?? {}));
  if (value instanceof Object)
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, filledIn(part)]));
  return String(value ?? '');
}

/** The day whose members the form offers: the typed day if it is valid, otherwise today. */
export function dayOfForm(values: FormValues, now: Date): LocalDate {
  const text = typed(values, 'arrivedOn');
  return parseDateText(text) ?? localDateOf(now);
}

/** The values with what a button adds without JavaScript: a line, or questions about people; null for one that saves. */
export function withWhatIsAskedFor(values: FormValues): FormValues | null {
  if (typed(values, 'addRow')) return { ...values, assists: [...rowsOf(values.assists), {}] };
  const first = typed(values, 'addFirst');
  if (first) return withFirstTask(values, first);
  return typed(values, 'showPeople') ? values : null;
}

export type VisitFormFields = ReturnType<typeof visitFormFields>;

/** The visit form, ready to print: every typed value, every choice, each error beside its field. */
export function visitFormFields(
  values: FormValues,
  known: VisitChoices & Pick<FormShown, 'helpers'>,
  given: FieldErrors,
  now: Date,
) {
  const day = dayOfForm(values, now);
  const choices = { ...known, members: [...known.members, ...newMembers(values)] };
  const errors = { ...given, ...matchErrors(values, choices, given) };
  const { helpers } = known;
  const form: FormShown = { values, choices, helpers, errors, day, isShown: isOnForm(values, errors) };
  const field = (name: string) => inputOf(name, typed(values, name), errors);
  const dateOf = (name: string) => ({ ...field(name), value: dateText(typed(values, name)) });
  const { value: nextStep, ...nextStepField } = field('nextStep');
  const present = listIn(values.presence);
  /** The part whose questions a button without JavaScript asked for. */
  const asksFor = typed(values, 'showPeople');
  const lines = linesOf(values).slice(0, MAX_ASSISTS);
  const shownLines = lines.length > 0 ? lines : [{}];
  const outcomes = cardsOf(DOOR_OUTCOMES, typed(values, 'outcome'), OUTCOME_HINTS);
  const usual = outcomes.filter(({ value }) => USUAL_OUTCOMES.includes(value));
  const unusual = outcomes.filter(({ value }) => !USUAL_OUTCOMES.includes(value));
  /** The times need attention. */
  const showsTimes =
    TIME_FIELDS.some((name) => errors[name]) ||
    typed(values, 'arrivedTime') === '' ||
    typed(values, 'lateReason') !== '';
  const asksForPromises = isUsed(form, 'promises') || asksFor === 'next';
  return {
    summary: errorSummary(errors),
    /** Shows the whole form, though the first question may have no answer. */
    isBegun: Object.keys(errors).length > 0,
    outcome: {
      cards: usual,
      more: {
        label: 'Khác',
        hint: 'hẹn lại, không vào được…',
        isOpen: unusual.some(({ checked }) => checked),
        options: unusual,
      },
      error: errors.outcome ?? '',
      /** The letter of each card. */
      keys: [...usual, ...unusual].map(({ value }) => OUTCOME_KEYS[value as DoorOutcome]).join(''),
      /** Nothing was answered yet, so the page begins at this question. */
      hasFocus: typed(values, 'outcome') === '' && Object.keys(errors).length === 0,
    },
    // Reasons to tap, and one to write.
    refusalReasons: cardsOf(
      Object.fromEntries(REFUSAL_REASONS.map((reason) => [reason, reason])),
      values.refusalReasons,
    ),
    refusalReason: field('refusalReason'),
    members: {
      cards: known.members.map((member) => ({ ...memberCard(member, day), checked: present.includes(member.id) })),
      error: errors.presence ?? '',
      /** What to save for a resident whose name is not known, when the form asks about it. */
      unnamed: errors.presence === WHO_WAS_MET ? UNNAMED : '',
    },
    newPeople: newPeopleView(form, known.members.length > 0),
    othersPresent: field('othersPresent'),
    rows: shownLines.map((line, index) => assistRow(line, { index: String(index), title: `Việc ${index + 1}` }, form)),
    /** Template line that the browser clones; its number is written __index__ and __number__. */
    blankRow: assistRow({}, { index: BLANK_INDEX, title: 'Việc __number__' }, { ...form, errors: {}, values: {} }),
    scripts: [guidesScript(choices.offered).address],
    nextHelps: nextHelps(choices, day),
    maxRows: MAX_ASSISTS,
    rowsError: errors.assists ?? '',
    canAddRow: shownLines.length < MAX_ASSISTS,
    topics: topicChoices(choices, listIn(values.topics)),
    topicsError: errors.topics ?? '',
    left: { options: cardsOf(LEFT_ITEMS, values.leftAtDoor), error: errors.leftAtDoor ?? '' },
    levels: levelParts(form),
    asking: askingView(form),
    privacy: noticeSection(form),
    promises: promiseParts(form),
    nextStep: { ...nextStepField, options: optionsOf(NEXT_STEPS, nextStep || 'none') },
    nextStepDue: dateOf('nextStepDue'),
    // The labels are for screen readers.
    nextStepHours: {
      from: { ...field('nextStepFrom'), label: 'Hẹn từ giờ' },
      to: { ...field('nextStepTo'), label: 'Hẹn đến giờ' },
    },
    nextStepNote: field('nextStepNote'),
    arrival: { day: dateOf('arrivedOn'), time: field('arrivedTime'), lateReason: field('lateReason') },
    leftTime: field('leftTime'),
    showsTimes,
    timesSummary: timesSummary(typed(values, 'arrivedOn'), typed(values, 'arrivedTime'), now),
    /** Which folded parts are open: those that hold something, or in which something is wrong. */
    opens: {
      topics: isUsed(form, 'topics', 'leftAtDoor'),
      levels: isUsed(form, 'levels', 'readiness', 'helpers') || asksFor === 'levels',
      asking: isUsed(form, 'answers', 'checkBacks', 'facts') || asksFor === 'asking',
      privacy: isUsed(form, 'consents') || asksFor === 'privacy',
      next:
        asksForPromises ||
        isUsed(form, 'nextStepDue', 'nextStepFrom', 'nextStepTo', 'nextStepNote') ||
        errors.nextStep !== undefined ||
        !['', 'none'].includes(nextStep) ||
        typed(values, 'outcome') === 'come_back_later',
      promises: asksForPromises,
      note: isUsed(form, 'note', 'howToFind') || showsTimes,
    },
    note: field('note'),
  };
}

/** Explains how many services the typed text could mean when it names none. */
function matchErrors(values: FormValues, { offered: { services } }: VisitChoices, errors: FieldErrors): FieldErrors {
  const rows = [
    ...linesOf(values).map((line, index) => [`assists[${index}][serviceId]`, line] as const),
    ...Object.entries(asRow(values.answers)).map(([id, row]) => [`answers[${id}][serviceText]`, asRow(row)] as const),
  ];
  return Object.fromEntries(
    rows.flatMap(([name, row]) => {
      const text = normaliseText(typed(row, 'serviceText'));
      if (!errors[name] || text === '' || typed(row, 'serviceId') !== '') return [];
      const isOffered = name.startsWith('answers') ? isOfPortal : isNoTopic;
      const found = services.filter(({ kind }) => isOffered(kind));
      return [[name, unchosenServiceText(text, found.map(serviceSearchText))]];
    }),
  );
}

const isNoTopic = (kind: ServiceKind) => kind !== 'topic';

function memberCard(member: Member, day: LocalDate) {
  const age = ageOf(member, day);
  const facts = [
    member.relation
      ? uncapitalise(member.relationNote || relationLabel(member.relation, member.gender))
      : ['không ở đây', member.relationNote].filter(Boolean).join(', '),
    age === null ? '' : `${age} tuổi`,
    mayHoldEid(member, day) ? `VNeID ${uncapitalise(VNEID_LEVELS[member.vneidLevel])}` : '',
    member.needsHelper === 'yes' ? 'cần người giúp' : '',
    member.isUnconfirmed ? 'văn phòng xác nhận' : '',
    member.objects ? 'không muốn đội liên hệ' : '',
  ]
    .filter(Boolean)
    .join(' · ');
  return { value: member.id, label: nameOn(day)(member), hint: facts };
}

/** 'đến lúc 18:34', with the day if it is not today; tells when a late entry still has no time. */
function timesSummary(day: string, time: string, now: Date): string {
  const date = parseDateText(day);
  const onDay = date && date !== localDateOf(now) ? ` ngày ${formatDate(date)}` : '';
  return time === '' ? `đến${onDay}, chưa ghi giờ` : `đến lúc ${time}${onDay}`;
}
