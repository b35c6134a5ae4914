import type { Gender } from '../generated/prisma/enums';
import { ageOn, type BirthDate, type LocalDate } from './dates';

/** From this age on a stranger is addressed as ông or bà. */
const ELDER_AGE = 60;

/**
 * How an officer addresses a resident at the door: 'Ông', 'Bà' from 60 on or if the age is unknown (too much respect
 * offends no resident), 'Anh', 'Chị' below, 'Cháu' below 18; '' if the gender is unknown.
 */
export function honorificAt(age: number | null, gender: Gender | null): 'Ông' | 'Bà' | 'Anh' | 'Chị' | 'Cháu' | '' {
  if (gender === null) return '';
  if (age === null || age >= ELDER_AGE) return gender === 'male' ? 'Ông' : 'Bà';
  if (age < 18) return 'Cháu';
  return gender === 'male' ? 'Anh' : 'Chị';
}

/** `honorificAt` the resident's age on that day. */
export const honorificOf = (
  gender: Gender | null,
  birth: BirthDate | null,
  on: LocalDate,
): ReturnType<typeof honorificAt> => honorificAt(birth && ageOn(birth, on), gender);

/** 'Bà Hoàng Thị Ngát'; the name alone if the gender is unknown. */
export const addressedName = (
  person: { fullName: string; gender: Gender | null; birth: BirthDate | null },
  on: LocalDate,
): string => [honorificOf(person.gender, person.birth, on), person.fullName].filter(Boolean).join(' ');
