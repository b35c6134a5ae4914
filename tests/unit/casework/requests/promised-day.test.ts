import {
  dueDay,
  isPromiseOverdue,
  proposedDay,
  type PromiseFacts,
} from '../../../../src/features/casework/requests/promised-day';
import { workingCalendar, type SpecialDay } from '../../../../src/features/office/calendar/working-days';
import { addDays, weekdayOf, type LocalDate } from '../../../../src/shared/dates';

/** Counts down day by day: a working day without a wait is one less; the promise never ends before its own day. */
function naiveDueDay({ receivedOn, promisedBy, standstill }: PromiseFacts, today: LocalDate): LocalDate {
  const works = (day: LocalDate) => {
    const kinds = standstill!.specialDays.filter(({ date }) => date === day).map(({ kind }) => kind);
    if (kinds.includes('holiday')) return false;
    return kinds.includes('swapped_working_day') || ![6, 7].includes(weekdayOf(day));
  };
  let left = 0;
  for (let day = receivedOn; day < promisedBy!; day = addDays(day, 1)) if (works(addDays(day, 1))) left += 1;
  let day = receivedOn;
  while (left > 0 || day < promisedBy!) {
    day = addDays(day, 1);
    const isWaiting = standstill!.waits.some(({ from, to }) => day >= from && (to === null ? day <= today : day <= to));
    if (works(day) && !isWaiting) left -= 1;
  }
  return day;
}

/** Park and Miller: the same cases in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

it('is the day of a naive count in 10,000 random cases', () => {
  const draw = randomFrom(20261127);
  const kinds: SpecialDay['kind'][] = ['holiday', 'swapped_working_day', 'no_knock'];
  const differing: unknown[] = [];
  let moved = 0;
  for (let round = 0; round < 10_000; round += 1) {
    const receivedOn = addDays('2026-11-01', draw(200));
    const near = () => addDays(receivedOn, draw(30) - 3);
    const waits = Array.from({ length: draw(4) }, () => {
      const from = near();
      return { from, to: draw(6) === 0 ? null : addDays(from, draw(9)) };
    });
    const specialDays = Array.from({ length: draw(8) }, () => ({ date: near(), kind: kinds[draw(3)]! }));
    const facts = { receivedOn, promisedBy: addDays(receivedOn, draw(15)), standstill: { waits, specialDays } };
    const today = addDays(receivedOn, draw(40));
    const due = dueDay(facts, today);
    if (due !== naiveDueDay(facts, today)) differing.push({ facts, today, due });
    if (due !== facts.promisedBy) moved += 1;
  }
  expect(differing).toEqual([]);
  expect(moved).toBeGreaterThan(2000);
});

it('stays the day that was typed, also a Sunday, while nothing was waited for', () => {
  expect(dueDay({ receivedOn: '2026-11-25', promisedBy: '2026-11-29' }, '2026-12-20')).toBe('2026-11-29');
  expect(dueDay({ receivedOn: '2026-11-25', promisedBy: null }, '2026-12-20')).toBeNull();
});

it('is overdue from the day after, later by the working days of a wait', () => {
  const typed = { receivedOn: '2026-11-23', promisedBy: '2026-11-27' };
  expect(isPromiseOverdue(typed, '2026-11-27')).toBe(false);
  expect(isPromiseOverdue(typed, '2026-11-28')).toBe(true);
  const waited = { ...typed, standstill: { waits: [{ from: '2026-11-24', to: '2026-11-25' }], specialDays: [] } };
  expect(dueDay(waited, '2026-11-28')).toBe('2026-12-01');
  const mourning = { ...typed, standstill: { waits: [{ from: '2026-11-24', to: null }], specialDays: [] } };
  expect(isPromiseOverdue(mourning, '2027-01-20')).toBe(false);
  const putOffLate = { ...typed, standstill: { waits: [{ from: '2026-11-30', to: null }], specialDays: [] } };
  expect(isPromiseOverdue(putOffLate, '2026-12-10')).toBe(true);
});

it('is proposed five working days ahead', () => {
  expect(proposedDay('2026-11-26', workingCalendar([]))).toBe('2026-12-03');
  const days = workingCalendar([
    { date: '2026-12-01', kind: 'holiday' },
    { date: '2026-11-28', kind: 'swapped_working_day' },
    { date: '2026-12-02', kind: 'holiday' },
  ]);
  expect(proposedDay('2026-11-26', days)).toBe('2026-12-04');
});
