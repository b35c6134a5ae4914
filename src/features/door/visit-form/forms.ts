import { z } from 'zod';
import { parseDateText, type BirthDate } from '../../../shared/dates';
import {
  keysOf,
  ASSIST_RESULTS,
  CHECK_BACK_OUTCOMES,
  COMPANIONS,
  DOOR_OUTCOMES,
  HELP_LEVELS,
  LEFT_ITEMS,
  LEVEL_REASONS,
  NEXT_STEPS,
  REFUSAL_REASONS,
  VNEID_LEVELS,
} from '../../../shared/labels';
import { HELPER_FIELDS, OUTSIDER, OUTSIDER_WITHOUT_PHONE, SELF, severalAnswers } from '../../casework/needs/forms';
import { dateProblem, RESIDENT_PLAIN } from '../../../shared/register-fields';
import { READINESS, SEEN_FIELDS } from '../../../shared/readiness-fields';
import { saidFields } from '../../casework/consents/forms';
import { nearMissAtDoor, practiceFields } from '../../casework/practice/fields';
import { PAID } from '../../casework/portal-use/forms';
import { ANSWERS } from '../../casework/portal-use/use-fields';
import { REQUEST_ANSWERS } from '../../casework/requests/request-labels';
import {
  checkbox,
  dateField,
  fieldsOfCatalogue,
  idField,
  isId,
  listOf,
  longText,
  optionalChoice,
  optionalDateField,
  optionalIdField,
  optionalText,
  optionalTimeField,
  timeField,
  typed,
  versionField,
  type FormValues,
} from '../../../web/form';
import type { ToldHelper } from '../../casework/needs/told-helpers-service';
import { notMet } from '../visit-rules/consents-at-door';
import { newPeopleOf, notAtDoor } from '../visit-rules/new-people';
import { isBlank, newPeopleField, optionalPersonRef, personRef, rowsUpTo } from './new-people-fields';
import { asRow } from './person-parts';
import type { SeenFacts } from '../visit-rules/seen-readiness';
import { readCheckKey, type AnswerDraft, type AssistDraft, type VisitDraft } from '../visit-rules/visit-draft';
import { promisedStep } from '../visit-rules/visit-rules';

const { receivesBenefit, cardIssuedOn } = RESIDENT_PLAIN;
export const MAX_ASSISTS = 30;
/** More than any guide has. */
const MAX_STEPS = 50;

// A resident asked at the door was reached.
const { not_reached: _outcome, ...CHECKS_AT_DOOR } = CHECK_BACK_OUTCOMES;
export { CHECKS_AT_DOOR };

const PICK = 'Chọn một mục trong danh sách.';

const assistFields = z
  .object({
    id: optionalIdField(),
    residentId: optionalPersonRef(PICK),
    serviceId: optionalIdField(),
    serviceText: optionalText(500),
    helpLevel: optionalChoice(keysOf(HELP_LEVELS), PICK),
    levelReason: optionalChoice(keysOf(LEVEL_REASONS), PICK),
    doneForReason: optionalText(500),
    result: optionalChoice(keysOf(ASSIST_RESULTS), PICK),
    fileCode: optionalText(100, null),
    barrierId: optionalIdField(),
    note: longText(1000),
    againOn: optionalDateField('Ngày hẹn chưa đúng. Ví dụ: 30/11/2026.'),
    steps: listOf(idField(), MAX_STEPS),
  })
  .transform(({ steps, ...line }) => ({ ...line, stepIds: steps }))
  .transform((line) => (line.serviceId === null ? line : { ...line, serviceText: '' }));

/** An empty line, or one ticked "Bỏ việc này", becomes null, so that the other lines keep their positions. */
const assistRow = z.preprocess((row) => (isEmptyRow(row) ? null : row), assistFields.nullable());

function isEmptyRow(row: unknown): boolean {
  if (!(row instanceof Object)) return row === undefined || row === '';
  const { id: _id, remove, ...typed } = row as FormValues;
  return remove !== undefined || isBlank(typed);
}

/** The lines of help as sent. */
export const rowsOf = (assists: unknown): unknown[] => rowsUpTo(MAX_ASSISTS, assists);
export const linesOf = ({ assists }: FormValues): FormValues[] => rowsOf(assists).map(asRow);

/** Inputs that carry an id in their name, by that id; those left empty are dropped. */
const byId = <Row extends z.ZodType>(row: Row, key: z.ZodType<string, string> = personRef(PICK)) =>
  z.preprocess(
    (rows) => Object.fromEntries(Object.entries(asRow(rows)).filter(([, one]) => !isEmptyRow(one))),
    z.record(key, row),
  );

