import type { Gender } from '../../../generated/prisma/enums';
import type { BirthDate } from '../../../shared/dates';
import { editDistance } from '../../../shared/edit-distance';
import {
  hasMarks,
  isHeardAlike,
  isPossibleSyllable,
  spellingKey,
  wordsOnce,
} from '../../../shared/vietnamese-syllable';
import { foldVietnamese, normaliseText } from '../../../shared/vietnamese-text';

/** What is known about a person, from the register, a form or a list. */
export interface KnownFacts {
  fullName: string;
  birth: BirthDate | null;
  gender: Gender | null;
  phone: string | null;
  /** The keyed hash of the national number as text; null when there is none. */
  numberHash: string | null;
  last4: string | null;
  /** Where the person lives; null when nowhere in the ward, or unknown. */
  householdId: string | null;
  addressFolded: string | null;
}

/** The probability, from 0 to 1, that two records are of one person, with the evidence for and against it in words. */
export interface SamePerson {
  score: number;
  alike: string[];
  unlike: string[];
}

/** From this score on, a pair is shown to a reviewer. docs/duplicates.md says what that finds and misses. */
export const LIKELY_SAME = 0.25;
/** From this score on, a pair is listed as nearly certain. */
export const NEARLY_SURE = 0.95;
/** Twins, or one person whose name was mistyped: the records cannot tell which, so a reviewer is asked. */
const TWINS_OR_SLIP = 0.4;

/**
 * Evidence in bits: the logarithm (base 2) of how many times likelier a finding is between two records of one person
 * than between two people. Bits are added to the prior, the low probability that two records of a ward are one person
 * at all. The family name is no evidence: women are listed under their husband's, and lists mix up Nguyễn and Trần.
 */
const BITS = {
  anyTwo: -18.5,
  givenSame: 5.5,
  givenMistyped: 4,
  givenHeardAlike: 3,
  givenOtherTone: 1,
  givenNear: -2,
  middleSame: 4.5,
  middlePlain: 1.3,
  middlePart: 2,
  middleMissing: 0,
  middleNear: 2.5,
  middleOther: -4,
  birthDay: 14,
  birthSwapped: 8.5,
  birthDigit: 5,
  birthYear: 6,
  birthNextYear: 0,
  birthOtherDay: -1,
  birthOther: -11,
  sameHousehold: 13,
  sameAddress: 11.5,
  elsewhere: -1.2,
  phoneAtHome: 2,
  phone: 8,
  phoneOther: -1.5,
  last4Same: 4,
  last4Near: -1,
  numberOther: -25,
  genderSame: 1,
  genderOther: -4.5,
} as const;

type Given = 'same' | 'mistyped' | 'heard' | 'tone' | 'near' | 'different';

/** A person's facts with the name split for `compare`, so that a list is parsed once and compared often. */
export interface ReadPerson extends KnownFacts {
  given: { folded: string; spelling: string };
  middle: { folded: string; spelling: string }[];
  /** No accent in the whole name: typed without a Vietnamese keyboard, or a name that needs none. */
  isBare: boolean;
  markedWords: number;
}

export function readPerson(facts: KnownFacts): ReadPerson {
  const [first = '', ...others] = normaliseText(facts.fullName).split(' ');
  // The family name is the first word, unless it is the only one.
  const words = others.length === 0 ? [first] : wordsOnce(others);
  const read = words.map((word) => ({ folded: foldVietnamese(word), spelling: spellingKey(word) }));
  const given = read.at(-1)!;
  return {
    ...facts,
    given,
    middle: read.slice(0, -1),
    isBare: !hasMarks(facts.fullName),
    markedWords: [first, ...others].filter(hasMarks).length,
  };
}

/**
 * The probability that two records are of one person, from given and middle name, birth, household, phone, national
 * number and gender; never from the family name. Equal national numbers are always one person; two different ones are
 * almost certainly two. Within a household, twins and siblings share everything except the given name, so nothing
 * counts there if the names differ, unless a typing error explains the difference. Names one tone or letter apart are a
 * question if everything else agrees, including the phone.
 */
export const samePerson = (one: KnownFacts, other: KnownFacts): SamePerson =>
  compare(readPerson(one), readPerson(other));

const TWO_PEOPLE: SamePerson = { score: 0, alike: [], unlike: ['khác tên'] };

