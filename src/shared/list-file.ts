import type { LocalDate } from './dates';

// A list for export: rows of cells below a header.

/** The content of a cell; a page prints it, a file keeps its type. Text '' is an empty cell. */
export type Cell =
  | { kind: 'text'; value: string }
  | { kind: 'phone'; value: string }
  | { kind: 'date'; value: LocalDate }
  /** With two decimals if `decimals` is set, otherwise whole. */
  | { kind: 'number'; value: number; decimals?: 2 };

/** A column of a file. */
export interface FileColumn {
  label: string;
  /** In characters. */
  width: number;
  wraps: boolean;
  isNumber: boolean;
}

/** What a file states above its rows, and how many rows there will be. */
export interface ListFile {
  title: string;
  /** Ward, filter, count and time, person, reason: one line each. */
  about: readonly string[];
  columns: readonly FileColumn[];
  rowCount: number;
  /** When the list was made; also the time of the zip's entries. */
  madeAt: Date;
}

/** Rows of cells, batch by batch. */
export type CellBatches = AsyncIterable<readonly (readonly Cell[])[]>;

/** Title, lines about the list and one empty line come before the header. */
export function headerRowOf({ about }: ListFile): number {
  return about.length + 3;
}

/** The serial day of Excel, which counts 29/02/1900 although it never existed. Days before 1900 have none. */
export function serialDayOf(date: LocalDate): number | null {
  const days = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse('1899-12-31T00:00:00Z')) / 86_400_000);
  if (days < 1) return null;
  return days < 60 ? days : days + 1;
}
