import { foldVietnamese, normaliseText } from '../../../../shared/vietnamese-text';
import { FIELDS, meaningOf, type ColumnMeaning, type Field } from './columns';
import { columnLetter, type RawRow } from './raw-row';

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

/**
 * Finds the header among the first rows of a sheet: the row with the most recognised columns, a name among them. A
 * second row ('Nam | Nữ' below 'Năm sinh') is read together with it. null when no row has a name column.
 */
export function findHeader(rows: readonly RawRow[]): FoundHeader | null {
  let best: FoundHeader | null = null;
  rows.slice(0, HEADER_SEARCH_ROWS).forEach((row, index) => {
    const found = headerAt(row, rows[index + 1]);
    if (found && (!best || found.understood.length > best.understood.length)) best = found;
  });
  return best;
}

/** The text of the row that most resembles a header, for the error message when none was found. */
export function likeliestHeader(rows: readonly RawRow[]): string[] {
  const texts = rows.map((row) =>
    row.cells
      .filter((cell) => cell.kind === 'text' && cell.text.trim() !== '')
      .map((cell) => normaliseText(cell.text).slice(0, 40)),
  );
  return texts.reduce((best, row) => (row.length > best.length ? row : best), []);
}

interface HeaderCell {
  column: number;
  header: string;
  meaning: ColumnMeaning;
}

function headerAt(row: RawRow, below: RawRow | undefined): FoundHeader | null {
  const single = row.cells.map((cell): HeaderCell => ({
    column: cell.column,
    header: normaliseText(cell.text),
    meaning: meaningOf(cell.text),
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
  const namesHeads =
    columns.fullName === undefined &&
    columns.givenName === undefined &&
    headHeader !== undefined &&
    /\bten\b/.test(foldVietnamese(headHeader));
  if (namesHeads) {
    columns.fullName = columns.headMark!;
    delete columns.headMark;
  }
  const hasName =
    columns.fullName !== undefined || (columns.namePrefix !== undefined && columns.givenName !== undefined);
  if (!hasName || Object.keys(columns).filter((field) => field !== 'ordinal').length < 2) return null;

  const fieldAt = new Map(Object.entries(columns).map(([field, column]) => [column, field as Field]));
  const found: FoundHeader = {
    headerRow: row.number,
    lastRow: double ? row.number + 1 : row.number,
    columns,
    headers: {},
    understood: [],
    ignored: [],
    namesHeads,
  };
  for (const { column, header, meaning } of cells) {
    if (header === '') continue;
    const field = fieldAt.get(column);
    if (field) {
      found.headers[field] = header;
      found.understood.push({ column: columnLetter(column), header, field: FIELDS[field] });
    } else {
      found.ignored.push({ column: columnLetter(column), header, reason: whyIgnored(meaning) });
    }
  }
  return found;
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
