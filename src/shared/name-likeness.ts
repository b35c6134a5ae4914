import { editDistance } from './edit-distance';
import { hasMarks, isSameWriting } from './vietnamese-syllable';
import { foldVietnamese, normaliseText } from './vietnamese-text';

/**
 * How close two full names are:
 * - same: written alike ('Hoà', 'Hòa'), or one of them typed without any mark. The marks of the family name do not
 *   count: it is the first word, unless there is only one.
 * - tone: the same letters with other marks ('Vi', 'Vị');
 * - letter: one word after the family name differs in one letter ('Hiền', 'Hiềm').
 * The names alone never tell whether 'tone' and 'letter' are a typing error or two people.
 */
export type NameLikeness = 'same' | 'tone' | 'letter' | 'other';

export function likenessOfNames(one: string, other: string): NameLikeness {
  const [a, b] = [readName(one), readName(other)];
  if (a.folded === b.folded)
    return isSameWriting(a.ownName, b.ownName) || hasLostMarks(a, b) || hasLostMarks(b, a) ? 'same' : 'tone';
  const [wordsOfA, wordsOfB] = [a.folded.split(' '), b.folded.split(' ')];
  if (wordsOfA.length !== wordsOfB.length) return 'other';
  const apart = wordsOfA.flatMap((word, index) => (word === wordsOfB[index] ? [] : [index]));
  const [index] = apart;
  const isOneWord = apart.length === 1 && (index! > 0 || wordsOfA.length === 1);
  return isOneWord && editDistance(wordsOfA[index!]!, wordsOfB[index!]!, 1) === 1 ? 'letter' : 'other';
}

/** Whether two names are one tone or letter apart. */
export function isNearName(one: string, other: string): boolean {
  const likeness = likenessOfNames(one, other);
  return likeness === 'tone' || likeness === 'letter';
}

interface ReadName {
  folded: string;
  /** The words after the family name. */
  ownName: string;
  markedWords: number;
}

function readName(name: string): ReadName {
  const words = normaliseText(name).split(' ');
  return {
    folded: foldVietnamese(name),
    ownName: words.slice(words.length === 1 ? 0 : 1).join(' '),
    markedWords: words.filter(hasMarks).length,
  };
}

/** If only one name has marks, the one without may be another name: 'Phan Minh Anh' beside 'Phan Minh Ánh'. */
const hasLostMarks = (bare: ReadName, marked: ReadName): boolean => bare.markedWords === 0 && marked.markedWords > 1;
