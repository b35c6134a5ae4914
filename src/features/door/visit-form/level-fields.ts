import { cardsOf, HELPER_PURPOSES, optionsOf, VNEID_LEVELS } from '../../../shared/labels';
import { dateText, type LocalDate } from '../../../shared/dates';
import { answerText, READINESS, SEEN_FIELDS } from '../../../shared/readiness-fields';
import { uncapitalise } from '../../../shared/vietnamese-text';
import { fieldId, inputOf, typed, type FieldErrors, type FormValues } from '../../../web/form';
import { OUTSIDER } from '../../casework/needs/forms';
import { NO_VNEID_BUT_SUBMITTED } from '../visit-rules/assist-rules';
import { mayHoldEid } from '../visit-rules/people';
import type { Member } from './form-queries';
import { answersAbout } from './forms';
import { BLANK_ID, holdsInput, nameOn, personParts, rowsIn, type PersonWords } from './person-parts';

/** Each person's VNeID level, and what else was seen of the person. */
export function levelParts(
  values: FormValues,
  members: readonly Member[],
  { errors, day, isShown }: { errors: FieldErrors; day: LocalDate; isShown: (id: string) => boolean },
) {
  const nameOf = nameOn(day);
  const people = members.map((member) => ({ value: member.id, label: nameOf(member) }));
  const known = (member: Member) =>
    ['vneidLevel' as const, ...SEEN_FIELDS].map((field) => [field, uncapitalise(answerText(field, member))]);
  return personParts(
    members
      .filter((member) => mayHoldEid(member, day))
      .map((member) => ({
        id: member.id,
        name: nameOf(member),
        /** For the browser to say who lacks level 2. */
        level: member.vneidLevel,
        ...Object.fromEntries(known(member)),
      })),
    isShown,
    (words) => ({
      ...levelPart(words, values, errors),
      helper: helperPart(words, people, { values, errors }),
    }),
  );
}

function levelPart(words: PersonWords, values: FormValues, errors: FieldErrors) {
  const name = `levels[${words.id}]`;
  return {
    residentId: words.id,
    name: words.name,
    /** What to save all the same, when the form is asked about a level. */
    confirm: errors[name] === NO_VNEID_BUT_SUBMITTED ? 'Đúng là chưa có VNeID: lưu như đã ghi' : '',
    select: {
      name,
      id: fieldId(name),
      error: errors[name] ?? '',
      options: [
        { value: '', label: `Như cũ: ${words.vneidLevel}`, selected: false },
        ...optionsOf(VNEID_LEVELS, typed((values.levels ?? {}) as FormValues, words.id)),
      ],
    },
    seen: seenControls(words, values, errors),
  };
}

/** The questions about a person: selects shown as tiles, where 'Như cũ' leaves a fact alone, and cards to tick. */
function seenControls(words: PersonWords, values: FormValues, errors: FieldErrors) {
  const row = rowsIn(values.readiness)[words.id] ?? {};
  const controlOf = (field: (typeof SEEN_FIELDS)[number]) => {
    const name = `readiness[${words.id}][${field}]`;
    return { name, id: fieldId(name), error: errors[name] ?? '' };
  };
  const isSeveral = (field: (typeof SEEN_FIELDS)[number]) => READINESS[field].isSeveral ?? false;
  return {
    selects: SEEN_FIELDS.filter((field) => !isSeveral(field)).map((field) => ({
      ...controlOf(field),
      label: READINESS[field].label,
      options: [
        { value: '', label: `Như cũ: ${words[field]}`, selected: false },
        ...optionsOf(answersAbout(field), typed(row, field)),
      ],
    })),
    cards: SEEN_FIELDS.filter(isSeveral).map((field) => ({
      ...controlOf(field),
      legend: READINESS[field].label,
      hint: `Như cũ: ${words[field]}. Chọn đủ mọi ý đúng; không chọn ý nào thì giữ như cũ.`,
      options: cardsOf(answersAbout(field), row[field]),
    })),
    isOpen: holdsInput(row) || SEEN_FIELDS.some((field) => controlOf(field).error !== ''),
  };
}

/** Who helps one person. The template has no list of people: the browser copies it. */
function helperPart(
  { id }: PersonWords,
  people: readonly { value: string; label: string }[],
  { values, errors }: { values: FormValues; errors: FieldErrors },
) {
  const row = rowsIn(values.helpers)[id] ?? {};
  const field = (part: string) => inputOf(`helpers[${id}][${part}]`, typed(row, part), errors);
  const { value, ...select } = field('helperId');
  const offered = id === BLANK_ID ? [] : people.filter((person) => person.value !== id);
  const options = [{ value: '', label: 'Không ghi' }, { value: OUTSIDER, label: 'Người ở ngoài hộ' }, ...offered];
  return {
    isOpen: holdsInput(row) || Object.keys(errors).some((name) => name.startsWith(`helpers[${id}]`)),
    select: {
      ...select,
      options: options.map((option) => ({ ...option, selected: option.value === value })),
      copies: id === BLANK_ID ? 'residentId' : '',
    },
    name: field('name'),
    phone: field('phone'),
    relationNote: field('relationNote'),
    purposes: { ...field('purposes'), options: cardsOf(HELPER_PURPOSES, row.purposes) },
    agreed: { ...field('agreed'), options: cardsOf({ on: 'Cả hai đã đồng ý' }, row.agreed) },
  };
}

/** What is promised to one person, beside what is promised to the household. */
export const promiseParts = (
  values: FormValues,
  members: readonly Member[],
  { errors, day, isShown }: { errors: FieldErrors; day: LocalDate; isShown: (id: string) => boolean },
) =>
  personParts(
    members.map((member) => ({ id: member.id, name: nameOn(day)(member) })),
    isShown,
    ({ id, name }) => {
      const row = rowsIn(values.promises)[id] ?? {};
      const field = (part: 'due' | 'note') => {
        const input = `promises[${id}][${part}]`;
        return { name: input, id: fieldId(input), value: typed(row, part), error: errors[input] ?? '' };
      };
      return {
        residentId: id,
        name,
        note: field('note'),
        due: { ...field('due'), value: dateText(typed(row, 'due')) },
      };
    },
  );
