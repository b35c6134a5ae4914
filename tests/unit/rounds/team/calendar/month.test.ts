import { freeOn, onDay, weeksOfMonth } from '../../../../../src/features/rounds/team/calendar/month';

describe('the weeks of a month', () => {
  it('are whole, from the Monday before its first day to the Sunday after its last', () => {
    const weeks = weeksOfMonth('2026-11-26');
    expect([weeks[0]![0], weeks.at(-1)!.at(-1)]).toEqual(['2026-10-26', '2026-12-06']);
    expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
  });

  it('are four for a February that begins on a Monday', () => {
    expect(weeksOfMonth('2027-02-10')).toHaveLength(4);
  });
});

describe('who is free', () => {
  const window = { userId: 'a', displayName: 'Nguyễn Thị Đội', weekday: 4, from: '18:30', to: '20:45' };
  const absence = (startsAt: string, endsAt: string) => ({
    userId: 'a',
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  });

  it('follows the weekly pattern', () => {
    expect(freeOn('2026-11-26', [window], [])).toEqual([window]);
    expect(freeOn('2026-11-27', [window], [])).toEqual([]);
  });

  it('excludes only the absent officer in that window', () => {
    expect(freeOn('2026-11-26', [window], [absence('2026-11-26T13:00:00Z', '2026-11-26T15:00:00Z')])).toEqual([]);
    expect(
      freeOn('2026-11-26', [window], [{ ...absence('2026-11-25T17:00:00Z', '2026-11-26T17:00:00Z'), userId: 'b' }]),
    ).toEqual([window]);
  });

  it('includes officers who come back before the window begins', () => {
    expect(freeOn('2026-11-26', [window], [absence('2026-11-25T17:00:00Z', '2026-11-26T11:30:00Z')])).toEqual([window]);
  });
});

test('a day in Việt Nam begins at 17:00 of the day before in UTC', () => {
  const span = { startsAt: new Date('2026-11-26T17:00:00Z'), endsAt: new Date('2026-11-26T18:00:00Z') };
  expect([onDay('2026-11-26', [span]), onDay('2026-11-27', [span])]).toEqual([[], [span]]);
});
