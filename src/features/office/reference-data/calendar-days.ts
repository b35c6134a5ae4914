import type { CalendarDayKind, CalendarDayStatus } from '../../../generated/prisma/enums';

/*
 * Days off as announced by November 2026, and days on which residents may not want visits. Each ward edits its own
 * copy.
 */

interface CalendarDayEntry {
  date: string;
  kind: CalendarDayKind;
  name: string;
  /** expected: no official notice was found, or (no_knock) a suggestion that the ward may change. */
  status: CalendarDayStatus;
  source: string;
}

const FOLK_CALENDAR = 'Gợi ý theo âm lịch, phường sửa được';
const NEW_YEAR_2026 = 'Văn bản 12729/VPCP-KGVX ngày 25/12/2025';
const NOTICE_2026 = 'Thông báo 9441/TB-BNV ngày 16/10/2025';
const HUNG_KINGS_2026 = 'Mùng 10 tháng 3 âm lịch, tính theo âm lịch; nghỉ bù thứ Hai';
const APRIL_MAY_2026 = 'Ngày lễ hằng năm; nghỉ liền cuối tuần đến 03/05';
const CULTURE_DAY = 'Nghị quyết 28/2026/QH16, hiệu lực từ 01/07/2026';
const NOT_ANNOUNCED_2027 = 'Chưa thấy thông báo chính thức cho năm 2027';
const TET_2027 =
  'Tính theo âm lịch, chưa thấy thông báo chính thức; có thể là 05–11/02 hoặc 04–10/02, có thể hoán đổi dài hơn';

/** Days that differ only in their date and name. */
const sharing = (
  shared: Omit<CalendarDayEntry, 'date' | 'name'>,
  rows: readonly (readonly [date: string, name: string])[],
): CalendarDayEntry[] => rows.map(([date, name]) => ({ date, name, ...shared }));

