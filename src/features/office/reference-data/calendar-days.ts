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

/** One row per calendar day; a day may be both a holiday and a day without knocking. */
export const CALENDAR_DAYS: CalendarDayEntry[] = [
  // 2026: days off of civil servants, including weekend days inside a break.
  { date: '2026-01-01', kind: 'holiday', name: 'Tết Dương lịch', status: 'official', source: NEW_YEAR_2026 },
  {
    date: '2026-01-02',
    kind: 'holiday',
    name: 'Tết Dương lịch (nghỉ hoán đổi)',
    status: 'official',
    source: NEW_YEAR_2026,
  },
  {
    date: '2026-01-03',
    kind: 'holiday',
    name: 'Tết Dương lịch (cuối tuần)',
    status: 'official',
    source: NEW_YEAR_2026,
  },
  {
    date: '2026-01-04',
    kind: 'holiday',
    name: 'Tết Dương lịch (cuối tuần)',
    status: 'official',
    source: NEW_YEAR_2026,
  },
  {
    date: '2026-01-10',
    kind: 'swapped_working_day',
    name: 'Làm bù cho ngày 02/01',
    status: 'official',
    source: NEW_YEAR_2026,
  },
  { date: '2026-02-14', kind: 'holiday', name: 'Tết Bính Ngọ (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-15', kind: 'holiday', name: 'Tết Bính Ngọ (cuối tuần)', status: 'official', source: NOTICE_2026 },
  {
    date: '2026-02-16',
    kind: 'holiday',
    name: 'Tết Bính Ngọ (29 tháng Chạp)',
    status: 'official',
    source: NOTICE_2026,
  },
  { date: '2026-02-17', kind: 'holiday', name: 'Tết Bính Ngọ (mùng 1)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-18', kind: 'holiday', name: 'Tết Bính Ngọ (mùng 2)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-19', kind: 'holiday', name: 'Tết Bính Ngọ (mùng 3)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-20', kind: 'holiday', name: 'Tết Bính Ngọ (mùng 4)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-21', kind: 'holiday', name: 'Tết Bính Ngọ (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-02-22', kind: 'holiday', name: 'Tết Bính Ngọ (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-04-26', kind: 'holiday', name: 'Giỗ Tổ Hùng Vương', status: 'official', source: HUNG_KINGS_2026 },
  {
    date: '2026-04-27',
    kind: 'holiday',
    name: 'Giỗ Tổ Hùng Vương (nghỉ bù)',
    status: 'official',
    source: HUNG_KINGS_2026,
  },
  { date: '2026-04-30', kind: 'holiday', name: 'Ngày Chiến thắng 30/4', status: 'official', source: APRIL_MAY_2026 },
  {
    date: '2026-05-01',
    kind: 'holiday',
    name: 'Ngày Quốc tế Lao động 1/5',
    status: 'official',
    source: APRIL_MAY_2026,
  },
  {
    date: '2026-05-02',
    kind: 'holiday',
    name: 'Nghỉ lễ 30/4 và 1/5 (cuối tuần)',
    status: 'official',
    source: APRIL_MAY_2026,
  },
  {
    date: '2026-05-03',
    kind: 'holiday',
    name: 'Nghỉ lễ 30/4 và 1/5 (cuối tuần)',
    status: 'official',
    source: APRIL_MAY_2026,
  },
  {
    date: '2026-08-22',
    kind: 'swapped_working_day',
    name: 'Làm bù cho ngày 31/08',
    status: 'official',
    source: NOTICE_2026,
  },
  { date: '2026-08-29', kind: 'holiday', name: 'Quốc khánh (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-08-30', kind: 'holiday', name: 'Quốc khánh (cuối tuần)', status: 'official', source: NOTICE_2026 },
  { date: '2026-08-31', kind: 'holiday', name: 'Quốc khánh (nghỉ hoán đổi)', status: 'official', source: NOTICE_2026 },
  { date: '2026-09-01', kind: 'holiday', name: 'Quốc khánh', status: 'official', source: NOTICE_2026 },
  { date: '2026-09-02', kind: 'holiday', name: 'Quốc khánh', status: 'official', source: NOTICE_2026 },
  { date: '2026-11-24', kind: 'holiday', name: 'Ngày Văn hóa Việt Nam', status: 'official', source: CULTURE_DAY },
  // 2027: lunar dates are computed; the official notice was not found.
  { date: '2027-01-01', kind: 'holiday', name: 'Tết Dương lịch', status: 'expected', source: NOT_ANNOUNCED_2027 },
  {
    date: '2027-01-02',
    kind: 'holiday',
    name: 'Tết Dương lịch (cuối tuần)',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  {
    date: '2027-01-03',
    kind: 'holiday',
    name: 'Tết Dương lịch (cuối tuần)',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  { date: '2027-02-05', kind: 'holiday', name: 'Tết Đinh Mùi (29 tháng Chạp)', status: 'expected', source: TET_2027 },
  { date: '2027-02-06', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 1)', status: 'expected', source: TET_2027 },
  { date: '2027-02-07', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 2)', status: 'expected', source: TET_2027 },
  { date: '2027-02-08', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 3)', status: 'expected', source: TET_2027 },
  { date: '2027-02-09', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 4)', status: 'expected', source: TET_2027 },
  { date: '2027-02-10', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 5)', status: 'expected', source: TET_2027 },
  { date: '2027-02-11', kind: 'holiday', name: 'Tết Đinh Mùi (mùng 6)', status: 'expected', source: TET_2027 },
  { date: '2027-04-16', kind: 'holiday', name: 'Giỗ Tổ Hùng Vương', status: 'expected', source: NOT_ANNOUNCED_2027 },
  {
    date: '2027-04-17',
    kind: 'holiday',
    name: 'Giỗ Tổ Hùng Vương (cuối tuần)',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  {
    date: '2027-04-18',
    kind: 'holiday',
    name: 'Giỗ Tổ Hùng Vương (cuối tuần)',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  {
    date: '2027-04-30',
    kind: 'holiday',
    name: 'Ngày Chiến thắng 30/4',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  {
    date: '2027-05-01',
    kind: 'holiday',
    name: 'Ngày Quốc tế Lao động 1/5',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  {
    date: '2027-05-02',
    kind: 'holiday',
    name: 'Nghỉ lễ 30/4 và 1/5 (cuối tuần)',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  { date: '2027-05-03', kind: 'holiday', name: 'Nghỉ bù ngày 1/5', status: 'expected', source: NOT_ANNOUNCED_2027 },
  { date: '2027-09-02', kind: 'holiday', name: 'Quốc khánh', status: 'expected', source: NOT_ANNOUNCED_2027 },
  {
    date: '2027-09-03',
    kind: 'holiday',
    name: 'Quốc khánh (ngày nghỉ thứ hai)',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  {
    date: '2027-09-04',
    kind: 'holiday',
    name: 'Quốc khánh (cuối tuần)',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  {
    date: '2027-09-05',
    kind: 'holiday',
    name: 'Quốc khánh (cuối tuần)',
    status: 'expected',
    source: NOT_ANNOUNCED_2027,
  },
  { date: '2027-11-24', kind: 'holiday', name: 'Ngày Văn hóa Việt Nam', status: 'expected', source: CULTURE_DAY },
  // Suggested days without knocking: 23 tháng Chạp to mùng 10, rằm tháng 7, Trung thu.
  {
    date: '2026-02-10',
    kind: 'no_knock',
    name: '23 tháng Chạp, ông Công ông Táo',
    status: 'expected',
    source: FOLK_CALENDAR,
  },
  { date: '2026-02-11', kind: 'no_knock', name: '24 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-12', kind: 'no_knock', name: '25 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-13', kind: 'no_knock', name: '26 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-14', kind: 'no_knock', name: '27 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-15', kind: 'no_knock', name: '28 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-16', kind: 'no_knock', name: '29 tháng Chạp, giao thừa', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-17', kind: 'no_knock', name: 'Mùng 1 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-18', kind: 'no_knock', name: 'Mùng 2 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-19', kind: 'no_knock', name: 'Mùng 3 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-20', kind: 'no_knock', name: 'Mùng 4 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-21', kind: 'no_knock', name: 'Mùng 5 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-22', kind: 'no_knock', name: 'Mùng 6 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-23', kind: 'no_knock', name: 'Mùng 7 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-24', kind: 'no_knock', name: 'Mùng 8 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-25', kind: 'no_knock', name: 'Mùng 9 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-02-26', kind: 'no_knock', name: 'Mùng 10 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-08-27', kind: 'no_knock', name: 'Rằm tháng 7', status: 'expected', source: FOLK_CALENDAR },
  { date: '2026-09-25', kind: 'no_knock', name: 'Trung thu', status: 'expected', source: FOLK_CALENDAR },
  {
    date: '2027-01-30',
    kind: 'no_knock',
    name: '23 tháng Chạp, ông Công ông Táo',
    status: 'expected',
    source: FOLK_CALENDAR,
  },
  { date: '2027-01-31', kind: 'no_knock', name: '24 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-01', kind: 'no_knock', name: '25 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-02', kind: 'no_knock', name: '26 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-03', kind: 'no_knock', name: '27 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-04', kind: 'no_knock', name: '28 tháng Chạp', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-05', kind: 'no_knock', name: '29 tháng Chạp, giao thừa', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-06', kind: 'no_knock', name: 'Mùng 1 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-07', kind: 'no_knock', name: 'Mùng 2 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-08', kind: 'no_knock', name: 'Mùng 3 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-09', kind: 'no_knock', name: 'Mùng 4 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-10', kind: 'no_knock', name: 'Mùng 5 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-11', kind: 'no_knock', name: 'Mùng 6 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-12', kind: 'no_knock', name: 'Mùng 7 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-13', kind: 'no_knock', name: 'Mùng 8 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-14', kind: 'no_knock', name: 'Mùng 9 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-02-15', kind: 'no_knock', name: 'Mùng 10 tháng Giêng', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-08-16', kind: 'no_knock', name: 'Rằm tháng 7', status: 'expected', source: FOLK_CALENDAR },
  { date: '2027-09-15', kind: 'no_knock', name: 'Trung thu', status: 'expected', source: FOLK_CALENDAR },
];
