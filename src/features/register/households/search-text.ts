import { formatAddress, parseAddress } from '../../../shared/address';
import { foldVietnamese, normaliseText } from '../../../shared/vietnamese-text';

/** What the one search box asks for, in the words of the search keys. A prefix finds every key that begins with it. */
export interface SearchTerms {
  residentPrefixes: string[];
  doorPrefixes: string[];
  /** Twelve digits, to be found by their keyed hash; null when the text is not a whole national number. */
  nationalNumber: string | null;
  /**
   * The words of a name of several words, each once, for names that hold them all but not side by side. Those likely to
   * stand in the fewest names come first.
   */
  residentWords: string[];
  doorWords: string[];
  /** The last word, which may go on; '' when nothing was typed. */
  openWord: string;
}

/** Fewer digits than this would find half the ward by the last digits of somebody's phone. */
const MIN_DIGITS = 3;

/** Family and middle names that most names of a ward hold, the commonest last. */
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

/** Words before a number or a street that no printed address holds. */
const OPENING_WORDS = /^(?:so nha|nha so|so|pho|duong) /;
const UNPRINTED_WORDS = new Set(['so', 'nha', 'pho', 'duong']);

/** Words that say that an address is meant, not a name. */
const PLACE_WORDS = /(?:^| )(?:so|nha|pho|duong|ngo|ngach|hem|tang|phong|toa|khu|tap the)(?: |$)/;

/** Reads what an officer typed: a name, part of it, a phone, an address, or digits of a national number. */
export function readSearchText(text: string): SearchTerms {
  const folded = foldVietnamese(normaliseText(text));
  const number = /^[\d\s.()+-]+$/.test(folded) ? folded.replace(/\D/g, '') : '';
  const words = folded
    .replace(/[.,;]+(?= |$)/g, '')
    .split(' ')
    .filter(Boolean);
  const hasDigit = /\d/.test(folded);
  const isAddress = number === '' && (hasDigit || PLACE_WORDS.test(folded));
  const namePrefixes = hasDigit ? [] : nonEmpty(words.join(' '));
  return {
    residentPrefixes: number ? numberPrefixes(number) : namePrefixes,
    doorPrefixes: doorPrefixes(text, folded),
    nationalNumber: number.length === 12 ? number : null,
    residentWords: hasDigit ? [] : scattered(words),
    doorWords: isAddress ? scattered(words.filter((word) => !UNPRINTED_WORDS.has(word) || words.length < 3)) : [],
    openWord: words.at(-1) ?? '',
  };
}

/** The same question about people alone, by their names. */
export function peopleOnly(terms: SearchTerms): SearchTerms {
  return { ...terms, doorPrefixes: [], doorWords: [], nationalNumber: null };
}

/** The same question about doors alone. */
export function doorsOnly(terms: SearchTerms): SearchTerms {
  return { ...terms, residentPrefixes: [], residentWords: [], nationalNumber: null };
}

/** A phone or its first or last digits, with +84 and 0084 as 0. */
function numberPrefixes(digits: string): string[] {
  const national = digits.replace(/^(?:00)?84(?=\d{3})/, '0');
  const prefixes = national === digits ? [digits] : [national, digits];
  return prefixes.filter((prefix) => prefix.length >= MIN_DIGITS && prefix.length <= 11);
}

/** The address as typed, without its opening word, and as the ward prints it. */
function doorPrefixes(text: string, folded: string): string[] {
  const parsed = parseAddress(text);
  const printed = parsed ? foldVietnamese(formatAddress(parsed)) : '';
  return [...new Set([folded, folded.replace(OPENING_WORDS, ''), printed])].filter(Boolean);
}

function scattered(words: string[]): string[] {
  if (words.length < 2) return [];
  // The given name stands last, and tells more than what stands before it.
  return [...new Set(words)].reverse().sort((one, other) => commonness(one) - commonness(other));
}

/** A number stands on a few doors, a word in some names, a family name in many, a single letter in most. */
function commonness(word: string): number {
  if (/\d/.test(word)) return -1;
  return word.length === 1 ? COMMON_WORDS.length + 1 : COMMON_WORDS.indexOf(word) + 1;
}

function nonEmpty(text: string): string[] {
  return text ? [text] : [];
}
