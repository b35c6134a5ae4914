import { normaliseText } from '../../../../shared/vietnamese-text';
import type { FoundHeader } from './find-header';
import type { RawRow } from './raw-row';

/** Why a row is not a person. */
export type PassedOverKind = 'total' | 'ordinal_only' | 'column_numbers' | 'no_person';

/** A row below the header that names no person, with its text. */
export interface PassedOverRow {
  rowNumber: number;
  kind: PassedOverKind;
  words: string;
}

const TOTAL = /^(tổng(\s+(cộng|số))?|cộng)(?!\p{L})/u;
const COLUMN_NUMBER = /^\(?(\d{1,2}|[A-Z])\)?$/;
const OF_A_PERSON = ['birth', 'birthYear', 'nationalNumber', 'phone', 'relation'] as const;
const MAX_TEXT_LENGTH = 200;

/** Why a row below the header is not a person; null when it is one, however incomplete. */
export function passedOverKind(row: RawRow, { columns }: Pick<FoundHeader, 'columns'>): PassedOverKind | null {
  const cellOf = (field: keyof FoundHeader['columns']) => row.cells.find(({ column }) => column === columns[field]);
  if (row.cells.length > 1 && row.cells.every(({ text }) => COLUMN_NUMBER.test(text.trim()))) return 'column_numbers';
  const name = cellOf('fullName') ?? cellOf('givenName');
  const saysTotal = [row.cells[0], name].some(
    (cell) => cell && TOTAL.test(normaliseText(cell.text).toLocaleLowerCase('vi')),
  );
  if (saysTotal && !cellOf('nationalNumber') && !cellOf('relation')) return 'total';
  if (name || OF_A_PERSON.some(cellOf)) return null;
  const ordinal = cellOf('ordinal');
  if (row.cells.filter((cell) => cell !== ordinal).length > 2) return null;
  return row.cells.length === 1 && ordinal && /^\d+[.)]?$/.test(ordinal.text.trim()) ? 'ordinal_only' : 'no_person';
}

/**
 * The text of a row, cell by cell. Long numbers are cut to their last four digits, because they may be national
 * numbers.
 */
export function wordsOf(row: RawRow): string {
  const words = normaliseText(row.cells.map(({ text }) => text).join(' '));
  return words.replace(/\d{5,}(?=\d{4})/g, '•••• ').slice(0, MAX_TEXT_LENGTH);
}
