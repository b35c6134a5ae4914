import { clocksOf, countUrgent, nextStepOf } from '../../../../src/features/privacy/data-requests/clocks';
import { workingCalendar } from '../../../../src/features/office/calendar/working-days';

/** Tết Dương lịch 2027: Friday 1 January. */
const isWorkingDay = workingCalendar([{ date: '2027-01-01', kind: 'holiday' }]);
const received = (kind: 'view' | 'object' | 'erase', receivedOn: string, extendedByDays: number | null = null) =>
  clocksOf({ kind, receivedOn, extendedByDays, dueDays: null }, isWorkingDay);

describe('the clocks of a data request', () => {
  it('answer in two working days, over the weekend', () => {
    expect(received('view', '2026-11-26').answerBy).toBe('2026-11-30');
  });

  it.each([
    ['view', '2026-11-26', '2026-12-04'], // 10 days end on Sunday 6 December: the Friday before
    ['object', '2026-11-24', '2026-12-09'],
    ['erase', '2026-11-24', '2026-12-14'],
    ['erase', '2026-12-12', '2026-12-31'], // 20 days end on the holiday
  ] as const)('%s received on %s is due by %s', (kind, receivedOn, dueBy) => {
    expect(received(kind, receivedOn).dueBy).toBe(dueBy);
  });

  it('say when a day off shortened them, and are put off by an extension', () => {
    expect(received('erase', '2026-12-12').isBeforeDayOff).toBe(true);
    expect(received('erase', '2026-12-12', 20)).toMatchObject({ dueBy: '2027-01-21', isBeforeDayOff: false });
  });

  it('never end before the request came, whatever the calendar says', () => {
    expect(
      clocksOf(
        { kind: 'view', receivedOn: '2026-11-26', extendedByDays: null, dueDays: null },
        (day) => day > '2026-12-06',
      ).dueBy,
    ).toBe('2026-11-26');
  });

  it('ask for the answer first, then for the work, then for nothing', () => {
    const clocks = received('erase', '2026-11-24');
    const facts = {
      kind: 'erase',
      receivedOn: '2026-11-24',
      extendedByDays: null,
      answeredOn: null,
      endedOn: null,
      dueDays: null,
    } as const;
    expect(nextStepOf(facts, clocks)).toEqual({ by: '2026-11-26', isAnswer: true });
    expect(nextStepOf({ ...facts, answeredOn: '2026-11-25' }, clocks)).toEqual({ by: '2026-12-14', isAnswer: false });
    expect(nextStepOf({ ...facts, endedOn: '2026-11-25' }, clocks)).toBeNull();
  });
});

test('a complaint is due after working days of the ward, with no earlier answer', () => {
  const complaint = { kind: 'complaint', receivedOn: '2026-12-28', extendedByDays: null, dueDays: 5 } as const;
  const clocks = clocksOf(complaint, isWorkingDay);
  expect(clocks.dueBy).toBe('2027-01-05');
  expect(nextStepOf({ ...complaint, answeredOn: null, endedOn: null }, clocks)).toEqual({
    by: '2027-01-05',
    isAnswer: false,
  });
});

test('requests count as overdue, or as due within two working days, today included', () => {
  const open = { kind: 'view', answeredOn: '2026-11-20', extendedByDays: null, endedOn: null, dueDays: null } as const;
  const due = ['2026-11-15', '2026-11-16', '2026-11-20', '2026-11-21'].map((receivedOn) => ({ ...open, receivedOn }));
  // Due on Wednesday 25, Thursday 26, Monday 30 November and Tuesday 1 December; the two working days end on Monday.
  expect(countUrgent(due, '2026-11-26', isWorkingDay)).toEqual({ late: 1, soon: 2 });
  expect(countUrgent([{ ...due[0]!, endedOn: '2026-11-25' }], '2026-11-26', isWorkingDay)).toEqual({
    late: 0,
    soon: 0,
  });
});
