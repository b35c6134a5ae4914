import fc from 'fast-check';
import {
  DRAWN_WAVE,
  dueWave,
  LAST_CHECK_DAYS,
  MAX_ATTEMPTS,
  nextDraw,
  waveOn,
  WAVES,
  type AskedLesson,
} from '../../../../src/features/casework/portal-use/waves';
import { PARTS } from '../../../../src/features/privacy/retention/rules';
import { addDays, monthEndOf, type LocalDate } from '../../../../src/shared/dates';
import { runs } from '../../../support/runs';

const TAUGHT: LocalDate = '2026-03-02';
const on = (days: number): LocalDate => addDays(TAUGHT, days);
const sometimes = { numRuns: runs(300) };

/** What an office does on each of the days after a lesson: call, or not, and what comes of it. */
const OUTCOMES = ['alone', 'with_somebody', 'stuck', 'not_needed', 'not_reached', 'declined'] as const;
const story = fc.record({
  isDrawn: fc.boolean(),
  calls: fc.array(fc.record({ after: fc.nat(260), outcome: fc.constantFrom(...OUTCOMES) }), { maxLength: 40 }),
});

/** The calls of a story that the rule allows. */
function callsOf({
  isDrawn,
  calls,
}: {
  isDrawn: boolean;
  calls: { after: number; outcome: (typeof OUTCOMES)[number] }[];
}) {
  const lesson = { taughtOn: TAUGHT, isDrawn, past: [] as { on: LocalDate; outcome: string }[] } satisfies AskedLesson;
  for (const { after, outcome } of calls.toSorted((a, b) => a.after - b.after))
    if (dueWave(lesson, on(after))) lesson.past.push({ on: on(after), outcome });
  return lesson.past;
}

test('no two waves overlap, and each day is of one at most', () => {
  for (const [index, { from, to }] of WAVES.entries()) {
    expect(from).toBeLessThanOrEqual(to);
    if (index > 0) expect(from).toBeGreaterThan(WAVES[index - 1]!.to);
  }
  const keys = Array.from({ length: LAST_CHECK_DAYS + 2 }, (_, day) => waveOn(TAUGHT, on(day))?.key ?? '-');
  expect(keys.join('').replace(/(-|180|30|7)(?:\1)*/g, '$1 ')).toBe('- 7 30 - 180 - ');
});

test('in a wave a lesson is answered once at most, and called about in vain on three days at most', () => {
  fc.assert(
    fc.property(story, (told) => {
      for (const wave of WAVES) {
        const own = callsOf(told).filter((call) => waveOn(TAUGHT, call.on) === wave);
        expect(own.filter(({ outcome }) => outcome !== 'not_reached').length).toBeLessThanOrEqual(1);
        expect(own.length).toBeLessThanOrEqual(MAX_ATTEMPTS);
        expect(new Set(own.map((call) => call.on)).size).toBe(own.length);
        if (wave.isDrawn && !told.isDrawn) expect(own).toEqual([]);
      }
    }),
    sometimes,
  );
});

test('nothing is asked outside of the waves, and no day that has passed is asked about later', () => {
  fc.assert(
    fc.property(story, fc.nat(260), (told, after) => {
      const past = callsOf(told);
      expect(past.every((call) => waveOn(TAUGHT, call.on) !== null)).toBe(true);
      const wave = dueWave({ taughtOn: TAUGHT, isDrawn: told.isDrawn, past }, on(after));
      if (wave) expect(past.filter((call) => call.on >= on(after) && call.on >= on(wave.from))).toEqual([]);
    }),
    sometimes,
  );
});

test('each lesson belongs to one draw at most, whenever the office draws, and to one if it draws in time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(75), { minLength: 1, maxLength: 12 }), fc.nat(400), (waits, taughtAfter) => {
      let today: LocalDate = '2026-01-05';
      let until: LocalDate | null = null;
      const drawn: { from: LocalDate; until: LocalDate }[] = [];
      const drawnOn: LocalDate[] = [];
      for (const wait of waits) {
        today = addDays(today, wait);
        const days = nextDraw(until, today);
        expect(days === null).toBe(until !== null && until >= monthEndOf(today));
        if (!days) continue;
        drawn.push(days);
        drawnOn.push(today);
        ({ until } = days);
      }
      const due = addDays('2025-10-01', taughtAfter);
      const own = drawn.filter((days) => days.from <= due && due <= days.until);
      expect(own.length).toBeLessThanOrEqual(1);
      const latest = addDays(due, DRAWN_WAVE.to - DRAWN_WAVE.from);
      const inTime = drawnOn.find((day) => monthEndOf(day) >= due);
      if (inTime && inTime <= latest) expect(own).toHaveLength(1);
    }),
    sometimes,
  );
});

test('no retention that a ward can choose erases a name before the last question about a lesson', () => {
  expect(PARTS.goneYears.min * 365).toBeGreaterThan(LAST_CHECK_DAYS);
});
