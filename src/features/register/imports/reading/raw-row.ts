/** A cell as stored in the file. Numbers keep all their digits; a date cell is 'YYYY-MM-DD'. */
export interface RawCell {
  /** Starts at 0. */
  column: number;
  text: string;
  kind: 'text' | 'number' | 'date' | 'error';
}

export interface RawRow {
  /** The row number that the spreadsheet shows, starting at 1. */
  number: number;
  cells: RawCell[];
}

/** 0 → 'A', 25 → 'Z', 26 → 'AA'. */
export function columnLetter(column: number): string {
  const before = Math.floor(column / 26);
  return (before > 0 ? columnLetter(before - 1) : '') + String.fromCharCode(65 + (column % 26));
}

/** 'AB12' → 27; -1 when the reference has no letters. */
export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const digit = letter.charCodeAt(0) - 64;
    if (digit < 1 || digit > 26) break;
    column = column * 26 + digit;
  }
  return column - 1;
}

/**
 * An Excel serial day → 'YYYY-MM-DD'; null outside 1900–2100. Serial 1 is 1 January 1900, and Excel treats 1900 as a
 * leap year.
 */
export function dateOfSerial(serial: number, is1904 = false): string | null {
  const days = Math.floor(serial) + (is1904 ? 1462 : 0);
  if (days < 1 || days > 73_415) return null;
  const sinceEpoch = days - 25_569 + (days < 60 ? 1 : 0);
  return new Date(sinceEpoch * 86_400_000).toISOString().slice(0, 10);
}
