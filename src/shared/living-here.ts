import type { ResidenceStatus } from '../generated/prisma/enums';

/**
 * The residence statuses of people who can be met in the ward: permanent, temporary and staying residents (Law on
 * Residence 68/2020/QH14, articles 20, 27 and 30). People who are absent, have moved out or have died are neither
 * counted nor expected at the door.
 */
export const LIVING_HERE: readonly ResidenceStatus[] = ['permanent', 'temporary', 'staying'];

/** SQL that is true when a resident counts as living in the ward. @param resident alias of the resident table. */
export function livesInWard(resident: string): string {
  return `${resident}.residence_status IN (${LIVING_HERE.map((status) => `'${status}'`).join(', ')})`;
}

/**
 * SQL that is true when a membership holds now and its resident counts as living here.
 * @param membership alias of household_membership. @param resident alias of the resident joined to it.
 */
export function livesThere(membership: string, resident: string): string {
  return `(${membership}.valid_to IS NULL AND ${livesInWard(resident)})`;
}

/**
 * SQL that is true when a resident is old enough for their ward on a day; by the year if only the year is known. A
 * resident of unknown age counts as an adult. @param resident and ward: aliases. @param day a DATE as SQL.
 */
export const isAdultOn = (
  resident: string,
  day: string,
  ward = 'w',
): string => `(${resident}.birth_date IS NULL OR CASE ${resident}.birth_precision
  WHEN 'year' THEN extract(year FROM ${resident}.birth_date) + ${ward}.adult_age <= extract(year FROM ${day})
  ELSE ${resident}.birth_date + make_interval(years => ${ward}.adult_age) <= ${day} END)`;
