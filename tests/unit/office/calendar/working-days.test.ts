import fc from 'fast-check';
import {
  addWorkingDays,
  workingCalendar,
  type SpecialDay,
} from '../../../../src/features/office/calendar/working-days';
import { addDays, daysBetween } from '../../../../src/shared/dates';
import { runs } from '../../../support/runs';

const HOLIDAY_AND_SWAP: SpecialDay[] = [
  { date: '2026-11-24', kind: 'holiday' },
  { date: '2026-11-28', kind: 'swapped_working_day' },
  { date: '2026-11-26', kind: 'no_knock' },
];

describe('working days', () => {
  const isWorking = workingCalendar(HOLIDAY_AND_SWAP);

  it('run from Monday to Friday, without holidays, with swapped Saturdays', () => {
    expect(['2026-11-23', '2026-11-24', '2026-11-26', '2026-11-28', '2026-11-29'].map(isWorking)).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it('begin the day after', () => {
    expect(addWorkingDays('2026-11-20', 1, isWorking)).toBe('2026-11-23');
    expect(addWorkingDays('2026-11-20', 2, isWorking)).toBe('2026-11-25');
    expect(addWorkingDays('2026-11-27', 1, isWorking)).toBe('2026-11-28');
    expect(addWorkingDays('2026-11-22', 0, isWorking)).toBe('2026-11-22');
  });

  it('never end without a working day', () => {
    expect(() => addWorkingDays('2026-11-20', 1, () => false)).toThrow(RangeError);
  });
});

const DAY = fc.integer({ min: 0, max: 700 }).map((days) => addDays('2026-01-01', days));
const SPECIAL = fc.record({
  date: DAY,
  kind: fc.constantFrom('holiday', 'swapped_working_day', 'no_knock'),
}) as fc.Arbitrary<SpecialDay>;

it('a period ends where counting every single day says, whatever the calendar', () => {
  fc.assert(
    fc.property(DAY, fc.nat(30), fc.array(SPECIAL, { maxLength: 200 }), (from, count, special) => {
      const end = addWorkingDays(from, count, workingCalendar(special));
      // The oracle takes weekdays from JavaScript and looks through all special days each time.
      const worksOn = (day: string) => {
        const kinds = special.filter(({ date }) => date === day).map(({ kind }) => kind);
        if (kinds.includes('holiday')) return false;
        return kinds.includes('swapped_working_day') || ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
      };
      const days = Array.from({ length: daysBetween(from, end) }, (_, index) => addDays(from, index + 1));
      expect(days.filter(worksOn)).toHaveLength(count);
      expect(days.length === 0 || worksOn(end)).toBe(true);
    }),
    { numRuns: runs(300) },
  );
});
