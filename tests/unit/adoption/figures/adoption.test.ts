import fc from 'fast-check';
import {
  comparedDays,
  fullWindowEnds,
  usersAtEnds,
  weekEnds,
  windowStart,
} from '../../../../src/features/adoption/figures/adoption';
import { newestAdultBirth } from '../../../../src/features/register/residents/counted-adults';
import { addDays, daysBetween } from '../../../../src/shared/dates';

describe('the twelve months', () => {
  test('end on the given day and begin the day after the same day last year', () => {
    expect(windowStart('2026-11-26')).toBe('2025-11-27');
    expect(windowStart('2028-02-29')).toBe('2027-03-01');
  });

  test('an adult is a resident whose eighteenth birthday has come', () => {
    expect(newestAdultBirth('2026-11-26', 18)).toEqual({ day: '2008-11-26', year: 2008 });
  });
});

describe('weekEnds', () => {
  test('are Sundays, plus today for the current week', () => {
    expect(weekEnds('2026-11-26', 3)).toEqual(['2026-11-15', '2026-11-22', '2026-11-26']);
  });

  test('on a Sunday the current week ends today', () => {
    expect(weekEnds('2026-11-29', 2)).toEqual(['2026-11-22', '2026-11-29']);
  });
});

describe('fullWindowEnds', () => {
  const ends = ['2026-11-15', '2026-11-22', '2026-11-26'];

  test('are the ends whose twelve months the ledger covers from the first day', () => {
    expect(fullWindowEnds(ends, '2025-11-16')).toEqual(ends);
    expect(fullWindowEnds(ends, '2025-11-17')).toEqual(['2026-11-22', '2026-11-26']);
    expect(fullWindowEnds(ends, '2025-11-27')).toEqual(['2026-11-26']);
  });

  test('are none while the ledger is empty or younger than a year', () => {
    expect(fullWindowEnds(ends, '2025-11-28')).toEqual([]);
    expect(fullWindowEnds(ends, null)).toEqual([]);
  });
});

describe('comparedDays', () => {
  test.each([
    ['2026-11-26', '2026-11-01', '2026-11-26', '2026-10-01', '2026-10-26'],
    ['2026-11-01', '2026-11-01', '2026-11-01', '2026-10-01', '2026-10-01'],
    ['2027-01-15', '2027-01-01', '2027-01-15', '2026-12-01', '2026-12-15'],
    ['2026-03-28', '2026-03-01', '2026-03-28', '2026-02-01', '2026-02-28'],
    ['2026-03-31', '2026-03-01', '2026-03-28', '2026-02-01', '2026-02-28'],
    ['2028-03-31', '2028-03-01', '2028-03-29', '2028-02-01', '2028-02-29'],
    ['2026-10-31', '2026-10-01', '2026-10-30', '2026-09-01', '2026-09-30'],
  ])('on %s are %s to %s and %s to %s', (today, ...days) => {
    const [from, to, fromBefore, toBefore] = days;
    expect(comparedDays(today)).toEqual({ now: { from, to }, before: { from: fromBefore, to: toBefore } });
  });

  test('cover equally many days of both months, on any day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4000 }).map((offset) => addDays('2024-01-01', offset)),
        (today) => {
          const { now, before } = comparedDays(today);
          expect(daysBetween(before.from, before.to)).toBe(daysBetween(now.from, now.to));
          expect(before.to < now.from && now.to <= today).toBe(true);
        },
      ),
    );
  });
});

describe('usersAtEnds', () => {
  test('adds up the people whose mask has the bit of a day', () => {
    expect(
      usersAtEnds(
        [
          [0b111, 10],
          [0b100, 5],
          [0b010, 1],
        ],
        3,
      ),
    ).toEqual([10, 11, 15]);
  });

  test('is zero on any day without people', () => {
    expect(usersAtEnds([], 2)).toEqual([0, 0]);
  });
});
