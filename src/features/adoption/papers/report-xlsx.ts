import type { Readable } from 'node:stream';
import { letterOf, workbook, type SheetCell } from '../../../shared/workbook';
import { ratioOf, totalOf, totalRow, type ReportTable, type TableColumn } from './report-tables';

// The tables of the report as a workbook, one a sheet: numbers are numbers, shares and sums are formulas.

const FONT = { name: 'Times New Roman', size: 12 };
/** Title, two lines about the figures and an empty one come before the header. */
const HEADER_ROW = 5;

/** @param about lines about the figures: ward and month, and whether the month is closed. */
export const reportXlsx = (
  tables: readonly ReportTable[],
  about: readonly [wardAndMonth: string, state: string],
  madeAt: Date,
): Readable =>
  workbook(
    tables.map((table) => ({
      name: table.name,
      widths: table.columns.map(({ width }) => Math.max(width, 10)),
      headerRow: HEADER_ROW,
      rows: [sheetRows(table, about)],
    })),
    { madeAt, font: FONT },
  );

function sheetRows(table: ReportTable, about: readonly string[]): SheetCell[][] {
  const { columns, rows, title, notes } = table;
  const line = (value: string): SheetCell[] => [{ format: 'text', value }];
  const body = rows.map((row, index) =>
    columns.map((column, at) => cellOf(column, row[at] ?? null) ?? shareCell(column, row, HEADER_ROW + 1 + index)),
  );
  return [
    [{ format: 'title', value: title }],
    ...about.map(line),
    [],
    columns.map(({ label, kind }) => ({ format: kind === 'text' ? 'header' : 'numberHeader', value: label })),
    ...body,
    ...(table.hasTotal && rows.length > 0 ? [totalCells(table, HEADER_ROW + 1 + rows.length)] : []),
    [],
    ...notes.map(line),
  ];
}

function cellOf({ kind }: TableColumn, value: string | number | null): SheetCell {
  if (kind === 'percent' || value === null || value === '') return null;
  return typeof value === 'number' ? { format: 'whole', value } : { format: 'wrapped', value };
}

/** The share that a column of the row is, computed by the sheet; null if it is none. */
function shareCell(column: TableColumn, row: readonly (string | number | null)[], number: number): SheetCell {
  if (!column.of) return null;
  const [part, whole] = column.of.map((index) => `${letterOf(index)}${number}`);
  return { format: 'share', formula: `IF(N(${whole})>0,N(${part})/${whole},"")`, value: ratioOf(row, column) ?? '' };
}

function totalCells(table: ReportTable, number: number): SheetCell[] {
  const sums = totalRow(table);
  return table.columns.map((column, index) => {
    if (index === 0) return { format: 'bold', value: 'Cộng' };
    if (column.kind === 'percent') return shareCell(column, sums, number);
    if (!column.isSummed) return null;
    const range = `${letterOf(index)}${HEADER_ROW + 1}:${letterOf(index)}${number - 1}`;
    return { format: 'whole', formula: `IF(COUNT(${range})>0,SUM(${range}),"")`, value: totalOf(table, index) ?? '' };
  });
}