export function compare(one: ReadPerson, other: ReadPerson): SamePerson {
  if (one.numberHash !== null && one.numberHash === other.numberHash)
    return { score: 1, alike: ['cùng số định danh'], unlike: [] };
  const isAtHome =
    isSameAndKnown(one.householdId, other.householdId) || isSameAndKnown(one.addressFolded, other.addressFolded);
  const given = givenNames(one, other, isAtHome);
  if (given === 'different') return TWO_PEOPLE;

  const sum = new Evidence(BITS.anyTwo);
  const isOtherName = given === 'tone' || given === 'near';
  if (isOtherName && isAtHome && agreeInAllElse(one, other)) return askWhetherTwins(given, one, other);
  weighGiven(sum, given, one, other);
  const tellsNothing = isOtherName && isAtHome;
  if (!tellsNothing) weighMiddle(sum, one, other);
  weighBirth(sum, one.birth, other.birth, tellsNothing);
  if (!tellsNothing) weighPlaceAndPhone(sum, one, other, isAtHome);
  weighNumber(sum, one, other);
  if (one.gender && other.gender)
    sum.add(
      one.gender === other.gender ? BITS.genderSame : BITS.genderOther,
      one.gender === other.gender ? null : 'khác giới tính',
    );
  return sum.result();
}

/**
 * Whether two records of one household agree in everything except the given name. A value missing on one side is not a
 * contradiction, but the phone and the date of birth must be known on both.
 */
function agreeInAllElse(one: ReadPerson, other: ReadPerson): boolean {
  const middleOf = ({ middle }: ReadPerson) => middle.map(({ folded }) => folded).join(' ');
  const isOneBirthday =
    one.birth !== null && other.birth !== null && birthEvidence(one.birth, other.birth)[0] === BITS.birthDay;
  const mayBeOneNumber = one.numberHash === null || other.numberHash === null;
  const mayBeOneGender = one.gender === null || other.gender === null || one.gender === other.gender;
  return (
    isOneBirthday &&
    isSameAndKnown(one.phone, other.phone) &&
    middleOf(one) === middleOf(other) &&
    mayBeOneNumber &&
    mayBeOneGender
  );
}

const askWhetherTwins = (given: 'tone' | 'near', one: ReadPerson, other: ReadPerson): SamePerson => ({
  score: TWINS_OR_SLIP,
  alike: [
    'cùng ngày sinh',
    isSameAndKnown(one.householdId, other.householdId) ? 'cùng hộ' : 'cùng địa chỉ',
    'cùng số điện thoại',
  ],
  unlike: [`${GIVEN_WORDS[given]}, có thể là hai người sinh đôi`],
});

class Evidence {
  private readonly alike: string[] = [];
  private readonly unlike: string[] = [];

  constructor(private bits: number) {}

  add(bits: number, words: string | null): void {
    this.bits += bits;
    if (words) (bits > 0 ? this.alike : this.unlike).push(words);
  }

  result(): SamePerson {
    return { score: 1 / (1 + 2 ** -this.bits), alike: this.alike, unlike: this.unlike };
  }
}

const isSameAndKnown = (one: string | null, other: string | null): boolean =>
  one !== null && one !== '' && one === other;

// ------------------------------------------------------------ the name

function givenNames(one: ReadPerson, other: ReadPerson, isAtHome: boolean): Given {
  if (one.given.folded === '' || other.given.folded === '') return 'different';
  if (one.given.spelling === other.given.spelling) return 'same';
  if (foldedSpelling(one.given) === foldedSpelling(other.given))
    return lostItsMarks(one, other, isAtHome) || lostItsMarks(other, one, isAtHome) ? 'same' : 'tone';
  if (isHeardAlike(one.given.folded, other.given.folded)) return 'heard';
  if (editDistance(one.given.folded, other.given.folded, 1) > 1) return 'different';
  const isSlip = !isPossibleSyllable(one.given.folded) || !isPossibleSyllable(other.given.folded);
  return isSlip ? 'mistyped' : 'near';
}

const foldedSpelling = ({ spelling }: { spelling: string }): string => foldVietnamese(spelling);

/**
 * Whether `bare` is the other name typed without accents. 'Phan Minh Anh' needs none: beside 'Phan Minh Ánh' of the
 * same household it is a different name, because no other word of it has lost an accent.
 */
const lostItsMarks = (bare: ReadPerson, marked: ReadPerson, isAtHome: boolean): boolean =>
  bare.isBare && (!isAtHome || marked.markedWords > 1);

const GIVEN_WORDS = { tone: 'tên chỉ khác dấu', near: 'tên khác nhau một chữ cái' } as const;

function weighGiven(sum: Evidence, given: Exclude<Given, 'different'>, one: ReadPerson, other: ReadPerson): void {
  switch (given) {
    case 'same':
      return sum.add(
        BITS.givenSame,
        one.given.spelling === other.given.spelling ? 'cùng tên' : 'cùng tên, một bên không dấu',
      );
    case 'mistyped':
      return sum.add(BITS.givenMistyped, 'tên như gõ sai một chữ');
    case 'heard':
      return sum.add(BITS.givenHeardAlike, 'tên nghe gần giống nhau');
    case 'tone':
      return sum.add(BITS.givenOtherTone, GIVEN_WORDS.tone);
    case 'near':
      return sum.add(BITS.givenNear, GIVEN_WORDS.near);
  }
}

/** Middle names that nearly everyone of a generation has are weak evidence. */
const PLAIN_MIDDLES: ReadonlySet<string> = new Set(['thi', 'van']);

