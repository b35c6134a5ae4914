import type { ReadinessSource } from '../../../generated/prisma/enums';
import type { LocalDate } from '../../../shared/dates';
import {
  isSameAnswer,
  NOTHING_ASKED,
  READINESS_FIELDS,
  type ReadinessFacts,
  type ReadinessField,
} from '../../../shared/readiness-fields';

/** One time that a resident was asked, or that a list gave answers. */
export interface ReadinessRow extends ReadinessFacts {
  id: string;
  recordedOn: LocalDate;
  source: ReadinessSource;
  /** The visit at which it was recorded. */
  visitId: string | null;
  /** Null if a list said it. */
  by: string | null;
}

interface ReadinessChange {
  row: ReadinessRow;
  /** Empty if everything was as before. */
  changes: { field: ReadinessField; before: ReadinessFacts[ReadinessField]; after: ReadinessFacts[ReadinessField] }[];
}

/**
 * What each row changed against the one before it; the first is compared with nothing known.
 * @param rows oldest first, as they are in force. @returns newest first.
 */
export function readinessChanges(rows: readonly ReadinessRow[]): ReadinessChange[] {
  return rows
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
}

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
