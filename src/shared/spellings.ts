import { tonePlacements } from './vietnamese-syllable';
import { foldVietnamese } from './vietnamese-text';

// Regular expressions of PostgreSQL that find a name or a telephone number however it was written.

type Letters = (letter: string) => readonly string[];

const asWritten: Letters = (letter) => [letter];
const withMarksMissing: Letters = (letter) => [letter, withoutTone(letter), foldVietnamese(letter)];

const withoutTone = (letter: string) =>
  letter
    .normalize('NFD')
    .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
    .normalize('NFC');

/**
 * A word in any case, the tone on either vowel of oa, oe and uy. Both cases are spelled out, because to lower every text
 * takes longer than to look it up.
 * @param word lower case, composed (NFC).
 */
export function wordPattern(word: string, letters = asWritten): string {
  const oneOf = (letter: string) =>
    /\p{L}/u.test(letter)
      ? `[${[...new Set(letters(letter).flatMap((form) => [form, form.toLocaleUpperCase('vi')]))].join('')}]`
      : letter.replace(/[^\p{N}]/u, '\\$&');
  const placements = tonePlacements(word).map((placed) => [...placed].map(oneOf).join(''));
  return `(?:${placements.join('|')})`;
}

/** White space, also in a text that stands in JSON. */
const SPACE = '(?:\\s|\\\\[nrt])+';
const BEFORE_WORD = '(?:(?<!\\w)|(?<=\\\\[nrt]))';

/**
 * A name as whole words: "Lê Văn An" is not in "Lê Văn Anh".
 * @param marks 'optional' also finds the name without some or all of its marks.
 */
export function namePattern(name: string, marks: 'required' | 'optional'): string {
  const letters = marks === 'required' ? asWritten : withMarksMissing;
  const words = name.normalize('NFC').toLocaleLowerCase('vi').split(/\s+/).filter(Boolean);
  return `${BEFORE_WORD}${words.map((word) => wordPattern(word, letters)).join(SPACE)}(?!\\w)`;
}

/**
 * A telephone number with 0, 84, +84, 0084 or nothing in front, its digits apart or joined.
 * @param number as stored: digits with the leading 0.
 */
export function phonePattern(number: string): string {
  const apart = '[\\s.()/-]*';
  const digits = [...number.replace(/^0/, '')].join(apart);
  return `(?<!\\d)(?:(?:(?:\\+|00)${apart})?84${apart}(?:0${apart})?|0${apart})?${digits}(?!\\d)`;
}
