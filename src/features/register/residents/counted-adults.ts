import { addMonths, type LocalDate } from '../../../shared/dates';
import { livesThere } from '../../../shared/living-here';
import { isUnconfirmed } from '../newcomers/newcomer';

// Who counts as an adult of the ward, for every figure and for the random sample: a person reported from a door counts
// once the office has confirmed them (docs/adr/0026). Parameters: $1 ward, $3 newest adult birth date, $4 newest adult
// birth year; `adultParameters` gives them, with the day of the figures as $2.

export const ADULT = `
  SELECT r.id, h.id AS household_id, h.residential_group_id AS group_id
  FROM resident r
  JOIN household_membership m ON m.resident_id = r.id AND ${livesThere('m', 'r').text}
  JOIN household h ON h.id = m.household_id
  WHERE r.ward_id = $1 AND NOT ${isUnconfirmed('r.id')}
    AND CASE r.birth_precision WHEN 'year' THEN r.birth_date < make_date($4 + 1, 1, 1) ELSE r.birth_date <= $3 END`;

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
