import type { LocalDate } from '../../../shared/dates';

/** The tables an act may write in. */
export type Table =
  | 'household'
  | 'resident'
  | 'household_membership'
  | 'resident_absence'
  | 'unoccupied_period'
  | 'household_pause'
  | 'digital_helper';

/** Columns of a row as PostgreSQL writes them in JSON. */
export type Image = Readonly<Record<string, string | number | null>>;

/** A row an act wrote: null before for one it made. */
export interface RowChange {
  table: Table;
  id: string;
  before: Image | null;
  after: Image;
}

/** Every household and resident whose rows the act wrote. */
export function touchedBy(changes: readonly RowChange[]): { householdIds: string[]; residentIds: string[] } {
  const ids = (own: 'household' | 'resident') => {
    const found = changes.flatMap(({ table, id, before, after }) =>
      table === own ? [id] : [before?.[`${own}_id`], after[`${own}_id`]],
    );
    return [...new Set(found.filter((id) => typeof id === 'string'))];
  };
  return { householdIds: ids('household'), residentIds: ids('resident') };
}

/** Households that got or lost their head by the act: what came later was written down for the head it left. */
export function headsChangedBy(changes: readonly RowChange[]): string[] {
  const images = changes.flatMap(({ table, before, after }) =>
    table === 'household_membership' ? [before, after] : [],
  );
  return [...new Set(images.filter((image) => image?.relation === 'head').map((image) => String(image!.household_id)))];
}

/** The rows of `table` the act made. */
export function madeIn(changes: readonly RowChange[], table: Table): string[] {
  return changes.filter((change) => change.table === table && change.before === null).map(({ id }) => id);
}

/** Who came to live in a household by the act; another relation in the same household is no arrival. */
export function arrivalsOf(
  changes: readonly RowChange[],
): { householdId: string; residentId: string; since: LocalDate }[] {
  const memberships = changes.filter(({ table }) => table === 'household_membership');
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

/** Whether a row still is as the act left it. Corrections of a person's or household's other facts raise only its version. */
export function isAsLeft({ before, after }: RowChange, now: Image | null): boolean {
  return (
    now !== null &&
    Object.entries(after).every(([column, value]) => (column === 'version' && before !== null) || now[column] === value)
  );
}
