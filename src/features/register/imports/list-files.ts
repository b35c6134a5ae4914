import type { Readable } from 'node:stream';
import type { Cell } from '../../../shared/list-file';
import { workbook, type SheetCell } from '../../../shared/workbook';
import { cellBatches, type FoundList } from '../../../web/list-source';
import { placeOf } from './run-pages';
import type { ImportRun, ReportTab, ShownRow } from './runs/queries';
import { accountOfRows, comparedTotals, countOfTab, differenceText, OUTCOMES, tabName } from './runs/row-labels';

// Spreadsheets to fill in, to correct and to keep.

const texts = (values: readonly string[]): SheetCell[] => values.map((value) => ({ format: 'text', value }));
const wrapped = (value: string): SheetCell => ({ format: 'wrapped', value });
const headings = (values: readonly string[]): SheetCell[] => values.map((value) => ({ format: 'header', value }));

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
export const templateWorkbook = (madeAt: Date): Readable =>
  workbook(
    [
      {
        name: 'Danh sách',
        widths: TEMPLATE_COLUMNS.map(([, width]) => width),
        headerRow: 1,
        isToFillIn: true,
        rows: [[headings(TEMPLATE_COLUMNS.map(([name]) => name)), ...EXAMPLES.map(texts)]],
      },
      {
        name: 'Cách ghi',
        widths: [24, 90],
        headerRow: 1,
        rows: [[headings(['Cột', 'Cách ghi']), ...EXPLANATION.map(([name, how]) => [...texts([name]), wrapped(how)])]],
      },
    ],
    { madeAt },
  );

/** The wrong rows with their reasons, to be corrected in the ward's own file. */
export function wrongRowsWorkbook(rows: readonly ShownRow[], madeAt: Date): Readable {
  const lines = rows.flatMap(({ rowNumber, content, problems }) =>
    problems.map(({ cell, column, value, message }) =>
      texts([String(rowNumber), content.name, cell, column, value, message]),
    ),
  );
  return workbook(
    [
      {
        name: 'Dòng sai',
        widths: [8, 26, 8, 22, 26, 90],
        headerRow: 1,
        rows: [[headings(['Dòng', 'Họ tên', 'Ô', 'Cột', 'Đang ghi', 'Lý do']), ...lines]],
      },
    ],
    { madeAt },
  );
}

const REPORT_COLUMNS: Record<string, (row: ShownRow) => string | Cell> = {
  Dòng: ({ rowNumber }) => String(rowNumber),
  'Kết quả': ({ outcome }) => (outcome ? OUTCOMES[outcome].text : ''),
  'Họ tên': ({ content }) => content.name,
  'Ngày sinh': ({ content }) => ({ kind: 'text', value: content.birth }),
  'Giới tính': ({ content }) => content.gender,
  'Điện thoại': ({ content }) => content.phone,
  'Số cuối CCCD': ({ content }) => content.last4,
  'Quan hệ với chủ hộ': ({ content }) => content.relation,
  'Nơi ở': ({ content }) => placeOf(content),
  'Chi tiết': (row) => differenceText(row).join('\n'),
};

/** More rows than a list to be imported may have. */
const MAX_ROWS = 200_000;

/** The outcome of every row, to be taken along. Of national numbers only the last four digits. */
export function reportList(run: ImportRun, outcome: ReportTab, rows: AsyncIterable<readonly ShownRow[]>): FoundList {
  const rowCount = run.counts ? countOfTab(run.counts, outcome) : 0;
  return {
    title: `Kết quả nhập danh sách ${run.fileName}`,
    about: [tabName(outcome), accountOfRows(run), comparedTotals(run).differing].filter(Boolean),
    columns: Object.keys(REPORT_COLUMNS),
    personal: Object.keys(REPORT_COLUMNS).slice(2),
    fileName: 'ket-qua-nhap',
    maxRows: MAX_ROWS,
    open: () => Promise.resolve({ rowCount, batches: cellBatches(rows, REPORT_COLUMNS) }),
  };
}
