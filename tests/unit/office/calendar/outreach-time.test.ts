import { CALENDAR_DAYS } from '../../../../src/features/office/reference-data/entries';
import { DEFAULT_OUTREACH_POLICY } from '../../../../src/features/office/reference-data/outreach-policy';
import {
  validateRoundTime,
  outreachPolicySchema,
  roundTimeProblem,
} from '../../../../src/features/office/calendar/outreach-time';

const policy = outreachPolicySchema.parse(DEFAULT_OUTREACH_POLICY);
const judge = (date: string, from: string, to: string, ward = policy) =>
  validateRoundTime({ date, from, to, policy: ward, calendarDays: CALENDAR_DAYS });

describe('a round is allowed in the evening and at weekends', () => {
  it.each([
    ['Tuesday evening', '2026-11-17', '18:30', '20:45'],
    ['the whole weekday window', '2026-11-26', '18:00', '21:00'],
    ['an ordinary Saturday morning', '2026-11-21', '09:00', '11:00'],
    ['Sunday afternoon', '2026-11-22', '14:00', '17:30'],
    ['Sunday evening', '2026-11-22', '18:00', '20:30'],
    ['the evening of a Saturday declared a working day', '2026-08-22', '18:30', '20:30'],
    ['the evening of a Saturday declared a working day, until nine as on weekdays', '2026-08-22', '18:30', '21:00'],
    ['the last knock of a weekday', '2026-11-26', '20:30', '21:00'],
  ])('%s', (_name, date, from, to) => {
    expect(judge(date, from, to)).toEqual({ allowed: true });
  });
});

describe('a round is refused', () => {
  it.each([
    [
      'on a weekday at ten',
      '2026-11-20',
      { from: '10:00', to: '11:00' },
      ['Thứ Sáu 20/11 là ngày làm việc; chỉ ra quân 18:00–21:00.'],
    ],
    [
      'on a holiday, by its name',
      '2026-11-24',
      { from: '18:30', to: '20:45' },
      ['Thứ Ba 24/11 là ngày nghỉ: Ngày Văn hóa Việt Nam; không ra quân.'],
    ],
    [
      'on a holiday that is only expected, and says so',
      '2027-11-24',
      { from: '18:30', to: '20:45' },
      ['Thứ Tư 24/11 là ngày nghỉ: Ngày Văn hóa Việt Nam (dự kiến); không ra quân.'],
    ],
    [
      'in the morning of a Saturday declared a working day',
      '2026-08-22',
      { from: '10:00', to: '11:00' },
      ['Thứ Bảy 22/08 là ngày đi làm (Làm bù cho ngày 31/08), tính như ngày thường; chỉ ra quân 18:00–21:00.'],
    ],
    [
      'on a day without knocking, although the hour is right',
      '2026-09-25',
      { from: '18:30', to: '20:00' },
      ['Thứ Sáu 25/09 là ngày kiêng gõ cửa: Trung thu (dự kiến).'],
    ],
    [
      'on a weekend, running into the lunch rest',
      '2026-11-21',
      { from: '10:00', to: '12:00' },
      [
        'Thứ Bảy 21/11 là cuối tuần; chỉ ra quân 08:00–11:30, 14:00–17:30, 18:00–20:30.',
        'Buổi này chạm giờ nghỉ trưa 11:30–14:00.',
      ],
    ],
    [
      'when it begins after the latest knock of a weekday',
      '2026-11-26',
      { from: '20:40', to: '21:00' },
      ['Bắt đầu sau giờ gõ cửa muộn nhất (20:30).'],
    ],
    [
      'when it begins after the latest knock of a Saturday',
      '2026-11-21',
      { from: '20:10', to: '20:30' },
      ['Bắt đầu sau giờ gõ cửa muộn nhất (20:00).'],
    ],
    [
      'before people should be woken',
      '2026-11-21',
      { from: '07:00', to: '08:30' },
      ['Thứ Bảy 21/11 là cuối tuần; chỉ ra quân 08:00–11:30, 14:00–17:30, 18:00–20:30.', 'Không gõ cửa trước 07:30.'],
    ],
    [
      'past nine in the evening',
      '2026-11-26',
      { from: '18:30', to: '21:30' },
      ['Thứ Năm 26/11 là ngày làm việc; chỉ ra quân 18:00–21:00.', 'Không ở nhà dân sau 21:00.'],
    ],
    [
      'from one window into the next',
      '2026-11-22',
      { from: '17:00', to: '18:30' },
      ['Chủ nhật 22/11 là cuối tuần; chỉ ra quân 08:00–11:30, 14:00–17:30, 18:00–20:30.'],
    ],
  ])('%s', (_name, date, { from, to }, reasons) => {
    expect(judge(date, from, to)).toMatchObject({ allowed: false, reasons });
  });

  it('on Tết, both a holiday and a day without knocking, with both reasons', () => {
    expect(judge('2026-02-17', '18:30', '20:00')).toMatchObject({
      allowed: false,
      reasons: [
        'Thứ Ba 17/02 là ngày kiêng gõ cửa: Mùng 1 tháng Giêng (dự kiến).',
        'Thứ Ba 17/02 là ngày nghỉ: Tết Bính Ngọ (mùng 1); không ra quân.',
      ],
    });
  });
});

it('a ward may open its own windows on holidays', () => {
  const ward = { ...policy, windows: { ...policy.windows, holiday: [{ from: '09:00', to: '11:00' }] } };
  expect(judge('2026-11-24', '09:00', '10:30', ward)).toEqual({ allowed: true });
  expect(judge('2026-11-24', '18:30', '20:00', ward)).toMatchObject({
    allowed: false,
    reasons: ['Thứ Ba 24/11 là ngày nghỉ: Ngày Văn hóa Việt Nam; chỉ ra quân 09:00–11:00.'],
  });
});

describe('times that no reason can justify', () => {
  it.each([
    ['20:00', '19:00'],
    ['19:00', '19:00'],
    ['22:00', '01:00'],
  ])('%s to %s', (from, to) => {
    expect(roundTimeProblem(from, to)).toBe('Giờ kết thúc phải sau giờ bắt đầu, trong cùng một ngày.');
  });

  it('accepts an end after the start', () => {
    expect(roundTimeProblem('18:30', '20:45')).toBeNull();
  });
});

it('a policy that lacks a window is not read', () => {
  expect(outreachPolicySchema.safeParse({ ...policy, windows: { weekday: [] } }).success).toBe(false);
});
