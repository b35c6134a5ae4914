import { normaliseText } from '../../../../shared/vietnamese-text';
import { relationOf } from './cell-labels';
import type { FoundHeader } from './find-header';
import { groupOfHeading } from './list-group';
import type { RawCell, RawRow } from './raw-row';

/** Why a row is not a person. */
export type PassedOverKind = 'total' | 'ordinal_only' | 'column_numbers' | 'section' | 'signature' | 'no_person';

/** A row below the header that names no person, with its text. */
export interface PassedOverRow {
  rowNumber: number;
  kind: PassedOverKind;
  words: string;
}

const TOTAL = /^(tổng(\s+(cộng|số))?|cộng)(?!\p{L})/u;
/** How the foot of a list begins, where it is dated and signed. No name begins like this; 'Tô Trường Giang' differs. */
const SIGNATURE =
  /^\(?(người|xác nhận|tổ trưởng|tổ phó|trưởng|phó (chủ tịch|trưởng)|chủ tịch|cán bộ|công an|kế toán|thủ trưởng|đại diện|nơi nhận|ký|tm|t\/m|kt|k\/t)(?!\p{L})|(^|, *)ngày\D{0,3}[\d.…]* *tháng[ \d.…]*năm/u;
const COLUMN_NUMBER = /^\(?(\d{1,2}|[A-Z])\)?$/;
const OF_A_PERSON = ['birth', 'birthYear', 'nationalNumber', 'phone', 'relation'] as const;
const MAX_TEXT_LENGTH = 200;

/**
 * Why a row below the header is not a person; null when it is one, however incomplete.
 * @param isBelowSignature a row above it was signed: then a name alone is the one of who signed.
 */
export function passedOverKind(
  row: RawRow,
  { columns }: Pick<FoundHeader, 'columns'>,
  isBelowSignature = false,
): PassedOverKind | null {
  const cellOf = (field: keyof FoundHeader['columns']) => row.cells.find(({ column }) => column === columns[field]);
  const wordsIn = (cell: RawCell | undefined) => normaliseText(cell?.text ?? '').toLocaleLowerCase('vi');
  if (row.cells.length > 1 && row.cells.every(({ text }) => COLUMN_NUMBER.test(text.trim()))) return 'column_numbers';
  const name = cellOf('fullName') ?? cellOf('givenName');
  const [first] = row.cells;
  const isBirth = (words: string) => /\d{4}|\d *[/.-] *\d/.test(words) && !SIGNATURE.test(words);
  const relation = cellOf('relation');
  const isPerson =
    wordsIn(cellOf('nationalNumber')).replace(/\D/g, '').length >= 9 ||
    isBirth(wordsIn(cellOf('birth'))) ||
    isBirth(wordsIn(cellOf('birthYear'))) ||
    (relation !== undefined && relationOf(relation.text).note === '');
  const said = (name ? [first, name] : row.cells).map(wordsIn);
  if (!isPerson) {
    if ([first, name].some((cell) => TOTAL.test(wordsIn(cell)))) return 'total';
    if (said.some((words) => SIGNATURE.test(words)) || wordsIn(name).includes(':')) return 'signature';
    const isGroupOfRow = !name && first?.column === columns.group && row.cells.length > 1;
    if (!isGroupOfRow && groupOfHeading((name ?? first)?.text ?? '') !== null) return 'section';
    if (isBelowSignature && !cellOf('phone') && !/\d/.test(wordsIn(cellOf('ordinal')))) return 'signature';
  }
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
