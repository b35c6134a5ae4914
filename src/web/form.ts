import { z } from 'zod';
import { fromDbDate } from '../db/dates';
import {
  calendarProblem,
  formatDate,
  isRealTime,
  isOverAYearAfter,
  misdated,
  parseDateText,
  parseTimeText,
  type LocalDate,
  type LocalTime,
} from '../shared/dates';
import { keysOf } from '../shared/labels';
import { holdsNationalNumber, NOT_IN_TEXT } from '../shared/national-number';
import { parsePhoneNumber } from '../shared/phone-number';
import type { PlainEntries, PlainValues } from '../shared/register-fields';
import { normaliseLines, normaliseText } from '../shared/vietnamese-text';
import type { Invalid } from '../shared/outcome';
import { isReopening } from './reopened-form';

/** Name of a field's input ('assists[0][result]') → message. */
export type FieldErrors = Invalid['errors'];

/** What the user typed, unchanged: nested like the input names, always strings at the leaves. */
export type FormValues = Record<string, unknown>;

type FormResult<Value> = { ok: true; value: Value } | { ok: false; errors: FieldErrors; values: FormValues };

/**
 * Checks a posted form. On failure it returns the first message of each field and the user's own input, so that the
 * same page can be shown again with nothing lost. A form sent only to be reopened fails without an error.
 */
export function parseForm<Schema extends z.ZodType>(schema: Schema, body: unknown): FormResult<z.output<Schema>> {
  const values = (body ?? {}) as FormValues;
  if (isReopening(body)) return { ok: false, errors: {}, values };
  const parsed = schema.safeParse(values);
  if (parsed.success) return { ok: true, value: parsed.data };
  const errors: Record<string, string> = {};
  for (const issue of withoutErrorsInLongLists(parsed.error.issues).slice(0, MAX_ERRORS))
    errors[fieldName(issue.path)] ??= issue.message;
  return { ok: false, errors, values };
}

/**
 * Maximum errors reported: no page has more fields for one person to get wrong; a form with thousands of fields was not
 * filled in by hand.
 */
const MAX_ERRORS = 200;

/**
 * Of a list that is too long, only that error is kept: its page does not show all its rows, and there may be thousands.
 */
function withoutErrorsInLongLists(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const longLists = issues
    .filter(({ code, ...issue }) => code === 'too_big' && 'origin' in issue && issue.origin === 'array')
    .map(({ path }) => path);
  const isBelow = (path: readonly PropertyKey[], list: readonly PropertyKey[]) =>
    path.length > list.length && list.every((part, index) => path[index] === part);
  return issues.filter(({ path }) => !longLists.some((list) => isBelow(path, list)));
}

/**
 * For a check across several fields, as the second argument of superRefine: it runs as soon as the fields it needs are
 * valid, whatever is wrong with the others, so that a form reports all errors at once. The check may read only these
 * fields.
 */
export const onceRight = (...fields: string[]): z.core.$ZodSuperRefineParams => ({
  // An issue without a path concerns the form as a whole.
  when: ({ issues }) =>
    issues.every(({ path }) => path !== undefined && path.length > 0 && !fields.includes(String(path[0]))),
});

/** The same for one message at one of the fields, as the second argument of refine. @param others that the check reads. */
export const problemAt = (field: string, message: string, ...others: string[]) => ({
  ...onceRight(field, ...others),
  path: [field],
  message,
});

/** ['assists', 0, 'result'] → 'assists[0][result]', the name of the input. */
const fieldName = (path: readonly PropertyKey[]): string =>
  path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');

/** The id of the input with that name: 'assists[0][result]' → 'assists-0-result'. */
export const fieldId = (name: string): string => name.replaceAll('][', '-').replaceAll('[', '-').replaceAll(']', '');

/** One choice of a select. */
export interface Option {
  value: string;
  label: string;
  selected: boolean;
}

/** A form that was refused: what was typed, and what is wrong with it. */
export interface Failed {
  values: FormValues;
  errors: FieldErrors;
  /** What must change first, one sentence each. */
  blockers?: readonly string[];
}

/** One line of the list of errors above a form, with the field it leads to. */
export interface Summary {
  fieldId: string;
  message: string;
}

export const errorSummary = (errors: FieldErrors): Summary[] =>
  Object.entries(errors).map(([name, message]) => ({ fieldId: fieldId(name), message }));

/** Text as typed for `name` ('' if absent), to fill an input again; of a stored record, a DATE column as it is typed. */
export function typed(values: FormValues, name: string): string {
  const value = values[name];
  if (value instanceof Date) return formatDate(fromDbDate(value));
  return typeof value === 'string' ? value : '';
}

/** `typed` for several names. */
export const typedTexts = <Name extends string>(values: FormValues, ...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, typed(values, name)])) as Record<Name, string>;

