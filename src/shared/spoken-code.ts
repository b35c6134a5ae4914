import { foldVietnamese } from './vietnamese-text';

/** Letters and digits that are not confused when read aloud or from paper. */
export const CODE_ALPHABET = '2346789ACDEFGHJKMNPQRTUVWXY';

/**
 * Random characters of a code that people read aloud. @param pick returns an integer from 0 up to, not including, its
 * argument.
 */
export const spokenCode = (length: number, pick: (below: number) => number): string =>
  Array.from({ length }, () => CODE_ALPHABET[pick(CODE_ALPHABET.length)]).join('');

/** A typed code, in the form it is stored: 'k7m 2qd' and 'K7M-2QD' are 'K7M2QD', 'bđ-7k2' is 'BD7K2'. */
export const plainCode = (text: string): string =>
  foldVietnamese(text)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '');
