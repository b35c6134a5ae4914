import { z } from 'zod';
import { READINESS_SHAPE } from '../../../shared/row-schemas';
import { ReadinessSource } from '../../../generated/prisma/enums';
import { isSameAnswer, NOTHING_ASKED, READINESS_FIELDS, type ReadinessFacts } from '../../../shared/readiness-fields';

/** One time that a resident was asked, or that a list gave answers. */
export const READINESS_ROW = z.object({
  ...READINESS_SHAPE,
  id: z.string(),
  recordedOn: z.string(),
  source: z.enum(ReadinessSource),
  visitId: z.string().nullable(),
  /** Null if a list said it. */
  by: z.string().nullable(),
});
export type ReadinessRow = z.infer<typeof READINESS_ROW>;

/**
 * What each row changed against the one before it, nothing if all was as before; the first is compared with nothing known.
 * @param rows oldest first, as they are in force. @returns newest first.
 */
export const readinessChanges = (rows: readonly ReadinessRow[]) =>
  rows
    .map((row, index) => {
      const before: ReadinessFacts = rows[index - 1] ?? NOTHING_ASKED;
      return {
        row,
        changes: READINESS_FIELDS.filter((field) => !isSameAnswer(field, row, before)).map((field) => ({
          field,
          before: before[field],
          after: row[field],
        })),
      };
    })
    .reverse();

/**
 * The row since which something has held without interruption up to the last row; null if it does not hold now.
 * @param rows oldest first.
 */
export function holdsSince(
  rows: readonly ReadinessRow[],
  holds: (facts: ReadinessFacts) => boolean,
): ReadinessRow | null {
  const lastOther = rows.findLastIndex((row) => !holds(row));
  return rows[lastOther + 1] ?? null;
}
