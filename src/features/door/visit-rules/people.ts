import type { Gender, VneidLevel } from '../../../generated/prisma/enums';
import { ageOn, type BirthDate, type LocalDate } from '../../../shared/dates';
import { honorificAt } from '../../../shared/honorific';
import { VNEID_AGE } from '../../../shared/needs';
import { capitalise, uncapitalise } from '../../../shared/vietnamese-text';

/** Age on a day in whole years; null when the date of birth is not known. */
export const ageOf = ({ birth }: { birth: BirthDate | null }, on: LocalDate): number | null =>
  birth && ageOn(birth, on);

/** 'bà Phạm Thị Sáu', for use inside a sentence. */
export const addressedInText = (fullName: string, gender: Gender | null, age: number | null): string =>
  [uncapitalise(honorificAt(age, gender)), fullName].filter(Boolean).join(' ');

/** Whether to ask for a VNeID level: from age 14, when the age is unknown, or when a level is already recorded. */
export function mayHoldEid(person: { birth: BirthDate | null; vneidLevel: VneidLevel | null }, on: LocalDate): boolean {
  const age = ageOf(person, on);
  return age === null || age >= VNEID_AGE || (person.vneidLevel ?? 'unknown') !== 'unknown';
}

/** 'Số 52 Phạm Hồng Thái'; an address that starts with a word is only capitalised. */
export const doorTitle = (addressLine: string): string =>
  /^\d/.test(addressLine) ? `Số ${addressLine}` : capitalise(addressLine);
