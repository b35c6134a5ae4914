import { foldVietnamese, normaliseText } from '../../../../shared/vietnamese-text';
import { yesNoOf } from './cell-labels';
import { FIELDS, meaningOf, SENSITIVE, type AskableField, type ColumnMeaning, type Field } from './columns';
import { columnLetter, type RawCell, type RawRow } from './raw-row';

/** Wards put titles, dates and "Mẫu số …" above the header, but never more rows than this. */
export const HEADER_SEARCH_ROWS = 30;

export interface FoundHeader {
  headerRow: number;
  understood: { column: string; header: string; field: string }[];
  ignored: { column: string; header: string; reason: string }[];
  /** The last row of the header: one below headerRow when the header has two rows. */
  lastRow: number;
  /** Field → column index, starting at 0. */
  columns: Partial<Record<Field, number>>;
  headers: Partial<Record<Field, string>>;
  /** The only name column is that of the heads, so every row is a head. */
  namesHeads: boolean;
}

/** The row that most resembles a header in a list where no column is known to hold names. */
export interface ColumnQuestion {
  sheet: string;
  headerRow: number;
  /** The row is a person's: the list has no header. */
  isPerson: boolean;
  /** The unknown columns, with what the row says there. */
  columns: { column: number; header: string }[];
}

/** A question and what the reviewer said of its columns, by column index. */
export interface AnsweredQuestion extends ColumnQuestion {
  fields: Readonly<Record<number, AskableField>>;
}

/**
 * Finds the header among the first rows of a sheet: the row with the most recognised columns, a name among them. A
 * second row ('Nam | Nữ' below 'Năm sinh') is read together with it. null when no row has a name column.
 * @param answered by the reviewer, when an earlier search found none.
 */
export function findHeader(rows: readonly RawRow[], answered?: AnsweredQuestion): FoundHeader | null {
  let best: FoundHeader | null = null;
  rows.slice(0, HEADER_SEARCH_ROWS).forEach((row, index) => {
    if (answered && row.number !== answered.headerRow) return;
    const found = headerAt(row, rows.slice(index + 1), answered);
    if (found && (!best || found.understood.length > best.understood.length)) best = found;
  });
  return best;
}

/**
 * What to ask when no header was found: about the row with the most known columns, or the first that is nearly as long
 * as any other. null for a sheet without rows of several cells.
 */
export function columnsToAsk(sheet: string, rows: readonly RawRow[]): ColumnQuestion | null {
  const known = ({ cells }: RawRow) => cells.filter(({ text }) => meaningOf(text).kind === 'field').length;
  const rich = rows.filter((row) => row.cells.length > 1 && known(row) > 1);
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const row = rich.length
    ? rich.reduce((best, other) => (known(other) > known(best) ? other : best))
    : rows.find(({ cells }) => cells.length > 1 && cells.length >= 0.8 * width);
  if (!row) return null;
  const isPerson =
    rich.length === 0 && row.cells.some(({ kind, text }) => kind !== 'text' || /^\d[\d/. -]*$/.test(text.trim()));
  const columns = row.cells.flatMap(({ column, text }) => {
    const meaning = meaningOf(text);
    const isOpen =
      isPerson ||
      meaning.kind === 'unknown' ||
      (meaning.kind === 'ignored' ? meaning.reason !== SENSITIVE : meaning.field === 'fullName');
    return isOpen ? [{ column, header: normaliseText(text).slice(0, 40) }] : [];
  });
  return columns.length > 0 ? { sheet, headerRow: row.number, isPerson, columns } : null;
}

interface HeaderCell {
  column: number;
  header: string;
  meaning: ColumnMeaning;
}

