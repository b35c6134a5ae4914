import type { BirthDate } from '../../../shared/dates';
import { foldVietnamese, splitPersonName } from '../../../shared/vietnamese-text';

/** What is known about a person, from the register or an unfinished form. */
export interface PersonFacts {
  fullName: string;
  birth: BirthDate | null;
  phone: string | null;
  /** Where the person lives or will live; null when nowhere in the ward. */
  householdId: string | null;
}

/**
 * Why a registered person may be the one being entered, in words for the form; empty when unlikely. Compares the given
 * name and the birth, never the family name: women are listed under their husband's, and lists mix up Nguyễn and Trần.
 * A phone counts only across households, because a family often shares one.
 */
export function whyLikelySame(known: PersonFacts, typed: PersonFacts): string[] {
  const reasons: string[] = [];
  if (isSameGivenName(known.fullName, typed.fullName)) {
    const isSameName = foldVietnamese(known.fullName) === foldVietnamese(typed.fullName);
    const match = matchOfBirths(known.birth, typed.birth);
    if (match === 'day') reasons.push('cùng tên, cùng ngày sinh');
    else if (match === 'year') reasons.push('cùng tên, cùng năm sinh');
    else if (match === 'unknown' && isSameName) reasons.push('cùng họ tên, chưa rõ ngày sinh');
  }
  if (
    known.phone !== null &&
    known.phone === typed.phone &&
    (known.householdId === null || known.householdId !== typed.householdId)
  ) {
    reasons.push('cùng số điện thoại');
  }
  return reasons;
}

function isSameGivenName(one: string, other: string): boolean {
  const given = (name: string) => foldVietnamese(splitPersonName(name).givenName);
  return given(one) !== '' && given(one) === given(other);
}

/** Two full dates must be equal; if one side has only the year, the years are compared. */
function matchOfBirths(one: BirthDate | null, other: BirthDate | null): 'day' | 'year' | 'unknown' | 'different' {
  if (!one || !other) return 'unknown';
  if (one.precision === 'day' && other.precision === 'day') return one.date === other.date ? 'day' : 'different';
  return one.date.slice(0, 4) === other.date.slice(0, 4) ? 'year' : 'different';
}
