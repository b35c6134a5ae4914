import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  Header,
  HeadingLevel,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
  type IParagraphOptions,
  type ISectionOptions,
  type IStylesOptions,
} from 'docx';

// The parts of an administrative paper in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I: page, margins, type, the head
// with the national name and the signature. Lengths are twips (1/20 point), sizes half points, unless they say so.

export const FONT = 'Times New Roman';
export const BLACK = '000000';

/** Sizes in half points. */
export const SIZE = {
  nation: 26,
  motto: 28,
  agency: 26,
  body: 28,
  table: 24,
  annexTable: 22,
  recipientsHead: 24,
  recipients: 22,
  note: 24,
};

const mm = (millimetres: number) => convertMillimetersToTwip(millimetres);
const MARGIN = { top: mm(20), bottom: mm(20), left: mm(30), right: mm(15), header: mm(10), footer: mm(10) };
const A4 = { width: mm(210), height: mm(297) };
export const TEXT_WIDTH = A4.width - MARGIN.left - MARGIN.right;
export const LANDSCAPE_WIDTH = A4.height - MARGIN.left - MARGIN.right;
const HEAD_WIDTHS = [mm(62), TEXT_WIDTH - mm(62)] as const;

const NO_BORDER = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const NO_BORDERS = { top: NO_BORDER, bottom: NO_BORDER, left: NO_BORDER, right: NO_BORDER };

export const PAPER_STYLES: IStylesOptions = {
  default: {
    document: {
      run: { font: FONT, size: SIZE.body, color: BLACK, language: { value: 'vi-VN' } },
      paragraph: { spacing: { before: 0, after: 0, line: 240 } },
    },
    heading1: {
      run: { font: FONT, size: SIZE.body, bold: true, color: BLACK },
      paragraph: { spacing: { before: 120, after: 120 }, indent: { firstLine: mm(12.7) } },
    },
  },
  paragraphStyles: [
    {
      id: 'Body',
      name: 'Noi dung',
      basedOn: 'Normal',
      paragraph: {
        alignment: AlignmentType.BOTH,
        indent: { firstLine: mm(12.7) },
        spacing: { before: 0, after: 120, line: 276 },
      },
    },
  ],
};

type Run = string | { text: string; bold?: boolean; italics?: boolean; size?: number; isPlaceholder?: boolean };

/** A number keeps to its sign and its unit at the end of a line: '95 %', '12 người'. */
const unbroken = (text: string) => text.replace(/(\d) (?=%|người|hộ|cửa|hồ sơ|lượt|giờ|điểm)/g, '$1\u00a0');

/** Placeholders are marked, so that the chairman does not sign a paper that still has one. */
const runOf = (run: Run): TextRun => {
  const { isPlaceholder, text, ...given } = typeof run === 'string' ? { text: run, isPlaceholder: false } : run;
  return new TextRun({ ...given, text: unbroken(text), highlight: isPlaceholder ? 'yellow' : undefined });
};

export const line = (runs: readonly Run[], options: IParagraphOptions = {}) =>
  new Paragraph({ ...options, children: runs.map(runOf) });
export const centred = (runs: readonly Run[], options: IParagraphOptions = {}) =>
  line(runs, { alignment: AlignmentType.CENTER, ...options });

export const bodyParagraph = (runs: readonly Run[], options: IParagraphOptions = {}) =>
  line(runs, { style: 'Body', ...options });
export const partHeading = (text: string) => new Paragraph({ heading: HeadingLevel.HEADING_1, keepNext: true, text });

/** Roughly how wide bold type is, in twips: enough for a rule of a third to a half of its length. */
function boldWidth(text: string, halfPoints: number): number {
  const ems = [...text].reduce((sum, letter) => {
    if (letter === ' ') return sum + 0.25;
    return sum + (letter === letter.toLowerCase() ? 0.51 : 0.71);
  }, 0);
  return ems * halfPoints * 10;
}

/** A solid rule, centred in a column of the page: an empty paragraph with a border, indented on both sides. */
function rule(length: number, within: number): Paragraph {
  const indent = Math.max(0, Math.round((within - length) / 2));
  return new Paragraph({
    indent: { left: indent, right: indent },
    border: { top: { style: BorderStyle.SINGLE, size: 6, space: 1, color: BLACK } },
    spacing: { before: 40, line: 120, lineRule: 'exact' },
  });
}

const MOTTO = 'Độc lập - Tự do - Hạnh phúc';
/** How long the motto is in bold type of 14 points. The rule below it is as long. */
const MOTTO_WIDTH = mm(60);

