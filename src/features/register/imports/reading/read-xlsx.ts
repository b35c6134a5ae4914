import yauzl, { type Entry } from 'yauzl';
import { SaxesParser } from 'saxes';
import { UnreadableListError } from './listed-person';
import { columnOf, dateOfSerial, type RawCell, type RawRow } from './raw-row';
import type { Readable } from 'node:stream';

/** A workbook has a few dozen parts. */
const MAX_ENTRIES = 1_000;

export interface Zip {
  entries: ReadonlyMap<string, Entry>;
  /** The inflated bytes of an entry; fails when there are more than the entry declares. */
  read(name: string): Promise<Readable>;
}

/** The table of contents of a zip file in memory or open at a descriptor. Fails when it is broken; inflates nothing. */
export async function openZip(file: Buffer | number): Promise<Zip> {
  const options = { autoClose: false, validateEntrySizes: true };
  const zip = await (typeof file === 'number'
    ? yauzl.fromFdPromise(file, options)
    : yauzl.fromBufferPromise(file, options));
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    entries.set(entry.fileName, entry);
    if (entries.size > MAX_ENTRIES)
      throw new UnreadableListError(
        'Tệp chứa quá nhiều phần bên trong, không giống một danh sách. Chép danh sách sang sổ Excel mới rồi gửi.',
      );
  }
  return {
    entries,
    async read(name) {
      const entry = entries.get(name);
      if (!entry) throw new UnreadableListError('Tệp .xlsx thiếu một phần bên trong. Mở bằng Excel, lưu lại rồi gửi.');
      return zip.openReadStreamPromise(entry);
    },
  };
}

export interface Sheet {
  name: string;
  isHidden: boolean;
  rows(): AsyncGenerator<RawRow>;
}

/** Cells beyond this column are stray formatting, not part of a list. */
const MAX_COLUMNS = 150;

/**
 * The sheets of a workbook, in order. Rows are read one by one while the sheet is inflated, and empty rows are skipped,
 * so a stray cell in Excel's last row costs nothing. Formulas yield the value Excel stored.
 */
export async function readXlsx(file: Buffer | number): Promise<Sheet[]> {
  const zip = await openZip(file);
  const [workbook, targets] = [await readWorkbook(zip), await readRelations(zip)];
  const dateStyles = zip.entries.has('xl/styles.xml') ? await readDateStyles(zip) : new Set<number>();
  let strings: Promise<string[]> | null = null;
  const sharedStrings = () =>
    (strings ??= zip.entries.has('xl/sharedStrings.xml') ? readSharedStrings(zip) : Promise.resolve([]));
  return workbook.sheets.flatMap(({ name, isHidden, relation }) => {
    const target = targets.get(relation);
    if (!target || !zip.entries.has(target)) return [];
    return [
      { name, isHidden, rows: () => readRows(zip, target, { sharedStrings, dateStyles, is1904: workbook.is1904 }) },
    ];
  });
}

interface Handlers {
  open?: (name: string, attributes: Record<string, string>) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
}

/** Parses one XML part chunk by chunk; yields after each chunk so that the results can be consumed. */
async function* parsePart(zip: Zip, part: string, handlers: Handlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false, xmlns: false });
  const localName = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('error', () => {
    throw brokenWorkbook();
  });
  if (handlers.open) parser.on('opentag', (tag) => handlers.open!(localName(tag.name), tag.attributes));
  if (handlers.close) parser.on('closetag', (tag) => handlers.close!(localName(tag.name)));
  if (handlers.text) {
    parser.on('text', handlers.text);
    parser.on('cdata', handlers.text);
  }
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of inflated(zip, part)) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.close();
  yield;
}

/** The chunks of a part; errors of zlib or of the size check become one clear error. */
async function* inflated(zip: Zip, part: string): AsyncGenerator<Buffer> {
  const stream = await zip.read(part);
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch {
    throw brokenWorkbook();
  }
}

const brokenWorkbook = (): UnreadableListError =>
  new UnreadableListError('Tệp .xlsx bị hỏng ở bên trong. Mở bằng Excel, lưu lại rồi gửi.');

async function parseWhole(zip: Zip, part: string, handlers: Handlers): Promise<void> {
  for await (const _ of parsePart(zip, part, handlers)) {
    /* the handlers collect the results */
  }
}

