import { DEFAULT_OUTREACH_POLICY } from '../../../../src/features/office/reference-data/outreach-policy';
import type { CalendarFact } from '../../../../src/features/office/calendar/outreach-time';
import { reviewReasons } from '../../../../src/features/rounds/round/review-reasons';

const policy = {
  ...DEFAULT_OUTREACH_POLICY,
  windows: { ...DEFAULT_OUTREACH_POLICY.windows, weekday: [{ from: '18:00', to: '21:00' }] },
};
const thursday = {
  startsAt: new Date('2026-11-26T11:30:00Z'),
  endsAt: new Date('2026-11-26T13:30:00Z'),
  officers: ['Nguyễn Thị Đội', 'Phạm Minh Viên'],
  answeredObjections: [],
  absences: [],
  goneOfficers: [],
};
const awayAllDay = {
  displayName: 'Nguyễn Thị Đội',
  startsAt: new Date('2026-11-25T17:00:00Z'),
  endsAt: new Date('2026-11-26T17:00:00Z'),
};
const holiday: CalendarFact = { date: '2026-11-26', kind: 'holiday', name: 'Ngày nghỉ thử', status: 'official' };
const rules = { policy, calendarDays: [] };

describe('a planned round', () => {
  it('needs no review if it fits', () => {
    expect(reviewReasons(thursday, { policy, calendarDays: [{ ...holiday, date: '2026-11-27' }] })).toEqual([]);
  });

  it('needs a review for each officer who is absent or has left the team', () => {
    expect(reviewReasons({ ...thursday, absences: [awayAllDay], goneOfficers: ['Phạm Minh Viên'] }, rules)).toEqual([
      'Nguyễn Thị Đội báo vắng thứ Năm 26/11: đổi người, đổi giờ hoặc hủy buổi.',
      'Phạm Minh Viên không còn trong đội: đổi người hoặc hủy buổi.',
    ]);
  });

  it('gives the hours of an officer who is not absent all day', () => {
    const awayAtSeven = {
      ...awayAllDay,
      startsAt: new Date('2026-11-26T12:00:00Z'),
      endsAt: new Date('2026-11-26T13:00:00Z'),
    };
    expect(reviewReasons({ ...thursday, absences: [awayAtSeven] }, rules)).toEqual([
      'Nguyễn Thị Đội báo vắng thứ Năm 26/11, 19:00–20:00: đổi người, đổi giờ hoặc hủy buổi.',
    ]);
  });

  it('needs a review if a holiday or a change of policy affects it', () => {
    expect(reviewReasons(thursday, { policy, calendarDays: [holiday] })).toEqual([
      'Thứ Năm 26/11 là ngày nghỉ: Ngày nghỉ thử; không ra quân.',
    ]);
    expect(
      reviewReasons(thursday, {
        policy: { ...policy, windows: { ...policy.windows, weekday: [{ from: '19:00', to: '21:00' }] } },
        calendarDays: [],
      }),
    ).toHaveLength(1);
    expect(reviewReasons(thursday, { policy: { ...policy, teamSize: 3 }, calendarDays: [] })).toEqual([
      'Đội có 2 người; phường nay đi 3 người một đội.',
    ]);
  });

  it('with a written reason is validated against that reason until something else comes up', () => {
    const morning = {
      ...thursday,
      startsAt: new Date('2026-11-26T02:00:00Z'),
      endsAt: new Date('2026-11-26T04:00:00Z'),
      answeredObjections: ['working_day'],
    };
    expect(reviewReasons(morning, rules)).toEqual([]);
    expect(reviewReasons(morning, { policy, calendarDays: [holiday] })).toEqual([
      'Thứ Năm 26/11 là ngày nghỉ: Ngày nghỉ thử; không ra quân.',
    ]);
    expect(reviewReasons({ ...morning, absences: [awayAllDay] }, rules)).toHaveLength(1);
  });
});
