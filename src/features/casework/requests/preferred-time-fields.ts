import { z } from 'zod';
import { formatDate, isOverAYearAfter, nameOfWeekday, type LocalDate } from '../../../shared/dates';
import { spanProblem } from '../../../shared/time-span';
import { capitalise } from '../../../shared/vietnamese-text';
import {
  fieldId,
  inputOf,
  listOf,
  onceRight,
  optionalDateField,
  optionalTimeField,
  typed,
  type FieldErrors,
  type FormValues,
} from '../../../web/form';
import { ALL_DAY, type PreferredTime } from './request-labels';

// The rows in which a form asks for preferred times: their validation and their display.

/** Number of preferred times in a form. */
const PREFERRED_TIME_ROWS = 3;

const timeOfDay = optionalTimeField('Nhập giờ như 18:30.');

/** One preferred time; null for an empty row. Without hours the whole day suits. */
const preferredTimeRow = (today: LocalDate) =>
  z
    .object({
      weekdays: listOf(
        z.enum(['1', '2', '3', '4', '5', '6', '7'], { error: 'Chọn thứ trong danh sách.' }).transform(Number),
        7,
      ),
      onDate: optionalDateField('Ngày chưa đúng. Ví dụ: 28/11/2026.', today),
      from: timeOfDay,
      to: timeOfDay,
    })
    .transform(({ weekdays, onDate, from, to }, context): PreferredTime | null => {
      const refuse = (path: string, message: string) => {
        context.addIssue({ code: 'custom', path: [path], message });
        return z.NEVER;
      };
      // All seven weekdays at any hour are no preference.
      if ((weekdays.length === 0 || weekdays.length === 7) && !onDate && !from && !to) return null;
      if (onDate && weekdays.length > 0)
        return refuse('onDate', 'Chọn đúng một ngày, hoặc các thứ trong tuần; không cả hai.');
      if (from && !to) return refuse('to', 'Ghi cả giờ kết thúc.');
      const problem = spanProblem(from, to);
      if (problem) return refuse(problem.at, problem.message);
      const hours = from ? { from, to } : ALL_DAY;
      if (onDate) return { dates: [onDate], ...hours };
      return { ...(weekdays.length > 0 && weekdays.length < 7 && { weekdays: [...weekdays].sort() }), ...hours };
    });

/** The rows of a form, in order; null for empty ones. */
export const preferredTimesField = (today: LocalDate) =>
  z
    .array(preferredTimeRow(today))
    .max(PREFERRED_TIME_ROWS, `Nhiều nhất ${PREFERRED_TIME_ROWS} khoảng giờ.`)
    .default([]);

type TypedPreferredTimes = z.output<ReturnType<typeof preferredTimesField>>;

/** The rows that are not empty. */
export const filledPreferredTimes = (wishes: TypedPreferredTimes): PreferredTime[] =>
  wishes.filter((time) => time !== null);

/**
 * For superRefine: refuses rows whose date lies before the day on which the times were stated, or in a mistyped year.
 * @param list the field of the rows. @param statedOn that of the day. @param ifBefore message for a date before that day.
 */
export const datedSince = <List extends string, Day extends string>(list: List, statedOn: Day, ifBefore: string) =>
  [
    (given: Record<List, TypedPreferredTimes> & Record<Day, LocalDate>, issues: z.core.$RefinementCtx): void => {
      const day = given[statedOn];
      for (const [row, wish] of given[list].entries()) {
        const date = wish?.dates?.[0];
        if (date === undefined || (date >= day && !isOverAYearAfter(date, day))) continue;
        const message = date < day ? ifBefore : 'Ngày này còn hơn một năm nữa: xem lại năm.';
        issues.addIssue({ code: 'custom', path: [list, row, 'onDate'], message });
      }
    },
    onceRight(statedOn, list),
  ] as const;

// ------------------------------------------------------------ display of the rows

export type PreferredTimeRow = ReturnType<typeof preferredTimeRowOf>;

/**
 * The rows as typed, with their errors.
 * @param list the name under which the form sends them: 'wishes' in 'wishes[0][from]'.
 */
export const preferredTimeRows = (list: string, question: string, values: FormValues, errors: FieldErrors) =>
  Array.from({ length: PREFERRED_TIME_ROWS }, (_, index) =>
    preferredTimeRowOf(
      `${list}[${index}]`,
      index === 0 ? question : `Hoặc khi nào nữa? (${index + 1})`,
      typedRow(values[list], index),
      errors,
    ),
  );

/** Rows beyond the first are folded away while they are empty. */
export const isUsedRow = ({ weekdays, onDate, from, to }: PreferredTimeRow): boolean =>
  weekdays.some(({ checked }) => checked) ||
  [onDate, from, to].some(({ value, error }) => value !== '' || error !== '');

export function preferredTimeValues({ dates, weekdays, from, to }: PreferredTime): FormValues {
  const isAllDay = from === ALL_DAY.from && to === ALL_DAY.to;
  return {
    weekdays: (weekdays ?? []).map(String),
    onDate: dates?.[0] ? formatDate(dates[0]) : '',
    from: isAllDay ? '' : from,
    to: isAllDay ? '' : to,
  };
}

function typedRow(rows: unknown, index: number): FormValues {
  const row = typeof rows === 'object' && rows !== null ? (rows as Record<number, FormValues>)[index] : undefined;
  return typeof row === 'object' && row !== null ? row : {};
}

function preferredTimeRowOf(name: string, legend: string, row: FormValues, errors: FieldErrors) {
  const nameOf = (part: string) => `${name}[${part}]`;
  const field = (part: string) => inputOf(nameOf(part), typed(row, part), errors);
  const days = Array.isArray(row.weekdays) ? row.weekdays : [row.weekdays];
  return {
    legend,
    weekdays: [1, 2, 3, 4, 5, 6, 7].map((day) => ({
      id: `${fieldId(nameOf('weekdays'))}-${day}`,
      name: nameOf('weekdays'),
      value: String(day),
      label: capitalise(nameOfWeekday(day)),
      checked: days.includes(String(day)),
    })),
    weekdaysError: errors[nameOf('weekdays')] ?? '',
    onDate: field('onDate'),
    from: { ...field('from'), label: 'Từ giờ' },
    to: { ...field('to'), label: 'Đến giờ' },
  };
}
