import { CALENDAR_DAYS, DEFAULT_OUTREACH_POLICY } from '../../../prisma/seed/reference-data';
import { outreachPolicySchema } from '../../../src/features/calendar/outreach-time';
import { promiseObjections } from '../../../src/features/visits/promised-hour';

const rules = { policy: outreachPolicySchema.parse(DEFAULT_OUTREACH_POLICY), calendarDays: CALENDAR_DAYS };
const THURSDAY = '2026-11-26';
const SATURDAY = '2026-11-28';

describe('an hour at which somebody is to come back', () => {
  it.each([
    ['in the evening', THURSDAY, '19:00', ''],
    ['at the latest knock itself', THURSDAY, '20:30', ''],
    ['before the window, waiting into it', THURSDAY, '17:00', '19:00'],
    ['when the visit ends with the window', SATURDAY, '11:10', ''],
  ])('%s is one at which a round may be there', (_name, date, from, to) => {
    expect(promiseObjections({ date, from, to }, rules)).toEqual([]);
  });

  it.each([
    ['a minute after the latest knock', THURSDAY, '20:31', '', 'Bắt đầu sau giờ gõ cửa muộn nhất (20:30).'],
    ['on a working morning', THURSDAY, '09:00', '11:00', 'Thứ Năm 26/11 là ngày làm việc; chỉ ra quân 18:00–21:00.'],
    ['before the window, with no end said', THURSDAY, '17:00', '', 'Thứ Năm 26/11 là ngày làm việc; chỉ ra quân 18:00–21:00.'],
    ['when the visit would outlast the window', SATURDAY, '11:15', '', 'Buổi này chạm giờ nghỉ trưa 11:30–14:00.'],
    ['on a day without knocking', '2026-09-25', '19:00', '', 'Thứ Sáu 25/09 là ngày kiêng gõ cửa: Trung thu (dự kiến).'],
    ['at midnight', THURSDAY, '23:59', '', 'Không ở nhà dân sau 21:00.'],
  ])('%s is not, and the reason is told', (_name, date, from, to, reason) => {
    expect(promiseObjections({ date, from, to }, rules)).toContain(reason);
  });
});
