import type { BirthPrecision, Gender } from '../../generated/prisma/enums';
import { ageOn, type LocalDate } from '../../shared/dates';

const ELDER_AGE = 60;
const ADULT_AGE = 18;

/** Age on a day in whole years; null when the date of birth is not known. */
export function ageOf(person: { birthDate: LocalDate | null; birthPrecision: BirthPrecision | null }, on: LocalDate): number | null {
  return person.birthDate && person.birthPrecision ? ageOn({ date: person.birthDate, precision: person.birthPrecision }, on) : null;
}

/** How one speaks of a person at the door: 'bà' and 'ông' from 60 on, 'chị' and 'anh' for adults, 'em' for children. */
export function formOfAddress(gender: Gender | null, age: number | null): string {
  if (age !== null && age < ADULT_AGE) return 'em';
  const isElder = age !== null && age >= ELDER_AGE;
  if (gender === 'female') return isElder ? 'bà' : 'chị';
  if (gender === 'male') return isElder ? 'ông' : 'anh';
  return '';
}

/** 'bà Phạm Thị Sáu'. */
export function addressedName(fullName: string, gender: Gender | null, age: number | null): string {
  return [formOfAddress(gender, age), fullName].filter(Boolean).join(' ');
}

export function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
}

export function uncapitalise(text: string): string {
  return text.charAt(0).toLocaleLowerCase('vi') + text.slice(1);
}

/** 'Số 52 Phạm Hồng Thái'; an address that begins with words only gets its capital. */
export function doorTitle(addressLine: string): string {
  return /^\d/.test(addressLine) ? `Số ${addressLine}` : capitalise(addressLine);
}
