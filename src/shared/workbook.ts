import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { withoutControls } from './vietnamese-text';

// Workbooks, written row by row while the rows are read: docs/adr/0052 explains why no library is used. Every text is a
// text cell in the format "Text", so that nothing becomes a formula, a number or a date by accident, even if the reader
// edits the cell later.

/** The content type of a workbook in a response. */
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const TEXT = 49;
const WHOLE = 3;
const TWO_DECIMALS = 4;
const DATE = 164;
const SHARE = 165;

interface Format {
  number: number;
  font?: 'plain' | 'bold' | 'title';
  isHeader?: true;
  wraps?: true;
  align?: 'left' | 'right';
}

const FORMATS = {
  title: { number: TEXT, font: 'title' },
  bold: { number: TEXT, font: 'bold' },
  header: { number: TEXT, font: 'bold', isHeader: true, wraps: true },
  text: { number: TEXT },
  wrapped: { number: TEXT, wraps: true },
  date: { number: DATE, align: 'left' },
  whole: { number: WHOLE, align: 'right' },
  numberHeader: { number: TEXT, font: 'bold', isHeader: true, wraps: true, align: 'right' },
  decimal: { number: TWO_DECIMALS, align: 'right' },
  share: { number: SHARE, align: 'right' },
} satisfies Record<string, Format>;
type FormatName = keyof typeof FORMATS;

/** Their places in the workbook, after the format of cells without one. */
const STYLES = Object.fromEntries(Object.keys(FORMATS).map((name, index) => [name, index + 1])) as Record<
  FormatName,
  number
>;

/** A text, a number, or a formula with its result, so that programs that do not compute show it too; null is empty. */
export type SheetCell = { format: FormatName; value: string | number; formula?: string } | null;

export interface Sheet {
  /** At most 31 characters. */
  name: string;
  /** In characters. */
  widths: readonly number[];
  /** The number of the header's row: it and those above it stay in view, and it is repeated on every printed page. */
  headerRow: number;
  /** The number of the last row that the header can filter. */
  filteredTo?: number;
  /** Cells that nothing was written into are texts too. */
  isToFillIn?: true;
  /** Batch by batch. */
  rows: AsyncIterable<readonly (readonly SheetCell[])[]> | Iterable<readonly (readonly SheetCell[])[]>;
}

export interface Font {
  name: string;
  size: number;
}
const CALIBRI: Font = { name: 'Calibri', size: 11 };

/**
 * The bytes of a workbook. The stream fails if reading the rows fails; destroying it ends the reading.
 * @param madeAt also the time of the zip's entries.
 */
export function workbook(
  sheets: readonly Sheet[],
  { madeAt, font = CALIBRI }: { madeAt: Date; font?: Font },
): Readable {
  const zip = new ZipFile();
  const options = { mtime: madeAt, compressionLevel: 5 };
  const parts: Record<string, string> = {
    '[Content_Types].xml': contentTypes(sheets),
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': workbookXml(sheets),
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`] as const),
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': stylesXml(font),
  };
  for (const [path, xml] of Object.entries(parts)) zip.addBuffer(Buffer.from(xml), path, options);
  const output = zip.outputStream as Readable;
  for (const [index, sheet] of sheets.entries()) {
    const xml = Readable.from(sheetXml(sheet, index === 0), { objectMode: false });
    zip.addReadStream(xml, `xl/worksheets/sheet${index + 1}.xml`, options);
    xml.on('error', (error) => output.destroy(error));
    output.on('close', () => xml.destroy());
  }
  zip.end();
  zip.on('error', (error: Error) => output.destroy(error));
  return output;
}

async function* sheetXml(sheet: Sheet, isFirst: boolean): AsyncGenerator<Buffer> {
  const { widths, headerRow, rows } = sheet;
  const style = sheet.isToFillIn ? ` style="${STYLES.text}"` : '';
  yield Buffer.from(
    [
      XML,
      `<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`,
      `<sheetViews><sheetView workbookViewId="0"${isFirst ? ' tabSelected="1"' : ''}><pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`,
      `<cols>${widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width + 1}"${style} customWidth="1"/>`).join('')}</cols><sheetData>`,
    ].join(''),
  );
  let number = 0;
  for await (const batch of rows) {
    const xml = batch.map((cells) => {
      number += 1;
      return `<row r="${number}">${cells.map((cell, index) => cellXml(`${letterOf(index)}${number}`, cell)).join('')}</row>`;
    });
    yield Buffer.from(xml.join(''));
  }
  yield Buffer.from(
    [
      '</sheetData>',
      sheet.filteredTo ? `<autoFilter ref="${filterRange(sheet, '')}"/>` : '',
      '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>',
    ].join(''),
  );
}