/** A form for its template, which draws its fields by their names (`fieldsOf` of web/page). */
export interface FormView<Name extends string = string> {
  schema: z.ZodType;
  values: FormValues;
  errors: FieldErrors;
  /** Only a type: the names that the schema knows. */
  name?: Name;
}

type FieldName<Schema extends z.ZodType> = unknown extends z.input<Schema> ? string : keyof z.input<Schema> & string;

/** @param stored what the fields show before anything is typed; an absent one is empty. */
export const formView = <Schema extends z.ZodType>(
  schema: Schema,
  stored: Partial<Record<FieldName<Schema>, unknown>>,
  failed?: Failed,
): FormView<FieldName<Schema>> => ({ schema, values: failed?.values ?? stored, errors: failed?.errors ?? {} });

/** What an input shows whose form is put together by hand. */
export const inputOf = (name: string, value: string, errors: FieldErrors) => ({
  name,
  id: fieldId(name),
  value,
  error: errors[name] ?? '',
});

/** What the control of one field shows, and what the schema asks of it. */
export function fieldOf({ schema, values, errors }: FormView, name: string) {
  const field = shapeOf(schema)[name];
  return {
    name,
    id: fieldId(name),
    value: typed(values, name),
    error: errors[name] ?? '',
    checked: typed(values, name) !== '',
    required: field !== undefined && !field.safeParse(undefined).success,
    maxlength: field && maxLengthOf(field),
  };
}

/** The fields of a schema, whatever is checked or made of them together. */
export function shapeOf(schema: z.ZodType): Record<string, z.ZodType> {
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in as z.ZodType);
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};
}

function maxLengthOf(field: z.ZodType): number | undefined {
  if (field instanceof z.ZodPipe) return maxLengthOf(field.out as z.ZodType) ?? maxLengthOf(field.in as z.ZodType);
  return field instanceof z.ZodString ? (field.maxLength ?? undefined) : undefined;
}

// ------------------------------------------------------------ field types

// What a schema without a message of its own says.
z.config({ customError: () => 'Không đọc được. Chọn hoặc nhập lại.' });

const TOO_LONG = (max: number) => `Dài quá ${max} ký tự.`;
const singleText = z.string({ error: 'Gửi thiếu hoặc gửi hai lần.' });

/**
 * Free text is shown unmasked on pages, on paper and in the log, so it holds no national number.
 * @param numbered the message for one; null for what is no free text, such as an id, a code or a telephone number.
 */
function freeText(max: number, numbered: string | null) {
  const text = z.string().max(max, TOO_LONG(max));
  return numbered === null ? text : text.refine((given) => !holdsNationalNumber(given), numbered);
}

/** Text that may be empty: NFC, spaces collapsed, at most `max` characters; absent is ''. */
export const optionalText = (max = 200, numbered: string | null = NOT_IN_TEXT) =>
  singleText.default('').transform(normaliseText).pipe(freeText(max, numbered));

/** Text that must not be empty. */
export const requiredText = (message: string, max = 200, numbered: string | null = NOT_IN_TEXT) =>
  singleText.default('').transform(normaliseText).pipe(freeText(max, numbered).min(1, message));

/** Several lines: NFC, line ends as \n, outer space trimmed, no invisible characters. */
export const longText = (max = 2000, numbered: string | null = NOT_IN_TEXT) =>
  singleText.default('').transform(normaliseLines).pipe(freeText(max, numbered));

/** The fields of a catalogue (shared/register-fields) that say how they are typed. */
export const fieldsOfCatalogue = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields as PlainEntries).flatMap(([name, field]) => (field.kind ? [[name, schemaOf(field)]] : [])),
  ) as {
    [Name in keyof Fields as Fields[Name] extends { kind: string } ? Name : never]: z.ZodType<
      PlainValues<Fields>[Name],
      string | undefined
    >;
  };

function schemaOf(field: PlainEntries[string]): z.ZodType {
  if (field.kind === 'choice') return optionalChoice(keysOf(field.answers), 'Chọn một mục trong danh sách.');
  if (field.kind === 'date') return optionalDateField('Ngày chưa đúng. Ví dụ: 24/11/2026.');
  return field.max > 500 ? longText(field.max) : optionalText(field.max);
}

/** '' or absent is null, else a telephone number as `parsePhoneNumber` reads it. */
export const optionalPhoneField = () =>
  optionalText(30, null).transform((text, issues) => (text === '' ? null : readPhoneNumber(text, issues)));

/** A telephone number as `parsePhoneNumber` reads it. @param message for an empty one. */
export const phoneField = (message: string) => requiredText(message, 30, null).transform(readPhoneNumber);

function readPhoneNumber(text: string, issues: z.core.$RefinementCtx): string {
  const phone = parsePhoneNumber(text);
  if (phone.ok) return phone.value;
  issues.addIssue({ code: 'custom', message: phone.message });
  return z.NEVER;
}

/** A checkbox: present is true. */
export const checkbox = () =>
  z
    .literal(['on', '1', 'true'])
    .optional()
    .transform((value) => value !== undefined);

