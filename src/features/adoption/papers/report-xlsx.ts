import writeExcelFile, { type Cell, type Feature, type Row, type Sheet } from 'write-excel-file/node';
import { ratioOf, totalOf, totalRow, type ReportTable, type TableColumn } from './report-tables';

// The tables of the report as a workbook, one a sheet: numbers are numbers, shares and sums are formulas that keep their
// result, so that programs which do not compute show it too.

const FONT = { fontFamily: 'Times New Roman', fontSize: 12 } as const;
/** Title, two lines about the figures and an empty one come before the header. */
const HEADER_ROW = 5;

interface Formula {
  formula: string;
  /** What the formula gives; '' where there is nothing to divide by or to add. */
  result: number | '';
}

/** What the library may put into a workbook; it exports no name for it. */
type FileContent = Parameters<typeof writeExcelFile>[0] extends Sheet<infer Content>[] ? Content : never;

/** Addresses with the results of the formulas there: 'B9' → 61. */
type Results = Map<string, number | ''>;

/** @param about lines about the figures: ward and month, and whether the month is closed. */
export async function reportXlsx(
  tables: readonly ReportTable[],
  about: readonly [wardAndMonth: string, state: string],
): Promise<Buffer> {
  const results = tables.map((): Results => new Map());
  const sheets = tables.map((table, index): Sheet<FileContent> => ({
    sheet: table.name,
    data: sheetRows(table, about, results[index]!),
    columns: table.columns.map(({ width }) => ({ width: Math.max(width, 10) })),
    stickyRowsCount: HEADER_ROW,
    orientation: 'landscape',
  }));
  return writeExcelFile(sheets, { ...FONT, features: [keepResults(results)] }).toBuffer();
}

function sheetRows(table: ReportTable, about: readonly string[], results: Results): Row[] {
  const { columns, rows, title, notes } = table;
  const place = (cells: readonly (Cell | Formula)[], row: number): Row =>
    cells.map((cell, index) => {
      if (!isFormula(cell)) return cell;
      results.set(`${letterOf(index)}${row}`, cell.result);
      const isShare = columns[index]!.kind === 'percent';
      return { type: 'Formula', value: cell.formula, format: isShare ? '0.0%' : '#,##0', align: 'right' };
    });
  const body = rows.map((row, index) => {
    const number = HEADER_ROW + 1 + index;
    return place(
      columns.map((column, at) => cellOf(column, row[at] ?? null, shareFormula(column, row, number))),
      number,
    );
  });
  const totalAt = HEADER_ROW + 1 + rows.length;
  return [
    [words(title, true)],
    ...about.map((line) => [words(line)]),
    [],
    columns.map(({ label }) => ({ ...words(label, true), backgroundColor: '#DCEBEC', wrap: true, align: 'center' })),
    ...body,
    ...(table.hasTotal && rows.length > 0 ? [place(totalCells(table, totalAt), totalAt)] : []),
    [],
    ...notes.map((note) => [words(note)]),
  ];
}

const isFormula = (cell: Cell | Formula): cell is Formula =>
  typeof cell === 'object' && cell !== null && 'formula' in cell;

/** Text stays text, whatever it begins with. */
const words = (value: string, isBold = false): Cell & object => ({
  value,
  type: String,
  format: '@',
  ...(isBold && { fontWeight: 'bold' }),
});

function cellOf({ kind }: TableColumn, value: string | number | null, share: Formula | null): Cell | Formula {
  if (kind === 'percent') return share;
  if (typeof value === 'number') return { value, type: Number, format: '#,##0' };
  return value ? { ...words(value), wrap: true } : null;
}

function shareFormula(column: TableColumn, row: readonly (string | number | null)[], number: number): Formula | null {
  if (!column.of) return null;
  const [part, whole] = column.of.map((index) => `${letterOf(index)}${number}`);
  return { formula: `IF(N(${whole})>0,N(${part})/${whole},"")`, result: ratioOf(row, column) ?? '' };
}

function totalCells(table: ReportTable, number: number): (Cell | Formula)[] {
  const sums = totalRow(table);
  return table.columns.map((column, index) => {
    if (index === 0) return words('Cộng', true);
    if (column.kind === 'percent') return shareFormula(column, sums, number);
    if (!column.isSummed) return null;
    const range = `${letterOf(index)}${HEADER_ROW + 1}:${letterOf(index)}${number - 1}`;
    return { formula: `IF(COUNT(${range})>0,SUM(${range}),"")`, result: totalOf(table, index) ?? '' };
  });
}

/** 0 → 'A'. No table has more than 26 columns. */
const letterOf = (index: number) => String.fromCharCode(65 + index);

/** The library writes formulas without their results: this adds them. */
function keepResults(results: readonly Results[]): Feature<FileContent> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _options, { sheetIndex }) =>
            xml.replace(
              /<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*<\/f>)<\/c>/g,
              (whole, address: string, attributes, formula) => {
                const result = results[sheetIndex]!.get(address);
                if (result === undefined) return whole;
                const type = result === '' ? ' t="str"' : '';
                return `<c r="${address}"${attributes}${type}>${formula}<v>${result}</v></c>`;
              },
            ),
        },
      },
    },
  };
}
