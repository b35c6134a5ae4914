import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, type CheerioAPI } from 'cheerio';
import { Document, Paragraph, TextRun } from 'docx';
import { layoutDocument, type ParagraphLayout } from 'docx/layout';
import { PAPER_STYLES } from '../../../../src/features/adoption/papers/docx-parts';
import { monthlyReport } from '../../../../src/features/adoption/papers/report-content';
import { placeAndDate, reportDocument, reportDocx } from '../../../../src/features/adoption/papers/report-docx';
import { unzipped } from '../../../support/unzipped';
import { emptyFigures, exampleFigures } from './example-figures';

// The form of Nghị định 30/2020/NĐ-CP, Phụ lục I, rule by rule, read in the document's own XML. Lengths there are twips:
// 56,7 are a millimetre; sizes are half points.

const PLACE = { wardName: 'Phường Ba Đình', signedOn: '2026-12-02' };
const OPEN = { kind: 'open', readAt: new Date('2026-12-02T01:30:00Z') } as const;
const CAUSE = { serviceId: 's', serviceName: 'Đăng ký tạm trú', serviceCode: null, causeId: 'c' };
const STUCK = [
  { ...CAUSE, cause: 'Thiếu giấy tờ', files: 12, unsent: 3 },
  { ...CAUSE, cause: 'SIM không chính chủ', files: 0, unsent: 4 },
];
const report = monthlyReport(exampleFigures(), OPEN, STUCK);

interface Sheet {
  files: Map<string, string>;
  $: CheerioAPI;
  styles: CheerioAPI;
  text: string;
  /** Paragraphs of the first part, outside tables. */
  lines: Line[];
}
interface Line {
  text: string;
  xml: string;
}

const millimetres = (twips: string | undefined) => Number(twips) / 56.693;
const within = (value: number, from: number, to: number) => value >= from - 0.05 && value <= to + 0.05;
const textOf = ($: CheerioAPI, element: Parameters<CheerioAPI>[0]) =>
  $(element as never)
    .find('w\\:t')
    .text();

let sheet: Sheet;
beforeAll(async () => {
  const files = await unzipped(await reportDocx(report, PLACE));
  const xml = (path: string) => load(files.get(path)!, { xml: true });
  const $ = xml('word/document.xml');
  const lines = $('w\\:body > w\\:p')
    .toArray()
    .map((element) => ({ text: textOf($, element), xml: $.xml(element) }));
  sheet = { files, $, styles: xml('word/styles.xml'), text: $('w\\:t').text(), lines };
});

const section = ({ $ }: Sheet, index: number) => $('w\\:sectPr').eq(index);
const margin = (paper: Sheet, side: string, index = 0) =>
  millimetres(section(paper, index).find('w\\:pgMar').attr(`w:${side}`));
const size = (paper: Sheet, side: 'w' | 'h', index = 0) =>
  millimetres(section(paper, index).find('w\\:pgSz').attr(`w:${side}`));
/** The paragraph, in a table or not, whose whole text is this. */
const lineOf = ({ $ }: Sheet, text: string | RegExp) => {
  const found = $('w\\:p')
    .toArray()
    .find((element) => (typeof text === 'string' ? textOf($, element) === text : text.test(textOf($, element))));
  if (!found) throw new Error(`no line ${String(text)}`);
  return $(found);
};
const has = (line: ReturnType<typeof lineOf>, tag: string) =>
  line.find('w\\:r').toArray().length > 0 && line.find(`w\\:r > w\\:rPr > ${tag}`).length >= line.find('w\\:r').length;
const sizeOf = (paper: Sheet, line: ReturnType<typeof lineOf>) =>
  Number(line.find('w\\:rPr > w\\:sz').attr('w:val') ?? bodySize(paper)) / 2;
