import { formatAddress, parseAddress } from '../../shared/address';
import { foldVietnamese } from '../../shared/vietnamese-text';

/** What the one search box asks for, in the words of the search keys. A prefix finds every key that begins with it. */
export interface SearchTerms {
  residentPrefixes: string[];
  doorPrefixes: string[];
  /** Twelve digits, to be found by their keyed hash; null when the text is not a whole national number. */
  nationalNumber: string | null;
  /** For words that do not stand side by side in the name: the rarest word, and the others. Null for a single word. */
  residentWords: ScatteredWords | null;
  doorWords: ScatteredWords | null;
}

interface ScatteredWords {
  rarest: string;
  others: string[];
}

/** Fewer digits than this would find half the ward by the last digits of somebody's phone. */
const MIN_DIGITS = 3;

/** Family and middle names that most names of a ward hold, so that reading all their keys is slow. */
const COMMON_WORDS = new Set(['nguyen', 'tran', 'le', 'pham', 'hoang', 'huynh', 'phan', 'vu', 'vo', 'dang', 'bui', 'do', 'thi', 'van']);

/** Words before a number or a street that no printed address holds. */
const OPENING_WORDS = /^(?:so nha|nha so|so|pho|duong) /;

/** Reads what an officer typed: a name, part of it, a phone, an address, or digits of a national number. */
export function readSearchText(text: string): SearchTerms {
  const folded = foldVietnamese(text);
  const number = /^[\d\s.()+-]+$/.test(folded) ? folded.replace(/\D/g, '') : '';
  const words = folded.replace(/[.,;]+(?= |$)/g, '').split(' ').filter(Boolean);
  const hasDigit = /\d/.test(folded);
  return {
    residentPrefixes: number ? numberPrefixes(number) : hasDigit ? [] : nonEmpty(words.join(' ')),
    doorPrefixes: doorPrefixes(text, folded),
    nationalNumber: number.length === 12 ? number : null,
    residentWords: hasDigit ? null : scattered(words),
    doorWords: number ? null : scattered(words.filter((word) => !/^(?:so|nha|pho|duong)$/.test(word) || words.length < 3)),
  };
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

function scattered(words: string[]): ScatteredWords | null {
  if (words.length < 2) return null;
  // A number stands on a few doors, a street's name on hundreds.
  const numbered = words.findIndex((word) => /\d/.test(word));
  const telling = words.findLastIndex((word) => !COMMON_WORDS.has(word) && word.length > 1);
  const at = [numbered, telling, words.length - 1].find((index) => index !== -1)!;
  return { rarest: words[at]!, others: words.filter((_, index) => index !== at) };
}

function nonEmpty(text: string): string[] {
  return text ? [text] : [];
}