const answerFields = z
  .object({
    answer: optionalChoice(keysOf(ANSWERS), PICK),
    serviceText: optionalText(500),
    month: optionalDateField(PICK),
  })
  .transform((row): AnswerDraft => ({ ...row, serviceId: null }));

/** The answers to choose from about a fact of a person's readiness. */
export const answersAbout = (field: (typeof SEEN_FIELDS)[number]): Record<string, string> => {
  const { unknown: _unknown, ...answers } = READINESS[field].answers;
  return answers;
};

/** What was seen of one person; a field left alone is absent. */
const seenFields = z
  .object(Object.fromEntries(SEEN_FIELDS.map((field) => [field, seenField(field)])))
  .transform((row) => Object.fromEntries(Object.entries(row).filter(([, answer]) => answer?.length)) as SeenFacts);

function seenField(field: (typeof SEEN_FIELDS)[number]): z.ZodType<string | string[] | null> {
  const { isSeveral, ...entry } = READINESS[field];
  return isSeveral ? severalAnswers(entry) : optionalChoice(keysOf(answersAbout(field)), PICK);
}

const checkBackKey = z.string().refine((key) => Object.values(readCheckKey(key)).every(isId));

const checkBackFields = z.object({
  outcome: optionalChoice(keysOf(CHECKS_AT_DOOR), PICK),
  paid: PAID,
  barrierId: optionalIdField(),
});

/** Who helps a person: another person of the form, or an outsider by name and telephone. */
const helperFields = z
  .object({
    helperId: z.union([z.literal(['', OUTSIDER]), personRef(PICK)], { error: PICK }).default(''),
    ...HELPER_FIELDS,
    agreed: checkbox(),
  })
  .transform(({ helperId, ...told }) => ({ ...told, residentId: helperId === OUTSIDER ? null : helperId }));

const helpersField = byId(helperFields).transform((rows) =>
  Object.entries(rows).map(([helpedId, told]): ToldHelper => ({ helpedId, ...told })),
);

const promiseFields = z.object({
  due: optionalDateField('Ngày hẹn chưa đúng. Ví dụ: 30/11/2026.'),
  note: optionalText(300),
});

/** A promised day that was typed without its year is one near the visit. */
function promisedNearVisit(values: unknown): unknown {
  const form = values as FormValues;
  const visitedOn = parseDateText(typed(form, 'arrivedOn'));
  if (!visitedOn) return values;
  const near = (text: string) => parseDateText(text, visitedOn) ?? text;
  const promises = Object.entries((form.promises ?? {}) as Record<string, FormValues>).map(([id, row]) => [
    id,
    { ...row, due: near(typed(row, 'due')) },
  ]);
  return { ...form, nextStepDue: near(typed(form, 'nextStepDue')), promises: Object.fromEntries(promises) };
}

const visitFields = z
  .object({
    outcome: optionalChoice(keysOf(DOOR_OUTCOMES), 'Chọn kết quả ở cửa.'),
    refusalReasons: listOf(z.enum(REFUSAL_REASONS, { error: PICK }), REFUSAL_REASONS.length),
    refusalReason: longText(1000),
    arrivedOn: optionalDateField('Ngày đến chưa đúng. Ví dụ: 24/11/2026.'),
    arrivedTime: optionalTimeField('Giờ đến chưa đúng. Ví dụ: 19:30.'),
    leftTime: optionalTimeField('Giờ về chưa đúng. Ví dụ: 19:55.'),
    officers: listOf(idField('Có người không thuộc đội của cửa này.'), 100),
    presence: listOf(idField('Có người không thuộc hộ này.'), 100),
    newPeople: newPeopleField,
    othersPresent: optionalText(300),
    assists: z.preprocess(
      rowsOf,
      z
        .array(assistRow)
        .max(
          MAX_ASSISTS,
          `Một lượt thăm ghi được nhiều nhất ${MAX_ASSISTS} việc: trang này giữ ${MAX_ASSISTS} việc đầu.`,
        ),
    ),
    topics: listOf(idField('Nội dung này không có trong danh mục.'), 100),
    leftAtDoor: listOf(z.enum(keysOf(LEFT_ITEMS), { error: PICK }), keysOf(LEFT_ITEMS).length),
    accompaniedBy: optionalChoice(keysOf(COMPANIONS), PICK),
    levels: byId(z.enum(keysOf(VNEID_LEVELS), { error: PICK })),
    readiness: byId(seenFields),
    answers: byId(answerFields),
    checkBacks: byId(checkBackFields, checkBackKey),
    promises: byId(promiseFields),
    nextStep: optionalChoice(keysOf(NEXT_STEPS), PICK),
    nextStepDue: optionalDateField('Ngày hẹn chưa đúng. Ví dụ: 30/11/2026.'),
    nextStepFrom: optionalTimeField('Giờ hẹn chưa đúng. Ví dụ: 19:00.'),
    nextStepTo: optionalTimeField('Giờ hẹn chưa đúng. Ví dụ: 20:00.'),
    nextStepNote: optionalText(500),
    note: longText(4000),
    lateReason: optionalText(500),
  })
  .transform(({ officers, presence, topics, nextStep, assists, refusalReasons, ...rest }): VisitDraft => ({
    ...rest,
    refusalReason: [...refusalReasons, rest.refusalReason].filter(Boolean).join('; '),
    officerIds: officers,
    // A new person is typed because they are present.
    presentIds: [...presence, ...newPeopleOf(rest).map(({ ref }) => ref)],
    topicIds: topics,
    nextStep: promisedStep({ outcome: rest.outcome, nextStep: nextStep ?? 'none' }),
    assists: assists as (AssistDraft | null)[],
  }));

