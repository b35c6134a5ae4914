import { z } from 'zod';
import { keysOf, NEWCOMER_RELATIONS } from '../../../shared/labels';
import { normalisePersonName } from '../../../shared/vietnamese-text';
import { isId, optionalChoice, optionalPhoneField, optionalText } from '../../../web/form';
import { isNewPersonRef, MAX_NEW_PEOPLE } from '../visit-rules/new-people';
import type { NewPersonDraft } from '../visit-rules/visit-draft';

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
