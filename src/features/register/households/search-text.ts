import { formatAddress, parseAddress } from '../../../shared/address';
import { hasMarks } from '../../../shared/vietnamese-syllable';
import { foldVietnamese, normaliseText } from '../../../shared/vietnamese-text';

/** The content of the search box, in the form of the search keys. A prefix matches every key that begins with it. */
export interface SearchTerms {
  /** The likeliest reading first: 'anh thu' may be a name, or Thu addressed as anh. */
  residentPrefixes: string[];
  doorPrefixes: string[];
  /** Twelve digits, found by their keyed hash; null when the text is not a complete national number. */
  nationalNumber: string | null;
  /**
   * The distinct words of a name with several words, to find names that contain them all but not side by side. The
   * words likely to be rarest come first.
   */
  residentText: string[];
  /** The words of a name as typed, in lower case; empty when they were typed without marks. */
  writtenWords: string[];
  /** The year of birth typed after a name; then `residentText` may be a single word. */
  birthYear: number | null;
  doorText: string[];
  /** The last word, which may be incomplete; '' when nothing was typed. */
  openWord: string;
}

/** Fewer digits would match the last digits of half the ward's phones. */
const MIN_DIGITS = 3;

/** Common family and middle names, the most common last. */
const COMMON_WORDS = [
  'vo',
  'phan',
  'huynh',
  'do',
  'bui',
  'dang',
  'vu',
  'hoang',
  'pham',
  'le',
  'tran',
  'van',
  'thi',
  'nguyen',
];

/** Words before a number or street that printed addresses omit. */
const OPENING_WORDS = /^(?:so nha|nha so|so|pho|duong) /;
const UNPRINTED_WORDS = new Set(['so', 'nha', 'pho', 'duong']);

/** Words that mark the text as an address rather than a name. */
const PLACE_WORDS = /(?:^| )(?:so|nha|pho|duong|ngo|ngach|hem|tang|phong|toa|khu|tap the)(?: |$)/;

/** How people are addressed, with and without marks. */
const HONORIFICS = new Set(
  ['ông', 'bà', 'cô', 'chú', 'bác', 'anh', 'chị', 'em', 'cụ'].flatMap((word) => [word, foldVietnamese(word)]),
);

/** Reads what an officer typed: all or part of a name, a phone, an address, or digits of a national number. */
export function readSearchText(text: string): SearchTerms {
  const folded = foldVietnamese(normaliseText(text));
  const number = /^[\d\s.()+-]+$/.test(folded) ? folded.replace(/\D/g, '') : '';
  const words = folded
    .replace(/[.,;]+(?= |$)/g, '')
    .split(' ')
    .filter(Boolean);
  const hasDigit = /\d/.test(folded);
  const isAddress = number === '' && (hasDigit || PLACE_WORDS.test(folded));
  const person = number ? NO_PERSON : readPerson(text);
  return {
    ...person,
    residentPrefixes: number ? numberPrefixes(number) : person.residentPrefixes,
    doorPrefixes: doorPrefixes(text, folded),
    nationalNumber: number.length === 12 ? number : null,
    doorText: isAddress ? searchWordsApart(words.filter((word) => !UNPRINTED_WORDS.has(word) || words.length < 3)) : [],
    openWord: words.at(-1) ?? '',
  };
}

type PersonTerms = Pick<SearchTerms, 'residentPrefixes' | 'residentText' | 'writtenWords' | 'birthYear'>;

const NO_PERSON: PersonTerms = { residentPrefixes: [], residentText: [], writtenWords: [], birthYear: null };

/**
 * Reads a name, with or without how the person is addressed before it and the year of birth after it: 'bà Lan 1952'.
 * Any other digit makes it an address. A form of address typed with its own marks is no part of the name; one that is
 * written without any ('anh', or 'ba' for bà and Bá) may be.
 */
function readPerson(text: string): PersonTerms {
  const typed = normaliseText(text)
    .toLowerCase()
    .replace(/[.,;]+(?= |$)/g, '')
    .split(' ')
    .filter(Boolean);
  const birthYear = typed.length > 1 && /^(?:19|20)\d\d$/.test(typed.at(-1)!) ? Number(typed.at(-1)) : null;
  const whole = birthYear === null ? typed : typed.slice(0, -1);
  if (whole.length === 0 || /\d/.test(whole.join(' '))) return NO_PERSON;
  const isAddressed = whole.length > 1 && HONORIFICS.has(whole[0]!);
  const name = isAddressed ? whole.slice(1) : whole;
  const readings = isAddressed && !hasMarks(whole[0]!) ? [whole, name] : [name];
  const nameWords = foldAll(name);
  return {
    residentPrefixes: readings.map((words) => foldAll(words).join(' ')),
    // A single word after a form of address cannot stand apart: then the two may.
    residentText:
      birthYear === null
        ? searchWordsApart(nameWords.length > 1 ? nameWords : foldAll(whole))
        : [...new Set(nameWords)],
    writtenWords: name.some(hasMarks) ? name : [],
    birthYear,
  };
}

const foldAll = (words: string[]): string[] => words.map(foldVietnamese);

/** The same search, limited to people. */
export const residentsOnly = (terms: SearchTerms): SearchTerms => ({ ...terms, doorPrefixes: [], doorText: [] });

export const peopleOnly = (terms: SearchTerms): SearchTerms => ({ ...residentsOnly(terms), nationalNumber: null });

export const doorsOnly = (terms: SearchTerms): SearchTerms => ({ ...terms, ...NO_PERSON, nationalNumber: null });

/** A phone number, or its first or last digits, with +84 and 0084 written as 0. */
function numberPrefixes(digits: string): string[] {
  const national = digits.replace(/^(?:00)?84(?=\d{3})/, '0');
  const prefixes = national === digits ? [digits] : [national, digits];
  return prefixes.filter((prefix) => prefix.length >= MIN_DIGITS && prefix.length <= 11);
}

/** The address as typed, without its opening word, and in the ward's printed form. */
function doorPrefixes(text: string, folded: string): string[] {
  const parsed = parseAddress(text);
  const printed = parsed ? foldVietnamese(formatAddress(parsed)) : '';
  return [...new Set([folded, folded.replace(OPENING_WORDS, ''), printed])].filter(Boolean);
}

function searchWordsApart(words: string[]): string[] {
  if (words.length < 2) return [];
  // The given name comes last and is more telling than the words before it.
  return [...new Set(words)].reverse().sort((one, other) => commonness(one) - commonness(other));
}

/** A number occurs on a few doors, a word in some names, a family name in many, a single letter in most. */
function commonness(word: string): number {
  if (/\d/.test(word)) return -1;
  return word.length === 1 ? COMMON_WORDS.length + 1 : COMMON_WORDS.indexOf(word) + 1;
}
