import {
  AlignmentType,
  BorderStyle,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlign,
  WidthType,
} from 'docx';
import { ChartRun } from 'docx/charts';
import { BLACK, centred, FONT, LANDSCAPE_WIDTH, line, SIZE, TEXT_WIDTH } from './docx-parts';
import type { ReportChart } from './report-content';
import { printedCell, totalRow, type ReportTable } from './report-tables';

// The tables and charts of a paper, with their captions.

const HAIRLINE = { style: BorderStyle.SINGLE, size: 4, color: BLACK };
const BAR = '0E5A66';

/** A table with its caption above and its notes below. The head is repeated on every page; no row breaks across pages. */
export function tableBlock(table: ReportTable, caption: string, isAnnex = false): (Paragraph | Table)[] {
  const width = isAnnex ? LANDSCAPE_WIDTH : TEXT_WIDTH;
  const size = isAnnex ? SIZE.annexTable : SIZE.table;
  const characters = table.columns.reduce((sum, column) => sum + column.width, 0);
  const widths = table.columns.map((column) => Math.floor((width * column.width) / characters));
  const cellOf = (text: string, index: number, { isHead = false, isTotal = false } = {}) => {
    const alignment = table.columns[index]!.kind === 'text' ? AlignmentType.LEFT : AlignmentType.RIGHT;
    return new TableCell({
      width: { size: widths[index]!, type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      margins: { left: 60, right: 60, top: 20, bottom: 20 },
      ...(isHead && { shading: { fill: 'EFEFEF' } }),
      children: [
        line([{ text, size, bold: isHead || isTotal }], { alignment: isHead ? AlignmentType.CENTER : alignment }),
      ],
    });
  };
  const rowOf = (cells: readonly string[], kind: { isHead?: boolean; isTotal?: boolean } = {}) =>
    new TableRow({
      cantSplit: true,
      tableHeader: kind.isHead ?? false,
      children: cells.map((text, index) => cellOf(text, index, kind)),
    });
  const printed = (row: readonly (string | number | null)[]) =>
    table.columns.map((_, index) => printedCell(row, table.columns, index));
  const total = totalRow(table);
  return [
    ...(caption ? [captionAbove(caption)] : []),
    new Table({
      width: { size: widths.reduce((sum, each) => sum + each, 0), type: WidthType.DXA },
      columnWidths: widths,
      layout: TableLayoutType.FIXED,
      borders: {
        top: HAIRLINE,
        bottom: HAIRLINE,
        left: HAIRLINE,
        right: HAIRLINE,
        insideHorizontal: HAIRLINE,
        insideVertical: HAIRLINE,
      },
      rows: [
        rowOf(
          table.columns.map(({ label }) => label),
          { isHead: true },
        ),
        ...table.rows.map((row) => rowOf(printed(row))),
        ...(table.hasTotal ? [rowOf(totalCells(printed(total), table), { isTotal: true })] : []),
      ],
    }),
    ...table.notes.map((note) =>
      line([{ text: note, italics: true, size: SIZE.note }], {
        alignment: AlignmentType.BOTH,
        spacing: { before: 60, after: 60 },
      }),
    ),
  ];
}

/** A column that does not add up stays empty in the row of sums. */
const totalCells = (cells: readonly string[], { columns: given }: ReportTable) =>
  cells.map((cell, index) => (index > 0 && given[index]!.kind === 'number' && !given[index]!.isSummed ? '' : cell));

const captionAbove = (caption: string) =>
  centred([{ text: caption, bold: true, size: SIZE.table }], { keepNext: true, spacing: { before: 120, after: 60 } });

/** A chart of Word's own, with its numbers in a workbook inside the paper, and described in words for screen readers. */
export function chartBlock({ kind, title, unit, categories, values }: ReportChart, caption: string): Paragraph[] {
  const common = {
    categories: [...categories],
    legend: false,
    font: { name: FONT, color: BLACK },
    chartArea: { fill: 'FFFFFF', border: 'none' },
    altText: {
      name: caption,
      description: `${title}. ${categories.map((category, index) => `${category}: ${values[index]} ${unit}`).join('; ')}.`,
    },
  } as const;
  const lastLabel = { value: true, position: 'above' } as const;
  const run =
    kind === 'bar'
      ? new ChartRun({
          ...common,
          type: 'bar',
          gapWidth: 60,
          series: [{ name: title, values: [...values], color: BAR }],
          dataLabels: { value: true, numberFormat: '#,##0' },
          categoryAxis: { reverseOrder: true },
          valueAxis: { visible: false, gridlines: false, minimum: 0 },
          transformation: { width: 600, height: 70 + 24 * categories.length },
        })
      : new ChartRun({
          ...common,
          type: 'line',
          series: [
            {
              name: title,
              values: [...values],
              color: BAR,
              pointLabels: values.map((_, index) => (index === values.length - 1 ? lastLabel : undefined)),
            },
          ],
          valueAxis: { title: unit, minimum: 0 },
          transformation: { width: 600, height: 260 },
        });
  return [captionAbove(caption), new Paragraph({ alignment: AlignmentType.CENTER, children: [run] })];
}
