import { CALENDAR_DAYS, DEFAULT_OUTREACH_POLICY } from '../../../prisma/seed/reference-data';
import { outreachPolicySchema, type OutreachRules, type TimeWindow } from '../../../src/features/calendar/outreach-time';
import { promiseObjections } from '../../../src/features/visits/promised-hour';
import type { LocalDate, LocalTime } from '../../../src/shared/dates';

const rules: OutreachRules = { policy: outreachPolicySchema.parse(DEFAULT_OUTREACH_POLICY), calendarDays: CALENDAR_DAYS };
const THURSDAY = '2026-11-26';
const SATURDAY = '2026-11-28';

/** The ward's rules with other windows on Saturdays. */
const onSaturdays = (...saturday: TimeWindow[]): OutreachRules => ({ ...rules, policy: { ...rules.policy, windows: { ...rules.policy.windows, saturday } } });
const ACROSS_LUNCH = onSaturdays({ from: '08:00', to: '17:00' });
const ONE_HOUR = onSaturdays({ from: '18:00', to: '19:00' });

describe('an hour at which somebody is to come back', () => {
  it.each<[string, LocalDate, LocalTime, LocalTime | '', OutreachRules?]>([
    ['in the evening', THURSDAY, '19:00', ''],
    ['at the latest knock itself', THURSDAY, '20:30', ''],
    ['for a few minutes up to the latest knock', THURSDAY, '20:25', '20:30'],
    ['before the window, waiting a quarter of an hour into it', THURSDAY, '17:00', '18:15'],
    ['a quarter of an hour before the window, with no end said', THURSDAY, '17:45', ''],
    ['through the lunch rest, waiting until after it', SATURDAY, '11:20', '14:30', ACROSS_LUNCH],
  ])('%s is one at which a round may be there', (_name, date, from, to, ward = rules) => {
    expect(promiseObjections({ date, from, to }, ward)).toEqual([]);
  });

  it.each<[string, LocalDate, LocalTime, LocalTime | '', string, OutreachRules?]>([
    ['a minute after the latest knock', THURSDAY, '20:31', '', 'Bắt đầu sau giờ gõ cửa muộn nhất (20:30).'],
    ['on a working morning', THURSDAY, '09:00', '11:00', 'Thứ Năm 26/11 là ngày làm việc; chỉ ra quân 18:00–21:00.'],
    ['before the window, with no end said', THURSDAY, '17:00', '', 'Thứ Năm 26/11 là ngày làm việc; chỉ ra quân 18:00–21:00.'],
    ['before the window, waiting a few minutes into it', THURSDAY, '17:00', '18:05', 'Thứ Năm 26/11 là ngày làm việc; chỉ ra quân 18:00–21:00.'],
    ['when the visit would outlast the window', SATURDAY, '11:15', '', 'Buổi này chạm giờ nghỉ trưa 11:30–14:00.'],
    ['through the lunch rest, not waiting long enough', SATURDAY, '11:20', '14:05', 'Buổi này chạm giờ nghỉ trưa 11:30–14:00.', ACROSS_LUNCH],
    ['in the window, but after the longest round', SATURDAY, '10:50', '', 'Ngày này buổi gợi ý chỉ gõ cửa 08:00–10:40, 14:00–16:40, 18:00–20:00.'],
    ['in a window too short for a round', SATURDAY, '18:10', '', 'Ngày này không có buổi gợi ý nào.', ONE_HOUR],
    ['on a day without knocking', '2026-09-25', '19:00', '', 'Thứ Sáu 25/09 là ngày kiêng gõ cửa: Trung thu (dự kiến).'],
    ['at midnight', THURSDAY, '23:59', '', 'Không ở nhà dân sau 21:00.'],
  ])('%s is not, and the reason is told', (_name, date, from, to, reason, ward = rules) => {
    expect(promiseObjections({ date, from, to }, ward)).toContain(reason);
  });
});
