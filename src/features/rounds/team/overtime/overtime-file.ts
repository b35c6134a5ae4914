import { localDateOf, localTimeOf, monthName, weekdayName, type LocalDate } from '../../../../shared/dates';
import type { Cell } from '../../../../shared/list-file';
import { capitalise } from '../../../../shared/vietnamese-text';
import { cellBatches, type FoundList } from '../../../../web/list-source';
import { EVENING_FROM, hoursOf, overtimeOf, type WorkedTime } from './worked-time';
import type { OfficerHours, RoundHours } from './month-hours';

type Columns<Row> = Record<string, (row: Row) => string | number | Cell>;

const hours = (minutes: number): Cell => ({ kind: 'number', value: hoursOf(minutes), decimals: 2 });

const kindColumns = <Row>(timeOf: (row: Row) => WorkedTime): Columns<Row> => ({
  'Tối ngày làm việc (giờ)': (row) => hours(timeOf(row).evening),
  'Cuối tuần (giờ)': (row) => hours(timeOf(row).weekend),
  'Ngày lễ (giờ)': (row) => hours(timeOf(row).holiday),
  'Cộng (giờ)': (row) => hours(overtimeOf(timeOf(row))),
});

const OFFICER_COLUMNS: Columns<OfficerHours> = {
  'Họ và tên': ({ officer }) => officer,
  'Số buổi': ({ rounds }) => rounds.length,
  ...kindColumns(({ sum }) => sum),
};

const ROUND_COLUMNS: Columns<RoundHours> = {
  'Họ và tên': ({ officer }) => officer,
  Ngày: ({ startsAt }) => ({ kind: 'date', value: localDateOf(startsAt) }),
  Thứ: ({ startsAt }) => capitalise(weekdayName(localDateOf(startsAt))),
  Từ: ({ startsAt }) => localTimeOf(startsAt),
  Đến: ({ endsAt }) => localTimeOf(endsAt),
  'Mã buổi': ({ code }) => code,
  Khu: ({ area }) => area,
  ...kindColumns(({ time }) => time),
  'Cửa đã ghi': ({ loggedDoors }) => loggedDoors,
  'Ghi chú': ({ note }) => note,
};

/** The hours of a month, to be taken along: one row per officer, or one per officer and round. */
export function overtimeList(
  officers: readonly OfficerHours[],
  month: LocalDate,
  content: 'officers' | 'rounds',
): FoundList {
  const listOf = <Row>(rows: readonly Row[], columns: Columns<Row>) => ({
    columns: Object.keys(columns),
    open: () => Promise.resolve({ rowCount: rows.length, batches: cellBatches([rows], columns) }),
  });
  const isByRound = content === 'rounds';
  return {
    title: `Giờ làm thêm ${monthName(month)}${isByRound ? ', từng buổi' : ''}`,
    about: [
      'Theo giờ đã lập của các buổi đã đi, không tính buổi hủy; ngày nghỉ, ngày làm bù theo lịch nghỉ của phường',
      `Ngày làm việc tính từ ${EVENING_FROM}. Chỉ là số giờ, không có hệ số`,
    ],
    personal: [],
    fileName: `gio-lam-them-${month.slice(0, 7)}${isByRound ? '-tung-buoi' : ''}`,
    maxRows: 10_000,
    ...(isByRound
      ? listOf(
          officers.flatMap(({ rounds }) => rounds),
          ROUND_COLUMNS,
        )
      : listOf(officers, OFFICER_COLUMNS)),
  };
}
