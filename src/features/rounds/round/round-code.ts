import { CODE_ALPHABET, plainCode, spokenCode } from '../../../shared/spoken-code';

const TAIL_LENGTH = 3;

/** 'Phường Ba Đình' → 'BĐ': the initials of the ward's own name, at most four. */
export function wardLetters(wardName: string): string {
  const words = wardName
    .normalize('NFC')
    .trim()
    .replace(/^(?:phường|xã|thị trấn|đặc khu)\s+/iu, '')
    .split(/\s+/);
  return words
    .map((word) => /\p{L}/u.exec(word)?.[0].toLocaleUpperCase('vi') ?? '')
    .join('')
    .slice(0, 4);
}

/**
 * The short check code of a round, which a resident can read to the ward on the phone: 'BĐ-7K2'.
 * @param pick returns an integer from 0 up to, not including, its argument.
 */
export const roundCode = (wardName: string, pick: (below: number) => number): string =>
  `${wardLetters(wardName)}-${spokenCode(TAIL_LENGTH, pick)}`;

/**
 * A check code as a caller reads it out: the ward's letters without marks ('BD', '' if left out), and the last three
 * characters.
 */
export interface HeardCode {
  letters: string;
  tail: string;
}

const HEARD = new RegExp(`^([A-Z]{0,4})([${CODE_ALPHABET}]{${TAIL_LENGTH}})$`);

/** 'bđ 7k2', 'BD-7K2', '7k2' → the parts of a check code; null for what cannot be one, such as 'nhật ký'. */
export function readHeardCode(text: string): HeardCode | null {
  const tail = text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .slice(-TAIL_LENGTH);
  const parts = /^[a-z0-9]*$/i.test(tail) ? HEARD.exec(plainCode(text)) : null;
  return parts && { letters: parts[1]!, tail: parts[2]! };
}

/** Whether the code heard is this round's. */
export function isCodeHeard(code: string, { letters, tail }: HeardCode): boolean {
  const own = plainCode(code);
  return own.endsWith(tail) && (letters === '' || letters === own.slice(0, -TAIL_LENGTH));
}

/**
 * Whether the code heard differs from this round's in one of its last three characters: perhaps it was only misheard.
 */
export function isCodeNearlyHeard(code: string, { letters, tail }: HeardCode): boolean {
  const own = plainCode(code);
  const differing = [...own.slice(-TAIL_LENGTH)].filter((character, index) => character !== tail[index]).length;
  return differing === 1 && (letters === '' || letters === own.slice(0, -TAIL_LENGTH));
}
