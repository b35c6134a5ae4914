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

/** Lines keep their places, by which the other parts of the form name them; an empty one is null. */
export const newPeopleField = z.preprocess(
  newPersonRowsOf,
  z
    .array(z.preprocess((row) => (isEmpty(row) ? null : row), newPerson.nullable()))
    .max(MAX_NEW_PEOPLE, `Một lần ghi được nhiều nhất ${MAX_NEW_PEOPLE} người mới: lưu rồi sửa lượt thăm để ghi thêm.`),
);

/** The lines as sent, one more than the maximum at most, so that the schema can refuse it. */
export function newPersonRowsOf(rows: unknown): unknown[] {
  const all: unknown[] = Array.isArray(rows) ? rows : Object.values(rows instanceof Object ? rows : {});
  return all.slice(0, MAX_NEW_PEOPLE + 1);
}

function isEmpty(row: unknown): boolean {
  if (!(row instanceof Object)) return true;
  return Object.values(row).every((value) => typeof value === 'string' && value.trim() === '');
}

/** A resident of the register, or a new person on this form. */
export const personRef = (message: string) =>
  z.string({ error: message }).refine((id) => isId(id) || isNewPersonRef(id), message);

/** '' or absent is null, otherwise as personRef. */
export const optionalPersonRef = (message: string) =>
  z.union([z.literal('').transform(() => null), personRef(message)], { error: message }).default(null as never);