const bodySize = ({ styles }: Sheet) => styles('w\\:docDefaults w\\:sz').attr('w:val');
const isCentred = (line: ReturnType<typeof lineOf>) => line.find('w\\:jc').attr('w:val') === 'center';
const styleOf = ({ styles }: Sheet, id: string) => styles(`w\\:style[w\\:styleId="${id}"]`);
const place = ({ text }: Sheet, words: string) => text.indexOf(words);
const after = (paper: Sheet, ...words: string[]) =>
  words.every(
    (each, index) => place(paper, each) >= 0 && (index === 0 || place(paper, words[index - 1]!) < place(paper, each)),
  );
/** The rule below a line: the paragraph that follows, empty, with a border above. */
const ruleBelow = (line: ReturnType<typeof lineOf>) => line.next('w\\:p');
const ruleWidth = (line: ReturnType<typeof lineOf>, column: number) => {
  const indent = ruleBelow(line).find('w\\:ind');
  return column - millimetres(indent.attr('w:left')) - millimetres(indent.attr('w:right'));
};
const header = (paper: Sheet, kind: 'first' | 'default') => {
  const id = section(paper, 0).find(`w\\:headerReference[w\\:type="${kind}"]`).attr('r:id');
  const target = load(paper.files.get('word/_rels/document.xml.rels')!, { xml: true })(`Relationship[Id="${id}"]`).attr(
    'Target',
  );
  return load(paper.files.get(`word/${target}`)!, { xml: true });
};
const tables = ({ $ }: Sheet) =>
  $('w\\:tbl')
    .toArray()
    .slice(1)
    .filter((table) => $(table).find('w\\:tblHeader').length > 0);
const charts = ({ files }: Sheet) =>
  [...files].filter(([path]) => /^word\/charts\/chart\d+\.xml$/.test(path)).map(([, xml]) => xml);
const bodyLines = ({ lines }: Sheet) => lines.filter(({ xml }) => xml.includes('w:val="Body"'));

const SUBJECT = report.subject;
const NATION = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM';
const MOTTO = 'Độc lập - Tự do - Hạnh phúc';
const SIGNER = 'TM. ỦY BAN NHÂN DÂN';