function weighMiddle(sum: Evidence, one: ReadPerson, other: ReadPerson): void {
  const [a, b] = [one.middle.map(({ folded }) => folded), other.middle.map(({ folded }) => folded)];
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  const isPlain = (words: string[]) => words.every((word) => PLAIN_MIDDLES.has(word));
  const isBare = one.isBare || other.isBare;
  const isSameSpelling =
    isBare || one.middle.every(({ spelling }, index) => spelling === other.middle[index]?.spelling);
  if (a.length === 0 && b.length === 0) return;
  if (shorter.length === 0) return sum.add(BITS.middleMissing, null);
  if (a.join(' ') === b.join(' ')) {
    if (!isSameSpelling) return sum.add(BITS.middleNear, 'tên đệm chỉ khác dấu');
    return sum.add(isPlain(a) ? BITS.middlePlain : BITS.middleSame, 'cùng tên đệm');
  }
  if (shorter.every((word) => longer.includes(word)))
    return sum.add(isPlain(shorter) ? 0 : BITS.middlePart, isPlain(shorter) ? null : 'tên đệm thiếu một chữ');
  if (editDistance(a.join(' '), b.join(' '), 1) === 1 && [...a, ...b].some((word) => !isPossibleSyllable(word)))
    return sum.add(BITS.middleNear, 'tên đệm như gõ sai một chữ');
  return sum.add(BITS.middleOther, 'khác tên đệm');
}

// ------------------------------------------------------------ the birth

/** @param tellsNothing two names in one household: twins share a date of birth, so only a difference counts. */
function weighBirth(sum: Evidence, one: BirthDate | null, other: BirthDate | null, tellsNothing: boolean): void {
  if (!one || !other) return;
  const [bits, words] = birthEvidence(one, other);
  if (bits < 0 || !tellsNothing) sum.add(bits, words);
}

function birthEvidence(one: BirthDate, other: BirthDate): [bits: number, words: string] {
  const [yearOne, yearOther] = [one.date.slice(0, 4), other.date.slice(0, 4)];
  const isVague = isYearAlone(one) || isYearAlone(other);
  if (isVague && yearOne === yearOther) return [BITS.birthYear, 'cùng năm sinh'];
  if (isVague)
    return Math.abs(Number(yearOne) - Number(yearOther)) === 1
      ? [BITS.birthNextYear, 'năm sinh lệch một năm']
      : [BITS.birthOther, 'khác năm sinh'];
  if (one.date === other.date) return [BITS.birthDay, 'cùng ngày sinh'];
  const [a, b] = [digitsOf(one), digitsOf(other)];
  if (yearOne === yearOther && a.slice(0, 2) === b.slice(2, 4) && a.slice(2, 4) === b.slice(0, 2))
    return [BITS.birthSwapped, 'ngày và tháng sinh đảo nhau'];
  if (editDistance(a, b, 1) === 1) return [BITS.birthDigit, 'ngày sinh lệch một chữ số'];
  return yearOne === yearOther ? [BITS.birthOtherDay, 'cùng năm, khác ngày sinh'] : [BITS.birthOther, 'khác năm sinh'];
}

/** Lists that require a full date write 1 January for people who know only their birth year. */
const isYearAlone = ({ date, precision }: BirthDate): boolean => precision === 'year' || date.endsWith('-01-01');

/** '1950-03-12' → '12031950', the order in which it is typed. */
const digitsOf = ({ date }: BirthDate): string => date.slice(8, 10) + date.slice(5, 7) + date.slice(0, 4);

// ------------------------------------------------------------ home, phone and number

function weighPlaceAndPhone(sum: Evidence, one: ReadPerson, other: ReadPerson, isAtHome: boolean): void {
  if (isSameAndKnown(one.householdId, other.householdId)) sum.add(BITS.sameHousehold, 'cùng hộ');
  else if (isAtHome) sum.add(BITS.sameAddress, 'cùng địa chỉ');
  else if (one.householdId !== null && other.householdId !== null) sum.add(BITS.elsewhere, 'khác nơi ở');
  if (one.phone === null || other.phone === null) return;
  if (one.phone === other.phone) sum.add(isAtHome ? BITS.phoneAtHome : BITS.phone, 'cùng số điện thoại');
  else sum.add(BITS.phoneOther, 'khác số điện thoại');
}

/**
 * Different hashes only prove different numbers; the last four digits show whether one may be a typing error of the
 * other.
 */
function weighNumber(sum: Evidence, one: ReadPerson, other: ReadPerson): void {
  if (one.numberHash === null || other.numberHash === null || one.last4 === null || other.last4 === null) return;
  if (one.last4 === other.last4) sum.add(BITS.last4Same, 'bốn số cuối định danh giống nhau');
  else if (editDistance(one.last4, other.last4, 1) === 1) sum.add(BITS.last4Near, 'bốn số cuối định danh lệch một số');
  else sum.add(BITS.numberOther, 'khác số định danh');
}
