import { foldVietnamese } from './vietnamese-text';

/** First consonants of a syllable, longest first. */
const ONSETS = [
  'ngh',
  'ch',
  'gh',
  'gi',
  'kh',
  'ng',
  'nh',
  'ph',
  'qu',
  'th',
  'tr',
  'b',
  'c',
  'd',
  'g',
  'h',
  'k',
  'l',
  'm',
  'n',
  'p',
  'r',
  's',
  't',
  'v',
  'x',
  '',
];

/** What can follow them, without marks: 'uyen' stands for uyên, uyến and the like. */
const RIMES = new Set(
  (
    'a ac ach ai am an ang anh ao ap at au ay e ec em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu ' +
    'o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong op ot ' +
    'u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu ' +
    'y ych yem yen yet yeu ynh yt'
  ).split(' '),
);

/** The five tone marks: grave, acute, tilde, hook above, dot below. Other marks make another vowel. */
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g;

/**
 * Whether a word could be a Vietnamese syllable: 'trag' and 'minhh' could not, so they are typing errors. Checked
 * without marks (`foldVietnamese`), which rules out less than a dictionary and never a real name.
 * @param folded one word as foldVietnamese returns it.
 */
export const isPossibleSyllable = (folded: string): boolean =>
  ONSETS.some((onset) => {
    if (!folded.startsWith(onset)) return false;
    const rime = folded.slice(onset.length);
    if (onset === 'qu') return !rime.startsWith('u') && RIMES.has(rime);
    return RIMES.has(rime) || (onset === 'gi' && rime === '');
  });

/**
 * A form of a word that makes two correct spellings of one syllable equal: the tone moves to the end wherever it was
 * placed ('hoà' = 'hòa'), and y after a consonant becomes i ('Lý' = 'Lí', 'Quý' = 'Quí'). Lower case; NFC and NFD give
 * the same.
 */
export function spellingKey(word: string): string {
  const { letters, tone } = removeTone(word);
  return letters.replace(/^([bcdđghklmnpqrstvx]{1,3})y$/, '$1i').replace(/^quy$/, 'qui') + tone;
}

/** Whether two texts are the same words, ignoring case, Unicode form and the placement of tone marks. */
export function isSameWriting(one: string, other: string): boolean {
  const written = (text: string) =>
    text
      .split(' ')
      .map(removeTone)
      .map(({ letters, tone }) => letters + tone)
      .join(' ');
  return written(one) === written(other);
}

/** oa, oe or uy at the end of a word, with the tone on either vowel. */
const OPEN_RIME =
  /(?<=[ou])([\u0300\u0301\u0303\u0309\u0323]?)((?<=o.?)[ae]|(?<=u.?)y)([\u0300\u0301\u0303\u0309\u0323]?)$/;

/**
 * The two placements of the tone mark in oa, oe and uy at the end of a word: 'hòa' and 'hoà'. Any other word alone.
 * @param word one word, composed (NFC).
 */
export function tonePlacements(word: string): string[] {
  const parts = word.normalize('NFD');
  const moved = parts.replace(OPEN_RIME, '$3$2$1');
  return moved === parts ? [word] : [word, moved.normalize('NFC')];
}

function removeTone(word: string): { letters: string; tone: string } {
  const parts = word.normalize('NFD').toLocaleLowerCase('vi');
  return { letters: parts.replace(TONE, '').normalize('NFC'), tone: parts.match(TONE)?.[0] ?? '' };
}

/** Whether any letter of a text carries a Vietnamese mark, đ included. */
export const hasMarks = (text: string): boolean => /[đĐ\u0300-\u036f]/.test(text.normalize('NFD'));

/** Initial consonants that many people in the north confuse in speech and writing. */
const HEARD_ALIKE: readonly (readonly [string, string])[] = [
  ['l', 'n'],
  ['s', 'x'],
  ['ch', 'tr'],
  ['d', 'gi'],
  ['d', 'r'],
  ['gi', 'r'],
];

/** Whether two words without marks differ only in such an initial: 'lan' and 'nan', 'chinh' and 'trinh'. */
export function isHeardAlike(one: string, other: string): boolean {
  const differ = (start: string, otherStart: string) =>
    one.startsWith(start) &&
    other.startsWith(otherStart) &&
    one.slice(start.length) === other.slice(otherStart.length) &&
    one.length > start.length;
  return (
    one !== other && HEARD_ALIKE.some(([start, otherStart]) => differ(start, otherStart) || differ(otherStart, start))
  );
}

/** Drops words repeated in a row: 'Thị', 'Thị', 'Lan' → 'Thị', 'Lan'. */
export const wordsOnce = (words: readonly string[]): string[] =>
  words.filter((word, index) => index === 0 || foldVietnamese(word) !== foldVietnamese(words[index - 1]!));