/** One row per calendar day; a day may be both a holiday and a day without knocking. */
export const CALENDAR_DAYS: CalendarDayEntry[] = [
  // 2026: days off of civil servants, including weekend days inside a break.
  ...sharing({ kind: 'holiday', status: 'official', source: NEW_YEAR_2026 }, [
    ['2026-01-01', 'Tết Dương lịch'],
    ['2026-01-02', 'Tết Dương lịch (nghỉ hoán đổi)'],
    ['2026-01-03', 'Tết Dương lịch (cuối tuần)'],
    ['2026-01-04', 'Tết Dương lịch (cuối tuần)'],
  ]),
  {
    date: '2026-01-10',
    name: 'Làm bù cho ngày 02/01',
    kind: 'swapped_working_day',
    status: 'official',
    source: NEW_YEAR_2026,
  },
  ...sharing({ kind: 'holiday', status: 'official', source: NOTICE_2026 }, [
    ['2026-02-14', 'Tết Bính Ngọ (cuối tuần)'],
    ['2026-02-15', 'Tết Bính Ngọ (cuối tuần)'],
    ['2026-02-16', 'Tết Bính Ngọ (29 tháng Chạp)'],
    ['2026-02-17', 'Tết Bính Ngọ (mùng 1)'],
    ['2026-02-18', 'Tết Bính Ngọ (mùng 2)'],
    ['2026-02-19', 'Tết Bính Ngọ (mùng 3)'],
    ['2026-02-20', 'Tết Bính Ngọ (mùng 4)'],
    ['2026-02-21', 'Tết Bính Ngọ (cuối tuần)'],
    ['2026-02-22', 'Tết Bính Ngọ (cuối tuần)'],
  ]),
  ...sharing({ kind: 'holiday', status: 'official', source: HUNG_KINGS_2026 }, [
    ['2026-04-26', 'Giỗ Tổ Hùng Vương'],
    ['2026-04-27', 'Giỗ Tổ Hùng Vương (nghỉ bù)'],
  ]),
  ...sharing({ kind: 'holiday', status: 'official', source: APRIL_MAY_2026 }, [
    ['2026-04-30', 'Ngày Chiến thắng 30/4'],
    ['2026-05-01', 'Ngày Quốc tế Lao động 1/5'],
    ['2026-05-02', 'Nghỉ lễ 30/4 và 1/5 (cuối tuần)'],
    ['2026-05-03', 'Nghỉ lễ 30/4 và 1/5 (cuối tuần)'],
  ]),
  {
    date: '2026-08-22',
    name: 'Làm bù cho ngày 31/08',
    kind: 'swapped_working_day',
    status: 'official',
    source: NOTICE_2026,
  },
  ...sharing({ kind: 'holiday', status: 'official', source: NOTICE_2026 }, [
    ['2026-08-29', 'Quốc khánh (cuối tuần)'],
    ['2026-08-30', 'Quốc khánh (cuối tuần)'],
    ['2026-08-31', 'Quốc khánh (nghỉ hoán đổi)'],
    ['2026-09-01', 'Quốc khánh'],
    ['2026-09-02', 'Quốc khánh'],
  ]),
  { date: '2026-11-24', name: 'Ngày Văn hóa Việt Nam', kind: 'holiday', status: 'official', source: CULTURE_DAY },
  // 2027: lunar dates are computed; the official notice was not found.
  ...sharing({ kind: 'holiday', status: 'expected', source: NOT_ANNOUNCED_2027 }, [
    ['2027-01-01', 'Tết Dương lịch'],
    ['2027-01-02', 'Tết Dương lịch (cuối tuần)'],
    ['2027-01-03', 'Tết Dương lịch (cuối tuần)'],
  ]),
  ...sharing({ kind: 'holiday', status: 'expected', source: TET_2027 }, [
    ['2027-02-05', 'Tết Đinh Mùi (29 tháng Chạp)'],
    ['2027-02-06', 'Tết Đinh Mùi (mùng 1)'],
    ['2027-02-07', 'Tết Đinh Mùi (mùng 2)'],
    ['2027-02-08', 'Tết Đinh Mùi (mùng 3)'],
    ['2027-02-09', 'Tết Đinh Mùi (mùng 4)'],
    ['2027-02-10', 'Tết Đinh Mùi (mùng 5)'],
    ['2027-02-11', 'Tết Đinh Mùi (mùng 6)'],
  ]),
  ...sharing({ kind: 'holiday', status: 'expected', source: NOT_ANNOUNCED_2027 }, [
    ['2027-04-16', 'Giỗ Tổ Hùng Vương'],
    ['2027-04-17', 'Giỗ Tổ Hùng Vương (cuối tuần)'],
    ['2027-04-18', 'Giỗ Tổ Hùng Vương (cuối tuần)'],
    ['2027-04-30', 'Ngày Chiến thắng 30/4'],
    ['2027-05-01', 'Ngày Quốc tế Lao động 1/5'],
    ['2027-05-02', 'Nghỉ lễ 30/4 và 1/5 (cuối tuần)'],
    ['2027-05-03', 'Nghỉ bù ngày 1/5'],
    ['2027-09-02', 'Quốc khánh'],
    ['2027-09-03', 'Quốc khánh (ngày nghỉ thứ hai)'],
    ['2027-09-04', 'Quốc khánh (cuối tuần)'],
    ['2027-09-05', 'Quốc khánh (cuối tuần)'],
  ]),
  { date: '2027-11-24', name: 'Ngày Văn hóa Việt Nam', kind: 'holiday', status: 'expected', source: CULTURE_DAY },
  // Suggested days without knocking: 23 tháng Chạp to mùng 10, rằm tháng 7, Trung thu.
  ...sharing({ kind: 'no_knock', status: 'expected', source: FOLK_CALENDAR }, [
    ['2026-02-10', '23 tháng Chạp, ông Công ông Táo'],
    ['2026-02-11', '24 tháng Chạp'],
    ['2026-02-12', '25 tháng Chạp'],
    ['2026-02-13', '26 tháng Chạp'],
    ['2026-02-14', '27 tháng Chạp'],
    ['2026-02-15', '28 tháng Chạp'],
    ['2026-02-16', '29 tháng Chạp, giao thừa'],
    ['2026-02-17', 'Mùng 1 tháng Giêng'],
    ['2026-02-18', 'Mùng 2 tháng Giêng'],
    ['2026-02-19', 'Mùng 3 tháng Giêng'],
    ['2026-02-20', 'Mùng 4 tháng Giêng'],
    ['2026-02-21', 'Mùng 5 tháng Giêng'],
    ['2026-02-22', 'Mùng 6 tháng Giêng'],
    ['2026-02-23', 'Mùng 7 tháng Giêng'],
    ['2026-02-24', 'Mùng 8 tháng Giêng'],
    ['2026-02-25', 'Mùng 9 tháng Giêng'],
    ['2026-02-26', 'Mùng 10 tháng Giêng'],
    ['2026-08-27', 'Rằm tháng 7'],
    ['2026-09-25', 'Trung thu'],
    ['2027-01-30', '23 tháng Chạp, ông Công ông Táo'],
    ['2027-01-31', '24 tháng Chạp'],
    ['2027-02-01', '25 tháng Chạp'],
    ['2027-02-02', '26 tháng Chạp'],
    ['2027-02-03', '27 tháng Chạp'],
    ['2027-02-04', '28 tháng Chạp'],
    ['2027-02-05', '29 tháng Chạp, giao thừa'],
    ['2027-02-06', 'Mùng 1 tháng Giêng'],
    ['2027-02-07', 'Mùng 2 tháng Giêng'],
    ['2027-02-08', 'Mùng 3 tháng Giêng'],
    ['2027-02-09', 'Mùng 4 tháng Giêng'],
    ['2027-02-10', 'Mùng 5 tháng Giêng'],
    ['2027-02-11', 'Mùng 6 tháng Giêng'],
    ['2027-02-12', 'Mùng 7 tháng Giêng'],
    ['2027-02-13', 'Mùng 8 tháng Giêng'],
    ['2027-02-14', 'Mùng 9 tháng Giêng'],
    ['2027-02-15', 'Mùng 10 tháng Giêng'],
    ['2027-08-16', 'Rằm tháng 7'],
    ['2027-09-15', 'Trung thu'],
  ]),
];
