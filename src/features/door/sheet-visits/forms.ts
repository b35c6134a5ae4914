import { z } from 'zod';
import { idField, isId, listOf, type FieldErrors, type FormValues } from '../../../web/form';
import { flatten } from '../../../web/sign-in-again';

/** Maximum rows read from a form: more than a round has doors. */
const MAX_ROWS = 100;
/** The inputs that a row has before anything is typed. */
const PRINTED = ['clientKey', 'householdId', 'address'];
/** Inputs above the rows, which hold for every row. */
const SHARED = ['arrivedOn', 'lateReason', 'officers'];

/** The rows of a sheet: the id of a door → its inputs, in the order of the page. */
export const sheetForm = z.object({
  doors: z
    .preprocess((doors) => (doors instanceof Object ? doors : {}), z.record(z.string(), z.unknown()))
    .transform((doors): [doorId: string, row: FormValues][] =>
      Object.entries(doors)
        .flatMap(([id, row]): [string, FormValues][] => (isId(id) && isFields(row) ? [[id, row]] : []))
        .slice(0, MAX_ROWS),
    ),
});

/** The visits of one press of "Lưu cả phiếu". */
export const sheetWithdrawalForm = z.object({ visits: listOf(idField(), MAX_ROWS) });

const isFields = (row: unknown): row is FormValues => row instanceof Object && !Array.isArray(row);

/** Whether something was typed in a row, and its user did not say to leave it out. */
export const isFilled = (row: FormValues): boolean =>
  row.remove === undefined &&
  flatten(row).some(([name, value]) => !PRINTED.includes(name) && typeof value === 'string' && value.trim() !== '');

export const visitValuesOf = (row: FormValues, sheet: FormValues): FormValues => ({
  ...row,
  ...Object.fromEntries(SHARED.map((name) => [name, sheet[name]])),
});

/** The name of an input in the row of a door: 'assists[0][result]' → 'doors[…][assists][0][result]'. */
export const rowName = (doorId: string, name: string): string => `doors[${doorId}]${name.replace(/^[^[]+/, '[$&]')}`;

/** The errors of a row's visit by the inputs of the sheet. A service is typed here, not chosen. */
export const errorsOnSheet = (doorId: string, errors: FieldErrors): FieldErrors =>
  Object.fromEntries(
    Object.entries(errors).map(([name, message]) => [
      SHARED.includes(name) ? name : rowName(doorId, name.replace('[serviceId]', '[serviceText]')),
      message,
    ]),
  );
