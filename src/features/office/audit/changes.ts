import { fromDbDate } from '../../../db/dates';

/** One corrected field, as the audit page shows it. */
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

/**
 * The fields of `after` whose value differs from `before`, for the details of an audit event. Dates are DATE columns.
 */
export const changedFields = <Row extends object>(before: Partial<Row>, after: Row): Change[] =>
  (Object.keys(after) as (keyof Row & string)[])
    .map((field) => ({ field, before: plain(before[field]), after: plain(after[field]) }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));

const plain = (value: unknown): unknown => (value instanceof Date ? fromDbDate(value) : (value ?? null));
