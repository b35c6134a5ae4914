import type { LocalDate } from '../../../shared/dates';
import type { RowSnapshot, RowStep } from '../../../shared/row-snapshot';

/** The tables an act may write. */
export type Table =
  | 'household'
  | 'resident'
  | 'household_membership'
  | 'resident_absence'
  | 'unoccupied_period'
  | 'household_pause'
  | 'digital_helper'
  | 'readiness'
  | 'priority_fact'
  | 'register_event';

/** A row that an act wrote. */
export interface RowChange extends RowStep {
  /** A row of an imported list only loses its references; its id is the import's. */
  table: Table | 'import_row';
  id: string;
}

export function affectedBy(changes: readonly RowChange[]): { householdIds: string[]; residentIds: string[] } {
  const ids = (own: 'household' | 'resident') => {
    const found = changes.flatMap(({ table, id, before, after }) =>
      table === own ? [id] : [before?.[`${own}_id`], after?.[`${own}_id`]],
    );
    return [...new Set(found.filter((id) => typeof id === 'string'))];
  };
  return { householdIds: ids('household'), residentIds: ids('resident') };
}

/** Households whose head the act changed; later acts assumed the new head. */
export function headsChangedBy(changes: readonly RowChange[]): string[] {
  const snapshots = changes.flatMap(({ table, before, after }) =>
    table === 'household_membership' ? [before, after] : [],
  );
  return [
    ...new Set(
      snapshots.filter((snapshot) => snapshot?.relation === 'head').map((snapshot) => String(snapshot!.household_id)),
    ),
  ];
}

/** The person or household that the act removed; null when it removed none. */
export function removedBy(changes: readonly RowChange[]): { table: 'household' | 'resident'; id: string } | null {
  for (const { table, id, after } of changes)
    if (after === null && (table === 'household' || table === 'resident')) return { table, id };
  return null;
}

export const insertedBy = (changes: readonly RowChange[], table: Table): string[] =>
  changes.filter((change) => change.table === table && change.before === null).map(({ id }) => id);

/** Residents whom the act moved into a household. A new relation in the same household is not an arrival. */
export function arrivalsOf(
  changes: readonly RowChange[],
): { householdId: string; residentId: string; since: LocalDate }[] {
  const memberships = changes.flatMap(({ table, before, after }) =>
    table === 'household_membership' && after ? [{ before, after }] : [],
  );
  const stayed = new Set(
    memberships
      .filter(({ before }) => before !== null)
      .map(({ before }) => `${before!.household_id} ${before!.resident_id}`),
  );
  return memberships
    .filter(({ before, after }) => before === null && !stayed.has(`${after.household_id} ${after.resident_id}`))
    .map(({ after }) => ({
      householdId: String(after.household_id),
      residentId: String(after.resident_id),
      since: String(after.valid_from),
    }));
}

/**
 * Whether a row is still as the act left it. A higher version alone does not count, because corrections of other facts
 * raise it.
 */
export function isUnchanged({ before, after }: RowChange, now: RowSnapshot | null): boolean {
  if (after === null || now === null) return after === now;
  return Object.entries(after).every(
    ([column, value]) => (column === 'version' && before !== null) || now[column] === value,
  );
}
