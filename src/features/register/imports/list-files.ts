import type { Readable } from 'node:stream';
import writeExcelFile, { type Cell, type Row } from 'write-excel-file/node';
import { formatDateTime } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { xlsxFile } from '../../../shared/xlsx-file';
import { placeOf } from './run-pages';
import type { ImportRun, ReportTab, ShownRow } from './runs/queries';
import { accountOfRows, comparedTotals, countOfTab, differenceText, OUTCOMES, tabName } from './runs/row-labels';

// Spreadsheets to fill in, to correct and to keep. Every cell is text: leading zeros stay, and a value that begins with
// '=', '+', '-' or '@' never becomes a formula.

const text = (value: string): Cell => ({ value, type: String, format: '@' });
const heading = (value: string): Cell => ({
  value,
  type: String,
  fontWeight: 'bold',
  backgroundColor: '#DCEBEC',
  wrap: true,
});

const TEMPLATE_COLUMNS = [
  ['Mã hộ', 10],
  ['Họ tên*', 24],
  ['Ngày sinh', 13],
  ['Giới tính', 10],
  ['Số CCCD', 16],
  ['Số điện thoại', 15],
  ['Quan hệ với chủ hộ', 18],
  ['Số nhà', 9],
  ['Ngõ', 9],
  ['Ngách', 9],
  ['Hẻm', 9],
  ['Phố', 20],
  ['Tòa nhà', 14],
  ['Phòng', 9],
  ['Tổ dân phố', 12],
  ['Thường trú/Tạm trú', 17],
  ['VNeID', 10],
  ['Ghi chú', 24],
] as const;

const EXAMPLES = [
  'H001|Trần Thị Thí Dụ|24/11/1948|Nữ|003148000001|0900000001|Chủ hộ|6|41|41/15||Trúc Bạch|||12|Thường trú|Chưa có|Dòng thí dụ, xóa trước khi gửi',
  '|Lê Văn Thí Dụ|1975|Nam|003075000002||Con đẻ|||||||||Thường trú|Mức 2|Dòng thí dụ, xóa trước khi gửi',
].map((line) => line.split('|'));

const EXPLANATION: readonly (readonly [string, string])[] = [
  ['Họ tên', 'Bắt buộc, có dấu. Viết hoa cả tên cũng được.'],
  ['Mã hộ', 'Mã của phường cho hộ. Chỉ cần ghi ở dòng chủ hộ; các dòng bên dưới để trống thì thuộc hộ ở trên.'],
  [
    'Địa chỉ',
    'Ghi ở dòng chủ hộ: số nhà, ngõ, ngách, hẻm, phố; hoặc thay bằng một cột “Địa chỉ” như “Số 6 ngách 41/15 phố Trúc Bạch”.',
  ],
  [
    'Quan hệ với chủ hộ',
    'Mỗi hộ có đúng một dòng “Chủ hộ”. Ví dụ khác: Vợ, Chồng, Con đẻ, Con dâu, Cháu nội, Bố, Mẹ, Ở thuê.',
  ],
  ['Ngày sinh', 'Như 24/11/1948. Chỉ biết năm thì ghi 1948.'],
  ['Giới tính', 'Nam hoặc Nữ.'],
  ['Số CCCD', '12 chữ số, giữ số 0 ở đầu. Ô trong tệp này đã để dạng văn bản.'],
  ['Số điện thoại', '10 số, giữ số 0 ở đầu.'],
  ['Thường trú/Tạm trú', 'Thường trú, Tạm trú, Lưu trú, Tạm vắng, Đã chuyển đi, Đã mất.'],
  ['VNeID', 'Chưa có, Mức 1, Mức 2, hoặc “Mức 2, chưa kích hoạt”.'],
  ['Ô để trống', 'Không xóa điều sổ đã biết. Người không có trong danh sách vẫn ở lại trong sổ.'],
  ['Không nhập', 'Dân tộc, tôn giáo, bệnh tật, đảng viên, mật khẩu, mã OTP: sổ này không lưu.'],
];

