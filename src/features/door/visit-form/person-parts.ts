import type { LocalDate } from '../../../shared/dates';
import { capitalise } from '../../../shared/vietnamese-text';
import { inputOf, typed, type FieldErrors, type FormValues, type Option } from '../../../web/form';
import { flatten } from '../../../web/sign-in-again';
import type { HelperRow } from '../../casework/needs/queries';
import { addressedInText, ageOf } from '../visit-rules/people';
import { readCheckKey } from '../visit-rules/visit-draft';
import type { Member, VisitChoices } from './form-queries';

/** A form as each of its parts is made from it. */
export interface FormShown {
  values: FormValues;
  choices: VisitChoices;
  /** Who is known to help the people of the home. */
  helpers: readonly HelperRow[];
  errors: FieldErrors;
  day: LocalDate;
  /** See isOnForm. */
  isShown: (id: string) => boolean;
}

/** The browser puts a person's id in its place. */
export const BLANK_ID = '__id__';

/** What a part of the form says about its person. */
export type PersonWords = { id: string; name: string } & Record<string, string>;

/**
 * A part of the form for each person, or for each key of a person (checkKey). The page holds the parts of the people who
 * are shown, and once a template, in which '__name__' stands for a name: from it the browser makes the other parts
 * (client/person-parts.ts), so that a page about a large household stays small.
 */
export function personParts<Part>(
  { isShown }: FormShown,
  people: readonly PersonWords[],
  partOf: (words: PersonWords) => Part,
) {
  const [first] = people;
  const rows = people.map(({ name: _name, ...words }) => words);
  return {
    shown: people.filter(({ id }) => isShown(readCheckKey(id).residentId)).map(partOf),
    /** Null if the part is about no person of this household. */
    template: first ? partOf(placeholders(first)) : null,
    /**
     * All people, a line each after one with the names of their words, parted by tabs: quotes would be half of the page's
     * JSON. Their names stand at "Ai có mặt?".
     */
    people: [Object.keys(rows[0] ?? {}), ...rows.map((words) => Object.values(words))]
      .map((row) => row.join('\t'))
      .join('\n'),
  };
}

const placeholders = (words: PersonWords) =>
  Object.fromEntries(Object.keys(words).map((word) => [word, `__${word}__`])) as PersonWords;

/** Whether a person is present or helped, has something typed in a part, or has an error there. */
export function isOnForm(values: FormValues, errors: FieldErrors): (id: string) => boolean {
  const filled = flatten(values).filter(([, value]) => value !== '');
  const words = [...filled, ...Object.keys(errors)].join('\n').replace(/newPeople\[(\d)/g, 'new-$1');
  return (id) => words.includes(id);
}

/** 'Bà Phạm Thị Sáu', as the form calls a member on a day. */
export const nameOn =
  (day: LocalDate) =>
  (member: Member): string =>
    capitalise(addressedInText(member.fullName, member.gender, ageOf(member, day)));

/** Members, each with the name that the form calls them by. */
export const named = (members: readonly Member[], day: LocalDate): PersonWords[] =>
  members.map((member) => ({ id: member.id, name: nameOn(day)(member) }));

export type Field = ReturnType<typeof inputOf>;
export interface SelectField extends Omit<Field, 'value'> {
  options: Option[];
}

/** What was typed in a row of a list, such as 'answers', and the inputs of that row. */
export function rowIn({ values, errors }: Pick<FormShown, 'values' | 'errors'>, list: string, key: string) {
  const row = asRow(asRow(values[list])[key]);
  const input = (part: string) => inputOf(`${list}[${key}][${part}]`, typed(row, part), errors);
  return { row, input };
}

/** A select of that input, in which nothing can be chosen. */
export const selectOf = ({ name, id, error }: Field, none: string, options: Option[]): SelectField => ({
  name,
  id,
  error,
  options: [{ value: '', label: none, selected: false }, ...options],
});

/** What a barrier or a person is chosen from. */
export const choicesOf = (rows: readonly { id: string; label: string }[], chosen: string): Option[] =>
  rows.map(({ id, label }) => ({ value: id, label, selected: id === chosen }));

/** Whether something was put into one of these fields, or is wrong there. */
export const isUsed = ({ values, errors }: Pick<FormShown, 'values' | 'errors'>, ...names: string[]): boolean =>
  names.some(
    (name) => holdsInput(values[name]) || Object.keys(errors).some((key) => key === name || key.startsWith(`${name}[`)),
  );

/** Whether something was typed or chosen in a field, or in any field of a list. */
export function holdsInput(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return value instanceof Object && Object.values(value).some(holdsInput);
}

/** The values of checkboxes with one name. */
export const listIn = (value: unknown): string[] => [value].flat().filter((item) => typeof item === 'string');

/** The fields of a row or list as sent; none of what is no row. */
export const asRow = (row: unknown): FormValues => (row instanceof Object ? (row as FormValues) : {});