const RULES: [rule: string, holds: (paper: Sheet) => boolean][] = [
  ['the paper is 210 mm wide', (p) => within(size(p, 'w'), 210, 210)],
  ['the paper is 297 mm high', (p) => within(size(p, 'h'), 297, 297)],
  ['the paper stands upright', (p) => section(p, 0).find('w\\:pgSz').attr('w:orient') !== 'landscape'],
  ['the top margin is 20–25 mm', (p) => within(margin(p, 'top'), 20, 25)],
  ['the bottom margin is 20–25 mm', (p) => within(margin(p, 'bottom'), 20, 25)],
  ['the left margin is 30–35 mm', (p) => within(margin(p, 'left'), 30, 35)],
  ['the right margin is 15–20 mm', (p) => within(margin(p, 'right'), 15, 20)],
  ['nothing is added for binding', (p) => margin(p, 'gutter') === 0],
  ['all type is Times New Roman', (p) => p.styles('w\\:docDefaults w\\:rFonts').attr('w:ascii') === 'Times New Roman'],
  [
    'no run has another type',
    (p) =>
      [...p.files].every(([path, xml]) =>
        path.startsWith('word/document') || path.startsWith('word/header')
          ? [...xml.matchAll(/w:ascii="([^"]+)"/g)].every(([, font]) => font === 'Times New Roman')
          : true,
      ),
  ],
  ['the type is black', (p) => p.styles('w\\:docDefaults w\\:color').attr('w:val') === '000000'],
  ['no run has another colour', (p) => p.$('w\\:r w\\:color').length === 0],
  ['the language is Vietnamese', (p) => p.styles('w\\:docDefaults w\\:lang').attr('w:val') === 'vi-VN'],
  ['letters are precomposed Unicode', (p) => p.text === p.text.normalize('NFC')],
  ['the nation is named', (p) => p.text.includes(NATION)],
  ['the nation is in capitals', (p) => lineOf(p, NATION).text() === NATION.toLocaleUpperCase('vi')],
  ['the nation is bold', (p) => has(lineOf(p, NATION), 'w\\:b')],
  ['the nation is of 12–13 points', (p) => within(sizeOf(p, lineOf(p, NATION)), 12, 13)],
  ['the nation is centred in its column', (p) => isCentred(lineOf(p, NATION))],
  ['the motto has hyphens between spaces', (p) => p.text.includes(MOTTO)],
  ['the motto stands right below the nation', (p) => lineOf(p, NATION).next('w\\:p').find('w\\:t').text() === MOTTO],
  ['the motto is bold', (p) => has(lineOf(p, MOTTO), 'w\\:b')],
  ['the motto is of 13–14 points', (p) => within(sizeOf(p, lineOf(p, MOTTO)), 13, 14)],
  ['the motto is centred', (p) => isCentred(lineOf(p, MOTTO))],
  [
    'a solid rule is below the motto',
    (p) => ruleBelow(lineOf(p, MOTTO)).find('w\\:pBdr > w\\:top').attr('w:val') === 'single',
  ],
  ['the agency stands left of the nation', (p) => after(p, 'ỦY BAN NHÂN DÂN', 'PHƯỜNG BA ĐÌNH', NATION)],
  ['the agency is in bold capitals', (p) => has(lineOf(p, 'PHƯỜNG BA ĐÌNH'), 'w\\:b')],
  ['the agency is of 12–13 points', (p) => within(sizeOf(p, lineOf(p, 'PHƯỜNG BA ĐÌNH')), 12, 13)],
  ['the agency is centred', (p) => isCentred(lineOf(p, 'PHƯỜNG BA ĐÌNH'))],
  [
    'a solid rule is below the agency',
    (p) => ruleBelow(lineOf(p, 'PHƯỜNG BA ĐÌNH')).find('w\\:pBdr > w\\:top').attr('w:val') === 'single',
  ],
  ['the number is left to be filled in', (p) => lineOf(p, /^Số: /).find('w\\:highlight').length === 1],
  [
    'the symbol is BC of the people’s committee',
    (p) => /^Số: \[số\]\/BC-UBND$/.test(lineOf(p, /^Số: /).find('w\\:t').text()),
  ],
  ['the number is of 13 points or 14', (p) => within(sizeOf(p, lineOf(p, /^Số: /)), 13, 14)],
  [
    'the number is centred below the agency',
    (p) => isCentred(lineOf(p, /^Số: /)) && after(p, 'PHƯỜNG BA ĐÌNH', 'Số: '),
  ],
  ['place and date are written out', (p) => p.text.includes('Ba Đình, ngày 02 tháng 12 năm 2026')],
  ['place and date are italic', (p) => has(lineOf(p, /^Ba Đình, ngày/), 'w\\:i')],
  ['place and date are of 13–14 points', (p) => within(sizeOf(p, lineOf(p, /^Ba Đình, ngày/)), 13, 14)],
  [
    'place and date are centred below the motto',
    (p) => isCentred(lineOf(p, /^Ba Đình, ngày/)) && after(p, MOTTO, 'Ba Đình, ngày'),
  ],
  [
    'the head has no lines between its columns',
    (p) =>
      p
        .$('w\\:tbl')
        .first()
        .find('w\\:tcBorders > *')
        .toArray()
        .every((border) => p.$(border).attr('w:val') === 'none'),
  ],
  ['the kind of paper is BÁO CÁO', (p) => lineOf(p, 'BÁO CÁO').length === 1],
  ['the kind of paper is bold', (p) => has(lineOf(p, 'BÁO CÁO'), 'w\\:b')],
  ['the kind of paper is of 13–14 points', (p) => within(sizeOf(p, lineOf(p, 'BÁO CÁO')), 13, 14)],
  ['the kind of paper is centred', (p) => isCentred(lineOf(p, 'BÁO CÁO'))],
  [
    'the subject stands right below the kind',
    (p) => lineOf(p, 'BÁO CÁO').next('w\\:p').find('w\\:t').text() === SUBJECT,
  ],
  ['the subject is bold and centred', (p) => has(lineOf(p, SUBJECT), 'w\\:b') && isCentred(lineOf(p, SUBJECT))],
  ['the subject is of 13–14 points', (p) => within(sizeOf(p, lineOf(p, SUBJECT)), 13, 14)],
  [
    'a solid rule is below the subject',
    (p) => ruleBelow(lineOf(p, SUBJECT)).find('w\\:pBdr > w\\:top').attr('w:val') === 'single',
  ],
  [
    'the paper says that its month is open',
    (p) => lineOf(p, '(Số liệu tháng chưa chốt, lúc 08:30 02/12/2026)').length === 1,
  ],
  [
    'the grounds stand below the subject',
    (p) => after(p, SUBJECT, 'Căn cứ Quyết định số 06/QĐ-TTg', 'báo cáo kết quả'),
  ],
  [
    'the grounds are italic',
    (p) => p.lines.filter(({ text }) => text.startsWith('Căn cứ')).every(({ xml }) => xml.includes('<w:i/>')),
  ],
  [
    'each ground ends with a semicolon, the last with a full stop',
    (p) =>
      p.lines.filter(({ text }) => text.startsWith('Căn cứ')).every(({ text }) => text.endsWith(';')) &&
      lineOf(p, /căn cứ khác/)
        .find('w\\:t')
        .text()
        .endsWith('].'),
  ],
  ['the body is of 13–14 points', (p) => within(Number(bodySize(p)) / 2, 13, 14)],
  ['the body is justified', (p) => styleOf(p, 'Body').find('w\\:jc').attr('w:val') === 'both'],
  [
    'the first line is indented by 10–12,7 mm',
    (p) => within(millimetres(styleOf(p, 'Body').find('w\\:ind').attr('w:firstLine')), 10, 12.7),
  ],
  [
    'paragraphs are at least 6 points apart',
    (p) => Number(styleOf(p, 'Body').find('w\\:spacing').attr('w:after')) >= 120,
  ],
  [
    'lines are single to one and a half',
    (p) => within(Number(styleOf(p, 'Body').find('w\\:spacing').attr('w:line')) / 240, 1, 1.5),
  ],
  ['every paragraph of the body has that style', (p) => bodyLines(p).length > 12],
  [
    'parts are numbered I, II, III in capitals',
    (p) => after(p, 'I. KẾT QUẢ', 'II. TỒN TẠI, NGUYÊN NHÂN', 'III. KIẾN NGHỊ'),
  ],
  [
    'headings of parts are bold, black and of the body’s size',
    (p) =>
      styleOf(p, 'Heading1').find('w\\:b').length === 1 &&
      styleOf(p, 'Heading1').find('w\\:color').attr('w:val') === '000000' &&
      styleOf(p, 'Heading1').find('w\\:sz').attr('w:val') === '28',
  ],
  [
    'sections are numbered 1. to 4.',
    (p) => after(p, '1. Hoạt động', '2. Người dân', '3. Sau khi dạy', '4. Từ ngày đầu'),
  ],
  [
    'a heading stays with what follows',
    (p) => p.lines.filter(({ xml }) => xml.includes('"Heading1"')).every(({ xml }) => xml.includes('<w:keepNext')),
  ],
  ['no heading is blue or of another type', (p) => !/2E74B5|1F4D78|Calibri/.test(styleOf(p, 'Heading1').toString())],
  [
    'the text ends with ./. right above the signature',
    (p) => p.$('w\\:tbl').eq(1).prev('w\\:p').find('w\\:t').text().endsWith('./.'),
  ],
  ['the recipients stand below the text on the left', (p) => after(p, 'Trên đây là báo cáo', 'Nơi nhận:', SIGNER)],
  [
    '“Nơi nhận:” is of 12 points, bold and italic',
    (p) =>
      sizeOf(p, lineOf(p, 'Nơi nhận:')) === 12 &&
      has(lineOf(p, 'Nơi nhận:'), 'w\\:b') &&
      has(lineOf(p, 'Nơi nhận:'), 'w\\:i'),
  ],
  ['recipients are of 11 points', (p) => sizeOf(p, lineOf(p, /^- Lưu/)) === 11],
  [
    'the last recipient is the archive, with VT, and a full stop',
    (p) =>
      /^- Lưu: VT, .*\.$/.test(
        lineOf(p, /^- Lưu/)
          .find('w\\:t')
          .text(),
      ),
  ],
  [
    'other recipients end with a semicolon',
    (p) =>
      lineOf(p, /^- \[nơi nhận/)
        .find('w\\:t')
        .text()
        .endsWith(';'),
  ],
  ['the chairman signs for the committee', (p) => after(p, SIGNER, 'CHỦ TỊCH', '[Họ và tên]')],
  [
    'the signing office is bold, in capitals, of 13–14 points',
    (p) => has(lineOf(p, SIGNER), 'w\\:b') && within(sizeOf(p, lineOf(p, SIGNER)), 13, 14),
  ],
  [
    'the signer’s post is bold and centred',
    (p) => has(lineOf(p, 'CHỦ TỊCH'), 'w\\:b') && isCentred(lineOf(p, 'CHỦ TỊCH')),
  ],
  [
    'there is room for a signature and a seal',
    (p) => lineOf(p, 'CHỦ TỊCH').nextUntil(lineOf(p, '[Họ và tên]')).length >= 4,
  ],
  [
    'the signer’s name is bold and to be filled in',
    (p) => has(lineOf(p, '[Họ và tên]'), 'w\\:b') && lineOf(p, '[Họ và tên]').find('w\\:highlight').length === 1,
  ],
  [
    'the signature is not torn apart by a page',
    (p) => lineOf(p, SIGNER).closest('w\\:tr').find('w\\:cantSplit').length === 1,
  ],
  [
    'the first page has no number',
    (p) => section(p, 0).find('w\\:titlePg').length === 1 && header(p, 'first')('w\\:instrText').length === 0,
  ],
  ['later pages have a number', (p) => header(p, 'default')('w\\:instrText').text().trim() === 'PAGE'],
  ['the number is in the middle', (p) => header(p, 'default')('w\\:jc').attr('w:val') === 'center'],
  ['the number is of 13–14 points', (p) => within(Number(header(p, 'default')('w\\:sz').attr('w:val')) / 2, 13, 14)],
  ['the number stands in the top margin', (p) => margin(p, 'header') < margin(p, 'top')],
  ['the number is Arabic', (p) => [undefined, 'decimal'].includes(section(p, 0).find('w\\:pgNumType').attr('w:fmt'))],
  ['nothing stands at the foot', (p) => p.$('w\\:footerReference').length === 0],
  ['a table’s head is repeated on every page', (p) => tables(p).length === 6],
  [
    'no row of a table is torn apart',
    (p) => tables(p).every((table) => p.$(table).find('w\\:tr').length === p.$(table).find('w\\:cantSplit').length),
  ],
  [
    'each table of the text has a number and a title',
    (p) => [1, 2, 3, 4, 5].every((each) => p.text.includes(`Bảng ${each}. `)),
  ],
  [
    'a table’s title stays with it',
    (p) =>
      p.lines.filter(({ text }) => /^(Bảng|Biểu đồ) \d/.test(text)).every(({ xml }) => xml.includes('<w:keepNext')),
  ],
  [
    'tables are no wider than the text',
    (p) =>
      tables(p)
        .slice(0, 5)
        .every((table) => millimetres(p.$(table).find('w\\:tblW').attr('w:w')) <= 165.1),
  ],
  [
    'fills are RGB, so that every program draws them',
    (p) =>
      p
        .$('w\\:shd')
        .toArray()
        .every((shade) => /^[0-9A-F]{6}$/.test(p.$(shade).attr('w:fill')!)),
  ],
  ['the charts are Word’s own', (p) => charts(p).length === 3],
  [
    'the charts’ series are filled with RGB',
    (p) => charts(p).every((xml) => /<c:ser>.*?<a:srgbClr val="0E5A66"\/>/s.test(xml)),
  ],
  [
    'the charts keep their numbers, for programs that do not open the workbook',
    (p) => charts(p).every((xml) => xml.includes('<c:numCache>') && xml.includes('<c:strCache>')),
  ],
  [
    'the charts’ numbers are in workbooks inside the paper',
    (p) => [...p.files.keys()].filter((path) => path.startsWith('word/embeddings/')).length === 3,
  ],
  [
    'the charts are described for screen readers',
    (p) =>
      p
        .$('wp\\:docPr')
        .toArray()
        .every((drawing) => p.$(drawing).attr('descr')!.length > 30),
  ],
  [
    'the charts’ type is Times New Roman',
    (p) =>
      charts(p).every((xml) =>
        [...xml.matchAll(/<a:latin typeface="([^"]+)"/g)].every(([, font]) => font === 'Times New Roman'),
      ),
  ],
  ['the annexes are named in the text', (p) => after(p, 'Phụ lục I, từng', 'Phụ lục II kèm theo', SIGNER)],
  ['the annex of tables stands upright', (p) => size(p, 'w', 1) < size(p, 'h', 1)],
  ['the annex of the procedures lies on its side', (p) => size(p, 'w', 2) > size(p, 'h', 2)],
  [
    'the annexes keep the margins',
    (p) => [1, 2].every((each) => within(margin(p, 'left', each), 30, 35) && within(margin(p, 'right', each), 15, 20)),
  ],
  [
    'the annexes are named “Phụ lục” with their number, bold and centred',
    (p) => ['Phụ lục I', 'Phụ lục II'].every((name) => has(lineOf(p, name), 'w\\:b') && isCentred(lineOf(p, name))),
  ],
  [
    'the annex’s title is in bold capitals',
    (p) => has(lineOf(p, '25 DỊCH VỤ CÔNG THIẾT YẾU CỦA ĐỀ ÁN 06, TỪNG THỦ TỤC'), 'w\\:b'),
  ],
  ['the annex says to which report it belongs', (p) => has(lineOf(p, /^\(Kèm theo Báo cáo số/), 'w\\:i')],
  [
    'the annexes’ pages are numbered apart',
    (p) => [1, 2].every((each) => section(p, each).find('w\\:pgNumType').attr('w:start') === '1'),
  ],
  ['the annex’s table fits its page', (p) => millimetres(p.$(tables(p)[5]).find('w\\:tblW').attr('w:w')) <= 252.1],
  [
    'every placeholder is marked',
    (p) =>
      p
        .$('w\\:t')
        .toArray()
        .filter((each) => /^\[.*\]$/.test(p.$(each).text()))
        .every((each) => p.$(each).closest('w\\:r').find('w\\:highlight').length === 1),
  ],
  ['nothing is undefined, not a number or null', (p) => !/undefined|NaN|null|Infinity/.test(p.text)],
  [
    'the document names its maker and its subject',
    (p) => /Báo cáo kết quả.*Ủy ban nhân dân phường Ba Đình/s.test(p.files.get('docProps/core.xml')!),
  ],
  [
    'the part of the head is 165 mm wide, as the text',
    (p) => within(millimetres(p.$('w\\:tbl').first().find('w\\:tblW').attr('w:w')), 164, 165.1),
  ],
];

test.each(RULES)('%s', (_rule, holds) => {
  expect(holds(sheet)).toBe(true);
});

test('at least 60 rules of the form are checked, each with a name of its own', () => {
  expect(new Set(RULES.map(([rule]) => rule)).size).toBe(RULES.length);
  expect(RULES.length).toBeGreaterThanOrEqual(60);
});

test('days below 10 and months below 3 have a leading zero; the place is the ward without its kind', () => {
  expect(placeAndDate({ wardName: 'Phường Ba Đình', signedOn: '2026-02-05' })).toBe(
    'Ba Đình, ngày 05 tháng 02 năm 2026',
  );
  expect(placeAndDate({ wardName: 'Xã Hoài Đức', signedOn: '2026-03-24' })).toBe('Hoài Đức, ngày 24 tháng 3 năm 2026');
});

/** How wide bold type is, in millimetres, as Word sets it. */
function boldWidth(text: string, halfPoints: number): number {
  const line = new Paragraph({ children: [new TextRun({ text, bold: true, size: halfPoints })] });
  const [block] = layoutDocument(new Document({ styles: PAPER_STYLES, sections: [{ children: [line] }] })).pages[0]!
    .body;
  return ((block as ParagraphLayout).lines[0]!.textWidth * 25.4) / 96;
}

test('nation and motto keep to one line of their column', () => {
  const column = millimetres(sheet.$('w\\:tbl').first().find('w\\:gridCol').eq(1).attr('w:w'));
  expect(boldWidth(NATION, 26)).toBeLessThan(column);
  expect(boldWidth(MOTTO, 28)).toBeLessThan(column);
});

test('the rules are as long as the form asks for: the motto’s as the motto, the others a third to a half', () => {
  const [left, right] = [0, 1].map((index) =>
    millimetres(sheet.$('w\\:tbl').first().find('w\\:gridCol').eq(index).attr('w:w')),
  );
  expect(ruleWidth(lineOf(sheet, MOTTO), right!) / boldWidth(MOTTO, 28)).toBeCloseTo(1, 1);
  const agency = ruleWidth(lineOf(sheet, 'PHƯỜNG BA ĐÌNH'), left!) / boldWidth('PHƯỜNG BA ĐÌNH', 26);
  expect(within(agency, 1 / 3, 1 / 2)).toBe(true);
  // The subject takes two lines: they are compared with their mean.
  const subject =
    ruleWidth(lineOf(sheet, SUBJECT), 165) / (boldWidth(SUBJECT.slice(0, 40), 28) * (SUBJECT.length / 80));
  expect(within(subject, 1 / 3, 1 / 2)).toBe(true);
});

test('laid out as Word does, the first page shows no number and the others do', () => {
  const { pages, stoppedAt } = layoutDocument(reportDocument(report, PLACE), { guess: true });
  expect(stoppedAt).toBeUndefined();
  for (const part of [0, 1, 2]) {
    const [first, ...others] = pages.filter(({ section: each }) => each === part).map(({ header: kind }) => kind);
    expect([first, ...new Set(others)]).toEqual(others.length > 0 ? ['first', 'default'] : ['first']);
  }
});

/** The blocks of the pages of the text, without its annexes. */
const textPages = (figures: Parameters<typeof monthlyReport>[0], stuck: typeof STUCK) =>
  layoutDocument(reportDocument(monthlyReport(figures, OPEN, stuck), PLACE), { guess: true }).pages.filter(
    ({ section: part }) => part === 0,
  );

test.each([
  ['an ordinary month', exampleFigures(), STUCK],
  ['an empty month', emptyFigures(), []],
  [
    'a month with many words',
    { ...exampleFigures(), groups: manyGroups() },
    Array.from({ length: 9 }, () => STUCK).flat(),
  ],
])(
  '%s takes at most two pages besides its annexes, and the signature is not alone on one',
  (_month, figures, stuck) => {
    const pages = textPages(figures, stuck);
    expect(pages.length).toBeLessThanOrEqual(2);
    expect(pages.at(-1)!.body.length).toBeGreaterThan(2);
  },
);

function manyGroups() {
  const [group] = exampleFigures().groups;
  return Array.from({ length: 30 }, (_, index) => ({
    ...group!,
    groupId: `${index}`,
    groupName: `Tổ dân phố số ${index}`,
    doorsReached: index === 0 ? 5 : 0,
  }));
}

test('the paper begins with the sentences of the page, and offers causes and tasks to edit', () => {
  const files = { visits: 300, households: 200, residents: 180 };
  const figures = exampleFigures();
  const month = {
    ...figures.month,
    now: { ...figures.month.now, activity: { ...figures.month.now.activity, ...files, files: 60 } },
    before: { ...figures.month.before, activity: { ...figures.month.before.activity, ...files, files: 140 } },
  };
  const { blocks } = monthlyReport({ ...figures, month }, OPEN, STUCK);
  expect(blocks[0]).toMatchObject({ kind: 'paragraph', text: expect.stringMatching(/nộp 60 hồ sơ, giảm 57 % so với/) });
  const offered = blocks.flatMap((block) => (block.kind === 'placeholder' ? [block.text] : []));
  expect(offered).toContain('- Đăng ký tạm trú: thiếu giấy tờ (12 hồ sơ, 3 việc chưa nộp được).');
  expect(offered).toContain('- Dặn trước giấy tờ và các bước của đăng ký tạm trú, hay vướng “thiếu giấy tờ”.');
  const text = '[Văn phòng sửa, điền: nguyên nhân; số ở các dòng trên theo sổ lúc in]';
  expect(blocks).toContainEqual({ kind: 'placeholder', text });
});

test('no number is parted from its sign or unit at the end of a line', () => {
  expect(sheet.text).not.toMatch(/\d %/);
  expect(sheet.text).toMatch(/\d\u00a0%/);
});

test('an empty month has a paper too, and it claims nothing', async () => {
  const files = await unzipped(await reportDocx(monthlyReport(emptyFigures(), OPEN, []), PLACE));
  const text = load(files.get('word/document.xml')!, { xml: true })('w\\:t').text();
  expect(text).toContain('trong tháng chưa ghi lượt thăm nào');
  expect(text).toContain('Số liệu chưa cho thấy');
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
});

test('a closed month says its revision, when and by whom it was closed', () => {
  const closed = {
    kind: 'closed',
    revision: 2,
    closedAt: new Date('2026-12-03T02:00:00Z'),
    closedBy: 'Trần Thị Bích',
  } as const;
  expect(monthlyReport(exampleFigures(), closed, []).state).toBe(
    'Số liệu đã chốt, bản 2, lúc 09:00 03/12/2026, người chốt: Trần Thị Bích',
  );
});

const soffice = (process.env.PATH ?? '')
  .split(':')
  .map((folder) => join(folder, 'soffice'))
  .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());

// LibreOffice is no part of the project: where a machine has it, the paper must open in it.
if (soffice)
  test('LibreOffice converts the report to PDF', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paper-'));
    writeFileSync(join(folder, 'paper.docx'), await reportDocx(report, PLACE));
    execFileSync(soffice, ['--headless', '--convert-to', 'pdf', '--outdir', folder, join(folder, 'paper.docx')], {
      timeout: 120_000,
    });
    expect(readdirSync(folder)).toContain('paper.pdf');
  }, 150_000);

test('every sentence begins with a capital letter', () => {
  for (const figures of [exampleFigures(), emptyFigures(), { ...exampleFigures(), firstUse: '2026-06-28' }])
    for (const block of monthlyReport(figures, OPEN, STUCK).blocks)
      if (block.kind === 'paragraph') expect(block.text).not.toMatch(/(?:^(?:- )?|[.!?] )\p{Ll}/u);
});
