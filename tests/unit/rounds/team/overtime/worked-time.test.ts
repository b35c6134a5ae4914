import type { CalendarFact } from '../../../../../src/features/office/calendar/outreach-time';
import {
  decidingDay,
  hoursOf,
  overtimeOf,
  sumOf,
  workedTimeOf,
} from '../../../../../src/features/rounds/team/overtime/worked-time';
import { instantOf } from '../../../../../src/shared/dates';

const calendar: CalendarFact[] = [
  { date: '2026-11-24', kind: 'holiday', name: 'Ngày Văn hóa Việt Nam', status: 'official' },
  { date: '2026-08-22', kind: 'swapped_working_day', name: 'Làm bù cho ngày 31/08', status: 'official' },
  { date: '2026-08-31', kind: 'holiday', name: 'Nghỉ Quốc khánh', status: 'expected' },
  { date: '2026-09-25', kind: 'no_knock', name: 'Trung thu', status: 'expected' },
];
const worked = (date: string, from: string, to: string) =>
  workedTimeOf({ startsAt: instantOf(date, from), endsAt: instantOf(date, to) }, calendar);
const NONE = { officeHours: 0, evening: 0, weekend: 0, holiday: 0 };

describe('the time of a round counts', () => {
  it.each([
    ['as evening on a working day', '2026-11-26', { from: '18:30', to: '20:45' }, { evening: 135 }],
    [
      'as evening from 17:30 on, the part before not',
      '2026-11-26',
      { from: '16:45', to: '18:00' },
      { officeHours: 45, evening: 30 },
    ],
    ['not at all in the daytime of a working day', '2026-11-26', { from: '09:00', to: '11:00' }, { officeHours: 120 }],
    ['as weekend on a Saturday, morning or evening', '2026-11-28', { from: '08:30', to: '11:00' }, { weekend: 150 }],
    ['as weekend on a Sunday evening', '2026-11-29', { from: '18:30', to: '20:00' }, { weekend: 90 }],
    ['as holiday on a Tuesday that is one', '2026-11-24', { from: '09:00', to: '10:00' }, { holiday: 60 }],
    ['as holiday on one that is only expected', '2026-08-31', { from: '18:00', to: '19:00' }, { holiday: 60 }],
    [
      'as a working day on a Saturday swapped for one: in the daytime',
      '2026-08-22',
      { from: '09:00', to: '10:00' },
      { officeHours: 60 },
    ],
    [
      'as a working day on a Saturday swapped for one: in the evening',
      '2026-08-22',
      { from: '18:00', to: '19:00' },
      { evening: 60 },
    ],
    ['as any evening on a day without knocking', '2026-09-25', { from: '18:00', to: '19:00' }, { evening: 60 }],
  ])('%s', (_name, date, { from, to }, expected) => {
    expect(worked(date, from, to)).toEqual({ ...NONE, ...expected });
  });

  it('it goes by the day in Hà Nội, which begins seven hours before UTC', () => {
    // 23:30 UTC on Friday is half past six on Saturday morning; 17:30 UTC on Sunday is half past midnight on Monday.
    expect(
      workedTimeOf({ startsAt: new Date('2026-11-27T23:30:00Z'), endsAt: new Date('2026-11-28T01:00:00Z') }, calendar),
    ).toEqual({ ...NONE, weekend: 90 });
    expect(
      workedTimeOf({ startsAt: new Date('2026-11-29T17:30:00Z'), endsAt: new Date('2026-11-29T18:30:00Z') }, calendar),
    ).toEqual({ ...NONE, officeHours: 60 });
    expect(
      workedTimeOf({ startsAt: new Date('2026-11-23T17:00:00Z'), endsAt: new Date('2026-11-23T18:00:00Z') }, calendar),
    ).toEqual({ ...NONE, holiday: 60 });
  });
});

it('it is summed by kind, and only evenings, weekends and holidays are overtime', () => {
  const sum = sumOf([
    worked('2026-11-26', '16:45', '18:00'),
    worked('2026-11-28', '08:30', '11:00'),
    worked('2026-11-24', '09:00', '10:00'),
  ]);
  expect(sum).toEqual({ officeHours: 45, evening: 30, weekend: 150, holiday: 60 });
  expect(overtimeOf(sum)).toBe(240);
  expect(sumOf([])).toEqual(NONE);
});

it('it is given in hours with two decimals', () => {
  expect([0, 1, 20, 90, 135, 100].map(hoursOf)).toEqual([0, 0.02, 0.33, 1.5, 2.25, 1.67]);
});

it('it names the calendar day that decided', () => {
  expect(decidingDay('2026-08-31', calendar)).toMatchObject({ name: 'Nghỉ Quốc khánh', status: 'expected' });
  expect(decidingDay('2026-08-22', calendar)?.kind).toBe('swapped_working_day');
  for (const date of ['2026-09-25', '2026-11-26']) expect(decidingDay(date, calendar)).toBeNull();
});
