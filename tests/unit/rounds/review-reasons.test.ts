import { DEFAULT_OUTREACH_POLICY } from '../../../prisma/seed/reference-data';
import type { CalendarFact } from '../../../src/features/calendar/outreach-time';
import { reviewReasons } from '../../../src/features/rounds/review-reasons';

const policy = { ...DEFAULT_OUTREACH_POLICY, windows: { ...DEFAULT_OUTREACH_POLICY.windows, weekday: [{ from: '18:00', to: '21:00' }] } };
const thursday = { startsAt: new Date('2026-11-26T11:30:00Z'), endsAt: new Date('2026-11-26T13:30:00Z'), outOfHoursReason: null, absentOfficers: [] };
const holiday: CalendarFact = { date: '2026-11-26', kind: 'holiday', name: 'Ngày nghỉ thử', status: 'official' };

describe('a planned round', () => {
  it('that fits has nothing to look at again', () => {
    expect(reviewReasons(thursday, policy, [{ ...holiday, date: '2026-11-27' }])).toEqual([]);
  });

  it('is looked at again for each officer who is absent', () => {
    expect(reviewReasons({ ...thursday, absentOfficers: ['Nguyễn Thị Đội', 'Phạm Minh Viên'] }, policy, [])).toEqual([
      'Nguyễn Thị Đội báo vắng thứ Năm 26/11: đổi người, đổi giờ hoặc hủy buổi.', 'Phạm Minh Viên báo vắng thứ Năm 26/11: đổi người, đổi giờ hoặc hủy buổi.',
    ]);
  });

  it('is looked at again when a holiday or a change of policy falls on it', () => {
    expect(reviewReasons(thursday, policy, [holiday])).toEqual(['Thứ Năm 26/11 là ngày nghỉ: Ngày nghỉ thử; không ra quân.']);
    expect(reviewReasons(thursday, { ...policy, windows: { ...policy.windows, weekday: [{ from: '19:00', to: '21:00' }] } }, [])).toHaveLength(1);
  });

  it('whose hours somebody gave a reason for is judged by that person, its team still by the absences', () => {
    const round = { ...thursday, outOfHoursReason: 'Hẹn riêng với tổ trưởng' };
    expect(reviewReasons(round, policy, [holiday])).toEqual([]);
    expect(reviewReasons({ ...round, absentOfficers: ['Nguyễn Thị Đội'] }, policy, [holiday])).toHaveLength(1);
  });
});
