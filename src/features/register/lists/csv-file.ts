import { Readable } from 'node:stream';
import type { Cell, CellBatches, ListFile } from '../../../shared/list-file';

// Excel opens a CSV by the settings of its computer. docs/adr/0010 says why ours begins with a UTF-8 mark, is separated
// by ';' and has no line 'sep=;'.

const BYTE_ORDER_MARK = '\ufeff';
const SEPARATOR = ';';
const LINE_END = '\r\n';

/** Stands before a text that a spreadsheet would take for something else; as white space it is dropped by whoever reads the file. */
const HAIR_SPACE = '\u200a';
/** A formula, or a character that hides one. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
/** Nothing but digits and what stands between them: 0912345678, 12/11, 48-50, 1E5, 3.000. */
const NUMBER_LIKE = /^(?=.*\d)[\d\s.,:/\\()+\-%eE$₫đ]+$/u;

/** The bytes of the file. The stream fails when reading the rows fails. */
export function csvFile(file: ListFile, batches: CellBatches): Readable {
  return Readable.from(lines(file, batches), { objectMode: false });
}

async function* lines({ title, about, columns }: ListFile, batches: CellBatches): AsyncGenerator<Buffer> {
  const text = (value: string): Cell => ({ kind: 'text', value });
  const above = [...[title, ...about, ''].map((value) => [text(value)]), columns.map(({ label }) => text(label))];
  yield Buffer.from(BYTE_ORDER_MARK + above.map(lineOf).join(''));
  for await (const batch of batches) yield Buffer.from(batch.map(lineOf).join(''));
}

function lineOf(cells: readonly Cell[]): string {
  return cells.map((cell) => quoted(csvText(cell))).join(SEPARATOR) + LINE_END;
}

/** A day as 1948-11-24, which spreadsheets read as a day whatever the country of their computer. */
function csvText(cell: Cell): string {
  switch (cell.kind) {
    case 'number':
      return String(cell.value);
    case 'date':
      return cell.value;
    case 'text':
    case 'phone':
      return keptAsText(cell.value);
  }
}

/**
 * A text that Excel and LibreOffice leave as it is: '=1+1' is no formula, '0912345678' keeps its 0, '12/11' is no day. A
 * year stands as it is, since a year as a number looks the same.
 */
function keptAsText(text: string): string {
  if (/^(?:19|20)\d{2}$/.test(text)) return text;
  return FORMULA.test(text) || NUMBER_LIKE.test(text) ? HAIR_SPACE + text : text;
}

function quoted(text: string): string {
  return /[";\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
