import { raw, sql, type Sql } from './sql';
import type { ResidenceStatus } from '../generated/prisma/enums';
import type { LocalDate } from './dates';

/**
 * The residence statuses of people who can be met in the ward: permanent, temporary and staying residents (Law on
 * Residence 68/2020/QH14, articles 20, 27 and 30). People who are absent, have moved out or have died are neither
 * counted nor expected at the door.
 */
export const LIVING_HERE: readonly ResidenceStatus[] = ['permanent', 'temporary', 'staying'];

/** SQL that is true when a resident counts as living in the ward. @param resident alias of the resident table. */
export const livesInWard = (resident: string): Sql =>
  sql`${raw(resident)}.residence_status IN (${raw(LIVING_HERE.map((status) => `'${status}'`).join(', '))})`;

/**
 * SQL that is true when a membership holds now and its resident counts as living here.
 * @param membership alias of household_membership. @param resident alias of the resident joined to it.
 */
export const livesThere = (membership: string, resident: string): Sql =>
  sql`(${raw(membership)}.valid_to IS NULL AND ${livesInWard(resident)})`;

/**
 * SQL that is true when a resident is old enough for their ward on a day; by the year if only the year is known. A
 * resident of unknown age counts as an adult. @param resident and ward: aliases. @param day a day, or SQL of one.
 */
export function isAdultOn(resident: string, day: LocalDate | Sql, ward = 'w'): Sql {
  const [person, age] = [raw(resident), raw(`${ward}.adult_age`)];
  return sql`(${person}.birth_date IS NULL OR CASE ${person}.birth_precision
  WHEN 'year' THEN extract(year FROM ${person}.birth_date) + ${age} <= extract(year FROM ${day}::date)
  ELSE ${person}.birth_date + make_interval(years => ${age}) <= ${day}::date END)`;
}