function headerAt(
  row: RawRow,
  [below, ...rest]: readonly RawRow[],
  answered: AnsweredQuestion | undefined,
): FoundHeader | null {
  const single = row.cells.map((cell): HeaderCell => ({
    column: cell.column,
    header: answered?.isPerson ? '' : normaliseText(cell.text),
    meaning: meaningAt(cell, answered),
  }));
  const double = below?.number === row.number + 1 ? withSecondRow(single, below) : null;
  const cells = double ?? single;
  const columns: FoundHeader['columns'] = {};
  const ranks: Partial<Record<Field, number>> = {};
  for (const { column, meaning } of cells) {
    if (meaning.kind !== 'field') continue;
    const rank = ranks[meaning.field];
    if (rank !== undefined && rank <= meaning.rank) continue;
    ranks[meaning.field] = meaning.rank;
    columns[meaning.field] = column;
  }
  // 'Tên' alone is the full name; beside 'Họ và đệm' it is the given name.
  if (columns.givenName !== undefined && columns.namePrefix === undefined && columns.fullName === undefined) {
    columns.fullName = columns.givenName;
    delete columns.givenName;
  }
  const headHeader = cells.find(({ column }) => column === columns.headMark)?.header;
  // 'Chủ hộ' may also mark with an x who of the people is one.
  const firstHead = [below, ...rest].flatMap((other) =>
    other ? other.cells.filter(({ column }) => column === columns.headMark) : [],
  )[0];
  const namesHeads =
    columns.fullName === undefined &&
    columns.givenName === undefined &&
    headHeader !== undefined &&
    (/\bten\b/.test(foldVietnamese(headHeader)) || (firstHead !== undefined && yesNoOf(firstHead.text) === null));
  if (namesHeads) {
    columns.fullName = columns.headMark!;
    delete columns.headMark;
  }
  const hasName =
    columns.fullName !== undefined || (columns.namePrefix !== undefined && columns.givenName !== undefined);
  if (!hasName || (!answered && Object.keys(columns).filter((field) => field !== 'ordinal').length < 2)) return null;

  const fieldAt = new Map(Object.entries(columns).map(([field, column]) => [column, field as Field]));
  const found: FoundHeader = {
    headerRow: row.number,
    lastRow: row.number + (double ? 1 : 0) - (answered?.isPerson ? 1 : 0),
    columns,
    headers: {},
    understood: [],
    ignored: [],
    namesHeads,
  };
  for (const { column, header, meaning } of cells) {
    const field = fieldAt.get(column);
    if (header === '' && !field) continue;
    if (field) {
      found.headers[field] = header;
      found.understood.push({ column: columnLetter(column), header, field: FIELDS[field] });
    } else {
      found.ignored.push({ column: columnLetter(column), header, reason: whyIgnored(meaning) });
    }
  }
  return found;
}

/** What a header means, unless the reviewer was asked about its column. */
function meaningAt({ column, text }: RawCell, answered: AnsweredQuestion | undefined): ColumnMeaning {
  const field = answered?.fields[column];
  if (field) return { kind: 'field', field, rank: 0 };
  const isAsked = answered?.columns.some((asked) => asked.column === column);
  return isAsked ? { kind: 'ignored', reason: 'không dùng, như đã chọn' } : meaningOf(text);
}

function whyIgnored(meaning: ColumnMeaning): string {
  switch (meaning.kind) {
    case 'ignored':
      return meaning.reason;
    case 'field':
      return `đã có cột khác cho “${FIELDS[meaning.field]}”`;
    case 'unknown':
      return 'không rõ là gì';
  }
}

const SUB_FIELDS: ReadonlySet<Field> = new Set([
  'male',
  'female',
  'birthDay',
  'birthMonth',
  'birthYear',
  'permanentMark',
  'temporaryMark',
  'vneidLevel1Mark',
  'vneidLevel2Mark',
  'houseNumber',
  'street',
  'ngo',
  'ngach',
  'hem',
]);

/**
 * The header combined with the row below, if that row contains only sub-headers (and column numbers). A sub-header
 * replaces the cell above it.
 */
function withSecondRow(single: readonly HeaderCell[], below: RawRow): HeaderCell[] | null {
  const parts = below.cells.filter((cell) => cell.text.trim() !== '');
  const subs = parts.map((cell) => ({
    column: cell.column,
    header: normaliseText(cell.text),
    meaning: meaningOf(cell.text),
  }));
  const areAllSubHeaders =
    subs.length >= 2 && subs.every(({ meaning }) => meaning.kind === 'field' && SUB_FIELDS.has(meaning.field));
  if (!areAllSubHeaders) return null;
  const byColumn = new Map(single.map((cell) => [cell.column, cell]));
  for (const sub of subs) {
    const above = byColumn.get(sub.column);
    byColumn.set(sub.column, { ...sub, header: above?.header ? `${above.header} – ${sub.header}` : sub.header });
  }
  return [...byColumn.values()].sort((a, b) => a.column - b.column);
}