/** A whole number as it is typed. @param ignored what may stand between its digits: the point of the thousands. */
export const numberField = (digits: RegExp, message: string, ignored = '') =>
  singleText
    .default('')
    .transform((text) => text.trim().replaceAll(ignored, ''))
    .pipe(z.string().regex(digits, message))
    .transform(Number);

/** One of a list; the message covers both "nothing chosen" and "something else". */
export const choice = <const Values extends readonly [string, ...string[]]>(values: Values, message: string) =>
  z.enum(values, { error: message });

/** '' or absent is null, else one of the list. */
export const optionalChoice = <const Values extends readonly [string, ...string[]]>(values: Values, message: string) =>
  z
    .union([z.literal('').transform(() => null), z.enum(values, { error: message })], { error: message })
    .default(null as never);

/** The id of a record, in a hidden field, select or URL. */
export const idField = (message = 'Chọn một mục trong danh sách.') => z.uuid({ error: message });

/** '' or absent is null, else an id. */
export const optionalIdField = (message = 'Chọn một mục trong danh sách.') =>
  z.union([z.literal('').transform(() => null), z.uuid({ error: message })], { error: message }).default(null as never);

/** The hidden version of an edited record. */
export const versionField = () =>
  z
    .string({ error: 'Thiếu phiên bản của hồ sơ.' })
    .regex(/^\d{1,9}$/, 'Phiên bản của hồ sơ sai.')
    .transform(Number);

/** A button sent from a page that shows a version. */
export const versionForm = z.object({ version: versionField() });

/** `versionForm` for a button that may come without a version: null. */
export const looseVersionForm = z.object({ version: versionField().nullable().catch(null) });

/**
 * A date as `parseDateText` reads it → LocalDate. @param message for text that is no date; a mistyped year and a day
 * missing from the calendar have messages of their own. @param near the day by which a date without a year is read.
 */
export const dateField = (message: string, near?: LocalDate) =>
  singleText.default('').transform((value, issues): LocalDate => readDate(value, { message, near }, issues));

function readDate(
  text: string,
  { message, near }: { message: string; near: LocalDate | undefined },
  issues: z.core.$RefinementCtx,
): LocalDate {
  const date = parseDateText(text, near);
  if (date) return date;
  const isYear = misdated(text, near) === 'year';
  const problem = isYear ? 'Năm chưa đúng: xem lại bốn chữ số của năm.' : calendarProblem(text, near);
  issues.addIssue({ code: 'custom', message: problem ?? message });
  return z.NEVER;
}

/** The day of something that happened lately: not to come, nor over a year ago, which is a slip of the hand. */
export const recentDateField = (message: string, today: LocalDate) =>
  dateField(message, today)
    .refine((date) => date <= today, 'Ngày này chưa đến.')
    .refine((date) => !isOverAYearAfter(today, date), 'Ngày này đã hơn một năm: xem lại năm.');

/** The day of something that has happened; today if left empty. */
export const pastDateOrToday = (today: LocalDate) =>
  z.preprocess(
    (typed) => (typed === undefined || (typeof typed === 'string' && typed.trim() === '') ? today : typed),
    dateField('Ngày chưa đúng. Ví dụ: 24/11/2026.', today).refine((date) => date <= today, 'Ngày này chưa đến.'),
  );

/** The day of something that has happened; '' is null. */
export const pastDateOrNull = (message: string, today: LocalDate) =>
  optionalDateField(message, today).refine((date) => date === null || date <= today, 'Ngày này chưa đến.');

/** '' is null, otherwise as dateField. */
export const optionalDateField = (message: string, near?: LocalDate) =>
  singleText
    .default('')
    .transform((value, issues): LocalDate | null =>
      value.trim() === '' ? null : readDate(value, { message, near }, issues),
    );

/** A time of day as `parseTimeText` reads it; other text as it is, to be refused beside its field. */
export const looseTimeField = singleText.default('').transform((value) => parseTimeText(value) ?? value.trim());

/** A time of day → 'HH:MM'. */
export const timeField = (message: string) => looseTimeField.refine(isRealTime, message);

/** '' if absent or empty, otherwise as timeField. */
export const optionalTimeField = (message: string) =>
  z.union([z.literal('').transform((): LocalTime | '' => ''), timeField(message)], { error: message }).default('');

/** Repeated inputs or checkboxes of one name: a string, several strings or nothing → a list without repeats. */
export const listOf = <Item extends z.ZodType>(item: Item, max = 500) =>
  z.preprocess(valuesOf, z.array(item).max(max, `Nhiều quá ${max} mục.`));

function valuesOf(input: unknown): unknown[] {
  if (input === undefined || input === '') return [];
  return Array.isArray(input) ? [...new Set(input)] : [input];
}

const uuidShape = z.uuid();

/** Whether a URL parameter is an id; anything else is a 404, never a database error. */
export const isId = (value: unknown): value is string => uuidShape.safeParse(value).success;