export const visitForm = z.preprocess(promisedNearVisit, visitFields);

/** The next try at a door that stayed shut. */
export const nextTryForm = z.object({
  date: dateField('Ngày thử lại chưa đúng.'),
  from: timeField('Giờ thử lại chưa đúng.'),
  version: versionField(),
});

/** Why a visit is withdrawn; only the office must say. */
export const withdrawalForm = z.object({ reason: optionalText(500) });

/** What the officer says about the household's requests: 'done', or still to do. */
const requests = byId(z.enum(keysOf(REQUEST_ANSWERS), { error: PICK }), z.string().refine(isId, PICK));

/**
 * What people said about the notice, who helps them and what they told about themselves is kept beside the visit: the
 * first form and every later one adds to it.
 */
const besidePart = {
  requests,
  noticeId: optionalIdField(),
  consents: byId(saidFields),
  helpers: helpersField,
  facts: byId(z.object(fieldsOfCatalogue({ receivesBenefit, cardIssuedOn })), z.string().refine(isId, PICK)),
};

/** What a form says beside the visit. */
export type BesideDraft = Omit<z.output<z.ZodObject<typeof besidePart>>, 'requests'>;

/**
 * The form of a new visit also asks for the way to the door if the household has none yet, which the household stores, and
 * for what was practised there.
 */
export const newVisitForm = visitForm.and(
  z.object({
    howToFind: optionalText(300),
    ...besidePart,
    practice: practiceFields,
    nearMiss: nearMissAtDoor,
  }),
);

/**
 * Why digital helpers cannot be kept, by input name.
 * @param memberIds the people of the form, as validateDraft found them.
 */
export function helperErrors(
  helpers: readonly ToldHelper[],
  draft: VisitDraft,
  { memberIds }: { memberIds: ReadonlySet<string> },
) {
  const errors: Record<string, string> = {};
  for (const { helpedId, residentId, name, phone } of helpers) {
    const refuse = (part: string, message: string) => (errors[`helpers[${helpedId}][${part}]`] ??= message);
    const why = notMet(draft, helpedId);
    if (why) refuse('helperId', why);
    if (residentId === '') refuse('helperId', 'Chọn người giúp, hoặc bỏ phần này.');
    else if (residentId === helpedId) refuse('helperId', SELF);
    else if (residentId !== null && !memberIds.has(residentId)) refuse('helperId', notAtDoor(residentId));
    if (residentId === null && name === '') refuse('name', 'Nhập họ tên người giúp.');
    if (residentId === null && phone === null) refuse('phone', OUTSIDER_WITHOUT_PHONE);
    if (residentId && name !== '') refuse('name', 'Đã chọn người ở trên: xóa ô này, hoặc chọn “Người ở ngoài hộ”.');
  }
  return errors;
}

/** Why facts about people cannot be kept, by input name: they were not met, or the day cannot be. */
export const factErrors = (
  facts: BesideDraft['facts'],
  draft: VisitDraft,
  { births }: { births: ReadonlyMap<string, BirthDate | null> },
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([id, told]): [string, string][] => {
      const field = told.receivesBenefit ? 'receivesBenefit' : 'cardIssuedOn';
      const why = notMet(draft, id);
      if (why) return [[`facts[${id}][${field}]`, why]];
      if (!told.cardIssuedOn) return [];
      const isAhead = draft.arrivedOn && told.cardIssuedOn > draft.arrivedOn;
      const early = dateProblem(cardIssuedOn, told.cardIssuedOn, births.get(id) ?? null, told.cardIssuedOn);
      const problem = isAhead ? 'Ngày cấp ở sau ngày đến.' : early;
      return problem ? [[`facts[${id}][cardIssuedOn]`, problem]] : [];
    }),
  );

/** The form that edits a visit. */
export const editedVisitForm = visitForm.and(z.object(besidePart));

/** A row of a paper sheet. */
export const sheetVisitForm = visitForm.and(z.object({ requests }));