/** Two columns without borders: the head and the signature stand in them. */
const columns = (widths: readonly [number, number], cells: readonly [Paragraph[], Paragraph[]]): Table =>
  new Table({
    width: { size: widths[0] + widths[1], type: WidthType.DXA },
    columnWidths: [...widths],
    layout: TableLayoutType.FIXED,
    borders: { ...NO_BORDERS, insideHorizontal: NO_BORDER, insideVertical: NO_BORDER },
    margins: { left: 0, right: 0 },
    rows: [
      new TableRow({
        cantSplit: true,
        children: cells.map(
          (children, index) =>
            new TableCell({
              borders: NO_BORDERS,
              width: { size: widths[index]!, type: WidthType.DXA },
              verticalAlign: VerticalAlign.TOP,
              children,
            }),
        ),
      }),
    ],
  });

const NUMBER: Run = { text: '[số]', isPlaceholder: true };
const UNIT: Run = { text: '[đơn vị soạn]', isPlaceholder: true };

/** The head of the first page: agency, number and subject of a letter (`about`) on the left, nation, motto, place and date on the right. */
export function paperHead(given: { wardName: string; placeAndDate: string; about?: string }): Table {
  const ward = given.wardName.toLocaleUpperCase('vi');
  const [left, right] = HEAD_WIDTHS;
  const agency = (text: string) => centred([{ text, bold: true, size: SIZE.agency }]);
  const ruleLength = Math.min(boldWidth(ward, SIZE.agency), left) * 0.42;
  return columns(HEAD_WIDTHS, [
    [
      agency('ỦY BAN NHÂN DÂN'),
      agency(ward),
      rule(ruleLength, left),
      ...(given.about === undefined
        ? [centred(['Số: ', NUMBER, '/BC-UBND'], { spacing: { before: 60 } })]
        : [
            centred(['Số: ', NUMBER, '/UBND-', UNIT], { spacing: { before: 60 } }),
            centred([{ text: given.about, size: SIZE.note }], { spacing: { before: 60 } }),
          ]),
    ],
    [
      centred([{ text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold: true, size: SIZE.nation }]),
      centred([{ text: MOTTO, bold: true, size: SIZE.motto }]),
      rule(MOTTO_WIDTH, right),
      centred([{ text: given.placeAndDate, italics: true }], { spacing: { before: 60 } }),
    ],
  ]);
}

/** The kind of paper, its subject with a rule below, and what its figures are. */
export function paperTitle(given: { kind: string; subject: string; state: string }): Paragraph[] {
  const lines = Math.ceil(boldWidth(given.subject, SIZE.body) / TEXT_WIDTH);
  return [
    centred([{ text: given.kind, bold: true, size: SIZE.body }], { spacing: { before: 360 } }),
    centred([{ text: given.subject, bold: true }]),
    rule((boldWidth(given.subject, SIZE.body) / lines) * 0.4, TEXT_WIDTH),
    centred([{ text: `(${given.state})`, italics: true, size: SIZE.note }], { spacing: { before: 60, after: 120 } }),
  ];
}

/** Recipients on the left; office, room for the signature and name on the right. */
export function signatureBlock(recipient: Run = { text: '[nơi nhận báo cáo]', isPlaceholder: true }): Table {
  const half = TEXT_WIDTH / 2;
  const signer = (text: string, isPlaceholder = false) => centred([{ text, bold: true, isPlaceholder }]);
  return columns(
    [half, half],
    [
      [
        line([{ text: 'Nơi nhận:', bold: true, italics: true, size: SIZE.recipientsHead }]),
        line(['- ', recipient, ';'].map(inSize(SIZE.recipients))),
        line(['- Lưu: VT, ', UNIT, '.'].map(inSize(SIZE.recipients))),
      ],
      [
        signer('TM. ỦY BAN NHÂN DÂN'),
        signer('CHỦ TỊCH'),
        ...Array.from({ length: 4 }, () => centred([''])),
        signer('[Họ và tên]', true),
      ],
    ],
  );
}

const inSize =
  (size: number) =>
  (run: Run): Run => ({ ...(typeof run === 'string' ? { text: run } : run), size });

export const annexHead = (given: { name: string; title: string; report: string }): Paragraph[] => [
  centred([{ text: given.name, bold: true }]),
  centred([{ text: given.title.toLocaleUpperCase('vi'), bold: true }]),
  centred([{ text: `(${given.report})`, italics: true }], { spacing: { after: 120 } }),
];

/** The page number in the middle of the top margin; the first page has none. */
const numberedHeaders = () => ({
  first: new Header({ children: [new Paragraph({})] }),
  default: new Header({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [new TextRun({ children: [PageNumber.CURRENT], size: SIZE.body })],
      }),
    ],
  }),
});

/** A part of the paper on A4 with its own page numbers: upright, or on its side for a wide table. */
export const paperSection = (children: ISectionOptions['children'], isLandscape = false): ISectionOptions => ({
  properties: {
    titlePage: true,
    page: {
      size: { ...A4, orientation: isLandscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
      margin: MARGIN,
      pageNumbers: { start: 1 },
    },
  },
  headers: numberedHeaders(),
  children,
});
