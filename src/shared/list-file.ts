import type { Readable } from 'node:stream';
import { formatDate, type LocalDate } from './dates';
import { workbook, type SheetCell } from './workbook';

// A list as a file: rows of cells below a header.

/** The content of a cell; a page prints it, a file keeps its type. Text '' is an empty cell. */
export type Cell =
  | { kind: 'text'; value: string }
  | { kind: 'phone'; value: string }
  | { kind: 'date'; value: LocalDate }
  /** With two decimals if `decimals` is set, otherwise whole. */
  | { kind: 'number'; value: number; decimals?: 2 };

export type CellBatches = AsyncIterable<readonly (readonly Cell[])[]>;

/** What a file states above its rows, and how many rows there will be. */
export interface ListFile {
  title: string;
  /** Ward, filter, count and time, person, reason: one line each. */
  about: readonly string[];
  columns: readonly string[];
  rowCount: number;
  madeAt: Date;
}

/** The bounds of a column's width, and the width of one that is empty so far, in characters. */
const NARROWEST = 8;
const WIDEST = 44;
const EMPTY = 20;

/**
 * The list as a workbook of one sheet. Columns are as wide as the cells of the first batch need; a longer text wraps.
 * @throws what reading the first batch throws; if a later one fails, the stream does.
 */
export async function xlsxFile(file: ListFile, batches: CellBatches): Promise<Readable> {
  const { title, about, columns, rowCount, madeAt } = file;
  const reading = batches[Symbol.asyncIterator]();
  const first = await reading.next();
  const cellsOf = (index: number) => (first.done ? [] : first.value.map((row) => row[index]!));
  const widths = columns.map((label, index) => {
    const longest = Math.max(0, ...cellsOf(index).map(lengthOf));
    return Math.min(Math.max(longest || EMPTY, NARROWEST, Math.ceil(label.length / 2)), WIDEST) + 1;
  });
  const isNumber = columns.map((_, index) => cellsOf(index).some(({ kind }) => kind === 'number'));

  async function* rows(): AsyncGenerator<SheetCell[][]> {
    yield [
      [{ format: 'title', value: title }],
      ...about.map((value): SheetCell[] => [{ format: 'text', value }]),
      [],
      columns.map((value, index) => ({ format: isNumber[index] ? 'numberHeader' : 'header', value })),
    ];
    for (let batch = first; !batch.done; batch = await reading.next())
      yield batch.value.map((row) => row.map((cell, index) => sheetCell(cell, widths[index]!)));
  }

  const headerRow = about.length + 3;
  const sheet = { name: 'Danh sách', widths, headerRow, filteredTo: headerRow + rowCount, rows: rows() };
  return workbook([sheet], { madeAt });
}

const lengthOf = (cell: Cell): number =>
  Math.max(
    ...String(cell.value)
      .split('\n')
      .map(({ length }) => length),
  );

function sheetCell(cell: Cell, width: number): SheetCell {
  switch (cell.kind) {
    case 'number':
      return { format: cell.decimals ? 'decimal' : 'whole', value: cell.value };
    case 'date': {
      const serial = serialDayOf(cell.value);
      return serial === null ? { format: 'text', value: formatDate(cell.value) } : { format: 'date', value: serial };
    }
    case 'text':
    case 'phone':
      return { format: cell.value.length > width || cell.value.includes('\n') ? 'wrapped' : 'text', value: cell.value };
  }
}

/** The serial day of Excel, which counts 29/02/1900 although it never existed. Days before 1900 have none. */
function serialDayOf(date: LocalDate): number | null {
  const days = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse('1899-12-31T00:00:00Z')) / 86_400_000);
  if (days < 1) return null;
  return days < 60 ? days : days + 1;
}
