import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { formatDate } from './dates';
import { withoutControls } from './vietnamese-text';
import { headerRowOf, serialDayOf, type Cell, type CellBatches, type ListFile } from './list-file';

// A workbook of one sheet, written row by row while the rows are read: docs/adr/0010 explains why no library is used.
// Every text is a text cell in the format "Text", so that nothing becomes a formula, a number or a date by accident,
// even if the reader edits the cell later.

const SHEET = 'Danh sách';

/** The content type of a workbook in a response. */
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Indexes of the cell formats in STYLES. */
const STYLE = {
  title: 1,
  about: 2,
  header: 3,
  text: 4,
  wrapped: 5,
  date: 6,
  number: 7,
  headerNumber: 8,
  decimal: 9,
} as const;

/** The bytes of the workbook. The stream fails if reading the rows fails; destroying it ends the reading. */
export function xlsxFile(file: ListFile, batches: CellBatches): Readable {
  const zip = new ZipFile();
  const options = { mtime: file.madeAt, compressionLevel: 5 };
  const add = (path: string, xml: string) => zip.addBuffer(Buffer.from(xml), path, options);
  add('[Content_Types].xml', CONTENT_TYPES);
  add('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']]));
  add('xl/workbook.xml', workbook(file));
  add(
    'xl/_rels/workbook.xml.rels',
    relations([
      ['worksheet', 'worksheets/sheet1.xml'],
      ['styles', 'styles.xml'],
    ]),
  );
  add('xl/styles.xml', STYLES);
  const sheet = Readable.from(sheetXml(file, batches), { objectMode: false });
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml', options);
  zip.end();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  sheet.on('error', (error) => output.destroy(error));
  output.on('close', () => sheet.destroy());
  return output;
}

async function* sheetXml(file: ListFile, batches: CellBatches): AsyncGenerator<Buffer> {
  const { title, about, columns } = file;
  const headerRow = headerRowOf(file);
  yield Buffer.from(
    [
      XML,
      `<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`,
      `<sheetViews><sheetView workbookViewId="0" tabSelected="1"><pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`,
      `<cols>${columns.map(({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width + 1}" customWidth="1"/>`).join('')}</cols><sheetData>`,
      row(1, [textCell('A1', title, STYLE.title)]),
      ...about.map((line, index) => row(index + 2, [textCell(`A${index + 2}`, line, STYLE.about)])),
      row(
        headerRow,
        columns.map(({ label, isNumber }, index) =>
          textCell(`${letterOf(index)}${headerRow}`, label, isNumber ? STYLE.headerNumber : STYLE.header),
        ),
      ),
    ].join(''),
  );
  let number = headerRow;
  for await (const batch of batches) {
    const rows = batch.map((cells) => {
      number += 1;
      return row(
        number,
        cells.map((cell, index) => cellXml(`${letterOf(index)}${number}`, cell, columns[index]!.wraps)),
      );
    });
    yield Buffer.from(rows.join(''));
  }
  yield Buffer.from(
    [
      `</sheetData><autoFilter ref="${filterRange(file, '')}"/>`,
      `<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>`,
    ].join(''),
  );
}

function row(number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.join('')}</row>`;
}

function cellXml(reference: string, cell: Cell, wraps: boolean): string {
  switch (cell.kind) {
    case 'text':
    case 'phone':
      return cell.value === '' ? '' : textCell(reference, cell.value, wraps ? STYLE.wrapped : STYLE.text);
    case 'number':
      return `<c r="${reference}" s="${cell.decimals ? STYLE.decimal : STYLE.number}"><v>${cell.value}</v></c>`;
    case 'date': {
      const serial = serialDayOf(cell.value);
      return serial === null
        ? textCell(reference, formatDate(cell.value), STYLE.text)
        : `<c r="${reference}" s="${STYLE.date}"><v>${serial}</v></c>`;
    }
  }
}

function textCell(reference: string, text: string, style: number): string {
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

/** Drops characters that XML cannot represent. */
function escapeXml(text: string): string {
  return withoutControls(text)
    .replace(/\r\n?/g, '\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** 0 → 'A', 26 → 'AA'. */
function letterOf(index: number): string {
  return (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

function filterRange(file: ListFile, dollar: '$' | ''): string {
  const last = letterOf(file.columns.length - 1);
  const first = headerRowOf(file);
  return `${dollar}A${dollar}${first}:${dollar}${last}${dollar}${first + file.rowCount}`;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

const CONTENT_TYPES =
  `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
  '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>' +
  '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' +
  '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>';

function relations(targets: readonly (readonly [kind: string, target: string])[]): string {
  const entries = targets.map(
    ([kind, target], index) => `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${entries.join('')}</Relationships>`;
}

/** The header is repeated on every printed page. */
function workbook(file: ListFile): string {
  const headerRow = headerRowOf(file);
  return (
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${SHEET}" sheetId="1" r:id="rId1"/></sheets><definedNames>` +
    `<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'${SHEET}'!${filterRange(file, '$')}</definedName>` +
    `<definedName name="_xlnm.Print_Titles" localSheetId="0">'${SHEET}'!$${headerRow}:$${headerRow}</definedName></definedNames></workbook>`
  );
}

const TEXT_FORMAT = 49;
const DATE_FORMAT = 164;
const xf = (attributes: string, alignment = 'vertical="top"') =>
  `<xf borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1" ${attributes}><alignment ${alignment}/></xf>`;

const STYLES =
  `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="${DATE_FORMAT}" formatCode="dd/mm/yyyy"/></numFmts>` +
  '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="14"/><name val="Calibri"/></font></fonts>' +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFDCEBEC"/><bgColor indexed="64"/></patternFill></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="10">${[
    xf('numFmtId="0" fontId="0" fillId="0"'),
    xf(`numFmtId="${TEXT_FORMAT}" fontId="2" fillId="0"`),
    xf(`numFmtId="${TEXT_FORMAT}" fontId="0" fillId="0"`),
    xf(`numFmtId="${TEXT_FORMAT}" fontId="1" fillId="2"`, 'vertical="top" wrapText="1"'),
    xf(`numFmtId="${TEXT_FORMAT}" fontId="0" fillId="0"`),
    xf(`numFmtId="${TEXT_FORMAT}" fontId="0" fillId="0"`, 'vertical="top" wrapText="1"'),
    xf(`numFmtId="${DATE_FORMAT}" fontId="0" fillId="0"`, 'vertical="top" horizontal="left"'),
    xf('numFmtId="3" fontId="0" fillId="0"', 'vertical="top" horizontal="right"'),
    xf(`numFmtId="${TEXT_FORMAT}" fontId="1" fillId="2"`, 'vertical="top" horizontal="right" wrapText="1"'),
    xf('numFmtId="4" fontId="0" fillId="0"', 'vertical="top" horizontal="right"'),
  ].join(
    '',
  )}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
