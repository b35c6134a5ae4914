import { readFileSync } from 'node:fs';
import { type ListKind, MAX_LIST_ROWS } from './check-file';
import {
  type AnsweredQuestion,
  type ColumnQuestion,
  columnsToAsk,
  findHeader,
  type FoundHeader,
  HEADER_SEARCH_ROWS,
} from './find-header';
import { groupsNamedIn, type NamedGroup } from './list-group';
import { type ListColumns, UnreadableListError } from './listed-person';
import { wordsOf } from './passed-over';
import type { RawRow } from './raw-row';
import { readXlsx, type Sheet } from './read-xlsx';
import { statedTotal } from './stated-totals';
import { parse } from 'csv-parse/sync';

/**
 * Opens a checked file, given by its descriptor, at the first visible sheet with a header that names people. @throws UnreadableListError with the
 * question which column holds names when there is no such sheet, and during reading when the list is too long.
 */
export async function openList(fd: number, kind: ListKind, answered?: AnsweredQuestion) {
  const sheets = kind === 'xlsx' ? (await readXlsx(fd)).filter((sheet) => !sheet.isHidden) : [csvSheet(fd)];
  let question: ColumnQuestion | null = null;
  for (const sheet of sheets) {
    if (answered && sheet.name !== answered.sheet) continue;
    const rows = sheet.rows();
    const first = await take(rows, HEADER_SEARCH_ROWS + 1);
    const header = findHeader(first, answered);
    if (!header) {
      question ??= columnsToAsk(sheet.name, first);
      continue;
    }
    const otherSheets = sheets.filter((other) => other !== sheet).map((other) => other.name);
    const { headerRow, understood, ignored } = header;
    const titles = first.filter((row) => row.number < headerRow);
    return {
      header,
      columns: {
        sheet: sheet.name,
        headerRow,
        understood,
        ignored,
        otherSheets,
        isOfPeople: header.columns.relation === undefined && header.columns.headMark === undefined,
        isOfHeads: header.namesHeads,
        groups: [
          ...titles.flatMap((row) =>
            groupsNamedIn(wordsOf(row)).map((group): NamedGroup => ({
              ...group,
              place: 'title',
              rowNumber: row.number,
            })),
          ),
          ...groupsNamedIn(sheet.name).map((group): NamedGroup => ({
            ...group,
            words: sheet.name,
            place: 'sheet',
            rowNumber: null,
          })),
        ],
        totals: titles.flatMap((row) => statedTotal(row, null) ?? []),
      } satisfies ListColumns,
      rows: below(header, first, rows),
    };
  }
  throw new UnreadableListError(
    `Không tìm thấy bảng có cột “Họ tên” và ít nhất một cột khác trong ${HEADER_SEARCH_ROWS} dòng đầu. Kiểm tra lại tệp rồi gửi lần nữa.`,
    question ?? undefined,
  );
}

const csvSheet = (fd: number): Sheet => ({
  name: '',
  isHidden: false,
  async *rows() {
    yield* readCsv(readFileSync(fd), MAX_LIST_ROWS + 2 * HEADER_SEARCH_ROWS);
  },
});

async function take(rows: AsyncGenerator<RawRow>, count: number): Promise<RawRow[]> {
  const taken: RawRow[] = [];
  while (taken.length < count) {
    const next = await rows.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

async function* below(
  header: FoundHeader,
  first: readonly RawRow[],
  rest: AsyncGenerator<RawRow>,
): AsyncGenerator<RawRow> {
  let count = 0;
  const counted = (row: RawRow) => {
    count += 1;
    if (count > MAX_LIST_ROWS)
      throw new UnreadableListError(
        `Danh sách dài hơn ${MAX_LIST_ROWS.toLocaleString('vi-VN')} dòng. Chia thành nhiều tệp, mỗi tệp trọn hộ, rồi gửi lần lượt.`,
      );
    return row;
  };
  for (const row of first) if (row.number > header.lastRow) yield counted(row);
  for await (const row of rest) yield counted(row);
}

// ------------------------------------------------------------ text files

/**
 * The rows of a CSV list. Detects the encoding from the bytes (UTF-8 with or without BOM, UTF-16, else windows-1258)
 * and the separator from the first lines. Reads at most `maxRows` rows.
 */
export function readCsv(file: Buffer, maxRows: number): RawRow[] {
  const text = decodeText(file).replace(/^sep=.\r?\n/i, '');
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      delimiter: separatorOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      info: true,
      to: maxRows,
      max_record_size: 100_000,
    }) as unknown as typeof records;
  } catch {
    throw new UnreadableListError(
      'Tệp CSV không đọc được: có dấu nháy kép mở mà không đóng, hoặc một dòng quá dài. Mở bằng Excel, lưu thành .xlsx rồi gửi.',
    );
  }
  return records
    .map(({ record }, index) => ({
      number: index + 1,
      cells: record.flatMap((value, column) =>
        value.trim() === '' ? [] : [{ column, text: value, kind: 'text' as const }],
      ),
    }))
    .filter((row) => row.cells.length > 0);
}

/** Bytes → text. @throws UnreadableListError when the bytes are in none of the encodings used for ward lists. */
export function decodeText(file: Buffer): string {
  const text = decode(file, wideEncodingOf(file) ?? 'utf-8') ?? decode(file, 'windows-1258')?.normalize('NFC');
  if (text === undefined || /[\0\u0080-\u009f]/.test(text)) {
    throw new UnreadableListError(
      'Không nhận ra bảng mã của tệp CSV. Mở bằng Excel, chọn Lưu thành → “CSV UTF-8” hoặc “.xlsx”, rồi gửi.',
    );
  }
  return text;
}

/** UTF-16, by its BOM or by the zero bytes beside Latin letters; null for narrower encodings. */
function wideEncodingOf(file: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (file[0] === 0xff && file[1] === 0xfe) return 'utf-16le';
  if (file[0] === 0xfe && file[1] === 0xff) return 'utf-16be';
  const start = file.subarray(0, 2000);
  const zerosAt = (parity: number) => start.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  if (zerosAt(1) > start.length / 8) return 'utf-16le';
  return zerosAt(0) > start.length / 8 ? 'utf-16be' : null;
}

/** Undefined when the bytes are not valid in that encoding. */
function decode(file: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(file);
  } catch {
    return undefined;
  }
}

const SEPARATORS = [';', '\t', ',', '|'] as const;

/**
 * The separator that splits the first lines into the most columns, outside quotes. One or two odd lines do not count,
 * unless there are no others.
 */
export function separatorOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .replace(/"[^"]*"/g, '')
    .split(/\r?\n/)
    .slice(0, 40);
  const counts = new Map(
    SEPARATORS.map((separator) => [
      separator,
      lines.map((line) => line.split(separator).length - 1).sort((a, b) => b - a),
    ]),
  );
  const rank = [2, 1].find((rank) => SEPARATORS.some((separator) => (counts.get(separator)![rank] ?? 0) > 0)) ?? 0;
  const width = (separator: (typeof SEPARATORS)[number]) => counts.get(separator)![rank] ?? 0;
  return SEPARATORS.reduce((best, separator) => (width(separator) > width(best) ? separator : best));
}
