/**
 * SQL that is true when a row of household_pause holds on a day: begun, not over, and not lifted.
 * @param alias of the row. @param day a DATE as SQL: '$2', 'w.on_date'.
 */
export function pauseOn(alias: string, day: string): string {
  return `(${alias}.lifted_at IS NULL AND ${alias}.paused_from <= ${day} AND (${alias}.paused_until IS NULL OR ${alias}.paused_until >= ${day}))`;
}
