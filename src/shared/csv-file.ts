import { Readable } from 'node:stream';
import type { Cell, CellBatches, ListFile } from './list-file';

// Excel parses CSV by the regional settings of the computer: our files have a UTF-8 BOM and the
// separator ';', but no line 'sep=;', which other programs show.

/** The content type of the file in a response. */
export const CSV_TYPE = 'text/csv; charset=utf-8';

const BYTE_ORDER_MARK = '\ufeff';
const SEPARATOR = ';';
const LINE_END = '\r\n';

/** Prefix for text that a spreadsheet would misinterpret; readers that trim white space drop it. */
const HAIR_SPACE = '\u200a';
/** A formula, or a character that can hide one. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
/** Only digits and characters between them: 0912345678, 12/11, 48-50, 1E5, 3.000. */
const NUMBER_LIKE = /^(?=.*\d)[\d\s.,:/\\()+\-%eE$₫đ]+$/u;

/** The bytes of the file. The stream fails if reading the rows fails. */
export const csvFile = (file: ListFile, batches: CellBatches): Readable =>
  Readable.from(lines(file, batches), { objectMode: false });

async function* lines({ title, about, columns }: ListFile, batches: CellBatches): AsyncGenerator<Buffer> {
  const text = (value: string): Cell => ({ kind: 'text', value });
  const above = [...[title, ...about, ''].map((value) => [text(value)]), columns.map(text)];
  yield Buffer.from(BYTE_ORDER_MARK + above.map(lineOf).join(''));
  for await (const batch of batches) yield Buffer.from(batch.map(lineOf).join(''));
}

const lineOf = (cells: readonly Cell[]): string =>
  cells.map((cell) => quoted(csvText(cell))).join(SEPARATOR) + LINE_END;

/** A date as 1948-11-24, which spreadsheets recognise with any regional settings; a decimal comma, as in Việt Nam. */
function csvText(cell: Cell): string {
  switch (cell.kind) {
    case 'number':
      return String(cell.value).replace('.', ',');
    case 'date':
      return cell.value;
    case 'text':
    case 'phone':
      return keptAsText(cell.value);
  }
}

/**
 * Text that Excel and LibreOffice leave unchanged: '=1+1' is not a formula, '0912345678' keeps its 0, '12/11' is not a
 * date. A year needs no prefix, because it looks the same as a number.
 */
function keptAsText(text: string): string {
  if (/^(?:19|20)\d{2}$/.test(text)) return text;
  return FORMULA.test(text) || NUMBER_LIKE.test(text) ? HAIR_SPACE + text : text;
}

const quoted = (text: string): string => (/[";\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
