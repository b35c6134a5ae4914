import { addMonths, type LocalDate } from '../../../shared/dates';
import { raw, sql, type Sql } from '../../../shared/sql';
import { livesThere } from '../../../shared/living-here';
import { isUnconfirmed } from '../newcomers/newcomer';

/**
 * SQL: the adults of the ward, for every figure and for the random sample. A person reported from a door counts once the
 * office has confirmed them (docs/adr/0026). @param newest adult birth: newestAdultBirth.
 */
export const countedAdults = (wardId: string | Sql, newest: { day: LocalDate | Sql; year: number | Sql }): Sql => sql`
  SELECT r.id, h.id AS household_id, h.residential_group_id AS group_id
  FROM resident r
  JOIN household_membership m ON m.resident_id = r.id AND ${livesThere('m', 'r')}
  JOIN household h ON h.id = m.household_id
  WHERE r.ward_id = ${wardId} AND NOT ${isUnconfirmed('r.id')}
    AND CASE r.birth_precision WHEN 'year' THEN r.birth_date < make_date(${newest.year}::int + 1, 1, 1) ELSE r.birth_date <= ${newest.day}::date END`;

/** countedAdults for statements in text: `adultParameters` gives $1, $3 and $4, with the day of the figures as $2. */
export const ADULT = countedAdults(raw('$1'), { day: raw('$3'), year: raw('$4') }).text;

/** @param scope `on`: $2; `today`: the day on which a resident must be old enough; `adultAge` in years. */
export function adultParameters({
  wardId,
  on,
  today,
  adultAge,
}: {
  wardId: string;
  on: LocalDate;
  today: LocalDate;
  adultAge: number;
}): [string, LocalDate, LocalDate, number] {
  const { day, year } = newestAdultBirth(today, adultAge);
  return [wardId, on, day, year];
}

/** The newest birth date that counts as adult on a day, and its year. */
export function newestAdultBirth(on: LocalDate, adultAge: number): { day: LocalDate; year: number } {
  return { day: addMonths(on, -12 * adultAge), year: Number(on.slice(0, 4)) - adultAge };
}
