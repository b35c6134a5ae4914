/** Letters and digits that are not mistaken for one another when read aloud or off paper. */
export const CODE_ALPHABET = '2346789ACDEFGHJKMNPQRTUVWXY';

/** 'Phường Ba Đình' → 'BĐ': the initials of the ward's own name, at most four. */
export function wardLetters(wardName: string): string {
  const words = wardName.normalize('NFC').trim().replace(/^(?:phường|xã|thị trấn|đặc khu)\s+/iu, '').split(/\s+/);
  return words.map((word) => /\p{L}/u.exec(word)?.[0].toLocaleUpperCase('vi') ?? '').join('').slice(0, 4);
}

/**
 * The short check code of a round, which a resident can read to the ward on the phone: 'BĐ-7K2'.
 * @param pick gives a whole number from 0 to below its argument.
 */
export function roundCode(wardName: string, pick: (below: number) => number): string {
  const tail = Array.from({ length: 3 }, () => CODE_ALPHABET[pick(CODE_ALPHABET.length)]).join('');
  return `${wardLetters(wardName)}-${tail}`;
}
