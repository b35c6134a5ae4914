import fc from 'fast-check';
import {
  comparedDays,
  fullWindowEnds,
  targetTag,
  usersAtEnds,
  weekEnds,
  windowStart,
} from '../../../../src/features/adoption/reports/adoption';
import { newestAdultBirth } from '../../../../src/features/register/residents/counted-adults';
import { addDays, daysBetween } from '../../../../src/shared/dates';

describe('the twelve months', () => {
  test('end on the given day and begin the day after the same day last year', () => {
    expect(windowStart('2026-11-26')).toBe('2025-11-27');
    expect(windowStart('2028-02-29')).toBe('2027-03-01');
  });

  test('an adult is somebody whose eighteenth birthday has come', () => {
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
  test('counts a person once however often they use the portal', () => {
    expect(
      usersAtEnds(
        [
          ['a', '2026-01-05'],
          ['a', '2026-02-05'],
          ['b', '2026-02-01'],
        ],
        ['2026-01-04', '2026-01-31', '2026-02-28'],
      ),
    ).toEqual([0, 1, 2]);
  });

  test('forgets a use after twelve months', () => {
    expect(usersAtEnds([['a', '2025-11-27']], ['2026-11-26', '2026-11-27'])).toEqual([1, 0]);
  });

  test('agrees with counting each end separately', () => {
    const day = fc.integer({ min: 0, max: 900 }).map((offset) => addDays('2024-06-01', offset));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), day), { maxLength: 40 }),
        fc.array(day, { minLength: 1, maxLength: 6 }),
        (raw, rawEnds) => {
          const uses = [...new Set(raw.map((use) => use.join(' ')))]
            .sort()
            .map((use) => use.split(' ') as [string, string]);
          const ends = [...new Set(rawEnds)].sort();
          const plainly = ends.map(
            (end) =>
              new Set(uses.filter(([, used]) => used <= end && used >= windowStart(end)).map(([resident]) => resident))
                .size,
          );
          expect(usersAtEnds(uses, ends)).toEqual(plainly);
        },
      ),
    );
  });
});

describe('targetTag', () => {
  test.each([
    [{ numerator: 70, denominator: 100 }, 70, 'ok', 'đạt mục tiêu'],
    [{ numerator: 60, denominator: 100 }, 70, 'try', 'còn thiếu 10 người'],
    [{ numerator: 10, denominator: 100 }, 70, 'need', 'còn thiếu 60 người'],
    [{ numerator: 0, denominator: 0 }, 70, 'plain', 'chưa có người'],
    [{ numerator: 5, denominator: 10 }, null, 'plain', 'chưa đặt mục tiêu'],
  ] as const)('%j against %p %% states the gap in people', (share, target, kind, text) => {
    expect(targetTag(share, target)).toEqual({ kind, text });
  });
});