async function readWorkbook(zip: Zip) {
  const sheets: { name: string; isHidden: boolean; relation: string }[] = [];
  let is1904 = false;
  await parseWhole(zip, 'xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const relation = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      sheets.push({ name: attributes.name ?? '', isHidden: (attributes.state ?? 'visible') !== 'visible', relation });
    },
  });
  return { sheets, is1904 };
}

async function readRelations(zip: Zip): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await parseWhole(zip, 'xl/_rels/workbook.xml.rels', {
    open(name, { Id: id, Target: target }) {
      if (name === 'Relationship' && id && target)
        targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

/** Indexes of cell styles that show a number as a date: built-in formats, and custom ones with a day or year. */
async function readDateStyles(zip: Zip): Promise<Set<number>> {
  const dateFormats = new Set([14, 15, 16, 17, 22, ...range(27, 36), ...range(50, 58)]);
  const styles = new Set<number>();
  let isInCellFormats = false;
  let index = 0;
  await parseWhole(zip, 'xl/styles.xml', {
    open(name, attributes) {
      if (name === 'numFmt') {
        const code = (attributes.formatCode ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
        if (/[dy]/i.test(code)) dateFormats.add(Number(attributes.numFmtId));
      } else if (name === 'cellXfs') isInCellFormats = true;
      else if (name === 'xf' && isInCellFormats) {
        if (dateFormats.has(Number(attributes.numFmtId))) styles.add(index);
        index += 1;
      }
    },
    close(name) {
      if (name === 'cellXfs') isInCellFormats = false;
    },
  });
  return styles;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function readSharedStrings(zip: Zip): Promise<string[]> {
  const strings: string[] = [];
  let current = '';
  let isText = false;
  let isPhonetic = false;
  await parseWhole(zip, 'xl/sharedStrings.xml', {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 't') isText = !isPhonetic;
    },
    close(name) {
      if (name === 'si') strings.push(ownCopy(current));
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 't') isText = false;
    },
    text(text) {
      if (isText) current += text;
    },
  });
  return strings;
}

/** A substring keeps its whole chunk alive, outside the heap that the thread's limit counts. */
const ownCopy = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

interface CellContext {
  sharedStrings: () => Promise<string[]>;
  dateStyles: ReadonlySet<number>;
  is1904: boolean;
}

async function* readRows(zip: Zip, part: string, context: CellContext): AsyncGenerator<RawRow> {
  const strings = await context.sharedStrings();
  let ready: RawRow[] = [];
  let row: RawRow = { number: 0, cells: [] };
  let nextColumn = 0;
  let cell = { column: 0, type: '', style: 0 };
  let text = '';
  let isValue = false;
  const rows = parsePart(zip, part, {
    open(name, attributes) {
      if (name === 'row') {
        row = { number: attributes.r ? Number(attributes.r) : row.number + 1, cells: [] };
        nextColumn = 0;
      } else if (name === 'c') {
        const column = attributes.r ? columnOf(attributes.r) : nextColumn;
        nextColumn = column + 1;
        cell = { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0) };
        text = '';
      } else if (name === 'v' || name === 't') isValue = true;
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'row' && row.cells.length > 0) ready.push(row);
      else if (name === 'c' && text !== '' && cell.column >= 0 && cell.column < MAX_COLUMNS) {
        const read = readCell(cell, text, strings, context);
        if (read.text.trim() !== '') row.cells.push({ column: cell.column, ...read });
      }
    },
    text(piece) {
      if (isValue) text += piece;
    },
  });
  for await (const _ of rows) {
    yield* ready;
    ready = [];
  }
}

function readCell(
  { type, style }: { type: string; style: number },
  text: string,
  strings: readonly string[],
  { dateStyles, is1904 }: Pick<CellContext, 'dateStyles' | 'is1904'>,
): Omit<RawCell, 'column'> {
  switch (type) {
    case 's':
      return { kind: 'text', text: strings[Number(text)] ?? '' };
    case 'inlineStr':
    case 'str':
      return { kind: 'text', text };
    case 'b':
      return { kind: 'text', text: text === '1' ? 'x' : '' };
    case 'e':
      return { kind: 'error', text };
    case 'd':
      return { kind: 'date', text: text.slice(0, 10) };
    default: {
      const date = dateStyles.has(style) ? dateOfSerial(Number(text), is1904) : null;
      return date ? { kind: 'date', text: date } : { kind: 'number', text: plainNumber(text) };
    }
  }
}

/** '1.9012345678E10' is a whole number that Excel stored in full: restore its digits. */
function plainNumber(text: string): string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? String(value) : text;
}