/** The template: headers, two invented people, and a sheet with instructions. */
export async function templateWorkbook(): Promise<Buffer> {
  return writeExcelFile([
    {
      sheet: 'Danh sách',
      stickyRowsCount: 1,
      columns: TEMPLATE_COLUMNS.map(([, width]) => ({ width })),
      data: [TEMPLATE_COLUMNS.map(([name]) => heading(name)), ...EXAMPLES.map((row): Row => row.map(text))],
    },
    {
      sheet: 'Cách ghi',
      columns: [{ width: 24 }, { width: 90 }],
      data: [
        [heading('Cột'), heading('Cách ghi')],
        ...EXPLANATION.map(([name, how]): Row => [text(name), { ...(text(how) as object), wrap: true } as Cell]),
      ],
    },
  ]).toBuffer();
}

/** The wrong rows with their reasons, to be corrected in the ward's own file. */
export async function wrongRowsWorkbook(rows: readonly ShownRow[]): Promise<Buffer> {
  const lines = rows.flatMap(({ rowNumber, content, problems }) =>
    problems.map(({ cell, column, value, message }): Row =>
      [String(rowNumber), content.name, cell, column, value, message].map(text),
    ),
  );
  return writeExcelFile([['Dòng', 'Họ tên', 'Ô', 'Cột', 'Đang ghi', 'Lý do'].map(heading), ...lines], {
    sheet: 'Dòng sai',
    stickyRowsCount: 1,
    columns: [8, 26, 8, 22, 26, 90].map((width) => ({ width })),
  }).toBuffer();
}

/** The columns of the report. */
const REPORT_COLUMNS: readonly (readonly [label: string, width: number, text: (row: ShownRow) => string])[] = [
  ['Dòng', 8, ({ rowNumber }) => String(rowNumber)],
  ['Kết quả', 14, ({ outcome }) => (outcome ? OUTCOMES[outcome].text : '')],
  ['Họ tên', 28, ({ content }) => content.name],
  ['Ngày sinh', 12, ({ content }) => content.birth],
  ['Giới tính', 10, ({ content }) => content.gender],
  ['Điện thoại', 15, ({ content }) => content.phone],
  ['Số cuối CCCD', 13, ({ content }) => content.last4],
  ['Quan hệ với chủ hộ', 18, ({ content }) => content.relation],
  ['Nơi ở', 40, ({ content }) => placeOf(content)],
  ['Chi tiết', 80, (row) => differenceText(row).join('\n')],
];

/** Rows written to the file at once. */
const BATCH = 500;

interface ReportOf {
  run: ImportRun;
  outcome: ReportTab;
  wardName: string;
  madeAt: Date;
}

/**
 * The outcome of every row, as a workbook written while the rows are read. Of national numbers only the last four
 * digits.
 */
export function reportWorkbook({ run, outcome, wardName, madeAt }: ReportOf, rows: AsyncIterable<ShownRow>): Readable {
  const rowCount = run.counts ? countOfTab(run.counts, outcome) : 0;
  return xlsxFile(
    {
      title: `Kết quả nhập danh sách ${run.fileName}`,
      about: [
        wardName,
        `${tabName(outcome)}: ${formatNumber(rowCount)} dòng`,
        ...[accountOfRows(run), comparedTotals(run).differing].filter(Boolean),
        `Lập lúc ${formatDateTime(madeAt)}`,
      ],
      columns: REPORT_COLUMNS.map(([label, width]) => ({ label, width, wraps: width > 50, isNumber: false })),
      rowCount,
      madeAt,
    },
    inBatches(rows),
  );
}

async function* inBatches(rows: AsyncIterable<ShownRow>) {
  let batch: ReturnType<typeof cellsOf>[] = [];
  for await (const row of rows) {
    batch.push(cellsOf(row));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const cellsOf = (row: ShownRow) =>
  REPORT_COLUMNS.map(([, , textOf]) => ({ kind: 'text' as const, value: textOf(row) }));
