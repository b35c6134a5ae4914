/**
 * The search form of a text: no accents, ASCII lower case, single spaces, trimmed. "Hòa" and "Hoà" both give "hoa".
 *
 * Must stay byte-identical to the SQL function of the same purpose. That is why only A–Z is lowered (`lower(... COLLATE
 * "C")`), and why whitespace means exactly what `\s` means in JavaScript: U+0009–000D, 0020, 00A0, 1680, 2000–200A,
 * 2028, 2029, 202F, 205F, 3000, FEFF. Letters without a decomposition, except đ, stay as they are.
 */
export const foldVietnamese = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/\s+/g, ' ')
    .trim();

/** Invisible characters that copied text brings along: zero width, direction marks, soft hyphens, control characters. */
const INVISIBLE = /\p{Cf}|[\uFFFE\uFFFF]|(?!\s)\p{Cc}/gu;
/** What no XML can represent, and no keyboard types. */
const CONTROLS = /[\uFFFE\uFFFF]|(?!\s)\p{Cc}/gu;
/** White space that ends no line and that XML, and so Word, cannot hold. */
const PAGE_BREAKS = /[\v\f]/g;

/** The text without control characters, as an XML document can hold it; a page break becomes a space. */
export const withoutControls = (text: string): string => text.replace(PAGE_BREAKS, ' ').replace(CONTROLS, '');

/**
 * The stored form of a text: Unicode NFC (lists from macOS come as NFD), runs of whitespace as one space, trimmed, no
 * invisible characters, because a name with one could never be found or matched again.
 */
export const normaliseText = (text: string): string =>
  text.replace(INVISIBLE, '').normalize('NFC').replace(/\s+/g, ' ').trim();

/** The stored form of a text of several lines: NFC, line ends as \n, trimmed, nothing invisible. */
export const normaliseLines = (text: string): string =>
  text.replace(INVISIBLE, '').replace(PAGE_BREAKS, ' ').normalize('NFC').replaceAll('\r\n', '\n').trim();

/**
 * The stored form of a name. Lists often hold names ALL IN CAPITALS or all in lower case: these become "Nguyễn Thị Vi".
 * A name that already mixes cases stays as its owner writes it.
 */
export function normalisePersonName(text: string): string {
  const name = normaliseText(text);
  const lowered = name.toLocaleLowerCase('vi');
  const hasOneCase = name === lowered || name === name.toLocaleUpperCase('vi');
  return hasOneCase ? lowered.replace(/(?<![\p{L}\p{N}])\p{L}/gu, (initial) => initial.toLocaleUpperCase('vi')) : name;
}

interface PersonName {
  familyName: string;
  middleName: string;
  givenName: string;
}

/**
 * Splits a full name the Vietnamese way: the first word is the family name, the last word the given name, everything
 * between the middle name. Absent parts are ''; a single word is a given name.
 */
export function splitPersonName(fullName: string): PersonName {
  const words = normaliseText(fullName).split(' ');
  const givenName = words.pop() ?? '';
  const [familyName = '', ...middleWords] = words;
  return { familyName, middleName: middleWords.join(' '), givenName };
}

/** Capitalises a text for the beginning of a sentence: 'tối thứ Ba' → 'Tối thứ Ba'. */
export const capitalise = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);

/** Uncapitalises a text for the middle of a sentence: 'Vắng nhà' → 'vắng nhà'; 'SIM' and 'P304' stay. */
export function uncapitalise(text: string): string {
  if (/^\p{Lu}[\p{Lu}\d]/u.test(text)) return text;
  return text.charAt(0).toLocaleLowerCase('vi') + text.slice(1);
}

/** Escapes `\`, `%` and `_`, so that typed text is matched literally in a SQL LIKE pattern. */
export const escapeLikePattern = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
