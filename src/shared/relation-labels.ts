import type { Gender, HouseholdRelation } from '../generated/prisma/enums';
import { RELATIONS } from './labels';

const BY_GENDER: Partial<Record<HouseholdRelation, Record<Gender, string>>> = {
  child: { female: 'con gái', male: 'con trai' },
};

/**
 * A relation to the head in one word if the gender tells it, 'con gái', 'con trai'; otherwise as the register lists it.
 */
export const relationLabel = (relation: HouseholdRelation, gender: Gender | null): string =>
  (gender && BY_GENDER[relation]?.[gender]) ?? RELATIONS[relation];

/** A relation to the head as the register lists it; of another one what was noted. '' for none. */
export function relationText(person: { relation: HouseholdRelation | null; relationNote: string | null }): string {
  const { relation, relationNote } = person;
  return (relation === 'other' && relationNote) || (relation ? RELATIONS[relation] : '');
}
