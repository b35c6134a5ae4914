import { readFileSync } from 'node:fs';
import { type ListKind, MAX_LIST_ROWS } from './check-file';
import {
  columnsToAsk,
  findHeader,
  HEADER_SEARCH_ROWS,
  type AnsweredQuestion,
  type ColumnQuestion,
  type FoundHeader,
} from './find-header';
import { groupsNamedIn, type NamedGroup } from './list-group';
import { UnreadableListError, type ListColumns } from './listed-person';
import { wordsOf } from './passed-over';
import type { RawRow } from './raw-row';
import { readCsv } from './read-csv';
import { readXlsx, type Sheet } from './read-xlsx';
import { statedTotal } from './stated-totals';

interface OpenedList {
  header: FoundHeader;
  columns: ListColumns;
  /** The rows below the header. */
  rows: AsyncGenerator<RawRow>;
}

/**
 * Opens a checked file, given by its descriptor, at the first visible sheet with a header that names people. @throws UnreadableListError with the
 * question which column holds names when there is no such sheet, and during reading when the list is too long.
 */
export async function openList(fd: number, kind: ListKind, answered?: AnsweredQuestion): Promise<OpenedList> {
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
      },
      rows: below(header, first, rows),
    };
  }
  throw new UnreadableListError(
    `Không tìm thấy bảng có cột “Họ tên” và ít nhất một cột khác trong ${HEADER_SEARCH_ROWS} dòng đầu. Kiểm tra lại tệp rồi gửi lần nữa.`,
    question ?? undefined,
  );
}

function csvSheet(fd: number): Sheet {
  return {
    name: '',
    isHidden: false,
    async *rows() {
      yield* readCsv(readFileSync(fd), MAX_LIST_ROWS + 2 * HEADER_SEARCH_ROWS);
    },
  };
}

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
