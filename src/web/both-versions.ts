import type { z } from 'zod';
import { weekdaysText } from '../shared/dates';
import type { Conflict } from './errors';
import { fieldOf, shapeOf, typed, type FormValues, type FormView } from './form';
import { drawnFields, type View } from './page';
import { flatten } from './sign-in-again';

/** What a room says of a record that was changed after its form was opened. */
export interface Changed extends Pick<Conflict, 'what' | 'theirName' | 'theirTime'> {
  /** Where the saved version is, if not in the form. */
  resumeHref?: string;
  /** Why it can no longer be changed, if so: without a difference, nothing is listed. */
  closed?: string;
  /** Its words are no longer shown. */
  isWithdrawn?: boolean;
}

type Line = Conflict['yours'][number];
type FormOf = View<{ form: FormView }>;

/** Marks of the state that a form was filled from: sending mine over theirs takes theirs. */
const MARKS = ['version', 'shown', 'seen'];

/**
 * The 409 page of a form: the fields in which what was typed differs from what is stored, as the form itself shows them,
 * with every way forward.
 * @param theirs the form as it is stored now.
 * @param mine the same form as it was typed.
 * @param action where it is sent.
 */
export function bothVersions(
  { theirs, mine }: { theirs: FormOf; mine: FormOf },
  action: string,
  said: Changed,
): Conflict {
  const [stored, sent] = [linesByName(theirs), linesByName(mine)];
  const values = { stored: theirs.model.form.values, sent: mine.model.form.values };
  const fields = shapeOf(theirs.model.form.schema);
  const differing = [...new Set([...stored.keys(), ...sent.keys()])].filter(
    (name) =>
      (stored.get(name)?.value ?? '') !== (sent.get(name)?.value ?? '') &&
      !isSameValue(fields[name], values.stored[name], values.sent[name]),
  );
  const side = (lines: ReadonlyMap<string, Line>, other: ReadonlyMap<string, Line>) =>
    (differing.length === 0 && !said.closed ? [...stored.keys()] : differing).map((name) => ({
      label: (lines.get(name) ?? other.get(name)!).label,
      value: lines.get(name)?.value || '(trống)',
    }));
  const marks = Object.entries(values.stored).filter(([name]) => MARKS.includes(name));
  return {
    resumeHref: action,
    yours: side(sent, stored),
    theirs: said.isWithdrawn ? [] : side(stored, sent),
    keepAction: said.closed
      ? null
      : {
          href: action,
          label: 'Lưu bản của tôi đè lên',
          fields: flatten({ ...values.sent, ...Object.fromEntries(marks) })
            .filter(([name]) => name !== 'confirmed') // said of another version
            .map(([name, value]) => ({ name, value })),
          reopens: true,
        },
    ...said,
  };
}

/** What was typed into a form, one line for each of its fields that is not empty. */
export const typedLines = (form: FormOf): Line[] => [...linesByName(form).values()].filter(({ value }) => value !== '');

/** The same for a form that its page does not draw with its own labels: its text fields. */
export const typedTextLines = (schema: z.ZodType, values: FormValues): Line[] =>
  Object.keys(shapeOf(schema))
    .filter((name) => !MARKS.includes(name) && fieldOf({ schema, values, errors: {} }, name).maxlength !== undefined)
    .map((name) => ({ label: 'Đã nhập', value: typed(values, name) }))
    .filter(({ value }) => value.trim() !== '');

function linesByName(form: FormOf): Map<string, Line> {
  const lines = new Map<string, Line>();
  for (const { name, label, shown } of drawnFields(form)) {
    if (/^(times|wishes)\[/.test(name)) continue; // in the line of preferred times
    // Cards of one field may stand in several groups.
    const values = [lines.get(name)?.value, shown].filter(Boolean);
    lines.set(name, { label: lines.get(name)?.label ?? label, value: values.join(', ') });
  }
  const times = preferredTimesText(form.model.form.values);
  return times === '' ? lines : lines.set('times', { label: 'Giờ thuận tiện', value: times });
}

/** A date or a telephone number may be typed in several ways. */
function isSameValue(field: z.ZodType | undefined, stored: unknown, sent: unknown): boolean {
  const [a, b] = [field?.safeParse(stored), field?.safeParse(sent)];
  return a?.success === true && b?.success === true && JSON.stringify(a.data) === JSON.stringify(b.data);
}

function preferredTimesText(values: FormValues): string {
  const rows = [values.times ?? values.wishes].flat().filter((row): row is FormValues => row instanceof Object);
  return rows
    .map((row) =>
      [
        weekdaysText(
          [row.weekdays ?? []]
            .flat()
            .map(Number)
            .filter((day) => day >= 1 && day <= 7),
        ),
        typed(row, 'onDate'),
        typed(row, 'from') && `từ ${typed(row, 'from')}`,
        typed(row, 'to') && `đến ${typed(row, 'to')}`,
      ]
        .filter(Boolean)
        .join(', '),
    )
    .filter(Boolean)
    .join('; ');
}
