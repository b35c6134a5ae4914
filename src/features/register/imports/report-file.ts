import type { Readable } from 'node:stream';
import { formatDateTime } from '../../../shared/dates';
import { formatNumber } from '../../../shared/numbers';
import { xlsxFile } from '../../../shared/xlsx-file';
import type { ImportRun, ReportTab, ShownRow } from './runs/queries';
import { accountOfRows, comparedTotals, countOfTab, differenceText, OUTCOMES, tabName } from './runs/row-labels';
import { placeOf } from './run-pages';

const COLUMNS: readonly (readonly [label: string, width: number])[] = [
  ['Dòng', 8],
  ['Kết quả', 14],
  ['Họ tên', 28],
  ['Ngày sinh', 12],
  ['Giới tính', 10],
  ['Điện thoại', 15],
  ['Số cuối CCCD', 13],
  ['Quan hệ với chủ hộ', 18],
  ['Nơi ở', 40],
  ['Chi tiết', 80],
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
      columns: COLUMNS.map(([label, width]) => ({ label, width, wraps: width > 50, isNumber: false })),
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

function cellsOf(row: ShownRow) {
  const { rowNumber, outcome, content } = row;
  return [
    String(rowNumber),
    outcome ? OUTCOMES[outcome].text : '',
    content.name,
    content.birth,
    content.gender,
    content.phone,
    content.last4,
    content.relation,
    placeOf(content),
    differenceText(row).join('\n'),
  ].map((value) => ({ kind: 'text' as const, value }));
}
