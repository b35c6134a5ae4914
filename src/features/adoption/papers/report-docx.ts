import { Document, Packer, type Paragraph, type Table } from 'docx';
import type { LocalDate } from '../../../shared/dates';
import { uncapitalise } from '../../../shared/vietnamese-text';
import {
  annexHead,
  bodyParagraph,
  paperHead,
  paperSection,
  PAPER_STYLES,
  paperTitle,
  partHeading,
  sectionHeading,
  signatureBlock,
} from './docx-parts';
import { chartBlock, tableBlock } from './docx-tables';
import { monthText, type MonthlyReport, type ReportBlock } from './report-content';

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
        bodyParagraph([`Trên đây là báo cáo kết quả hoạt động ${report.month} của ${agency}./.`]),
        signatureBlock(),
      ]),
      paperSection(
        [
          ...annexHead({
            title: report.annex.title,
            report: `Kèm theo Báo cáo số ....../BC-UBND ngày ...... tháng ...... năm ...... của ${agency}; ${uncapitalise(report.state)}`,
          }),
          ...tableBlock(report.annex, '', true),
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
function groundsOf({ grounds }: MonthlyReport): Paragraph[] {
  return [
    ...grounds.map((ground) => bodyParagraph([{ text: `${ground};`, italics: true }])),
    bodyParagraph([
      { text: '[Văn phòng điền: căn cứ khác của thành phố, của phường]', italics: true, isPlaceholder: true },
      { text: '.', italics: true },
    ]),
  ];
}

/** Tables and charts are numbered in their order. */
function bodyOf(blocks: readonly ReportBlock[]): (Paragraph | Table)[] {
  const numbers = { table: 0, chart: 0 };
  return blocks.flatMap((block): (Paragraph | Table)[] => {
    switch (block.kind) {
      case 'part':
        return [partHeading(block.text)];
      case 'section':
        return [sectionHeading(block.text)];
      case 'paragraph':
        return [bodyParagraph([block.text])];
      case 'placeholder':
        return [bodyParagraph([{ text: block.text, isPlaceholder: true }])];
      case 'table':
        numbers.table += 1;
        return tableBlock(block.table, `Bảng ${numbers.table}. ${block.table.title}`);
      case 'chart':
        numbers.chart += 1;
        return chartBlock(block.chart, `Biểu đồ ${numbers.chart}. ${block.chart.title} (${block.chart.unit})`);
    }
  });
}
