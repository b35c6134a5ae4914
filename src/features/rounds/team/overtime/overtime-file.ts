import { formatDateTime, localDateOf, localTimeOf, weekdayName } from '../../../../shared/dates';
import type { Cell, FileColumn, ListFile } from '../../../../shared/list-file';
import { capitalise } from '../../../../shared/vietnamese-text';
import { EVENING_FROM, hoursOf, overtimeOf } from './worked-time';
import type { OfficerHours, RoundHours } from './month-hours';

const text = (value: string): Cell => ({ kind: 'text', value });
const hours = (minutes: number): Cell => ({ kind: 'number', value: hoursOf(minutes), decimals: 2 });
const column = (label: string, width: number, isNumber = false): FileColumn => ({
  label,
  width,
  wraps: false,
  isNumber,
});

const KIND_COLUMNS = [
  column('Tối ngày làm việc (giờ)', 12, true),
  column('Cuối tuần (giờ)', 12, true),
  column('Ngày lễ (giờ)', 12, true),
  column('Cộng (giờ)', 12, true),
];

interface Given {
  monthName: string;
  wardName: string;
  by: string;
  reason: string;
  at: Date;
}

const aboutOf = ({ wardName, by, reason, at }: Given) => [
  wardName,
  'Theo giờ đã lập của các buổi đã đi, không tính buổi hủy; ngày nghỉ, ngày làm bù theo lịch nghỉ của phường.',
  `Ngày làm việc tính từ ${EVENING_FROM}. Chỉ là số giờ, không có hệ số.`,
  `Lúc ${formatDateTime(at)}. Người lấy: ${by}. Để: ${reason}`,
];

/** One line per officer: number of rounds, and the hours by kind. */
export function officersFile(officers: readonly OfficerHours[], given: Given): { file: ListFile; rows: Cell[][] } {
  const rows = officers.map(({ officer, rounds, sum }) => [
    text(officer),
    { kind: 'number' as const, value: rounds.length },
    hours(sum.evening),
    hours(sum.weekend),
    hours(sum.holiday),
    hours(overtimeOf(sum)),
  ]);
  const columns = [column('Họ và tên', 26), column('Số buổi', 9, true), ...KIND_COLUMNS];
  return {
    file: {
      title: `Giờ làm thêm ${given.monthName}`,
      about: aboutOf(given),
      columns,
      rowCount: rows.length,
      madeAt: given.at,
    },
    rows,
  };
}

/** One line per officer and round: date, from, to, and the hours by kind. */
export function roundsFile(officers: readonly OfficerHours[], given: Given): { file: ListFile; rows: Cell[][] } {
  const rows = officers.flatMap(({ officer, rounds }) => rounds.map((round) => [text(officer), ...roundCells(round)]));
  const columns = [
    column('Họ và tên', 26),
    column('Ngày', 12),
    column('Thứ', 10),
    column('Từ', 7),
    column('Đến', 7),
    column('Mã buổi', 12),
    column('Khu', 34),
    ...KIND_COLUMNS,
    column('Cửa đã ghi', 9, true),
    column('Ghi chú', 30),
  ];
  return {
    file: {
      title: `Giờ làm thêm ${given.monthName}, từng buổi`,
      about: aboutOf(given),
      columns,
      rowCount: rows.length,
      madeAt: given.at,
    },
    rows,
  };
}

function roundCells({ startsAt, endsAt, code, area, time, loggedDoors, note }: RoundHours): Cell[] {
  const date = localDateOf(startsAt);
  return [
    { kind: 'date', value: date },
    text(capitalise(weekdayName(date))),
    text(localTimeOf(startsAt)),
    text(localTimeOf(endsAt)),
    text(code),
    text(area),
    hours(time.evening),
    hours(time.weekend),
    hours(time.holiday),
    hours(overtimeOf(time)),
    { kind: 'number', value: loggedDoors },
    text(note),
  ];
}