function cellXml(reference: string, cell: SheetCell): string {
  if (cell === null || (cell.value === '' && !cell.formula)) return '';
  const { format, value, formula } = cell;
  const start = `<c r="${reference}" s="${STYLES[format]}"`;
  if (formula)
    return `${start}${typeof value === 'string' ? ' t="str"' : ''}><f>${escapeXml(formula)}</f><v>${value}</v></c>`;
  return typeof value === 'number'
    ? `${start}><v>${value}</v></c>`
    : `${start} t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`;
}

/** Drops characters that XML cannot represent. */
const escapeXml = (text: string): string =>
  withoutControls(text)
    .replace(/\r\n?/g, '\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** 0 → 'A', 26 → 'AA'. */
export const letterOf = (index: number): string =>
  (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));

const filterRange = ({ widths, headerRow, filteredTo }: Sheet, dollar: '$' | ''): string =>
  `${dollar}A${dollar}${headerRow}:${dollar}${letterOf(widths.length - 1)}${dollar}${filteredTo}`;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

function contentTypes(sheets: readonly Sheet[]): string {
  const part = (path: string, kind: string) =>
    `<Override PartName="/xl/${path}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  return [
    `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`,
    part('workbook', 'sheet.main'),
    ...sheets.map((_, index) => part(`worksheets/sheet${index + 1}`, 'worksheet')),
    `${part('styles', 'styles')}</Types>`,
  ].join('');
}

function relations(targets: readonly (readonly [kind: string, target: string])[]): string {
  const entries = targets.map(
    ([kind, target], index) => `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${entries.join('')}</Relationships>`;
}

function workbookXml(sheets: readonly Sheet[]): string {
  const entries = sheets.map(
    ({ name }, index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const names = sheets.flatMap((sheet, index) => {
    const place = `'${escapeXml(sheet.name).replaceAll("'", "''")}'!`;
    const define = (name: string, range: string, hidden = '') =>
      `<definedName name="_xlnm.${name}" localSheetId="${index}"${hidden}>${place}${range}</definedName>`;
    return [
      ...(sheet.filteredTo ? [define('_FilterDatabase', filterRange(sheet, '$'), ' hidden="1"')] : []),
      define('Print_Titles', `$${sheet.headerRow}:$${sheet.headerRow}`),
    ];
  });
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${entries.join('')}</sheets><definedNames>${names.join('')}</definedNames></workbook>`;
}

const FONTS = ['plain', 'bold', 'title'] as const;

function stylesXml({ name, size }: Font): string {
  const font = (bold: '<b/>' | '', points: number) => `<font>${bold}<sz val="${points}"/><name val="${name}"/></font>`;
  const formats = Object.values<Format>(FORMATS).map(({ number, font: weight = 'plain', isHeader, wraps, align }) => {
    const alignment = `vertical="top"${align ? ` horizontal="${align}"` : ''}${wraps ? ' wrapText="1"' : ''}`;
    return `<xf borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1" numFmtId="${number}" fontId="${FONTS.indexOf(weight)}" fillId="${isHeader ? 2 : 0}"><alignment ${alignment}/></xf>`;
  });
  return [
    `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="${DATE}" formatCode="dd/mm/yyyy"/><numFmt numFmtId="${SHARE}" formatCode="0.0%"/></numFmts>`,
    `<fonts count="3">${font('', size)}${font('<b/>', size)}${font('<b/>', size + 3)}</fonts>`,
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    '<fill><patternFill patternType="solid"><fgColor rgb="FFDCEBEC"/><bgColor indexed="64"/></patternFill></fill></fills>',
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    `<cellXfs count="${formats.length + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${formats.join('')}</cellXfs>`,
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
  ].join('');
}
