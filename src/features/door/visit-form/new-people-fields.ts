import { z } from 'zod';
import { keysOf, NEWCOMER_RELATIONS, optionsOf } from '../../../shared/labels';
import { normalisePersonName } from '../../../shared/vietnamese-text';
import { NOTHING_ASKED } from '../../../shared/readiness-fields';
import { isId, optionalChoice, optionalPhoneField, optionalText, typed, type FormValues } from '../../../web/form';
import { flatten } from '../../../web/sign-in-again';
import type { Member } from './form-queries';
import { isNewPersonRef, MAX_NEW_PEOPLE, newPersonRef } from '../visit-rules/new-people';
import type { NewPersonDraft } from '../visit-rules/visit-draft';
import { asRow, holdsInput, rowIn, selectOf, type FormShown } from './person-parts';

const newPerson = z
  .object({
    fullName: optionalText(120).transform(normalisePersonName),
    birthYear: optionalText(20)
      .refine((text) => /^(\d{4})?$/.test(text), 'Năm sinh gồm bốn chữ số. Ví dụ: 1990.')
      .transform((text) => (text === '' ? null : Number(text))),
    relation: optionalChoice(keysOf(NEWCOMER_RELATIONS), 'Chọn người ấy là ai trong nhà.'),
    phone: optionalPhoneField(),
    tie: optionalText(120),
  })
  .transform((person): NewPersonDraft => person);

/** The lines about new people as sent. */
export const newPersonRowsOf = (rows: unknown): unknown[] => rowsUpTo(MAX_NEW_PEOPLE, rows);

/** Lines keep their places, by which the other parts of the form name them; an empty one is null. */
export const newPeopleField = z.preprocess(
  newPersonRowsOf,
  z
    .array(z.preprocess((row) => (isBlank(row) ? null : row), newPerson.nullable()))
    .max(MAX_NEW_PEOPLE, `Một lần ghi được nhiều nhất ${MAX_NEW_PEOPLE} người mới: lưu rồi sửa lượt thăm để ghi thêm.`),
);

/**
 * Repeated lines arrive as an array, or as an object with numeric keys when there are many. Keeps one line more than
 * the maximum, so that the schema can refuse it, and ignores the rest.
 */
export function rowsUpTo(max: number, sent: unknown): unknown[] {
  const rows: unknown[] = Array.isArray(sent) ? sent : Object.values(sent instanceof Object ? sent : {});
  return rows.slice(0, max + 1);
}

/** Whether nothing was typed in a line. */
export const isBlank = (row: unknown): boolean =>
  !(row instanceof Object) || Object.values(row).every((value) => typeof value === 'string' && value.trim() === '');

/** A resident of the register, or a new person on this form. */
export const personRef = (message: string) =>
  z.string({ error: message }).refine((id) => isId(id) || isNewPersonRef(id), message);

/** '' or absent is null, otherwise as personRef. */
export const optionalPersonRef = (message: string) =>
  z.union([z.literal('').transform(() => null), personRef(message)], { error: message }).default(null as never);

// ---------------------------------------------------------------- on the page

/** What was typed, line by line, and then empty lines: all are there at once, as a page without network needs them. */
const shownRows = (values: FormValues): FormValues[] =>
  Array.from({ length: MAX_NEW_PEOPLE }, (_, index) => asRow(newPersonRowsOf(values.newPeople)[index]));

/** "Người mới, người khác": unfolded also where the register has no residents: any person who opens is new. */
export function newPeopleView(form: FormShown, isKnownHome: boolean) {
  const { values, errors } = form;
  const people = shownRows(values);
  return {
    isOpen:
      !isKnownHome ||
      people.some(holdsInput) ||
      flatten(values).some(([, value]) => isNewPersonRef(value)) ||
      typed(values, 'othersPresent') !== '' ||
      errors.newPeople !== undefined,
    people: people.map((row, index) => {
      const { input } = rowIn({ values: { newPeople: people }, errors }, 'newPeople', String(index));
      return {
        ref: newPersonRef(index),
        legend: `Người mới ${index + 1}`,
        fullName: input('fullName'),
        birthYear: input('birthYear'),
        relation: selectOf(input('relation'), 'Chọn', optionsOf(NEWCOMER_RELATIONS, typed(row, 'relation'))),
        phone: input('phone'),
        tie: input('tie'),
      };
    }),
    error: errors.newPeople ?? '',
  };
}

/** The new people as the other parts of the form offer them, beside the members of the household. */
export const newMembers = (values: FormValues): Member[] =>
  shownRows(values).map((row, index) => {
    const year = typed(row, 'birthYear').trim();
    return {
      id: newPersonRef(index),
      // Every line of help offers it, so an endless one is cut short there.
      fullName: typed(row, 'fullName').trim().slice(0, 40) || `Người mới ${index + 1}`,
      gender: null,
      birth: /^\d{4}$/.test(year) ? { date: `${year}-01-01`, precision: 'year' } : null,
      residenceStatus: 'staying',
      relation: 'other',
      relationNote: '',
      isUnconfirmed: true,
      ...NOTHING_ASKED,
      isToBeNotified: true,
      objects: false,
      mayBeAsked: true,
      dueChecks: [],
      dueItems: [],
      receivesBenefit: null,
      cardIssuedOn: null,
      lastHelp: [],
    };
  });
