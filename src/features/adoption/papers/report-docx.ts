import {
  AlignmentType,
  BorderStyle,
  Document,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { LocalDate } from '../../../shared/dates';
import { uncapitalise } from '../../../shared/vietnamese-text';
import {
  annexHead,
  BLACK,
  bodyParagraph,
  centred,
  FONT,
  LANDSCAPE_WIDTH,
  line,
  PAPER_STYLES,
  paperHead,
  paperSection,
  paperTitle,
  partHeading,
  signatureBlock,
  SIZE,
  TEXT_WIDTH,
} from './docx-parts';
import { type MonthlyReport, monthText, type ReportBlock, type ReportChart } from './report-content';
import { ChartRun } from 'docx/charts';
import { printedCell, type ReportTable, totalRow } from './report-tables';

export interface PaperPlace {
  /** 'Phường Ba Đình'. */
  wardName: string;
  /** The day that stands in the head of the paper. */
  signedOn: LocalDate;
}

/** 'Ba Đình, ngày 05 tháng 11 năm 2026': days below 10 and months below 3 have a leading zero. */
export function placeAndDate({ wardName, signedOn }: PaperPlace): string {
  const place = wardName.replace(/^(?:phường|xã|đặc khu)\s+/iu, '');
  return `${place}, ngày ${signedOn.slice(8, 10)} ${monthText(signedOn)}`;
}

/** The report as a Word document in the form of Nghị định 30/2020/NĐ-CP. */
export function reportDocument(report: MonthlyReport, place: PaperPlace): Document {
  const agency = `Ủy ban nhân dân ${uncapitalise(place.wardName)}`;
  const belongsTo = `Kèm theo Báo cáo số ....../BC-UBND ngày ...... tháng ...... năm ...... của ${agency}; ${uncapitalise(report.state)}`;
  return new Document({
    title: `Báo cáo ${uncapitalise(report.subject)}`,
    subject: report.state,
    creator: agency,
    lastModifiedBy: agency,
    styles: PAPER_STYLES,
    sections: [
      paperSection([
        paperHead({ wardName: place.wardName, placeAndDate: placeAndDate(place) }),
        ...paperTitle({ kind: 'BÁO CÁO', subject: report.subject, state: report.state }),
        ...groundsOf(report),
        bodyParagraph([report.opening]),
        ...bodyOf(report.blocks),
        bodyParagraph([`Trên đây là báo cáo kết quả hoạt động ${report.month} của ${agency}./.`], { keepNext: true }),
        signatureBlock(),
      ]),
      paperSection([...annexHead({ name: 'Phụ lục I', title: 'Số liệu', report: belongsTo }), ...bodyOf(report.annex)]),
      paperSection(
        [
          ...annexHead({ name: 'Phụ lục II', title: report.essential.title, report: belongsTo }),
          ...tableBlock(report.essential, '', true),
        ],
        true,
      ),
    ],
  });
}

/** The bytes of the document. */
export const reportDocx = (report: MonthlyReport, place: PaperPlace): Promise<Buffer> =>
  Packer.toBuffer(reportDocument(report, place));

/** The known grounds, and room for the ward's own. */
const groundsOf = ({ grounds }: MonthlyReport): Paragraph[] => [
  ...grounds.map((ground) => bodyParagraph([{ text: `${ground};`, italics: true }])),
  bodyParagraph([
    { text: '[Văn phòng điền: căn cứ khác của thành phố, của phường]', italics: true, isPlaceholder: true },
    { text: '.', italics: true },
  ]),
];

/** Tables and charts are numbered in their order. */
function bodyOf(blocks: readonly ReportBlock[]): (Paragraph | Table)[] {
  const numbers = { table: 0, chart: 0 };
  return blocks.flatMap((block, index): (Paragraph | Table)[] => {
    switch (block.kind) {
      case 'part':
        return [partHeading(block.text)];
      case 'paragraph':
        return [bodyParagraph([block.text])];
      case 'placeholder':
        return [bodyParagraph([{ text: block.text, isPlaceholder: true }], { keepNext: index === blocks.length - 1 })];
      case 'table':
        numbers.table += 1;
        return tableBlock(block.table, `Bảng ${numbers.table}. ${block.table.title}`);
      case 'chart':
        numbers.chart += 1;
        return chartBlock(block.chart, `Biểu đồ ${numbers.chart}. ${block.chart.title} (${block.chart.unit})`);
    }
  });
}

// ------------------------------------------------------------ tables

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
function chartBlock({ kind, title, unit, categories, values }: ReportChart, caption: string): Paragraph[] {
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
