import type { LocalDate } from '../../../shared/dates';
import { capitalise } from '../../../shared/vietnamese-text';
import type { FieldErrors, FormValues } from '../../../web/form';
import { flatten } from '../../../web/sign-in-again';
import { addressedInText, ageOf } from '../visit-rules/people';
import type { Member } from './form-queries';

/** The browser puts a person's id in its place. */
export const BLANK_ID = '__id__';

/** What a part of the form says about its person. */
export type PersonWords = { id: string; name: string } & Record<string, string>;

/**
 * A part of the form for each person. The page holds the parts of the people who are shown, and once a template, in
 * which '__name__' stands for a name: from it the browser makes the other parts (client/person-parts.ts), so that a page
 * about a large household stays small.
 */
export function personParts<Part>(
  people: readonly PersonWords[],
  isShown: (id: string) => boolean,
  partOf: (words: PersonWords) => Part,
) {
  const [first] = people;
  const rows = people.map(({ name: _name, ...words }) => words);
  return {
    shown: people.filter(({ id }) => isShown(id)).map(partOf),
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

/** Whether something was typed or chosen in a field, or in any field of a list. */
export function holdsInput(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return value instanceof Object && Object.values(value).some(holdsInput);
}

/** The values of checkboxes with one name. */
export const listIn = (value: unknown): string[] => [value].flat().filter((item) => typeof item === 'string');

/** The fields about each person, by id, of a list such as 'answers'. */
export const rowsIn = (list: unknown) => (list ?? {}) as Record<string, FormValues>;
