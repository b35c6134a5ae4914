import { foldVietnamese } from '../../../../shared/vietnamese-text';
import type { FoundHeader } from './find-header';
import { wordsOf } from './passed-over';
import { columnOf, type RawRow } from './raw-row';

/** A total that the file itself states, above its header or below its people. */
export interface StatedTotal {
  rowNumber: number;
  words: string;
  households: number | null;
  people: number | null;
  /** A number without a unit: 'Tổng cộng: 18'. */
  unnamed: number | null;
}

/** What was counted while reading the rows; null where this list cannot tell. */
export interface CountedRows {
  households: number | null;
  people: number | null;
}

const SUM =
  /(?<!\p{L})(?:tổng|tong)(?=\s*[:(\d]|\s+(?:cộng|số|toàn|cong|so|toan)(?!\p{L}))|^(?:cộng|cong)(?=\s*[:\d]|$)|danh s[áa]ch(?: n[àa]y)? (?:có|gồm|co|gom)(?!\p{L})/iu;
const NUMBER = String.raw`(\d{1,3}(?:\.\d{3})+|\d+)`;
const HOUSEHOLDS = 'ho(?! so)';
const PEOPLE = '(?:nguoi|nhan khau|khau|cong dan|thanh vien|cu)';

/**
 * The total stated in a row, such as 'Tổng cộng: 18 hộ, 52 người' or 'Tổng số hộ: 18'; null when there is none.
 * @param header of the people above the row; null for a row above the header.
 */
export function statedTotal(row: RawRow, header: FoundHeader | null): StatedTotal | null {
  const words = wordsOf(row);
  if (!SUM.test(words)) return null;
  // 'Trong đó 5 hộ nghèo' is only part of the total.
  const text = foldVietnamese(words).split(/\btrong do\b/)[0]!;
  const households = numberOf(text, HOUSEHOLDS);
  const people = numberOf(text, PEOPLE);
  const unnamed = households === null && people === null ? unnamedNumber(row, header) : null;
  return households === null && people === null && unnamed === null
    ? null
    : { rowNumber: row.number, words, households, people, unnamed };
}

function numberOf(text: string, unit: string): number | null {
  const found =
    new RegExp(String.raw`\b${NUMBER} ?${unit}\b`).exec(text) ??
    new RegExp(String.raw`\b${unit}(?: [a-z]+){0,3} ?: ?${NUMBER}\b`).exec(text);
  return found ? Number(found[1]!.replaceAll('.', '')) : null;
}

/**
 * The only number in the row. A number below a column with personal values is the sum of that column, not the number of
 * rows.
 */
function unnamedNumber({ cells }: RawRow, header: FoundHeader | null): number | null {
  const counted = header ? withoutValues(header) : () => true;
  const found = /^\D*?(\d{1,3}(?:\.\d{3})+|\d+)\D*$/.exec(cells.map(({ text }) => text).join(' '));
  return found && cells.every(({ column, text }) => counted(column) || !/\d/.test(text))
    ? Number(found[1]!.replaceAll('.', ''))
    : null;
}

function withoutValues({ columns, understood, ignored }: FoundHeader): (column: number) => boolean {
  const ofRow = [columns.ordinal, columns.fullName, columns.namePrefix, columns.givenName];
  const headed = [...understood, ...ignored].map(({ column }) => columnOf(column));
  return (column) => ofRow.includes(column) || !headed.includes(column);
}

/**
 * The totals of the whole list: all of those above the header; of those below it the last of each kind, because earlier
 * ones are subtotals.
 */
export function wholeTotals(totals: readonly StatedTotal[], headerRow: number): StatedTotal[] {
  const kinds = ['households', 'people', 'unnamed'] as const;
  return totals.filter(
    (total, index) =>
      total.rowNumber < headerRow ||
      kinds.some((kind) => total[kind] !== null && totals.slice(index + 1).every((later) => later[kind] === null)),
  );
}

/**
 * Compares a stated total with what was read; 'unknown' when the list does not allow counting everything that it
 * states.
 */
export function compareTotal(
  { households, people, unnamed }: StatedTotal,
  read: CountedRows,
): 'agrees' | 'differs' | 'unknown' {
  const counts = [read.people, read.households].filter((count) => count !== null);
  if (unnamed !== null) {
    if (counts.length === 0) return 'unknown';
    return counts.includes(unnamed) ? 'agrees' : 'differs';
  }
  const pairs = [
    [households, read.households],
    [people, read.people],
  ].filter(([stated]) => stated !== null);
  if (pairs.some(([stated, counted]) => counted !== null && stated !== counted)) return 'differs';
  return pairs.every(([, counted]) => counted !== null) ? 'agrees' : 'unknown';
}
