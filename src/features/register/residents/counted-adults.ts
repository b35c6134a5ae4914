import { addMonths, type LocalDate } from '../../../shared/dates';
import { sql, type Sql } from '../../../shared/sql';
import { livesThere } from '../../../shared/living-here';
import { isUnconfirmed } from '../newcomers/newcomer';

/**
 * SQL of the adults of a ward, for every figure and for the random sample: id, household_id and group_id. A person
 * reported from a door counts once the office has confirmed them (docs/adr/0026).
 * @param scope `today`: the day on which a resident must be old enough; `adultAge` in years.
 */
export function adultsOf({ wardId, today, adultAge }: { wardId: string; today: LocalDate; adultAge: number }): Sql {
  const { day, year } = newestAdultBirth(today, adultAge);
  return sql`
  SELECT r.id, h.id AS household_id, h.residential_group_id AS group_id
  FROM resident r
  JOIN household_membership m ON m.resident_id = r.id AND ${livesThere('m', 'r')}
  JOIN household h ON h.id = m.household_id
  WHERE r.ward_id = ${wardId} AND NOT ${isUnconfirmed('r.id')}
    AND CASE r.birth_precision WHEN 'year' THEN r.birth_date < make_date(${year}::int + 1, 1, 1) ELSE r.birth_date <= ${day} END`;
}

/** The newest birth date that counts as adult on a day, and its year. */
export const newestAdultBirth = (on: LocalDate, adultAge: number): { day: LocalDate; year: number } => ({
  day: addMonths(on, -12 * adultAge),
  year: Number(on.slice(0, 4)) - adultAge,
});
